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
 * Ranks clusters by score, by priority, which then replaces the score, or by name alone, and keeps the first of them.
 * Ties go to the smaller name, so that nothing is left to chance. Where the limit comes first, it keeps the best by
 * score, and those alone are ranked anew; the others follow them by score. Clusters of the previous placement have no
 * advantage. The result is the same object for units that share the selection and the scored clusters.
 */
export const select = remember((selection: Selection, { clusters, scores }: Scored): Selected => {
  const { by, priorities, limit = clusters.length, limitFirst } = selection
  const byScore = (all: readonly Cluster[]): Cluster[] => ranked(all, ({ name }) => scores.get(name)?.total)
  const byWish = (all: readonly Cluster[]): Cluster[] => {
    if (by === 'score') return byScore(all)
    return ranked(all, by === 'priority' ? ({ name }) => priorities.get(name) : () => undefined)
  }
  const first = limitFirst ? byScore(clusters) : byWish(clusters)
  const count = Math.max(0, limit)
  const kept = limitFirst ? byWish(first.slice(0, count)) : first.slice(0, count)
  const ranking = [...kept, ...first.slice(count)].map(nameOf)
  return { ranking, clusters: kept, names: kept.map(nameOf).sort(byCodePoint) }
})

/** In falling order of what each is worth, where nothing is 0; ties by name. */
function ranked(clusters: readonly Cluster[], worth: (cluster: Cluster) => number | undefined): Cluster[] {
  const values = new Map(clusters.map((cluster) => [cluster, worth(cluster) ?? 0]))
  return [...clusters].sort((a, b) => (values.get(b) ?? 0) - (values.get(a) ?? 0) || byCodePoint(a.name, b.name))
}

function nameOf({ name }: Cluster): string {
  return name
}
