import { diagnostic } from '../../diagnostics/diagnostic.ts'
import type { Cluster, ObservedWorkload } from '../../model/cluster.ts'
import { own } from '../../model/json.ts'
import { matchLabels } from '../../model/match.ts'
import type { Division, Filter } from '../../model/policy.ts'
import { identity, type ObjectId } from '../../model/resource.ts'
import type { PreviousPlacement } from '../../model/unit.ts'
import type { BindContext } from '../dialect.ts'
import { namespaceOf } from './family.ts'
import { type Federated, type Gates, gateKey } from './federated.ts'
import type { SchedulingPreference } from './preference.ts'

/** A preference that acts on an object, with the clusters that it considers. */
export interface Schedule {
  readonly preference: SchedulingPreference
  readonly filters: readonly Filter[]
  readonly considered: readonly Cluster[]
  /** The names of those. */
  readonly names: ReadonlySet<string>
}

/** Shared, and without a place, so that placement sees that it is the same for all. */
const onlyReady: readonly Filter[] = [{ kind: 'ready', unlessCurrent: false }]

/** Where a preference finds its target: within one family, by kind, namespace and name. */
export function targetKey(suffix: string, kind: string, namespace: string, name: string): string {
  return `${suffix}/${kind}/${namespace}/${name}`
}

/**
 * What each preference does to its target. One that can do nothing leaves its target alone, and a warning says why; the
 * order of the reasons is upstream's.
 */
export function schedulesOf(
  preferences: readonly SchedulingPreference[],
  objects: readonly Federated[],
  gates: Gates,
  context: BindContext,
): Map<Federated, Schedule> {
  const targets = new Map(
    objects.map((one) => {
      const { resource, type } = one
      return [targetKey(type.family.suffix, resource.kind, namespaceOf(resource), resource.name), one]
    }),
  )
  const ready = context.clusters.filter((cluster) => cluster.joined && cluster.ready)
  const names = namesOf(ready)
  const schedules = new Map<Federated, Schedule>()
  for (const preference of preferences) {
    const { family, ref, targetKind } = preference
    const object = targets.get(targetKey(family.suffix, targetKind, namespaceOf(ref), ref.name))
    const outcome = scheduleOf(preference, object, { ready, names }, gates)
    if (!('reason' in outcome)) schedules.set(outcome.object, outcome.schedule)
    else context.report(diagnostic('kubefed/preference-idle', outcome, ref.origin))
  }
  return schedules
}

type Outcome =
  | { readonly object: Federated; readonly schedule: Schedule }
  | { readonly reason: string; readonly detail: string }

function scheduleOf(
  preference: SchedulingPreference,
  object: Federated | undefined,
  { ready, names }: { readonly ready: readonly Cluster[]; readonly names: ReadonlySet<string> },
  gates: Gates,
): Outcome {
  const { targetKind } = preference
  if (ready.length === 0) return { reason: 'no-ready-cluster', detail: '' }
  if (!schedulable.has(targetKind)) return { reason: 'target-kind', detail: targetKind }
  if (object === undefined) return { reason: 'no-target', detail: targetKind }
  if (!object.type.enabled) return { reason: 'type-disabled', detail: targetKind }
  if (!preference.intersect) return { object, schedule: { preference, filters: onlyReady, considered: ready, names } }

  const namespace = namespaceOf(object.resource)
  const gate = gates.get(gateKey(object.type.family, namespace))
  if (gate === undefined) return { reason: 'no-federated-namespace', detail: namespace }
  const selectors = [object.placement.selectorOnly(), gate.selectorOnly()]
  const filters = selectors.filter((filter) => filter !== undefined)
  if (filters.length < selectors.length) return { reason: 'invalid-selector', detail: '' }
  const considered = ready.filter((cluster) => filters.every((filter) => passes(filter, cluster)))
  if (considered.length === 0) return { reason: 'empty-intersection', detail: namespace }
  const schedule = { preference, filters: [...onlyReady, ...filters], considered, names: namesOf(considered) }
  return { object, schedule }
}

function namesOf(clusters: readonly Cluster[]): ReadonlySet<string> {
  return new Set(clusters.map((cluster) => cluster.name))
}

const schedulable: ReadonlySet<string> = new Set(['FederatedDeployment', 'FederatedReplicaSet'])

function passes(filter: Filter, cluster: Cluster): boolean {
  return filter.kind === 'labels' && matchLabels(filter.selector, cluster.labels) === true
}

/**
 * The division of a schedule. What runs in a cluster is what its snapshot says of the workload; without a word there,
 * what the previous placement gave it. A cluster that neither knows runs nothing.
 */
export function divisionOf(
  { preference, considered }: Schedule,
  workload: ObjectId,
  previous: PreviousPlacement | undefined,
  replicas: number | undefined,
): Division {
  const current = new Map<string, number>()
  const capacity = new Map<string, number>()
  const key = identity(workload)
  for (const { name, observed } of considered) {
    const seen = observed.get(key)
    if (seen !== undefined) {
      current.set(name, seen.current)
      const unschedulable = waiting(seen)
      if (unschedulable > 0) capacity.set(name, seen.desired - unschedulable)
    } else if (previous?.clusters.has(name)) {
      const known = previous.clusters.get(name) ?? remembered(previous) ?? replicas
      // The API server sets 1 where a manifest has no replicas.
      current.set(name, known ?? 1)
    }
  }
  const { total, preferences, rebalance, origin } = preference
  return { kind: 'rsp', total, preferences, rebalance, current, capacity, from: origin }
}

/**
 * Pods that no node took for more than a minute when the snapshot was taken; none where all replicas are ready.
 * Source: KubeFed, pkg/controller/util/podanalyzer.
 */
function waiting({ desired, ready, unschedulable, takenAt }: ObservedWorkload): number {
  if (desired === ready) return 0
  return unschedulable.reduce((sum, { pods, since }) => (since + 60_000 < takenAt ? sum + pods : sum), 0)
}

function remembered({ facts }: PreviousPlacement): number | undefined {
  const replicas = own(facts, 'replicas')
  return typeof replicas === 'number' ? replicas : undefined
}
