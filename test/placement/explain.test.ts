import { describe, expect, it } from 'vitest'
import type { Arithmetic } from '../../src/model/arithmetic.ts'
import type { Explanation } from '../../src/model/explanation.ts'
import type { Fleet } from '../../src/model/fleet.ts'
import type { Division } from '../../src/model/policy.ts'
import { within } from '../../src/model/source.ts'
import type { SchedulingUnit } from '../../src/model/unit.ts'
import { explain } from '../../src/placement/explain.ts'
import { place } from '../../src/placement/place.ts'
import { explainJson } from '../../src/reporters/explain-json.ts'
import { aCluster, aFleet } from '../builders/cluster.ts'
import {
  anOrigin,
  aPolicyRef,
  aPrevious,
  aRequirement,
  aSelection,
  aSpread,
  aTerm,
  aUnit,
  namesFilter,
} from '../builders/unit.ts'
import { replay } from './replay.ts'
import { amounts, preferencesOf, readVectors, type Vector } from './vectors.ts'

const silent = (): void => undefined
const told = (unit: SchedulingUnit, fleet: Fleet): Explanation => explain(unit, fleet, [], silent)
const verdictOf = (found: Explanation, name: string) => found.clusters.find(({ cluster }) => cluster === name)

/** What a reader of the JSON has. */
interface Written {
  readonly clusters: readonly {
    readonly name: string
    readonly verdict: string
    readonly anew?: { replicas?: number }
  }[]
  readonly arithmetic?: Arithmetic
}

const written = (explanation: Explanation): Written =>
  JSON.parse(explainJson({ explanation, positions: new Map(), diagnostics: [] })) as Written

function unitOf(run: Vector, kind: 'spread' | 'binpack' | 'rsp'): SchedulingUnit {
  const capacity = {
    estimated: amounts(run.estimatedCapacity),
    limited: amounts(run.limitedCapacity),
    scheduled: amounts(run.scheduledReplicas),
  }
  const disruption = { avoid: run.avoidDisruption, keepUnschedulable: run.keepUnschedulableReplicas }
  const common = { total: run.totalReplicas, preferences: preferencesOf(run.preferences) }
  const division: Division =
    kind === 'rsp'
      ? {
          kind,
          ...common,
          rebalance: run.rebalance,
          current: amounts(run.currentReplicas),
          capacity: capacity.estimated,
        }
      : kind === 'binpack'
        ? { kind, ...common, disruption, capacity, tolerations: [] }
        : { kind, ...common, weights: 'static', weightResource: 'cpu', disruption, capacity, tolerations: [] }
  const priorities = new Map(run.availableClusters.map((name, at) => [name, run.availableClusters.length - at]))
  return aUnit({
    key: run.key,
    replicas: run.totalReplicas,
    previous: aPrevious(run.currentReplicas),
    policy: { selection: aSelection({ by: 'priority', priorities }), division, keepZero: true },
  })
}

describe('the arithmetic of an explanation', () => {
  it.each([
    ['spread', 'kubeadmiral-spread'],
    ['binpack', 'kubeadmiral-binpack'],
    ['rsp', 'kubefed-rsp'],
  ] as const)('%s: recomputed from the JSON, it gives the replicas of every upstream run', (kind, file) => {
    const runs = readVectors(file)
    expect(runs).toHaveLength(700)
    for (const run of runs) {
      const { clusters, arithmetic } = written(told(unitOf(run, kind), aFleet(...run.availableClusters)))
      // Nothing is divided where there is nothing, and then the clusters of the plan are left.
      const nothing = kind !== 'rsp' && run.totalReplicas === 0
      const { plan, overflow } = replay(arithmetic as Arithmetic)
      for (const { name, anew } of clusters) {
        const upstream = nothing ? 0 : (run.plan[name] ?? 0) + (run.overflow[name] ?? 0)
        expect((plan[name] ?? 0) + (overflow[name] ?? 0)).toBe(upstream)
        expect(anew?.replicas).toBe(Math.max(0, upstream))
      }
    }
  })

  it('tells how dynamic weights were computed', () => {
    const cpu = (name: string, allocatable: string, available: string) =>
      aCluster({ name, allocatable: { cpu: allocatable }, available: { cpu: available } })
    const fleet = aFleet(cpu('a', '10', '5'), cpu('b', '10', '5'), cpu('c', '10', '5'))
    const division = { ...aSpread(10, {}), weights: 'dynamic' as const }
    const { arithmetic } = told(aUnit({ policy: { division } }), fleet)
    expect(arithmetic?.dynamic).toMatchObject({ resource: 'cpu', available: 15, allocatable: 30, capped: 999 })
    expect(arithmetic?.dynamic?.clusters).toEqual(
      ['a', 'b', 'c'].map((cluster) => ({
        cluster,
        available: 5,
        allocatable: 10,
        part: 333,
        limit: 467,
        capped: 333,
      })),
    )
    const { corrected } = arithmetic?.dynamic ?? {}
    expect(corrected?.by).toBe(1)
    expect(corrected?.hash).toEqual(expect.any(Number))
    const weights = Object.fromEntries(told(aUnit({ policy: { division } }), fleet).weights)
    expect(weights[corrected?.cluster ?? '']).toBe(334)
  })

  it('is recorded although another unit of the policy was placed before', () => {
    const fleet = aFleet(
      aCluster({ name: 'a', allocatable: { cpu: '4' }, available: { cpu: '1' } }),
      aCluster({ name: 'b', allocatable: { cpu: '4' }, available: { cpu: '3' } }),
    )
    const division = { ...aSpread(10, {}), weights: 'dynamic' as const }
    const unit = aUnit({ policy: { division } })
    place(unit, fleet, silent)
    expect(told(unit, fleet).arithmetic?.dynamic?.clusters).toHaveLength(2)
  })

  it('tells of a cluster that a taint keeps where it is', () => {
    const fleet = aFleet('a', aCluster({ name: 'b', taints: ['k:NoSchedule'] }))
    const unit = aUnit({ previous: aPrevious({ b: 2 }), policy: { division: aSpread(10, { a: {}, b: {} }, false) } })
    expect(told(unit, fleet).arithmetic?.frozen).toEqual([{ cluster: 'b', max: 2 }])
  })
})

