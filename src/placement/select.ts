import type { Cluster } from '../model/cluster.ts'
import { byCodePoint } from '../model/order.ts'
import type { Selection } from '../model/policy.ts'
import { remember } from './remember.ts'
import type { Scored } from './score.ts'

export interface Selected {
  /** Every feasible cluster, the most wanted first. */
  readonly ranking: readonly string[]
  /** Those that were selected, in the order of the ranking. */
  readonly clusters: readonly Cluster[]
  /** Their names, sorted. */
  readonly names: readonly string[]
}

/**
 * Ranks clusters by score, or by priority where that replaces the score, and keeps the first of them. Ties go to the
 * smaller name, so that nothing is left to chance. Clusters of the previous placement have no advantage. The result
 * is the same object for units that share the selection and the scored clusters.
 */
export const select = remember((selection: Selection, { clusters, scores }: Scored): Selected => {
  const worth = new Map<Cluster, number>()
  for (const cluster of clusters) {
    const { name } = cluster
    const value = selection.by === 'priority' ? selection.priorities.get(name) : scores.get(name)?.total
    worth.set(cluster, value ?? 0)
  }
  const ranked = [...clusters].sort((a, b) => {
    const difference = (worth.get(b) ?? 0) - (worth.get(a) ?? 0)
    return difference === 0 ? byCodePoint(a.name, b.name) : difference
  })
  const kept = selection.limit === undefined ? ranked : ranked.slice(0, Math.max(0, selection.limit))
  return { ranking: ranked.map(nameOf), clusters: kept, names: kept.map(nameOf).sort(byCodePoint) }
})

function nameOf({ name }: Cluster): string {
  return name
}
