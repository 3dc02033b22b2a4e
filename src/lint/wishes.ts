import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import type { Cluster } from '../model/cluster.ts'
import { byCodePoint } from '../model/order.ts'
import type { PlacementPolicy, Preference } from '../model/policy.ts'
import { reachOf } from './reach.ts'

/** Weights, minimums and priorities of clusters that the selector of the same policy leaves out. */
export function lintWishes(policy: PlacementPolicy, clusters: readonly Cluster[], report: Report): void {
  const { division, filters, selection } = policy
  const preferences = division.kind === 'duplicate' ? none : division.preferences
  if (preferences.size + selection.priorities.size === 0) return
  const reach = reachOf(filters, clusters)
  // That nothing matches is told by itself.
  if (reach.size === 0) return
  const declared = new Set(clusters.map(({ name }) => name))
  const names = filters.find(({ kind }) => kind === 'names')?.from
  for (const cluster of [...new Set([...preferences.keys(), ...selection.priorities.keys()])].sort(byCodePoint)) {
    if (reach.has(cluster) || !declared.has(cluster)) continue
    const preference = preferences.get(cluster)
    const wishes = wishesOf(preference, selection.priorities.get(cluster))
    if (wishes.length === 0) continue
    const at = preference?.from ?? names ?? selection.from
    report(diagnostic('lint/wish-left-out', { cluster, wishes }, at))
  }
}

const none: ReadonlyMap<string, Preference> = new Map()

function wishesOf(preference: Preference | undefined, priority: number | undefined): string[] {
  return [
    ...(preference !== undefined && preference.min > 0 ? ['minReplicas'] : []),
    ...(preference !== undefined && preference.weight > 0 ? ['weight'] : []),
    ...(priority !== undefined && priority > 0 ? ['priority'] : []),
  ]
}
