import type { Cluster } from '../model/cluster.ts'
import type { Evidence } from '../model/decision.ts'
import { matchPreferred } from '../model/match.ts'
import type { Scorer } from '../model/policy.ts'
import { remember } from './remember.ts'
import { balancedScore, leastAllocatedScore, mostAllocatedScore } from './resources.ts'
import { untolerated } from './taints.ts'

/** Feasible clusters, and what each is worth; no scores where there are no scorers. */
export interface Scored {
  readonly clusters: readonly Cluster[]
  readonly scores: Evidence['scores']
}

/**
 * The score of every feasible cluster: the sum of its scorers' integers, each scorer normalised over these clusters.
 * There are no weights. The result is the same object for units that share scorers and feasible clusters.
 */
export const score = remember((scorers: readonly Scorer[], clusters: readonly Cluster[]): Scored => {
  if (scorers.length === 0) return { clusters, scores: new Map() }
  const columns = scorers.map((one) => ({ kind: one.kind, values: (tables[one.kind] as Table<Scorer>)(one, clusters) }))
  const scores = clusters.map((cluster, index) => {
    const parts = new Map<string, number>()
    let total = 0
    for (const { kind, values } of columns) {
      const value = values[index] ?? 0
      parts.set(kind, (parts.get(kind) ?? 0) + value)
      total += value
    }
    return [cluster.name, { parts, total }] as const
  })
  return { clusters, scores: new Map(scores) }
})

/** A preferred term of a scorer that cannot be evaluated, which then counts for nothing. */
export function invalidPreference(scorers: readonly Scorer[]): { scorer: Scorer; detail: string } | undefined {
  for (const scorer of scorers) {
    if (scorer.kind !== 'affinity') continue
    for (const { weight, term } of scorer.preferred) {
      const match = weight === 0 ? false : matchPreferred(term, noLabels)
      if (typeof match === 'object') return { scorer, detail: match.invalid }
    }
  }
  return undefined
}

const noLabels: ReadonlyMap<string, string> = new Map()

/** Normalised scores in the order of the clusters. Sources of the formulas: KubeAdmiral's scheduler plugins. */
type Table<S extends Scorer> = (scorer: S, clusters: readonly Cluster[]) => readonly number[]

const tables: { readonly [K in Scorer['kind']]: Table<Extract<Scorer, { kind: K }>> } = {
  /** The fewer PreferNoSchedule taints that are not tolerated, the better; 100 is best. */
  taints: ({ tolerations }, clusters) => {
    const counts = clusters.map(
      ({ taints }) => taints.filter((taint) => untolerated([taint], tolerations, discouraging) !== undefined).length,
    )
    const most = counts.reduce((a, b) => Math.max(a, b), 0)
    return most === 0 ? counts.map(() => 100) : counts.map((count) => 100 - Math.trunc((100 * count) / most))
  },
  balanced: ({ resources, requests }, clusters) =>
    clusters.map((cluster) => balancedScore(cluster, resources, requests)),
  leastAllocated: ({ resources, requests }, clusters) =>
    clusters.map((cluster) => leastAllocatedScore(cluster, resources, requests)),
  mostAllocated: ({ resources, requests }, clusters) =>
    clusters.map((cluster) => mostAllocatedScore(cluster, resources, requests)),
  /** The weights of the terms that match, scaled so that the best is 100; a sum below 0 stays below. */
  affinity: ({ preferred }, clusters) => {
    const sums = clusters.map(({ labels }) =>
      preferred.reduce((sum, { weight, term }) => (matchPreferred(term, labels) === true ? sum + weight : sum), 0),
    )
    const most = sums.reduce((a, b) => Math.max(a, b), 0)
    return most === 0 ? sums : sums.map((sum) => Math.trunc((100 * sum) / most))
  },
}

const discouraging: readonly string[] = ['PreferNoSchedule']
