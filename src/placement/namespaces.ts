import type { SettledDecision } from '../model/decision.ts'
import type { Fleet } from '../model/fleet.ts'
import { byCodePoint } from '../model/order.ts'
import type { Resource } from '../model/resource.ts'
import { candidatesOf } from './candidates.ts'

/** A Namespace object, and whether it may be rendered at all. */
interface PlainNamespace {
  readonly resource: Resource
  readonly propagates: boolean
}

/** Namespaces that every cluster brings along; they are never rendered. */
const systems: ReadonlySet<string> = new Set(['kube-system', 'kube-public', 'default'])

/**
 * The clusters that each plain Namespace object goes to, in name order; an empty list where it goes nowhere. `used`:
 * where a placed object of that namespace lands. `all`: to every joined cluster, but for names that start with
 * `kube-`, which are the cluster's own. Where a unit brings the namespace along, the plain object stays away.
 */
export function placeNamespaces<Namespace extends PlainNamespace>(
  namespaces: readonly Namespace[],
  decisions: readonly SettledDecision[],
  fleet: Fleet,
  mode: 'used' | 'all',
): ReadonlyMap<Namespace, readonly string[]> {
  const everywhere = candidatesOf(fleet).map(({ name }) => name)
  const used = mode === 'used' ? usedClusters(namespaces, decisions) : undefined
  const brought = broughtClusters(decisions)
  const clustersOf = (name: string): readonly string[] => {
    if (systems.has(name)) return []
    const wanted = used === undefined ? wherever(name, everywhere) : [...(used.get(name) ?? [])].sort(byCodePoint)
    const there = brought.get(name)
    return there === undefined ? wanted : wanted.filter((cluster) => !there.has(cluster))
  }
  return new Map(
    namespaces.map((namespace) => [namespace, namespace.propagates ? clustersOf(namespace.resource.name) : []]),
  )
}

function wherever(name: string, everywhere: readonly string[]): readonly string[] {
  return name.startsWith('kube-') ? [] : everywhere
}

/** The clusters to which a unit brings a namespace: the plain object of that name is not needed there. */
function broughtClusters(decisions: readonly SettledDecision[]): ReadonlyMap<string, ReadonlySet<string>> {
  const brought = new Map<string, ReadonlySet<string>>()
  for (const { unit, targets } of decisions) {
    const { apiVersion, kind, name } = unit.workload
    if (apiVersion === 'v1' && kind === 'Namespace') brought.set(name, new Set(targets.map(({ cluster }) => cluster)))
  }
  return brought
}

/** The clusters of each namespace; only namespaces that are asked for are looked at. */
function usedClusters(
  namespaces: readonly PlainNamespace[],
  decisions: readonly SettledDecision[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const used = new Map(namespaces.map(({ resource: { name } }) => [name, new Set<string>()]))
  for (const { unit, targets } of decisions) {
    const clusters = used.get(unit.workload.namespace)
    if (clusters !== undefined) for (const { cluster } of targets) clusters.add(cluster)
  }
  return used
}
