import { describe, expect, it } from 'vitest'
import type { Preference } from '../../src/model/policy.ts'
import { type BinpackInput, planBinpack } from '../../src/placement/binpack.ts'
import { amounts, plain, preferencesOf, readVectors } from './vectors.ts'

describe('upstream runs', () => {
  const vectors = readVectors('kubeadmiral-binpack')
  it('has all of them', () => expect(vectors).toHaveLength(700))
  it('gives plan and overflow of every run', () => {
    for (const run of vectors) {
      const result = planBinpack({
        clusters: run.availableClusters,
        total: run.totalReplicas,
        preferences: preferencesOf(run.preferences),
        current: amounts(run.currentReplicas),
        estimated: amounts(run.estimatedCapacity),
        limited: amounts(run.limitedCapacity),
        scheduled: amounts(run.scheduledReplicas),
        avoidDisruption: run.avoidDisruption,
        keepUnschedulable: run.keepUnschedulableReplicas,
      })
      expect(plain(result)).toEqual(plain({ plan: amounts(run.plan), overflow: amounts(run.overflow) }))
    }
  })
})

type Wish = readonly [name: string, min?: number, max?: number]

function pack(list: readonly Wish[], total: number, rest: Partial<BinpackInput> = {}): Record<string, number> {
  const preferences = new Map<string, Preference>(list.map(([name, min = 0, max]) => [name, { weight: 0, min, max }]))
  const result = planBinpack({
    clusters: list.map(([name]) => name),
    total,
    preferences,
    current: new Map(),
    estimated: new Map(),
    limited: new Map(),
    scheduled: new Map(),
    avoidDisruption: true,
    keepUnschedulable: false,
    ...rest,
  })
  if ('refused' in result) throw new Error(result.refused)
  return Object.fromEntries(result.plan)
}

const runs = (shares: Record<string, number>): Partial<BinpackInput> => ({ current: amounts(shares) })
const three: readonly Wish[] = [
  ['A', 2, 10],
  ['B', 2, 10],
  ['C', 2, 10],
]

describe('worked values', () => {
  it.each([
    [20, {}, { A: 10, B: 8, C: 2 }],
    [40, {}, { A: 10, B: 10, C: 10 }],
    [25, { A: 10, B: 8, C: 2 }, { A: 10, B: 10, C: 5 }],
    [15, { A: 10, B: 8, C: 2 }, { A: 10, B: 3, C: 2 }],
  ])('%i replicas on %j', (total, current, expected) => expect(pack(three, total, runs(current))).toEqual(expected))
  it('keeps the odd results of the original', () => {
    expect(
      pack(
        [
          ['A', 0, 10],
          ['B', 0, 2],
        ],
        20,
        runs({ A: 15, B: 0 }),
      ).A,
    ).toBe(20)
    expect(pack([['A'], ['B']], 20, { ...runs({ A: 8 }), limited: amounts({ A: 10 }) })).toEqual({ A: 18, B: 2 })
    expect(pack([['A'], ['B', 2]], 10, runs({ A: 4, B: 1 }))).toEqual({ A: 7, B: 3 })
    expect(
      pack(
        [
          ['A', 2],
          ['B', 2],
        ],
        3,
        runs({ A: 8, B: 2 }),
      ),
    ).toEqual({ A: 3, B: 0 })
  })
  it('waits until replicas are scheduled, unless a cluster was left or a limit is exceeded', () => {
    const waiting = { ...runs({ A: 5 }), scheduled: amounts({ A: 3 }) }
    expect(pack([['A'], ['B']], 9, waiting)).toEqual({ A: 5 })
    expect(pack([['A'], ['B']], 9, { ...waiting, ...runs({ A: 5, gone: 1 }) })).toEqual({ A: 9, B: 0 })
    expect(pack([['A'], ['B']], 9, { ...waiting, limited: amounts({ A: 4 }) })).toEqual({ A: 4, B: 5 })
  })
  it('refuses a total that is not exact', () => {
    expect(() => pack(three, 2 ** 53)).toThrow('overflow')
    expect(() => pack(three, -1)).toThrow('negative')
  })
})
