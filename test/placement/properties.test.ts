import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { planBinpack } from '../../src/placement/binpack.ts'
import type { Plan, PlanResult } from '../../src/placement/plan.ts'
import { planRsp } from '../../src/placement/rsp.ts'
import { planSpread } from '../../src/placement/spread.ts'
import { type Situation, situations } from './situations.ts'
import { plain } from './vectors.ts'

const runs = { numRuns: 2000 }

function planned(result: PlanResult): Plan {
  if ('refused' in result) throw new Error(result.refused)
  return result
}

function sum(amounts: ReadonlyMap<string, number>): number {
  return [...amounts.values()].reduce((before, amount) => before + amount, 0)
}

/** The most a cluster may get. */
function bound(one: Situation, name: string, ...caps: ReadonlyMap<string, number>[]): number {
  const wish = one.preferences.get(name) ?? one.preferences.get('*')
  return Math.min(wish?.max ?? Infinity, ...caps.map((cap) => cap.get(name) ?? Infinity))
}

function weightOf(one: Situation, name: string): number {
  return (one.preferences.get(name) ?? one.preferences.get('*'))?.weight ?? 0
}

/** Not more than the total; less only where every cluster that has a weight is full. */
function addsUp(one: Situation, plan: ReadonlyMap<string, number>, caps: ReadonlyMap<string, number>[]): void {
  expect(sum(plan)).toBeLessThanOrEqual(one.total)
  for (const name of one.clusters) {
    const share = plan.get(name) ?? Number.NaN
    expect(share).toBeLessThanOrEqual(bound(one, name, ...caps))
    expect(share).toBeGreaterThanOrEqual(0)
    if (sum(plan) < one.total && weightOf(one, name) > 0) expect(share).toBe(bound(one, name, ...caps))
  }
}

describe('spread', () => {
  it('places the total or fills every weighted cluster, where no minimum is above its maximum', () => {
    const check = fc.property(situations({ crossed: false }), (one) => {
      const { plan } = planned(planSpread({ ...one, avoidDisruption: false }))
      addsUp(one, plan, [one.estimated, one.limited])
    })
    fc.assert(check, runs)
  })
  it('keeps limits and estimates, unless a minimum above its maximum meets disruption to avoid', () => {
    const eased = situations().map((one) => ({ ...one, avoidDisruption: false }))
    const check = fc.property(fc.oneof(situations({ crossed: false }), eased), (one) => {
      const { plan } = planned(planSpread(one))
      for (const name of one.clusters) {
        expect(plan.get(name)).toBeLessThanOrEqual(one.limited.get(name) ?? Infinity)
        expect(plan.get(name)).toBeLessThanOrEqual(one.estimated.get(name) ?? Infinity)
      }
    })
    fc.assert(check, runs)
  })
  it('gives every minimum that the total covers, without capacities or disruption to avoid', () => {
    const check = fc.property(situations({ crossed: false, capacity: false }), (one) => {
      const wishes = one.clusters.map((name) => one.preferences.get(name) ?? one.preferences.get('*'))
      const minimums = wishes.reduce((before, wish) => before + (wish?.min ?? 0), 0)
      const { plan } = planned(planSpread({ ...one, avoidDisruption: false, total: one.total + minimums }))
      wishes.forEach((wish, at) => {
        expect(plan.get(one.clusters[at] ?? '')).toBeGreaterThanOrEqual(wish?.min ?? 0)
      })
    })
    fc.assert(check, runs)
  })
  it('moves no cluster past its desired share', () => {
    const check = fc.property(situations({ crossed: false }), (one) => {
      const { plan } = planned(planSpread({ ...one, avoidDisruption: true }))
      const { plan: desired } = planned(planSpread({ ...one, avoidDisruption: false }))
      expect(sum(plan)).toBe(sum(desired))
      for (const name of one.clusters) {
        const want = desired.get(name) ?? 0
        const lim = Math.min(one.limited.get(name) ?? Infinity, one.estimated.get(name) ?? Infinity)
        const have = Math.min(one.current.get(name) ?? 0, lim)
        expect(plan.get(name)).toBeGreaterThanOrEqual(Math.min(have, want))
        expect(plan.get(name)).toBeLessThanOrEqual(Math.max(have, want))
      }
    })
    fc.assert(check, runs)
  })
  it('lets its own plan alone when disruption is avoided, where no minimum is above its maximum', () => {
    const check = fc.property(situations({ crossed: false }), (one) => {
      const first = planned(planSpread({ ...one, avoidDisruption: true }))
      const second = planSpread({ ...one, avoidDisruption: true, current: first.plan })
      expect(plain(second)).toEqual(plain(first))
    })
    fc.assert(check, runs)
  })
  it('does not depend on the order of the clusters', () => {
    const check = fc.property(situations(), (one) => {
      const turned = { ...one, clusters: one.clusters.slice().reverse(), preferences: new Map(one.preferences) }
      expect(plain(planSpread(turned))).toEqual(plain(planSpread(one)))
    })
    fc.assert(check, runs)
  })
})

describe('rsp', () => {
  it('places the total or fills every weighted cluster, where no minimum is above its maximum', () => {
    const check = fc.property(situations({ crossed: false }), (one) => {
      addsUp(one, planned(planRsp(one)).plan, [one.capacity])
    })
    fc.assert(check, runs)
  })
  it('lets its own plan alone without rebalance, where no minimum is above its maximum', () => {
    const check = fc.property(situations({ crossed: false }), (one) => {
      const first = planned(planRsp({ ...one, rebalance: false }))
      const second = planned(planRsp({ ...one, rebalance: false, current: first.plan }))
      expect([...second.plan]).toEqual([...first.plan])
    })
    fc.assert(check, runs)
  })
  it('does not look at what runs when it rebalances', () => {
    const check = fc.property(situations(), (one) => {
      const blind = planRsp({ ...one, rebalance: true, current: new Map() })
      expect(plain(planRsp({ ...one, rebalance: true }))).toEqual(plain(blind))
    })
    fc.assert(check, runs)
  })
  it('does not depend on the order of the clusters', () => {
    const check = fc.property(situations({ negative: true }), (one) => {
      const turned = { ...one, clusters: one.clusters.slice().reverse(), preferences: new Map(one.preferences) }
      expect(plain(planRsp(turned))).toEqual(plain(planRsp(one)))
    })
    fc.assert(check, runs)
  })
})

describe('binpack', () => {
  it('fills in order, where no minimum is above its maximum and disruption is not avoided', () => {
    const check = fc.property(situations({ crossed: false }), (one) => {
      const input = { ...one, avoidDisruption: false, scheduled: new Map<string, number>() }
      const preferences = new Map(one.clusters.map((name) => [name, { weight: 0, min: 0, max: bound(one, name) }]))
      for (const wish of preferences.values()) if (wish.max === Infinity) wish.max = one.total
      const { plan } = planned(planBinpack({ ...input, preferences }))
      let rest = one.total
      for (const name of one.clusters) {
        const share = Math.min(rest, bound(one, name, one.limited, one.estimated))
        expect(plan.get(name)).toBe(share)
        rest -= share
      }
    })
    fc.assert(check, runs)
  })
})
