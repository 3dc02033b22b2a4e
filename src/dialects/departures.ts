import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import type { Fleet } from '../model/fleet.ts'
import { byCodePoint } from '../model/order.ts'
import { describe, identity, type Resource } from '../model/resource.ts'
import type { Origin } from '../model/source.ts'
import type { PreviousPlacement, SchedulingUnit } from '../model/unit.ts'

/**
 * What placement cannot see leaving, because nobody asks it to place: a workload that is still here but that no policy
 * places any more, and a cluster that ran something and is no longer declared. Clusters count where a workload only
 * followed its leaders, too; what was a dry run stands nowhere, so it cannot leave.
 */
export function reportDepartures(
  history: ReadonlyMap<string, PreviousPlacement>,
  { fleet, units, present, left }: Present,
  report: Report,
): void {
  const placed = new Set(units.map(({ workload }) => identity(workload)))
  reportRemoved(history, new Set([...placed, ...present.map(identity)]), report)
  for (const resource of left) {
    if (placed.has(identity(resource))) continue
    const previous = history.get(identity(resource))
    const clusters = previous === undefined ? [] : whereabouts(previous).sort(byCodePoint)
    if (previous === undefined || clusters.length === 0) continue
    const workload = describe(resource)
    report(diagnostic('placement/leaves-every-cluster', { workload, clusters }, resource.origin, [previous.origin]))
  }
  for (const [cluster, origins] of gone(history, fleet)) {
    report(diagnostic('placement/cluster-gone', { cluster, workloads: origins.length }, origins[0]))
  }
}

/** The clusters that have files of a workload. */
function whereabouts({ clusters, following, dispatched }: PreviousPlacement): string[] {
  return dispatched ? [...new Set([...clusters.keys(), ...following])] : []
}

/** What a render found, beside which the history is held. */
interface Present {
  readonly fleet: Fleet
  readonly units: readonly SchedulingUnit[]
  /** Every object that may be placed, whatever became of it. */
  readonly present: readonly Resource[]
  /** Of these, what nothing places, and what is held back. */
  readonly left: readonly Resource[]
}

/** Workloads that are not in the input any more: deleted, renamed, or with the whole input missing. */
function reportRemoved(
  history: ReadonlyMap<string, PreviousPlacement>,
  present: ReadonlySet<string>,
  report: Report,
): void {
  const removed = [...history]
    .filter(([workload, previous]) => !present.has(workload) && whereabouts(previous).length > 0)
    .map(([workload]) => workload)
    .sort(byCodePoint)
  if (removed.length === 0) return
  const count = removed.length
  if (present.size === 0) report(diagnostic('placement/nothing-left', { count }))
  else report(diagnostic('placement/removed', { count, examples: removed.slice(0, 5) }))
}

/** Clusters of the history that the fleet does not have, with the placements that name them. */
function gone(history: ReadonlyMap<string, PreviousPlacement>, fleet: Fleet): [string, Origin[]][] {
  const present = new Set(fleet.clusters.map(({ name }) => name))
  const missing = new Map<string, Origin[]>()
  for (const previous of history.values()) {
    for (const cluster of whereabouts(previous)) {
      if (present.has(cluster)) continue
      const origins = missing.get(cluster)
      if (origins === undefined) missing.set(cluster, [previous.origin])
      else origins.push(previous.origin)
    }
  }
  const first = (origins: Origin[]): Origin[] =>
    origins.sort((a, b) => byCodePoint(a.file, b.file) || a.document - b.document)
  return [...missing].sort(([a], [b]) => byCodePoint(a, b)).map(([cluster, origins]) => [cluster, first(origins)])
}
