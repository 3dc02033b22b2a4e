import { expect } from 'vitest'
import type { Cluster } from '../../../src/model/cluster.ts'
import type { Filter, Scorer, Selection } from '../../../src/model/policy.ts'
import { filter } from '../../../src/placement/filter.ts'
import { score } from '../../../src/placement/score.ts'
import { select } from '../../../src/placement/select.ts'
import { aCluster } from '../../builders/cluster.ts'

/** `passes`, or the reason; first for a new cluster, then for one of the previous placement. */
export function verdicts(one: Filter, cluster: Cluster): [fresh: string, placed: string] {
  const of = (placed: ReadonlySet<string> | undefined): string => {
    const { clusters, rejected } = filter([one], [cluster], placed)
    expect(clusters.length + rejected.length).toBe(1)
    return rejected[0]?.reason ?? 'passes'
  }
  expect(of(undefined)).toBe(of(new Set(['elsewhere'])))
  return [of(new Set()), of(new Set([cluster.name]))]
}

/** What one scorer makes of some clusters, in their order; they are named `0`, `1`, ... */
export function totals(scorer: Scorer, ...clusters: readonly Cluster[]): number[] {
  const named = clusters.map((cluster, index) => ({ ...cluster, name: String(index) }))
  return [...score([scorer], named).scores.values()].map(({ total }) => total)
}

/** Allocatable and available by resource: `{ cpu: ['4', '2'] }`. */
export type Amounts = Readonly<Record<string, readonly [allocatable: string, available: string]>>

export function having(amounts: Amounts): Cluster {
  const column = (index: 0 | 1): Record<string, string> =>
    Object.fromEntries(Object.entries(amounts).map(([resource, pair]) => [resource, pair[index]]))
  return aCluster({ allocatable: column(0), available: column(1) })
}

export const gpu = 'nvidia.com/gpu'

/** A pod's requests in whole units. */
export function requesting(amounts: Readonly<Record<string, number>>): Map<string, bigint> {
  return new Map(Object.entries(amounts).map(([resource, count]) => [resource, BigInt(count) * 1_000_000_000n]))
}

/** Clusters of one-letter names: the ranking, and of these the ones that were selected. */
export function selected(selection: Selection, scores: Readonly<Record<string, number>>): [string, string] {
  const clusters = Object.keys(scores).map((name) => aCluster({ name }))
  const totals = Object.entries(scores).map(([name, total]) => [name, { parts: new Map(), total }] as const)
  const { ranking, clusters: kept, names } = select(selection, { clusters, scores: new Map(totals) })
  const order = kept.map(({ name }) => name)
  expect(names).toEqual([...order].sort())
  expect(ranking.slice(0, kept.length)).toEqual(order)
  expect([...ranking].sort()).toEqual(Object.keys(scores).sort())
  return [ranking.join(''), order.join('')]
}
