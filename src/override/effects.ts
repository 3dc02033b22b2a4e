import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import { closest } from '../model/closest.ts'
import { byCodePoint } from '../model/order.ts'
import type { Edit, OverrideOp } from '../model/override.ts'
import type { FieldPath, Origin } from '../model/source.ts'
import type { Container } from './containers.ts'
import { nameOf } from './edit-env.ts'

/** Which edits were tried in a render, and which of them hit something. An edit is the object, whatever it says. */
export interface Effects {
  readonly tried: Set<Edit>
  readonly hit: Set<Edit>
  /** Edits that found their container once, or need none. */
  readonly found: Set<Edit>
  /** For those that did not find it: the names of the containers that were there instead. */
  readonly others: Map<Edit, Set<string>>
}

export function newEffects(): Effects {
  return { tried: new Set(), hit: new Set(), found: new Set(), others: new Map() }
}

/** Notes that an edit found its container, or which ones stand there instead. */
export function noteContainers(
  { found, others }: Effects,
  edit: Edit,
  instead: Iterable<Pick<Container, 'name'>> | undefined,
): void {
  if (instead === undefined) {
    found.add(edit)
    return
  }
  const names = others.get(edit) ?? new Set()
  for (const { name } of instead) names.add(name)
  others.set(edit, names)
}

/** Adds what one run of operations found, for the operations themselves and for others that say the same. */
export function noteEffects(effects: Effects, found: Effects, all: readonly (readonly OverrideOp[])[]): void {
  const run = editsOf(all[0] ?? [])
  for (const ops of all) {
    for (const [index, edit] of editsOf(ops).entries()) {
      const model = run[index]
      if (model === undefined) continue
      if (found.tried.has(model)) effects.tried.add(edit)
      if (found.hit.has(model)) effects.hit.add(edit)
      if (found.found.has(model)) effects.found.add(edit)
      const others = found.others.get(model)
      if (others !== undefined) {
        noteContainers(
          effects,
          edit,
          [...others].map((name) => ({ name })),
        )
      }
    }
  }
}

function editsOf(ops: readonly OverrideOp[]): Edit[] {
  return ops.flatMap((op) => (op.kind === 'edits' ? op.edits : []))
}

/** Tells of edits that were tried and never hit anything, each once, in the order of their places. */
export function reportIdle(effects: Effects, report: Report): void {
  const { tried, hit } = effects
  const idle = [...tried].filter((edit) => !hit.has(edit)).sort((a, b) => byOrigin(a.from, b.from))
  for (const edit of idle) report(diagnostic('override/hits-nothing', missedBy(edit, effects), edit.from))
}

/** What an edit missed: where no container of its name was found, that comes before what would be in it. */
function missedBy(edit: Edit, { found, others }: Effects) {
  const sought = soughtBy(edit)
  if (found.has(edit)) return sought
  const names = [...(others.get(edit) ?? [])].sort(byCodePoint)
  const given = sought.containers.filter((name) => name !== '')
  const isAny = edit.kind === 'image' && edit.containers === undefined
  if (given.length === 0) return { ...sought, names: [], containers: given, ...(isAny ? {} : { unnamed: true }) }
  const suggestion = given.map((name) => closest(name, names)).find((name) => name !== undefined)
  return { ...sought, names: [], containers: given, ...(suggestion === undefined ? {} : { suggestion }) }
}

/** What an edit looked for: names inside containers, both sorted; no names stand for the containers themselves. */
function soughtBy(edit: Edit): { field: string; operator: string; names: string[]; containers: string[] } {
  switch (edit.kind) {
    case 'image': {
      const containers = [...(edit.containers ?? [])].filter((name) => name !== '').sort(byCodePoint)
      return { field: 'image', operator: 'edit', names: [], containers }
    }
    case 'list': {
      const names = edit.operator === 'delete' ? [...edit.values] : []
      return { field: edit.field, operator: edit.operator, names, containers: [edit.container] }
    }
    case 'env': {
      const names = edit.values.map(nameOf)
      return { field: 'env', operator: edit.operator, names: names.sort(byCodePoint), containers: [edit.container] }
    }
    case 'map': {
      const names = [...edit.values.keys()].sort(byCodePoint)
      return { field: edit.field, operator: edit.operator, names, containers: [] }
    }
  }
}

/** By file, document and path; what has no place comes first. */
function byOrigin(a: Origin | undefined, b: Origin | undefined): number {
  if (a === undefined || b === undefined) return Number(b === undefined) - Number(a === undefined)
  return byCodePoint(a.file, b.file) || a.document - b.document || byPath(a.path, b.path)
}

function byPath(a: FieldPath, b: FieldPath): number {
  for (const [index, step] of a.entries()) {
    const other = b[index]
    if (other === undefined) return 1
    const order =
      typeof step === 'number' && typeof other === 'number' ? step - other : byCodePoint(String(step), String(other))
    if (order !== 0) return order
  }
  return a.length - b.length
}
