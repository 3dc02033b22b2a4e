import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Cluster } from '../../src/model/cluster.ts'
import type { PlacementDecision } from '../../src/model/decision.ts'
import type { Fleet } from '../../src/model/fleet.ts'
import type { Filter, PlacementPolicy, Scorer, Selection } from '../../src/model/policy.ts'
import type { SchedulingUnit } from '../../src/model/unit.ts'
import { place } from '../../src/placement/place.ts'
import { aCluster } from '../builders/cluster.ts'
import { aPrevious, aSelection, aSpread, aTerm, aToleration, aUnit } from '../builders/unit.ts'
import { naiveRejection, naiveScores, naiveSelection } from './naive.ts'
import { gpu } from './plugins/outcome.ts'

const names = ['a', 'b', 'c', 'd', 'e', 'f', 'a10', 'constructor']
const api = { group: 'apps', version: 'v1', kind: 'Deployment' }
const now = 1_000_000

const someAmounts = (...amounts: string[]): fc.Arbitrary<Record<string, string>> =>
  fc.dictionary(fc.constantFrom('cpu', 'memory', gpu, 'a/b'), fc.constantFrom(...amounts), { noNullPrototype: true })

function someCluster(name: string): fc.Arbitrary<Cluster> {
  return fc
    .record({
      joined: fc.integer({ min: 0, max: 7 }).map((n) => n > 0),
      ready: fc.integer({ min: 0, max: 3 }).map((n) => n > 0),
      terminating: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
      labels: fc.dictionary(fc.constantFrom('x', 'y'), fc.constantFrom('1', '2'), { noNullPrototype: true }),
      taints: fc.subarray(['t:NoSchedule', 'u=v:NoExecute', 't:PreferNoSchedule', 'u=v:PreferNoSchedule']),
      apis: fc.constantFrom(undefined, undefined, [api], [{ ...api, version: 'v2' }, api], []),
      allocatable: someAmounts('1', '2', '8', '1500m'),
      available: someAmounts('-1', '0', '500m', '1', '3', '7'),
    })
    .map((plan) => aCluster({ name, ...plan }))
}

const someClusters: fc.Arbitrary<Cluster[]> = fc
  .uniqueArray(fc.constantFrom(...names), { maxLength: names.length })
  .chain((chosen) => fc.tuple(...chosen.map(someCluster)))

const someTolerations = fc.subarray(
  [{ key: 't', operator: 'Exists' }, { value: 'v' }, { operator: 'Exists', effect: 'PreferNoSchedule' }].map(
    aToleration,
  ),
)

const someTerm = fc.constantFrom(
  aTerm([['x', 'In', '1']]),
  aTerm([['x', 'NotIn', '1']]),
  aTerm([['y', 'Gt', '1']]),
  aTerm([['y', 'Exists']], [['metadata.name', 'NotIn', 'b']]),
  aTerm([], [['metadata.name', 'In', 'a']]),
  aTerm([]),
  aTerm([['x', 'In']]),
)

const someRequests = fc
  .dictionary(fc.constantFrom(gpu, 'a/b'), fc.constantFrom(0, 1, 3))
  .map(
    (counts) => new Map(Object.entries(counts).map(([resource, count]) => [resource, BigInt(count) * 1_000_000_000n])),
  )

const someSelector = fc
  .dictionary(fc.constantFrom('x', 'y'), fc.constantFrom('1', '2'), { maxKeys: 1 })
  .map((labels) => new Map(Object.entries(labels)))

/** Each filter, most of them mild. */
const someFilters: fc.Arbitrary<Filter[]> = fc
  .tuple(
    fc.constant<Filter>({ kind: 'apis', api }),
    someTolerations.map((tolerations): Filter => ({ kind: 'taints', tolerations })),
    fc.subarray(names, { minLength: 4 }).map((chosen): Filter => ({ kind: 'names', names: new Set(chosen) })),
    someSelector.map((matchLabels): Filter => ({ kind: 'labels', selector: { matchLabels, matchExpressions: [] } })),
    fc
      .record({
        clusterSelector: someSelector,
        terms: fc.option(fc.array(someTerm, { maxLength: 3 }), { nil: undefined }),
      })
      .map((plan): Filter => ({ kind: 'affinity', ...plan })),
    fc.boolean().map((unlessCurrent): Filter => ({ kind: 'ready', unlessCurrent })),
    fc.constant<Filter>({ kind: 'terminating' }),
    fc
      .record({
        until: fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.integer({ min: now - 1, max: now + 1 })),
        now: fc.constantFrom(now, undefined),
      })
      .map((plan): Filter => ({ kind: 'evicted', now: plan.now, until: new Map(Object.entries(plan.until)) })),
    someRequests.map((requests): Filter => ({ kind: 'fits', requests })),
    fc.subarray(['cpu', gpu], { minLength: 1 }).map((resources): Filter => ({ kind: 'offers', resources })),
  )
  .chain((all) => fc.shuffledSubarray<Filter>([...all], { maxLength: 6 }))

const someResources = fc.constantFrom(['cpu', 'memory'], ['cpu', 'memory', gpu], ['cpu', 'memory', 'a/b', gpu])

const someScorers: fc.Arbitrary<Scorer[]> = fc
  .tuple(
    someTolerations.map((tolerations): Scorer => ({ kind: 'taints', tolerations })),
    ...(['balanced', 'leastAllocated', 'mostAllocated'] as const).map((kind) =>
      fc.record({ resources: someResources, requests: someRequests }).map((plan): Scorer => ({ kind, ...plan })),
    ),
    fc
      .array(fc.record({ weight: fc.integer({ min: -3, max: 100 }), term: someTerm }), { maxLength: 4 })
      .map((preferred): Scorer => ({ kind: 'affinity', preferred })),
  )
  .chain((all) => fc.shuffledSubarray<Scorer>([...all]))

