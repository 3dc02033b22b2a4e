import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Cluster } from '../../src/model/cluster.ts'
import type { PlacementDecision } from '../../src/model/decision.ts'
import type { Fleet } from '../../src/model/fleet.ts'
import type { SchedulingUnit } from '../../src/model/unit.ts'
import { place } from '../../src/placement/place.ts'
import { aCluster } from '../builders/cluster.ts'
import { anRsp, aPrevious, aSelection, aSpread, aTerm, aUnit } from '../builders/unit.ts'

const names = ['a', 'b', 'c', 'd', 'e', 'constructor', 'a10', 'a9']

const someClusters: fc.Arbitrary<Cluster[]> = fc
  .uniqueArray(fc.constantFrom(...names), { maxLength: names.length })
  .chain((chosen) => fc.tuple(...chosen.map(someCluster)))

function someCluster(name: string): fc.Arbitrary<Cluster> {
  return fc
    .record({
      joined: fc.boolean().map((value) => value || name === 'a'),
      ready: fc.boolean(),
      terminating: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
      labels: fc.constantFrom({}, { x: '1' }, { x: '2' }),
      taints: fc.subarray(['t:NoSchedule', 't:NoExecute', 't:PreferNoSchedule', 'u:PreferNoSchedule']),
      allocatable: fc.constantFrom({}, { cpu: '8', memory: '16Gi' }, { cpu: '2', memory: '64Gi' }),
      available: fc.constantFrom({}, { cpu: '1', memory: '8Gi' }, { cpu: '2', memory: '1Gi' }),
    })
    .map((plan) => aCluster({ name, ...plan }))
}

const somePreferences = fc.dictionary(
  fc.constantFrom(...names.filter((name) => name !== 'constructor')),
  fc.record({
    min: fc.integer({ min: 0, max: 3 }),
    max: fc.constantFrom(undefined, 3, 8),
    weight: fc.integer({ min: 0, max: 5 }),
  }),
)

const somePrevious = fc.option(
  fc.dictionary(fc.constantFrom('a', 'b', 'c', 'gone'), fc.oneof(fc.constant(null), fc.integer({ min: 1, max: 20 }))),
  { nil: undefined },
)

const someUnit: fc.Arbitrary<SchedulingUnit> = fc
  .record({
    total: fc.integer({ min: 0, max: 40 }),
    preferences: somePreferences,
    kind: fc.constantFrom('spread', 'spread', 'disrupting', 'dynamic', 'rsp', 'duplicate'),
    limit: fc.constantFrom(undefined, undefined, 2, 4),
    byPriority: fc.boolean(),
    previous: somePrevious,
    gated: fc.boolean(),
  })
  .map(({ total, preferences, kind, limit, byPriority, previous, gated }) => {
    const spread = aSpread(total, preferences, kind !== 'disrupting')
    const division =
      kind === 'duplicate'
        ? ({ kind } as const)
        : kind === 'rsp'
          ? anRsp(total, preferences)
          : kind === 'dynamic'
            ? { ...spread, weights: 'dynamic' as const }
            : spread
    return aUnit({
      ...(previous === undefined ? {} : { previous: aPrevious(previous) }),
      policy: {
        filters: [{ kind: 'taints', tolerations: [] }, { kind: 'ready', unlessCurrent: true }, { kind: 'terminating' }],
        scorers: [
          { kind: 'taints', tolerations: [] },
          { kind: 'balanced', resources: ['cpu', 'memory'] },
          { kind: 'leastAllocated', resources: ['cpu', 'memory'] },
          { kind: 'affinity', preferred: [{ weight: 2, term: aTerm([['x', 'In', '1']]) }] },
        ],
        selection: aSelection({ by: byPriority ? 'priority' : 'score', priorities: new Map([['c', 2]]), limit }),
        division,
        keepZero: kind === 'rsp',
        gate: gated ? [{ kind: 'labels', selector: { matchLabels: new Map([['x', '1']]), matchExpressions: [] } }] : [],
      },
    })
  })

function decide(unit: SchedulingUnit, fleet: Fleet): Omit<PlacementDecision, 'unit'> & { codes: string[] } {
  const codes: string[] = []
  const { unit: _unit, ...decision } = place(unit, fleet, ({ code }) => void codes.push(code))
  return { ...decision, codes }
}

/** The same data in other objects, which nothing remembers. */
function fresh(clusters: readonly Cluster[], unit: SchedulingUnit): [SchedulingUnit, Fleet] {
  const policy = { ...unit.policy, filters: [...unit.policy.filters], scorers: [...unit.policy.scorers] }
  return [
    { ...unit, policy: { ...policy, selection: { ...policy.selection } } },
    { clusters: clusters.map((one) => ({ ...one })) },
  ]
}

describe('place', () => {
  it('does not depend on the order of the clusters, nor on what was placed before', () => {
    fc.assert(
      fc.property(someClusters, someUnit, someUnit, fc.nat(), (clusters, unit, other, turn) => {
        const fleet = { clusters }
        const first = decide(unit, fleet)
        decide({ ...other, policy: { ...unit.policy, division: other.policy.division } }, fleet)
        expect(decide(unit, fleet)).toEqual(first)
        const at = turn % (clusters.length + 1)
        const turned = [...clusters.slice(at), ...clusters.slice(0, at)].reverse()
        expect(decide(...fresh(turned, unit))).toEqual(first)
      }),
      { numRuns: 500 },
    )
  })

  it('accounts for every joined cluster once, and targets only clusters that passed', () => {
    fc.assert(
      fc.property(someClusters, someUnit, (clusters, unit) => {
        const { evidence, targets } = decide(unit, { clusters })
        const joined = clusters.filter((one) => one.joined).map(({ name }) => name)
        expect([...evidence.rejected.map(({ cluster }) => cluster), ...evidence.ranking].sort()).toEqual(joined.sort())
        const kept = new Set(evidence.ranking.slice(0, evidence.kept))
        const named = targets.map(({ cluster }) => cluster)
        for (const { cluster, replicas } of targets) {
          expect(kept.has(cluster)).toBe(true)
          if (replicas !== undefined) expect(replicas).toBeGreaterThanOrEqual(unit.policy.keepZero ? 0 : 1)
        }
        expect(named).toEqual([...new Set(named)].sort())
      }),
      { numRuns: 500 },
    )
  })

  it('fed back its own result, stands still where disruption is avoided', () => {
    fc.assert(
      fc.property(someClusters, someUnit, (clusters, unit) => {
        const { division } = unit.policy
        fc.pre(division.kind === 'duplicate' || (division.kind === 'spread' && division.disruption.avoid))
        const fleet = { clusters }
        let targets = decide({ ...unit, previous: undefined }, fleet).targets
        for (let round = 0; round < 2; round++) {
          const previous = aPrevious(
            Object.fromEntries(targets.map(({ cluster, replicas }) => [cluster, replicas ?? null])),
          )
          const next = decide({ ...unit, previous }, fleet).targets
          expect(next).toEqual(targets)
          targets = next
        }
      }),
      { numRuns: 500 },
    )
  })
})