describe('the verdict on every cluster', () => {
  const from = anOrigin('placement/web.yaml', 'spec')

  it('names the step of the policy and the taint', () => {
    const fleet = aFleet(
      aCluster({ name: 'a', taints: ['dedicated=gpu:NoSchedule'], origins: [anOrigin('fleet/a.yaml')] }),
    )
    const unit = aUnit({ policy: { filters: [{ kind: 'taints', tolerations: [], from }] } })
    expect(verdictOf(told(unit, fleet), 'a')).toMatchObject({
      verdict: 'filtered',
      rejection: {
        filter: 'taints',
        args: { key: 'dedicated', value: 'gpu', effect: 'NoSchedule' },
        at: from,
        declaredAt: [anOrigin('fleet/a.yaml', 'spec', 'taints')],
      },
    })
  })

  it('names the label of a selector, and what the cluster has instead', () => {
    const selector = {
      matchLabels: new Map([
        ['tier', 'production'],
        ['zone', 'a'],
      ]),
      matchExpressions: [aRequirement(['gpu', 'Exists'])],
    }
    const fleet = aFleet(aCluster({ name: 'a', labels: { tier: 'staging', zone: 'a' } }))
    const found = verdictOf(told(aUnit({ policy: { filters: [{ kind: 'labels', selector, from }] } }), fleet), 'a')
    expect(found?.rejection?.unmet).toEqual([
      {
        on: 'label',
        key: 'tier',
        operator: 'In',
        values: ['production'],
        found: 'staging',
        at: within(from, 'matchLabels', 'tier'),
      },
      {
        on: 'label',
        key: 'gpu',
        operator: 'Exists',
        values: [],
        found: undefined,
        at: within(from, 'matchExpressions', 0),
      },
    ])
  })

  it('names the first failure of each affinity term', () => {
    const terms = [
      aTerm([
        ['zone', 'In', 'a', 'b'],
        ['tier', 'In', 'x'],
      ]),
      aTerm([['zone', 'Exists']], [['metadata.name', 'In', 'other']]),
    ]
    const filter = { kind: 'affinity', clusterSelector: new Map<string, string>(), terms, from } as const
    const fleet = aFleet(aCluster({ name: 'a', labels: { zone: 'a' } }))
    const found = verdictOf(told(aUnit({ policy: { filters: [filter] } }), fleet), 'a')
    expect(found?.rejection?.unmet).toMatchObject([
      { on: 'label', key: 'tier', at: within(from, 0, 'matchExpressions', 1) },
      { on: 'field', key: 'metadata.name', found: 'a', at: within(from, 1, 'matchFields', 0) },
    ])
  })

  it('names the pairs of a cluster selector that do not hold', () => {
    const clusterSelector = new Map([
      ['tier', ''],
      ['zone', 'a'],
    ])
    const filter = { kind: 'affinity', clusterSelector, terms: undefined, from } as const
    const fleet = aFleet(aCluster({ name: 'a', labels: { zone: 'b' } }))
    const found = verdictOf(told(aUnit({ policy: { filters: [filter] } }), fleet), 'a')
    expect(found?.rejection?.unmet).toMatchObject([
      { key: 'tier', found: undefined, at: within(from, 'tier') },
      { key: 'zone', found: 'b', at: within(from, 'zone') },
    ])
  })

  it('tells every other verdict', () => {
    const fleet = aFleet('a', 'b', 'c', 'd', aCluster({ name: 'z', joined: false }))
    const unit = aUnit({
      policy: {
        filters: [namesFilter('a', 'b', 'c', 'z')],
        gate: [namesFilter('a', 'b')],
        selection: aSelection({ by: 'priority', priorities: new Map([['a', 9]]), limit: 3 }),
        division: aSpread(4, { a: { weight: 1 }, b: { weight: 0 }, c: { weight: 1 } }),
      },
    })
    const verdicts = (one: SchedulingUnit): unknown =>
      Object.fromEntries(told(one, fleet).clusters.map(({ cluster, verdict, rank }) => [cluster, [verdict, rank]]))
    expect(verdicts(unit)).toEqual({
      a: ['selected', 1],
      b: ['no-share', 2],
      c: ['gated', 3],
      d: ['filtered', undefined],
      z: ['not-joined', undefined],
    })
    const limited = { ...unit, policy: { ...unit.policy, selection: { ...unit.policy.selection, limit: 1 } } }
    expect(verdictOf(told(limited, fleet), 'b')).toMatchObject({ verdict: 'beyond-limit', rank: 2 })
  })

  it('gives the parts of a score with the place of each', () => {
    const scorers = [
      { kind: 'taints', tolerations: [], from },
      { kind: 'leastAllocated', resources: ['cpu'], from },
    ] as const
    const fleet = aFleet(aCluster({ name: 'a', allocatable: { cpu: '10' }, available: { cpu: '5' } }))
    expect(verdictOf(told(aUnit({ policy: { scorers } }), fleet), 'a')?.score).toEqual({
      total: 150,
      parts: [
        { scorer: 'taints', value: 100, at: from },
        { scorer: 'leastAllocated', value: 50, at: from },
      ],
    })
  })
})

