import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts'
import { at, isObject, own } from '../model/json.ts'
import { decidedReplicas, type Edit, type OverrideOp, type OverrideValue } from '../model/override.ts'
import { describe } from '../model/resource.ts'
import type { SchedulingUnit } from '../model/unit.ts'
import { pointerOf } from './containers.ts'
import { ensureAt, pruneAt, setAt } from './dotted.ts'
import type { Draft, Reason } from './draft.ts'
import { type FailedEdit, runEdits } from './edits.ts'
import type { Effects } from './effects.ts'
import { patch } from './json-patch.ts'

/** The operation that did not apply; -1 where the decided replicas themselves found no place. */
export interface Failure {
  readonly reason: Reason
  readonly index: number
  /** Which edit of the operation, where it has some. */
  readonly edit?: FailedEdit
}

/**
 * Runs operations in order. One that does not apply is passed over, and with it what comes after it up to the index
 * that `next` gives: what is left is run all the same, to find every failure.
 */
export function run(
  draft: Draft,
  ops: readonly OverrideOp[],
  replicas: number | undefined,
  effects: Effects,
  next: (index: number) => number,
): readonly Failure[] {
  const settle = (value: OverrideValue) => (value === decidedReplicas ? (replicas ?? null) : value)
  const prunable = new Set<string>()
  let failures: Failure[] | undefined
  for (let index = 0; index < ops.length; index++) {
    const op = ops[index]
    if (op === undefined) break
    if (op.kind === 'edits') {
      const failed = runEdits(draft, op, effects)
      if (failed.length === 0) continue
      failures ??= []
      for (const edit of failed) failures.push({ reason: edit.reason, index, edit })
      index = next(index) - 1
      continue
    }
    let reason: Reason | undefined
    if (op.kind === 'patch') reason = patch(draft, { op: op.op, path: op.path, value: settle(op.value) })
    else if (op.kind === 'set') reason = setAt(draft, op.path, settle(op.value))
    else if (op.kind === 'label') reason = label(draft, op.key, op.value)
    else if (op.kind === 'ensure') reason = ensure(draft, op, prunable)
    else if (prunable.has(pointerOf(op.path))) pruneAt(draft, op.path)
    if (reason === undefined) continue
    failures ??= []
    failures.push({ reason, index })
    index = next(index) - 1
  }
  return failures ?? none
}

const none: readonly Failure[] = []

/** Remembers what may be pruned: what was not there, and what was not empty. What was written empty stays. */
function ensure(
  draft: Draft,
  { path, make }: Extract<OverrideOp, { kind: 'ensure' }>,
  prunable: Set<string>,
): Reason | undefined {
  const done = ensureAt(draft, path, make)
  const there = done === false ? at(draft.root, path) : undefined
  const isFilled = typeof there === 'object' && there !== null && Object.keys(there).length > 0
  if (done === true || isFilled) prunable.add(pointerOf(path))
  return typeof done === 'string' ? done : undefined
}

/** Sets a label; labels that are null count as none. */
function label(draft: Draft, key: string, value: string): Reason | undefined {
  const metadata = own(draft.root, 'metadata')
  if (isObject(metadata) && own(metadata, 'labels') === null) setAt(draft, ['metadata', 'labels'], {})
  return setAt(draft, ['metadata', 'labels', key], value)
}

/** The complaint about one operation, or one edit of it; without an operation, about the decided replicas. */
export function failureOf(
  unit: Pick<SchedulingUnit, 'workload' | 'origin' | 'replicasPath'>,
  cluster: string,
  op: OverrideOp | undefined,
  { reason, edit }: Failure,
): Diagnostic {
  const object = describe(unit.workload)
  const [verb, path] = edit === undefined ? sayOp(unit, op) : [sayEdit(op, edit), edit.path]
  const args = { object, cluster, op: verb, path, reason, subject: edit?.subject ?? '' }
  return diagnostic('override/failed', args, editOf(op, edit)?.from ?? op?.from ?? unit.origin)
}

/** The edit of an operation that failed. */
export function editOf(op: OverrideOp | undefined, failed: FailedEdit | undefined): Edit | undefined {
  return op?.kind === 'edits' && failed !== undefined ? op.edits[failed.edit] : undefined
}

function sayEdit(op: OverrideOp | undefined, failed: FailedEdit): string {
  const edit = editOf(op, failed)
  return edit === undefined || edit.kind === 'image' ? 'edit' : edit.operator
}

function sayOp(unit: Pick<SchedulingUnit, 'replicasPath'>, op: OverrideOp | undefined): readonly [string, string] {
  if (op === undefined) return ['set', (unit.replicasPath ?? []).join('.')]
  if (op.kind === 'patch') return [op.op, op.path]
  if (op.kind === 'label') return ['set', `metadata.labels.${op.key}`]
  return op.kind === 'edits' ? ['edit', ''] : [op.kind, op.path.join('.')]
}
