import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import type { Cluster, Taint } from '../model/cluster.ts'
import { by } from '../model/order.ts'
import type { Fleet } from '../model/policy.ts'
import { type Origin, within } from '../model/source.ts'
import type { ClusterFacts } from './dialect.ts'

/**
 * The fleet from all that was said of its clusters. Facts of one name are one cluster: labels and taints are united,
 * of everything else the later word counts, so snapshots come after the objects that declare a cluster. What nobody
 * said of joined and ready is true. Two values for one label are an error; the first one is kept.
 */
export function mergeFleet(facts: readonly ClusterFacts[], report: Report): Fleet {
  const byName = new Map<string, ClusterFacts[]>()
  for (const one of facts) {
    const same = byName.get(one.name)
    if (same === undefined) byName.set(one.name, [one])
    else same.push(one)
  }
  const clusters = [...byName].map(([name, said]) => mergeCluster(name, said, report))
  return { clusters: clusters.sort(by((cluster) => cluster.name)) }
}

/** The fleet of clusters that only policies name: ready, unlabelled; one warning says so. */
export function assumeFleet(
  named: Iterable<{ readonly name: string; readonly origin: Origin }>,
  report: Report,
): Fleet {
  const first = new Map<string, Origin>()
  for (const { name, origin } of named) if (!first.has(name)) first.set(name, origin)
  if (first.size === 0) return { clusters: [] }
  const names = [...first.keys()].sort(by((name) => name))
  report(diagnostic('bind/clusters-assumed', { clusters: names }, first.get(names[0] ?? '')))
  return { clusters: names.map((name) => mergeCluster(name, [], report)) }
}

function mergeCluster(name: string, said: readonly ClusterFacts[], report: Report): Cluster {
  return {
    name,
    labels: mergeLabels(name, said, report),
    taints: mergeTaints(said),
    joined: latest(said, 'joined') ?? true,
    ready: latest(said, 'ready') ?? true,
    terminating: said.some((one) => one.terminating === true),
    apis: latest(said, 'apis'),
    allocatable: latest(said, 'allocatable') ?? new Map(),
    available: latest(said, 'available') ?? new Map(),
    observed: latest(said, 'observed') ?? new Map(),
    origins: said.map((one) => one.origin),
  }
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
