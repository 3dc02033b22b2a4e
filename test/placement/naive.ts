/**
 * Filters, scores and selection once more, cluster by cluster as they are documented, with no memory and no thought
 * of speed. Placement is compared with this on random fleets.
 */
import type { Cluster, Resources } from '../../src/model/cluster.ts'
import { matchAffinity, matchLabels, matchPreferred } from '../../src/model/match.ts'
import type { Filter, Scorer, Selection, Toleration } from '../../src/model/policy.ts'

const nano = 1_000_000_000n

/** The kind of the first filter that rejects a cluster. */
export function naiveRejection(filters: readonly Filter[], cluster: Cluster, placed: boolean): string | undefined {
  return filters.find((one) => !passes(one, cluster, placed))?.kind
}

function passes(one: Filter, cluster: Cluster, placed: boolean): boolean {
  const { name, labels, taints, apis, allocatable } = cluster
  switch (one.kind) {
    case 'apis': {
      const { group, version, kind } = one.api
      return (
        apis?.some((api) => api.group === group && api.version === version && api.kind === kind) ?? apis === undefined
      )
    }
    case 'taints': {
      const effects = placed ? ['NoExecute'] : ['NoExecute', 'NoSchedule']
      return bothering(cluster, one.tolerations, effects) === 0
    }
    case 'names':
      return [...one.names].includes(name)
    case 'labels':
      return matchLabels(one.selector, labels) === true
    case 'affinity': {
      const selected = [...one.clusterSelector].every(([key, value]) => labels.get(key) === value)
      return selected && (one.terms === undefined || matchAffinity(one.terms, name, labels) === true)
    }
    case 'ready':
      return cluster.ready || (placed && one.unlessCurrent)
    case 'terminating':
      return !cluster.terminating
    case 'evicted': {
      const until = one.until.get(name)
      return until === undefined || (one.now !== undefined && !(one.now < until))
    }
    case 'fits': {
      const { requests } = one
      if (placed || requests.size === 0) return true
      const scalars = [...requests.keys()].filter((resource) => (requests.get(resource) ?? 0n) > 0n)
      return ['cpu', 'memory', ...scalars].every((resource) => {
        const { capacity, used } = naiveUsage(cluster, resource, requests)
        return capacity >= used
      })
    }
    case 'offers':
      return placed || one.resources.some((resource) => allocatable.has(resource))
    case 'nothing':
      return taints === undefined
  }
}

/** How many taints of these effects no toleration covers. */
function bothering({ taints }: Cluster, tolerations: readonly Toleration[], effects: readonly string[]): number {
  return taints.filter((taint) => {
    const covered = tolerations.some(({ key, operator, value, effect }) => {
      const same = operator === 'Exists' || (['', 'Equal'].includes(operator) && value === taint.value)
      return ['', taint.effect].includes(effect) && ['', taint.key].includes(key) && same
    })
    return effects.includes(taint.effect) && !covered
  }).length
}

/** cpu in thousandths and everything else in whole units, both rounded up. */
function naiveUsage(cluster: Cluster, resource: string, requests: Resources): { capacity: bigint; used: bigint } {
  const unit = resource === 'cpu' ? nano / 1000n : nano
  const amount = (all: Resources): bigint => {
    const quantity = all.get(resource) ?? 0n
    return quantity >= 0n ? (quantity + unit - 1n) / unit : -((-quantity + unit - 1n) / unit)
  }
  const capacity = amount(cluster.allocatable)
  const taken = capacity - amount(cluster.available)
  return { capacity, used: (taken > 0n ? taken : 0n) + amount(requests) }
}

/** The sum of all scores of each cluster, in the order of the clusters. */
export function naiveScores(scorers: readonly Scorer[], clusters: readonly Cluster[]): number[] {
  const sums = clusters.map(() => 0)
  for (const one of scorers) {
    for (const [index, value] of column(one, clusters).entries()) sums[index] = (sums[index] ?? 0) + value
  }
  return sums
}

function column(one: Scorer, clusters: readonly Cluster[]): number[] {
  if (one.kind === 'taints') {
    const counts = clusters.map((cluster) => bothering(cluster, one.tolerations, ['PreferNoSchedule']))
    const most = Math.max(0, ...counts)
    return counts.map((count) => (most === 0 ? 100 : 100 - Math.floor((100 * count) / most)))
  }
  if (one.kind === 'affinity') {
    const sums = clusters.map(({ labels }) => {
      const matching = one.preferred.filter(({ term }) => matchPreferred(term, labels) === true)
      return matching.reduce((sum, { weight }) => sum + weight, 0)
    })
    const most = Math.max(0, ...sums)
    return sums.map((sum) => (most === 0 ? sum : Math.trunc((100 * sum) / most)))
  }
  const { kind, resources, requests = new Map() } = one
  return clusters.map((cluster) => {
    const usages = resources.map((resource) => ({ resource, ...naiveUsage(cluster, resource, requests) }))
    if (kind === 'balanced') return balance(usages.map(({ capacity, used }) => Number(used) / Number(capacity)))
    let sum = 0n
    let weights = 0n
    for (const { resource, capacity, used } of usages) {
      const weight = resource === 'nvidia.com/gpu' ? 4n : 1n
      weights += weight
      if (capacity === 0n || used > capacity) continue
      sum += weight * (((kind === 'mostAllocated' ? used : capacity - used) * 100n) / capacity)
    }
    return Number(sum / weights)
  })
}

/** Of nothing, a fraction counts as 1; NaN and Infinity stand for that. */
function balance(fractions: readonly number[]): number {
  if (fractions.some((fraction) => !(fraction < 1))) return 0
  const [a = 0, b = 0] = fractions
  if (fractions.length === 2) return Math.trunc((1 - Math.abs((a - b) / 2)) * 100)
  const mean = fractions.reduce((sum, value) => sum + value, 0) / fractions.length
  const variance = fractions.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / fractions.length
  return Math.trunc((1 - Math.sqrt(variance)) * 100)
}

/** All names in the order of the selection, and how many of the first are selected. Names sort as they are. */
export function naiveSelection(
  selection: Selection,
  scores: ReadonlyMap<string, number>,
): { ranking: string[]; kept: number } {
  const { by, limit, limitFirst, priorities } = selection
  const wish = { score: scores, priority: priorities, name: new Map<string, number>() }[by]
  const sorted = (names: readonly string[], worth: ReadonlyMap<string, number>): string[] =>
    [...names].sort((a, b) => {
      const [x, y] = [worth.get(a) ?? 0, worth.get(b) ?? 0]
      return x === y ? (a < b ? -1 : 1) : y - x
    })
  const names = [...scores.keys()]
  const kept = limit === undefined ? names.length : Math.min(names.length, Math.max(0, limit))
  if (!limitFirst) return { ranking: sorted(names, wish), kept }
  const best = sorted(names, scores)
  return { ranking: [...sorted(best.slice(0, kept), wish), ...best.slice(kept)], kept }
}
