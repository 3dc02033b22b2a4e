import { describe, expect, it } from 'vitest'
import type { Cluster } from '../../src/model/cluster.ts'
import type { Division, Preference } from '../../src/model/policy.ts'
import { divide } from '../../src/placement/divide.ts'
import { aPrevious } from '../builders/unit.ts'
import { member } from './fleet.ts'

type Spread = Extract<Division, { kind: 'spread' }>
type Rsp = Extract<Division, { kind: 'rsp' }>

const none = new Map<string, number>()
const noSchedule = { key: 'dedicated', value: 'gpu', effect: 'NoSchedule' }

function wishes(weights: Record<string, number>, rest: Partial<Preference> = {}): Map<string, Preference> {
  return new Map(Object.entries(weights).map(([name, weight]) => [name, { weight, min: 0, max: undefined, ...rest }]))
}

function spread(total: number, preferences: Map<string, Preference>, rest: Partial<Spread> = {}): Spread {
  return {
    kind: 'spread',
    total,
    preferences,
    weights: 'static',
    weightResource: 'cpu',
    disruption: { avoid: true, keepUnschedulable: false },
    capacity: { estimated: none, limited: none, scheduled: none },
    tolerations: [],
    ...rest,
  }
}

function rsp(total: number, preferences: Map<string, Preference>, rest: Partial<Rsp> = {}): Rsp {
  return { kind: 'rsp', total, preferences, rebalance: false, current: none, capacity: none, ...rest }
}

function fleet(...names: string[]): Cluster[] {
  return names.map((name) => member(name))
}

const shares = (map: ReadonlyMap<string, number>): Record<string, number> => Object.fromEntries(map)

describe('spread', () => {
  it('divides by written weights; a cluster without one weighs 0', () => {
    const found = divide(
      spread(10, wishes({ a: 3, b: 2, elsewhere: 9 })),
      'default/web',
      fleet('a', 'b', 'c'),
      undefined,
    )
    expect(shares(found.replicas)).toEqual({ a: 6, b: 4, c: 0 })
    expect(shares(found.weights)).toEqual({ a: 3, b: 2, c: 0 })
    expect(found.notes).toEqual([])
  })
  it('weighs by what is available', () => {
    const clusters = [
      member('a', { allocatable: '10', available: '10' }),
      member('b', { allocatable: '100', available: '10' }),
    ]
    const found = divide(spread(1000, new Map(), { weights: 'dynamic' }), 'default/web', clusters, undefined)
    expect(shares(found.weights)).toEqual({ a: 203, b: 797 })
    expect(shares(found.replicas)).toEqual({ a: 203, b: 797 })
  })
  it('notes that dynamic weights came to nothing', () => {
    const clusters = [
      member('a', { allocatable: '10000', available: '0' }),
      member('b', { allocatable: '1', available: '1' }),
    ]
    const found = divide(spread(5, new Map(), { weights: 'dynamic' }), 'default/web', clusters, undefined)
    expect(found.notes).toEqual([
      { kind: 'no-weight-data', resource: 'cpu' },
      { kind: 'unplaced', wanted: 5, placed: 0 },
    ])
  })
  it('plans nothing for a total of 0', () => {
    const found = divide(spread(0, wishes({ a: 1 })), 'default/web', fleet('a'), aPrevious({ a: 5 }))
    expect(shares(found.replicas)).toEqual({ a: 0 })
    expect(found.plan.size).toBe(0)
    expect(found.notes).toEqual([])
  })
  it('takes a duplicated workload for one that runs in full everywhere', () => {
    const found = divide(spread(6, wishes({ a: 1, b: 1 })), 'k', fleet('a', 'b'), aPrevious({ a: null, b: null }))
    expect(shares(found.replicas)).toEqual({ a: 3, b: 3 })
    const still = divide(spread(6, wishes({ a: 1, b: 1 })), 'k', fleet('a', 'b'), aPrevious({ a: null }))
    expect(shares(still.replicas)).toEqual({ a: 6, b: 0 })
  })
  it('freezes a cluster with an untolerated NoSchedule taint at what it has', () => {
    const clusters = [member('a'), member('b', undefined, [noSchedule])]
    const rebalance = { disruption: { avoid: false, keepUnschedulable: false } }
    const division = (total: number): Spread => spread(total, wishes({ a: 1, b: 1 }), rebalance)
    expect(shares(divide(division(10), 'k', clusters, undefined).replicas)).toEqual({ a: 10, b: 0 })
    expect(shares(divide(division(10), 'k', clusters, aPrevious({ a: 1, b: 2 })).replicas)).toEqual({ a: 8, b: 2 })
    expect(shares(divide(division(2), 'k', clusters, aPrevious({ a: 1, b: 9 })).replicas)).toEqual({ a: 1, b: 1 })
    const tolerations = [{ key: 'dedicated', operator: 'Exists', value: '', effect: '' }]
    const tolerant = { ...division(10), tolerations }
    expect(shares(divide(tolerant, 'k', clusters, undefined).replicas)).toEqual({ a: 5, b: 5 })
  })
  it('gives the same for a shared preferences map as for one of its own, whoever was selected before', () => {
    const shared = wishes({ a: 3, b: 2, c: 1 })
    const all = [member('a'), member('b', undefined, [noSchedule]), member('c')]
    const selections = [all, all.slice(1), all.slice(0, 2), all, [member('a'), member('b'), member('c')]]
    for (const selected of selections) {
      for (const previous of [undefined, aPrevious({ b: 4 })]) {
        const own = divide(spread(13, new Map(shared)), 'k', selected, previous)
        expect(divide(spread(13, shared), 'k', selected, previous)).toEqual(own)
      }
    }
  })
  it('counts overflow in the replicas', () => {
    const capacity = { estimated: new Map([['a', 1]]), limited: none, scheduled: none }
    const disruption = { avoid: false, keepUnschedulable: false }
    const found = divide(spread(6, wishes({ a: 1, b: 1 }), { capacity, disruption }), 'k', fleet('a', 'b'), undefined)
    expect(shares(found.plan)).toEqual({ a: 1, b: 5 })
    expect(shares(found.overflow)).toEqual({ a: 2 })
    expect(shares(found.replicas)).toEqual({ a: 3, b: 5 })
  })
  it('notes what found no place, and minimums above maximums', () => {
    const found = divide(spread(9, wishes({ a: 1 }, { min: 4, max: 3 })), 'k', fleet('a', 'b'), undefined)
    expect(found.notes).toEqual([
      { kind: 'min-above-max', cluster: 'a', min: 4, max: 3 },
      { kind: 'unplaced', wanted: 9, placed: 3 },
    ])
  })
  it('refuses what int64 would not hold', () => {
    const found = divide(spread(2e9, wishes({ a: 1e15, b: 1 })), 'k', fleet('a', 'b'), undefined)
    expect(found.notes).toEqual([{ kind: 'refused', why: 'overflow' }])
    expect(shares(found.replicas)).toEqual({ a: 0, b: 0 })
  })
})

