import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Preference } from '../../src/model/policy.ts'
import { planBinpack } from '../../src/placement/binpack.ts'
import { planRsp } from '../../src/placement/rsp.ts'
import { planSpread } from '../../src/placement/spread.ts'
import { referenceBinpack, referenceRsp, referenceSpread } from './reference.ts'
import { type Situation, situations } from './situations.ts'
import { plain } from './vectors.ts'

/** Binpack has no `*` and needs an entry for every cluster. */
function complete(situation: Situation): Situation {
  const everyone = situation.preferences.get('*') ?? { min: 0, max: undefined, weight: 0 }
  const preferences = new Map<string, Preference>()
  for (const name of situation.clusters) preferences.set(name, situation.preferences.get(name) ?? everyone)
  return { ...situation, preferences }
}

const small = { numRuns: 3000 }
const large = { numRuns: 40, endOnFailure: true }
const many = { clusters: 500, fewestClusters: 300 }

describe('the planners and their step-by-step reference agree', () => {
  it('spread', () => {
    const check = fc.property(situations(), (one) => {
      expect(plain(planSpread(one))).toEqual(plain(referenceSpread(one)))
    })
    fc.assert(check, small)
  })
  it('spread over hundreds of clusters', () => {
    const check = fc.property(situations(many), (one) => {
      expect(plain(planSpread(one))).toEqual(plain(referenceSpread(one)))
    })
    fc.assert(check, large)
  })
  it('binpack', () => {
    const check = fc.property(situations().map(complete), (one) => {
      expect(plain(planBinpack(one))).toEqual(plain(referenceBinpack(one)))
    })
    fc.assert(check, small)
  })
  it('binpack over hundreds of clusters', () => {
    const check = fc.property(situations(many).map(complete), (one) => {
      expect(plain(planBinpack(one))).toEqual(plain(referenceBinpack(one)))
    })
    fc.assert(check, large)
  })
  it('rsp, capacities below 0 included', () => {
    const check = fc.property(situations({ negative: true }), (one) => {
      expect(plain(planRsp(one))).toEqual(plain(referenceRsp(one)))
    })
    fc.assert(check, small)
  })
  it('rsp over hundreds of clusters', () => {
    const check = fc.property(situations(many), (one) => {
      expect(plain(planRsp(one))).toEqual(plain(referenceRsp(one)))
    })
    fc.assert(check, large)
  })
  it('numbers beyond 2⁵³ in products', () => {
    const huge = fc.record({
      total: fc.integer({ min: 0, max: 2 ** 31 }),
      weights: fc.array(fc.integer({ min: 0, max: 2 ** 31 - 1 }), { minLength: 1, maxLength: 6 }),
      current: fc.array(fc.integer({ min: 0, max: 2 ** 29 }), { minLength: 6, maxLength: 6 }),
      avoidDisruption: fc.boolean(),
    })
    const check = fc.property(huge, ({ total, weights, current, avoidDisruption }) => {
      const clusters = weights.map((_, at) => `c${at}`)
      const input = {
        clusters,
        key: 'default/web',
        total,
        preferences: new Map(clusters.map((name, at) => [name, { min: 0, max: undefined, weight: weights[at] ?? 0 }])),
        current: new Map(clusters.map((name, at) => [name, current[at] ?? 0])),
        estimated: new Map<string, number>(),
        limited: new Map<string, number>(),
        capacity: new Map<string, number>(),
        avoidDisruption,
        keepUnschedulable: true,
        rebalance: avoidDisruption,
      }
      expect(plain(planSpread(input))).toEqual(plain(referenceSpread(input)))
      // Without rebalance the reference counts prepaid replicas down one by one: too long at this size.
      if (input.rebalance) expect(plain(planRsp(input))).toEqual(plain(referenceRsp(input)))
    })
    fc.assert(check, { numRuns: 1000 })
  })
})