const someSelection: fc.Arbitrary<Selection> = fc
  .record({
    by: fc.constantFrom('score', 'score', 'priority', 'name'),
    limitFirst: fc.boolean(),
    priorities: fc.dictionary(fc.constantFrom('a', 'b', 'c', 'gone'), fc.integer({ min: -2, max: 2 })),
    limit: fc.constantFrom(undefined, undefined, 0, 1, 2, 3, 9),
  })
  .map((plan) => aSelection({ ...plan, priorities: new Map(Object.entries(plan.priorities)) }) as Selection)

const someUnit: fc.Arbitrary<SchedulingUnit> = fc
  .record({
    filters: someFilters,
    scorers: someScorers,
    selection: someSelection,
    total: fc.option(fc.integer({ min: 0, max: 20 }), { nil: undefined }),
    dynamic: fc.boolean(),
    gate: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: someFilters }),
    previous: fc.option(
      fc.dictionary(fc.constantFrom(...names, 'gone'), fc.oneof(fc.constant(null), fc.integer({ min: 1, max: 9 }))),
      { nil: undefined },
    ),
  })
  .map(({ total, dynamic, previous, ...policy }) => {
    const wishes = { a: { weight: 2 }, b: { min: 1 }, c: { max: 3 }, constructor: {} }
    const division: PlacementPolicy['division'] =
      total === undefined
        ? { kind: 'duplicate' }
        : { ...aSpread(total, wishes), weights: dynamic ? 'dynamic' : 'static' }
    return aUnit({ policy: { ...policy, division }, previous: previous && aPrevious(previous) })
  })

type Outcome = Omit<PlacementDecision, 'unit'> & { readonly codes: readonly string[] }

function outcome(unit: SchedulingUnit, fleet: Fleet): Outcome {
  const codes: string[] = []
  const { unit: _unit, ...decision } = place(unit, fleet, ({ code }) => void codes.push(code))
  return { ...decision, codes }
}

/** The same data in another order and in other objects, which nothing remembers. */
function alone(clusters: readonly Cluster[], { policy, ...unit }: SchedulingUnit): Outcome {
  const { filters, scorers, selection, gate } = policy
  const copy = {
    ...policy,
    filters: structuredClone(filters),
    scorers: structuredClone(scorers),
    selection: structuredClone(selection),
    gate: structuredClone(gate),
  }
  return outcome({ ...unit, policy: copy }, { clusters: clusters.map((one) => ({ ...one })) })
}

describe('a random fleet', () => {
  it('is filtered, scored and ranked as by the book', () => {
    const seen = new Set<string>()
    fc.assert(
      fc.property(someClusters, someUnit, (clusters, unit) => {
        const { evidence } = outcome(unit, { clusters })
        const { filters, scorers, selection } = unit.policy
        const verdict = (one: Cluster) => naiveRejection(filters, one, unit.previous?.clusters.has(one.name) ?? false)
        const joined = clusters.filter((one) => one.joined).sort((a, b) => (a.name < b.name ? -1 : 1))
        const rejected = joined.flatMap((one) => {
          const kind = verdict(one)
          return kind === undefined ? [] : [`${one.name}:${kind}`]
        })
        expect(evidence.rejected.map((one) => `${one.cluster}:${one.filter}`)).toEqual(rejected)
        for (const one of evidence.rejected) seen.add(one.filter)
        const feasible = joined.filter((one) => verdict(one) === undefined)
        const scores = naiveScores(scorers, feasible)
        const totals = new Map(feasible.map(({ name }, index) => [name, scores[index] ?? 0]))
        if (scorers.length > 0) {
          expect(new Map([...evidence.scores].map(([name, { total }]) => [name, total]))).toEqual(totals)
        }
        const { ranking, kept } = evidence
        expect({ ranking, kept }).toEqual(naiveSelection(selection, totals))
        for (const { kind } of feasible.length > 1 ? scorers : []) seen.add(`score ${kind}`)
      }),
      { numRuns: 3000 },
    )
    const filters = [
      'affinity',
      'apis',
      'evicted',
      'fits',
      'labels',
      'names',
      'offers',
      'ready',
      'taints',
      'terminating',
    ]
    const scorers = ['affinity', 'balanced', 'leastAllocated', 'mostAllocated', 'taints'].map((kind) => `score ${kind}`)
    expect([...seen].sort()).toEqual([...filters, ...scorers].sort())
  })

  it('decides alike whatever the order of its clusters, and whatever was placed before', () => {
    const situation = fc.record({
      clusters: someClusters,
      units: fc.array(someUnit, { minLength: 2, maxLength: 5 }),
      histories: fc.array(someUnit, { minLength: 1, maxLength: 2 }),
      turn: fc.nat(),
    })
    fc.assert(
      fc.property(situation, ({ clusters, units, histories, turn }) => {
        const fleet = { clusters }
        // Units that share a policy and differ in where they were are those that memory could mix up.
        const all = units.flatMap((unit) => [unit, ...histories.map(({ previous }) => ({ ...unit, previous }))])
        const first = all.map((unit) => outcome(unit, fleet))
        const at = turn % (clusters.length + 1)
        const turned = [...clusters.slice(at), ...clusters.slice(0, at)].reverse()
        for (const [index, unit] of all.entries()) expect(alone(turned, unit)).toEqual(first[index])
        for (const [index, unit] of [...all.entries()].reverse()) expect(outcome(unit, fleet)).toEqual(first[index])
      }),
      { numRuns: 400 },
    )
  })
})