describe('binpack', () => {
  const { weights: _, weightResource: __, ...rest } = spread(20, wishes({ a: 0, b: 0, c: 0 }, { min: 2, max: 10 }))
  const binpack: Division & { kind: 'binpack' } = { ...rest, kind: 'binpack' }

  it('fills in the order of the selection', () => {
    expect(shares(divide(binpack, 'k', fleet('a', 'b', 'c'), undefined).replicas)).toEqual({ a: 10, b: 8, c: 2 })
    expect(shares(divide(binpack, 'k', fleet('c', 'a', 'b'), undefined).replicas)).toEqual({ c: 10, a: 8, b: 2 })
  })
  it('drops clusters that are not selected', () => {
    const scheduled = new Map([
      ['a', 12],
      ['gone', 9],
    ])
    const division = { ...binpack, total: 12, capacity: { estimated: none, limited: none, scheduled } }
    const found = divide(division, 'k', fleet('a', 'b'), aPrevious({ a: 12, gone: 9 }))
    expect(shares(found.replicas)).toEqual({ a: 12, b: 0 })
  })
})

describe('rsp', () => {
  it('gives every cluster a share, 0 without a preference', () => {
    const found = divide(rsp(9, wishes({ a: 1, b: 2 })), 'k', fleet('a', 'b', 'c'), undefined)
    expect(shares(found.replicas)).toEqual({ a: 3, b: 6, c: 0 })
    expect(shares(found.weights)).toEqual({ a: 1, b: 2, c: 0 })
  })
  it('reads what runs from the division, not from the previous placement', () => {
    const two = wishes({ cluster1: 1, cluster2: 1 }, { min: 1 })
    const key = 'test-namespace/test-deployment'
    const clusters = fleet('cluster1', 'cluster2')
    const current = new Map([
      ['cluster1', 4],
      ['cluster2', 3],
    ])
    expect(shares(divide(rsp(5, two, { current }), key, clusters, undefined).replicas)).toEqual({
      cluster1: 4,
      cluster2: 1,
    })
    expect(shares(divide(rsp(5, two), key, clusters, aPrevious({ cluster2: 5 })).replicas)).toEqual({
      cluster1: 3,
      cluster2: 2,
    })
  })
  it('clamps what is below 0, and says so', () => {
    const found = divide(rsp(5, wishes({ '*': 1 }), { capacity: new Map([['B', -2]]) }), '', fleet('A', 'B'), undefined)
    expect(shares(found.plan)).toEqual({ A: 7, B: -2 })
    expect(shares(found.replicas)).toEqual({ A: 7, B: 0 })
    expect(shares(found.weights)).toEqual({ A: 1, B: 1 })
    expect(found.notes).toEqual([{ kind: 'negative-clamped', cluster: 'B', value: -2 }])
  })
})
