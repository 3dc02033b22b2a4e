import { diagnostic, type Report } from '../../../diagnostics/diagnostic.ts'
import { at, own } from '../../../model/json.ts'
import type { Resource } from '../../../model/resource.ts'
import { type FieldPath, within } from '../../../model/source.ts'
import type { PreviousPlacement } from '../../../model/unit.ts'
import type { ReadPolicy } from '../policy/policy.ts'
import { isOptional, type WorkloadTypes } from '../workload-types.ts'

/** The replicas of a workload, and where they stand. */
export interface Replicas {
  /** undefined for types whose replicas cannot be divided. */
  readonly path: FieldPath | undefined
  /** undefined where there are none: nothing is divided. */
  readonly count: number | undefined
}

/**
 * Reads the replicas that a workload asks for. Where nobody wrote them they are 1 for the types that the API server
 * fills in; for others it is an error to have them divided. undefined, with an error, for what an API server would
 * refuse: it holds them in an int32.
 */
export function readReplicas(
  workload: Resource,
  { divide }: Pick<ReadPolicy, 'divide'>,
  types: WorkloadTypes,
  report: Report,
): Replicas | undefined {
  const { kind, value, origin } = workload
  const path = types.replicasPath(workload)
  if (path === undefined) return { path, count: undefined }
  const place = within(origin, ...path)
  const count = at(value, path) ?? (types.defaultsToOne(workload) ? 1 : undefined)
  if (count === undefined) {
    if (!divide) return { path, count }
    const from = types.replicasPathFrom(workload)
    const related = from === undefined ? [] : [from]
    report(diagnostic('kubeadmiral/replicas-missing', { kind, field: path.join('.') }, place, related))
    return undefined
  }
  if (typeof count === 'number' && Number.isInteger(count) && count >= 0 && count <= 0x7fffffff) return { path, count }
  report(diagnostic('kubeadmiral/replicas', { kind }, place))
  return undefined
}

/** Tells where replicas were written before and are not any more. */
export function tellOfGone(
  workload: Resource,
  { path }: Replicas,
  previous: PreviousPlacement | undefined,
  types: WorkloadTypes,
  report: Report,
): void {
  const { kind, name, value, origin } = workload
  const before = own(previous?.facts ?? {}, 'replicas')
  if (path === undefined || typeof before !== 'number' || before <= 1) return
  if (at(value, path) !== undefined || !types.defaultsToOne(workload)) return
  report(diagnostic('kubeadmiral/replicas-gone', { workload: `${kind} ${name}`, before }, within(origin, 'spec')))
}

/**
 * Tells once for each kind and policy that the replicas of a workload are not divided though the policy asks for it.
 * Only what has replicas surprises anybody by that.
 */
export function tellOfDegraded(
  workload: Resource,
  { path }: Replicas,
  { ref, at: places, divide }: ReadPolicy,
  told: Set<string>,
  report: Report,
): void {
  const { kind, apiVersion, value } = workload
  if (!divide || path !== undefined || at(value, ['spec', 'replicas']) === undefined) return
  const key = `${apiVersion} ${kind} ${ref.kind} ${ref.namespace} ${ref.name}`
  if (told.has(key)) return
  told.add(key)
  const args = { kind, policy: ref.name, optional: isOptional(workload) }
  report(diagnostic('kubeadmiral/divide-degrades', args, places.mode))
}
