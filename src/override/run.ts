import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts'
import { isObject, own } from '../model/json.ts'
import { decidedReplicas, type OverrideOp, type OverrideValue, type SchedulingUnit } from '../model/policy.ts'
import { setAt } from './dotted.ts'
import type { Draft, Reason } from './draft.ts'
import { patch } from './json-patch.ts'

/** The operation that did not apply; -1 where the decided replicas themselves found no place. */
export interface Failure {
  readonly reason: Reason
  readonly index: number
}

/** Runs operations in order; the first that does not apply ends it. */
export function run(draft: Draft, ops: readonly OverrideOp[], replicas: number | undefined): Failure | undefined {
  const settle = (value: OverrideValue) => (value === decidedReplicas ? (replicas ?? null) : value)
  for (const [index, op] of ops.entries()) {
    let reason: Reason | undefined
    if (op.kind === 'patch') reason = patch(draft, { op: op.op, path: op.path, value: settle(op.value) })
    else if (op.kind === 'set') reason = setAt(draft, op.path, settle(op.value))
    else reason = label(draft, op.key, op.value)
    if (reason !== undefined) return { reason, index }
  }
  return undefined
}

/** Sets a label; labels that are null count as none. */
function label(draft: Draft, key: string, value: string): Reason | undefined {
  const metadata = own(draft.root, 'metadata')
  if (isObject(metadata) && own(metadata, 'labels') === null) setAt(draft, ['metadata', 'labels'], {})
  return setAt(draft, ['metadata', 'labels', key], value)
}

/** The complaint about one operation; without one, about the decided replicas. */
export function failureOf(
  unit: SchedulingUnit,
  cluster: string,
  op: OverrideOp | undefined,
  reason: Reason,
): Diagnostic {
  const { kind, namespace, name } = unit.workload
  const object = `${kind} ${namespace === '' ? '' : `${namespace}/`}${name}`
  const [verb, path] = describe(unit, op)
  return diagnostic('override/failed', { object, cluster, op: verb, path, reason }, op?.from ?? unit.origin)
}

function describe(unit: SchedulingUnit, op: OverrideOp | undefined): readonly [string, string] {
  if (op === undefined) return ['set', (unit.replicasPath ?? []).join('.')]
  if (op.kind === 'patch') return [op.op, op.path]
  return op.kind === 'set' ? ['set', op.path.join('.')] : ['set', `metadata.labels.${op.key}`]
}
