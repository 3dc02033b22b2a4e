import { describe, expect, it } from 'vitest'
import type { Preference } from '../../src/model/policy.ts'
import { planSpread, type SpreadInput } from '../../src/placement/spread.ts'
import { amounts, plain, preferencesOf, readVectors } from './vectors.ts'

describe('upstream runs', () => {
  const vectors = readVectors('kubeadmiral-spread')
  it('has all of them', () => expect(vectors).toHaveLength(700))
  it('gives plan and overflow of every run', () => {
    for (const run of vectors) {
      const result = planSpread({
        clusters: run.availableClusters,
        key: run.key,
        total: run.totalReplicas,
        preferences: preferencesOf(run.preferences),
        current: amounts(run.currentReplicas),
        estimated: amounts(run.estimatedCapacity),
        limited: amounts(run.limitedCapacity),
        avoidDisruption: run.avoidDisruption,
        keepUnschedulable: run.keepUnschedulableReplicas,
      })
      expect(plain(result)).toEqual(plain({ plan: amounts(run.plan), overflow: amounts(run.overflow) }))
    }
  })
})

type Wish = readonly [name: string, weight: number, min?: number, max?: number]

function wishes(list: readonly Wish[]): Map<string, Preference> {
  return new Map(list.map(([name, weight, min = 0, max]) => [name, { weight, min, max }]))
}

function spread(list: readonly Wish[], total: number, rest: Partial<SpreadInput> = {}): Record<string, number> {
  const result = planSpread({
    clusters: list.map(([name]) => name),
    key: 'default/web',
    total,
    preferences: wishes(list),
    current: new Map(),
    estimated: new Map(),
    limited: new Map(),
    avoidDisruption: false,
    keepUnschedulable: false,
    ...rest,
  })
  if ('refused' in result) throw new Error(result.refused)
  return Object.fromEntries(result.plan)
}

const runs = (amounts: Record<string, number>): Partial<SpreadInput> => ({
  avoidDisruption: true,
  current: new Map(Object.entries(amounts)),
})
const equal: readonly Wish[] = ['A', 'B', 'C'].map((name) => [name, 1])

describe('worked values', () => {
  it('rounds shares up, heaviest first', () => {
    const shares = spread(
      [
        ['A', 3],
        ['B', 3],
        ['C', 4],
      ],
      11,
    )
    expect(shares.C).toBe(5)
    expect([shares.A, shares.B].sort()).toEqual([2, 4])
    expect(
      spread(
        [
          ['A', 40],
          ['B', 60],
        ],
        7,
      ),
    ).toEqual({ A: 2, B: 5 })
  })
  it('gives minimums in order of weight and hash', () => {
    expect(
      spread(
        [
          ['A', 1, 5],
          ['B', 1, 5],
          ['C', 2, 5],
        ],
        7,
      ),
    ).toEqual({ A: 0, B: 2, C: 5 })
  })
  it('passes a maximum when the minimums use all up, and loses replicas when disruption is avoided', () => {
    expect(
      spread(
        [
          ['A', 1, 5, 3],
          ['B', 1],
        ],
        5,
      ),
    ).toEqual({ A: 5, B: 0 })
    expect(
      spread(
        [
          ['A', 1, 5, 3],
          ['B', 1],
        ],
        5,
        runs({}),
      ),
    ).toEqual({ A: 3, B: 0 })
  })
  it.each([
    ['the same total moves nothing', 12, { A: 10, B: 1, C: 1 }, { A: 10, B: 1, C: 1 }],
    ['growth goes where shares are short', 18, { A: 10, B: 1, C: 1 }, { A: 10, B: 4, C: 4 }],
    ['shrinking leaves small shares alone', 30, { A: 60, B: 1, C: 1 }, { A: 28, B: 1, C: 1 }],
    ['shrinking to one cluster', 30, { A: 60, B: 0, C: 0 }, { A: 30, B: 0, C: 0 }],
    ['shrinking by half', 30, { A: 58, B: 1, C: 1 }, { A: 28, B: 1, C: 1 }],
  ])('avoids disruption: %s', (_, total, current, expected) => {
    expect(spread(equal, total, runs(current))).toEqual(expected)
  })
  it.each([
    [12, { A: 4, B: 4, C: 4 }],
    [18, { A: 6, B: 6, C: 6 }],
    [30, { A: 10, B: 10, C: 10 }],
  ])('spreads %i anew otherwise', (total, expected) => {
    expect(spread(equal, total, { ...runs({ A: 10, B: 1, C: 1 }), avoidDisruption: false })).toEqual(expected)
  })
  it('treats a maximum as a target only, when disruption is avoided', () => {
    expect(
      spread(
        [
          ['A', 1, 0, 10],
          ['B', 1],
        ],
        20,
        runs({ A: 15, B: 5 }),
      ),
    ).toEqual({ A: 15, B: 5 })
    expect(
      spread(
        [
          ['A', 1, 0, 10],
          ['B', 1, 0, 2],
        ],
        20,
        runs({ A: 15, B: 0 }),
      ),
    ).toEqual({ A: 12, B: 0 })
  })
})

describe('refusals', () => {
  const refused = (list: readonly Wish[], total: number): unknown =>
    planSpread({
      clusters: list.map(([name]) => name),
      key: '',
      total,
      preferences: wishes(list),
      current: new Map(),
      estimated: new Map(),
      limited: new Map(),
      avoidDisruption: false,
      keepUnschedulable: false,
    })
  it.each([
    ['a weight below 0', [['A', -1]], 5, 'negative'],
    ['a minimum below 0', [['A', 1, -1]], 5, 'negative'],
    ['a maximum below 0', [['A', 1, 0, -1]], 5, 'negative'],
    ['a total below 0', [['A', 1]], -5, 'negative'],
    [
      'a product beyond int64',
      [
        ['A', 1e15],
        ['B', 1],
      ],
      2e9,
      'overflow',
    ],
    ['a weight that is no safe integer', [['A', 2 ** 60]], 1, 'overflow'],
    ['a weight that is no integer', [['A', 0.5]], 1, 'overflow'],
    ['a total that is no number', [['A', 1]], Number.NaN, 'overflow'],
  ] as const)('%s', (_, list, total, why) => expect(refused(list, total)).toEqual({ refused: why }))
  it('stops at 2⁶³ and not before', () => {
    // total · weight + weights is 2⁶³ for a total of 2¹¹ - 1 and a weight of 2⁵², and one below it for less.
    expect(refused([['A', 2 ** 52]], 2 ** 11 - 1)).toEqual({ refused: 'overflow' })
    expect(refused([['A', 2 ** 52 - 1]], 2 ** 11 - 1)).toEqual({ plan: new Map([['A', 2047]]), overflow: new Map() })
  })
})