describe('a decision that stands', () => {
  const unit = aUnit({
    sticky: true,
    policyRef: aPolicyRef(),
    previous: aPrevious({ a: 3 }),
    policy: { division: aSpread(4, { a: {}, b: {} }, false) },
  })

  it('is told beside what a new one would give', () => {
    const found = told(unit, aFleet('a', 'b'))
    expect(found.stands).toBe(true)
    expect(found.decision.outcome).toBe('sticky')
    expect(found.decision.targets).toEqual([{ cluster: 'a', replicas: 3 }])
    expect(found.anew).toEqual([
      { cluster: 'a', replicas: 2 },
      { cluster: 'b', replicas: 2 },
    ])
    expect(verdictOf(found, 'b')).toMatchObject({ verdict: 'selected', standing: undefined })
    expect(replay(written(found).arithmetic as Arithmetic).plan).toEqual({ a: 2, b: 2 })
  })

  it('tells nothing of the decision that is not made', () => {
    const codes: string[] = []
    explain({ ...unit, policy: { ...unit.policy, filters: [namesFilter()] } }, aFleet('a', 'b'), [], ({ code }) =>
      codes.push(code),
    )
    expect(codes).not.toContain('placement/nowhere')
  })
})

describe('a follower', () => {
  it('names its leaders and what each gives', () => {
    const lead = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'default', name: 'web' }
    const leader = aUnit({
      workload: lead,
      leads: true,
      facts: { followers: true },
      policy: { filters: [namesFilter('b')] },
    })
    const fleet = aFleet('a', 'b')
    const names = ['apps/Deployment/default/absent', 'apps/Deployment/default/web']
    const workload = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'default', name: 'web' }
    const unit = aUnit({ workload, leaders: names, policy: { filters: [{ kind: 'nothing', reason: 'follows' }] } })
    const found = explain(unit, fleet, [place(leader, fleet, silent)], silent)
    expect(found.leaders).toEqual([
      { leader: names[0], state: 'absent', clusters: [] },
      { leader: names[1], state: 'leads', clusters: ['b'] },
    ])
    expect(verdictOf(found, 'b')).toMatchObject({ verdict: 'filtered', standing: { cluster: 'b', following: true } })
    const keeping = explain(unit, fleet, [place({ ...leader, leads: false }, fleet, silent)], silent)
    expect(keeping.leaders[1]?.state).toBe('keeps')
  })
})
