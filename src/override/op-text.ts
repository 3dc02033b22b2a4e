import { byCodePoint } from '../model/order.ts'
import { decidedReplicas, type Edit, type OverrideOp } from '../model/override.ts'

/** Equal for operations of equal effect; the marks for what JSON cannot say cannot be mistaken for a user's text. */
export function textOf(ops: readonly OverrideOp[]): string {
  return written(ops.map(partsOf))
}

function written(parts: readonly unknown[]): string {
  return JSON.stringify(parts, (_, value: unknown) => {
    if (typeof value === 'bigint') return `\0n${value}`
    if (value === decidedReplicas) return '\0r'
    return typeof value === 'string' && value.startsWith('\0') ? `\0${value}` : value
  })
}

function partsOf(op: OverrideOp): readonly unknown[] {
  switch (op.kind) {
    case 'patch':
      return [op.kind, op.op, op.path, op.value]
    case 'set':
      return [op.kind, op.path, op.value]
    case 'label':
      return [op.kind, op.key, op.value]
    case 'edits':
      return [op.kind, textOfEdits(op)]
    case 'ensure':
      return [op.kind, op.path, op.make]
    case 'prune':
      return [op.kind, op.path]
  }
}

type EditsOp = Extract<OverrideOp, { kind: 'edits' }>

/** Edits are shared among workloads, so they are written once. */
const texts = new WeakMap<EditsOp, string>()

function textOfEdits(op: EditsOp): string {
  let text = texts.get(op)
  if (text === undefined) {
    text = written([op.podSpec ?? null, op.edits.map(partsOfEdit)])
    texts.set(op, text)
  }
  return text
}

/** Without the place; the order of containers does not count, that of labels shows in the result. */
function partsOfEdit(edit: Edit): readonly unknown[] {
  switch (edit.kind) {
    case 'image': {
      const containers = edit.containers && [...edit.containers].sort(byCodePoint)
      const changes = edit.changes.map(({ part, operator, value }) => [part, operator, value])
      return [edit.kind, containers ?? null, edit.path ?? null, changes]
    }
    case 'list':
    case 'env':
      return [edit.kind, edit.kind === 'list' ? edit.field : '', edit.container, edit.operator, edit.values]
    case 'map':
      return [edit.kind, edit.field, edit.operator, [...edit.values]]
  }
}
