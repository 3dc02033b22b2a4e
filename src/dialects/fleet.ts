import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import type { Cluster, Resources, Taint } from '../model/cluster.ts'
import type { Fleet } from '../model/fleet.ts'
import { by, byCodePoint } from '../model/order.ts'
import { type Origin, within } from '../model/source.ts'
import type { ClusterFacts } from './dialect.ts'

/**
 * The fleet from all that was said of its clusters. Facts of one name are one cluster: labels and taints are united,
 * of everything else the later word counts, so snapshots come after the objects that declare a cluster. What nobody
 * said of joined and ready is true. Two values for one label are an error; the first one is kept.
 */
export function mergeFleet(facts: readonly ClusterFacts[], report: Report, now = newest(facts)): Fleet {
  const byName = new Map<string, ClusterFacts[]>()
  for (const one of facts) {
    const same = byName.get(one.name)
    if (same === undefined) byName.set(one.name, [one])
    else same.push(one)
  }
  const clusters = [...byName].map(([name, said]) => mergeCluster(name, said, report))
  return { clusters: clusters.sort(by((cluster) => cluster.name)), ...(now === undefined ? {} : { now }) }
}

/** The time of the newest snapshot, which is the time of the render unless it is given. */
function newest(facts: readonly ClusterFacts[]): number | undefined {
  return facts.reduce<number | undefined>(
    (latest, { takenAt }) => (takenAt === undefined || (latest ?? takenAt) > takenAt ? latest : takenAt),
    undefined,
  )
}

/** The fleet of clusters that only policies name: ready, unlabelled; one warning says so. */
export function assumeFleet(
  named: Iterable<{ readonly name: string; readonly origin: Origin }>,
  report: Report,
  now?: number,
): Fleet {
  const time = now === undefined ? {} : { now }
  const first = new Map<string, Origin>()
  for (const { name, origin } of named) if (!first.has(name)) first.set(name, origin)
  if (first.size === 0) return { clusters: [], ...time }
  const names = [...first.keys()].sort(by((name) => name))
  report(diagnostic('bind/clusters-assumed', { clusters: names }, first.get(names[0] ?? '')))
  return { clusters: names.map((name) => mergeCluster(name, [], report)), ...time }
}

function mergeCluster(name: string, said: readonly ClusterFacts[], report: Report): Cluster {
  const allocatable = latest(said, 'allocatable') ?? new Map()
  const available = latest(said, 'available') ?? new Map()
  checkAmounts(name, allocatable, available, said, report)
  const takenAt = newest(said)
  return {
    name,
    labels: mergeLabels(name, said, report),
    taints: mergeTaints(said),
    joined: latest(said, 'joined') ?? true,
    ready: latest(said, 'ready') ?? true,
    terminating: said.some((one) => one.terminating === true),
    apis: latest(said, 'apis'),
    allocatable,
    available,
    observed: latest(said, 'observed') ?? new Map(),
    ...(takenAt === undefined ? {} : { takenAt }),
    origins: said.map((one) => one.origin),
  }
}

/** More free than there is counts as nothing used, and is mostly two reports of different moments. */
function checkAmounts(
  cluster: string,
  allocatable: Resources,
  available: Resources,
  said: readonly ClusterFacts[],
  report: Report,
): void {
  const resources = [...available].flatMap(([name, amount]) => {
    const whole = allocatable.get(name)
    return whole !== undefined && amount > whole ? [name] : []
  })
  if (resources.length === 0) return
  const origin = said.findLast((one) => one.available !== undefined)?.origin
  report(diagnostic('bind/more-available', { cluster, resources: resources.sort(byCodePoint) }, origin))
}

function latest<K extends keyof ClusterFacts>(said: readonly ClusterFacts[], key: K): ClusterFacts[K] | undefined {
  return said.findLast((one) => one[key] !== undefined)?.[key]
}

function mergeLabels(cluster: string, said: readonly ClusterFacts[], report: Report): Map<string, string> {
  const labels = new Map<string, string>()
  const origins = new Map<string, Origin>()
  for (const { labels: own, origin } of said) {
    for (const [label, value] of own ?? []) {
      const before = labels.get(label)
      if (before === undefined) {
        labels.set(label, value)
        origins.set(label, origin)
      } else if (before !== value) {
        const place = (at: Origin): Origin => within(at, 'metadata', 'labels', label)
        report(
          diagnostic('bind/label-conflict', { cluster, label, values: [before, value] }, place(origin), [
            place(origins.get(label) ?? origin),
          ]),
        )
      }
    }
  }
  return labels
}

/** As in Kubernetes, a taint is known by key and effect; a later value takes the place of an earlier one. */
function mergeTaints(said: readonly ClusterFacts[]): Taint[] {
  const taints = new Map<string, Taint>()
  for (const { taints: own } of said) for (const taint of own ?? []) taints.set(`${taint.effect}\0${taint.key}`, taint)
  return [...taints.values()]
}
