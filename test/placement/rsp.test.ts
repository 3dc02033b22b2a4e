import { describe, expect, it } from 'vitest'
import { plannerHash } from '../../src/placement/hash.ts'
import { planRsp, type RspInput } from '../../src/placement/rsp.ts'
import { amounts, plain, preferencesOf, readVectors, type Vector } from './vectors.ts'

interface Case extends Vector {
  readonly name: string
  readonly clusters: Vector['preferences']
  readonly readyClusters: readonly string[]
  readonly hash: Readonly<Record<string, number>>
}

describe('upstream runs', () => {
  const vectors = readVectors('kubefed-rsp')
  const cases = readVectors<Case>('kubefed-rsp-cases').map(
    (found): Case => ({
      ...found,
      availableClusters: found.readyClusters,
      // An empty preference means one of weight 1 for all; the original fills it in before it plans.
      preferences: Object.keys(found.clusters).length > 0 ? found.clusters : { '*': { weight: 1 } },
    }),
  )
  it('has all of them', () => {
    expect(vectors).toHaveLength(700)
    expect(cases).toHaveLength(63)
  })
  it('gives plan and overflow of every run', () => {
    for (const run of [...vectors, ...cases]) {
      const result = planRsp({
        clusters: run.availableClusters,
        key: run.key,
        total: run.totalReplicas,
        preferences: preferencesOf(run.preferences),
        rebalance: run.rebalance,
        current: amounts(run.currentReplicas),
        capacity: amounts(run.estimatedCapacity),
      })
      expect(plain(result)).toEqual(plain({ plan: amounts(run.plan), overflow: amounts(run.overflow) }))
    }
  })
  it('hashes as the original', () => {
    for (const run of cases) {
      for (const [name, hash] of Object.entries(run.hash)) expect(plannerHash(name, run.key)).toBe(hash)
    }
  })
})

type Wishes = Vector['preferences']

function rsp(clusters: string, preferences: Wishes, total: number, rest: Partial<RspInput> = {}): number[] {
  const result = planRsp({
    clusters: clusters.split(' '),
    key: '',
    total,
    preferences: preferencesOf(preferences),
    rebalance: false,
    current: new Map(),
    capacity: new Map(),
    ...rest,
  })
  if ('refused' in result) throw new Error(result.refused)
  return [...result.plan].map(([name, replicas]) => replicas + (result.overflow.get(name) ?? 0))
}

const all = { '*': { weight: 1 } }
const two = { cluster1: { weight: 1, minReplicas: 1 }, cluster2: { weight: 1, minReplicas: 1 } }
const seed = { key: 'test-namespace/test-deployment' }
const guide = { key: 'test-ns/test-deployment' }
const runs = (first: number, second: number): ReadonlyMap<string, number> =>
  amounts({ cluster1: first, cluster2: second })

describe('worked values', () => {
  it.each([
    [5, false, [3, 2], [3, 2], [4, 1], [3, 2]],
    [5, true, [3, 2], [3, 2], [3, 2], [3, 2]],
    [7, false, [4, 3], [4, 3], [4, 3], [4, 3]],
    [7, true, [4, 3], [4, 3], [4, 3], [4, 3]],
  ])('the founding document: %i replicas, rebalance %s', (total, rebalance, ...expected) => {
    const states = [runs(0, 0), runs(2, 2), runs(4, 3), runs(3, 2)]
    const results = states.map((current) => rsp('cluster1 cluster2', two, total, { ...seed, rebalance, current }))
    expect(results).toEqual(expected)
  })
  it('the sample and the guide', () => {
    expect(rsp('cluster1 cluster2', { cluster1: { weight: 2 }, cluster2: { weight: 3 } }, 10, seed)).toEqual([4, 6])
    expect(rsp('A B C', all, 9, guide)).toEqual([3, 3, 3])
    expect(rsp('A B C', { A: { weight: 1 }, B: { weight: 2 } }, 9, guide)).toEqual([3, 6, 0])
    const bounded = {
      A: { minReplicas: 4, maxReplicas: 6, weight: 1 },
      B: { minReplicas: 4, maxReplicas: 8, weight: 2 },
    }
    expect(rsp('A B C', bounded, 9, guide)).toEqual([4, 5, 0])
    const capped = { '*': { weight: 1 }, C: { weight: 1, maxReplicas: 20 } }
    expect(rsp('A B C', capped, 50, guide)).toEqual([17, 17, 16])
    expect(rsp('A C', capped, 50, guide)).toEqual([30, 20])
    expect(rsp('C', capped, 50, guide)).toEqual([20])
    expect(rsp('A B C', capped, 50, { ...guide, capacity: amounts({ B: 0 }) })).toEqual([30, 0, 20])
    expect(rsp('A B C', capped, 50, { ...guide, capacity: amounts({ B: 0 }), rebalance: true })).toEqual([30, 17, 20])
  })
  it('the surprises', () => {
    expect(rsp('A B', all, 1)).toEqual([0, 1])
    expect(rsp('A B C', { '*': { minReplicas: 20, weight: 0 } }, 50)).toEqual([10, 20, 20])
    expect(rsp('A B', all, 50, { current: amounts({ A: 10, B: 70 }) })).toEqual([0, 50])
    const full = { capacity: amounts({ A: 5, B: 20, C: 10 }) }
    expect(rsp('A B C', all, 100, full)).toEqual([34, 34, 34])
    expect(rsp('A B', all, 5, { capacity: amounts({ B: -2 }) })).toEqual([7, -2])
    const crossed = { A: { minReplicas: 4, maxReplicas: 2, weight: 1 }, B: { weight: 1 } }
    expect(rsp('A B', crossed, 4)).toEqual([4, 0])
    expect(rsp('A B', crossed, 10)).toEqual([2, 8])
    const idle = { '*': { weight: 0 } }
    expect(rsp('A B', idle, 10, { current: amounts({ A: 3, B: 3 }) })).toEqual([3, 3])
    expect(rsp('A B', idle, 10, { current: amounts({ A: 3, B: 3 }), rebalance: true })).toEqual([0, 0])
  })
  it('refuses what would go on for ever, and pays off many kept replicas at once', () => {
    expect(() => rsp('A B', { '*': { weight: 1e15 } }, 2e9)).toThrow('overflow')
    const many = { current: amounts({ A: 1e9, B: 1e9 }) }
    expect(rsp('A B', all, 2e9 + 1, many)).toEqual([1e9, 1e9 + 1])
  })
})
