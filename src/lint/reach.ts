import type { Cluster } from '../model/cluster.ts'
import type { Filter } from '../model/policy.ts'
import { filter } from '../placement/filter.ts'

/** Filters that say where a policy wants to be; others say where it can be today. */
export function isWish(one: Filter): boolean {
  return one.kind === 'names' || one.kind === 'labels' || one.kind === 'affinity'
}

/** Names of the clusters that a policy's names and selectors let in, whatever their state. */
export function reachOf(filters: readonly Filter[], clusters: readonly Cluster[]): ReadonlySet<string> {
  let byFilters = known.get(clusters)
  if (byFilters === undefined) {
    byFilters = new WeakMap()
    known.set(clusters, byFilters)
  }
  let reach = byFilters.get(filters)
  if (reach === undefined) {
    reach = new Set(filter(filters.filter(isWish), clusters, undefined).clusters.map(({ name }) => name))
    byFilters.set(filters, reach)
  }
  return reach
}

const known = new WeakMap<readonly Cluster[], WeakMap<readonly Filter[], ReadonlySet<string>>>()
