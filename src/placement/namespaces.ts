import type { SettledDecision } from '../model/decision.ts'
import { byCodePoint } from '../model/order.ts'
import type { Fleet } from '../model/policy.ts'
import type { Resource } from '../model/resource.ts'
import { candidatesOf } from './candidates.ts'

/** Namespaces that every cluster brings along; they are never rendered. */
const systems: ReadonlySet<string> = new Set(['kube-system', 'kube-public', 'default'])

/**
 * The clusters that each plain Namespace object goes to, in name order; an empty list where it goes nowhere. `used`:
 * where a placed object of that namespace lands. `all`: to every joined cluster, but for names that start with
 * `kube-`, which are the cluster's own.
 */
export function placeNamespaces(
  namespaces: readonly Resource[],
  decisions: readonly SettledDecision[],
  fleet: Fleet,
  mode: 'used' | 'all',
): ReadonlyMap<Resource, readonly string[]> {
  const everywhere = candidatesOf(fleet).map(({ name }) => name)
  const used = mode === 'used' ? usedClusters(namespaces, decisions) : undefined
  const clustersOf = (name: string): readonly string[] => {
    if (systems.has(name)) return []
    if (used !== undefined) return [...(used.get(name) ?? [])].sort(byCodePoint)
    return name.startsWith('kube-') ? [] : everywhere
  }
  return new Map(namespaces.map((namespace) => [namespace, clustersOf(namespace.name)]))
}

/** The clusters of each namespace; only namespaces that are asked for are looked at. */
function usedClusters(
  namespaces: readonly Resource[],
  decisions: readonly SettledDecision[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const used = new Map(namespaces.map(({ name }) => [name, new Set<string>()]))
  for (const { unit, targets } of decisions) {
    const clusters = used.get(unit.workload.namespace)
    if (clusters !== undefined) for (const { cluster } of targets) clusters.add(cluster)
  }
  return used
}
