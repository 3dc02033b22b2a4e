import fc from 'fast-check'
import type { Preference } from '../../src/model/policy.ts'
import type { BinpackInput } from '../../src/placement/binpack.ts'
import type { RspInput } from '../../src/placement/rsp.ts'
import type { SpreadInput } from '../../src/placement/spread.ts'

/** What the three planners read, together. */
export type Situation = SpreadInput & BinpackInput & RspInput

export interface Wanted {
  /** Most clusters; 12 unless told. */
  readonly clusters?: number
  readonly fewestClusters?: number
  /** Minimums may stand above maximums. */
  readonly crossed?: boolean
  /** Capacities and limits exist. */
  readonly capacity?: boolean
  /** Capacities may be below 0. */
  readonly negative?: boolean
}

const sometimes = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined })

function amounts(names: readonly string[], value: fc.Arbitrary<number>): fc.Arbitrary<Map<string, number>> {
  const filled = fc
    .array(sometimes(value), { minLength: names.length, maxLength: names.length })
    .map((values) => new Map(values.flatMap((n, at) => (n === undefined ? [] : [[names[at] as string, n] as const]))))
  return fc.oneof(fc.constant(new Map<string, number>()), filled)
}

function wish(most: number, weights: number, crossed: boolean): fc.Arbitrary<Preference> {
  return fc
    .record({
      min: fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, fc.nat({ max: most })),
      max: sometimes(fc.nat({ max: most * 2 })),
      weight: fc.nat({ max: weights }),
    })
    .map(({ min, max, weight }) => ({ min, weight, max: max === undefined || crossed ? max : Math.max(min, max) }))
}

/** Random input: few or many replicas, equal weights, zero weights, limits that bind and clusters that left. */
export function situations(wanted: Wanted = {}): fc.Arbitrary<Situation> {
  const { clusters: most = 12, fewestClusters = 1, crossed = true, capacity = true, negative = false } = wanted
  const name = fc.oneof(
    fc.nat({ max: most * 4 }).map((n) => `c${n}`),
    fc.constantFrom('eu', 'us-west-2', 'constructor', '__proto__', 'größe', '集群', '\u{1f680}'),
  )
  return fc
    .record({
      clusters: fc.uniqueArray(name, { minLength: fewestClusters, maxLength: most }),
      each: fc.constantFrom(1, 4, 30, 1000),
      weights: fc.constantFrom(0, 1, 3, 1000),
      stars: fc.boolean(),
    })
    .chain(({ clusters, each, weights, stars }) => {
      const some = fc.nat({ max: each * 2 })
      const room = negative ? fc.integer({ min: -each, max: each * 2 }) : some
      const none = fc.constant(new Map<string, number>())
      return fc.record({
        clusters: fc.constant(clusters),
        key: fc.constantFrom('default/web', 'team-a/nginx', '', 'prod/größe'),
        total: fc.oneof(fc.nat({ max: 3 }), fc.nat({ max: each * clusters.length })),
        preferences: fc
          .tuple(
            fc.array(stars ? sometimes(wish(each, weights, crossed)) : wish(each, weights, crossed), {
              minLength: clusters.length,
              maxLength: clusters.length,
            }),
            wish(each, weights, crossed),
          )
          .map(([wishes, everyone]) => {
            const map = new Map<string, Preference>()
            wishes.forEach((one, at) => {
              if (one !== undefined) map.set(clusters[at] as string, one)
            })
            return stars && everyone.min % 2 === 0 ? map.set('*', everyone) : map
          }),
        current: amounts([...clusters, 'gone'], some),
        estimated: capacity ? amounts(clusters, room) : none,
        limited: capacity ? amounts(clusters, some) : none,
        scheduled: capacity ? amounts([...clusters, 'gone'], some) : none,
        capacity: capacity ? amounts(clusters, room) : none,
        avoidDisruption: fc.boolean(),
        keepUnschedulable: fc.boolean(),
        rebalance: fc.boolean(),
      })
    })
}
