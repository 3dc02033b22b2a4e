import { describe, expect, it } from 'vitest'
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts'
import { wording } from '../../src/diagnostics/diagnostic.ts'
import { rejectionWording } from '../../src/diagnostics/placement.ts'
import type { PlacementDecision } from '../../src/model/decision.ts'
import type { Fleet } from '../../src/model/fleet.ts'
import type { SchedulingUnit } from '../../src/model/unit.ts'
import { place } from '../../src/placement/place.ts'
import { aCluster, aFleet } from '../builders/cluster.ts'
import {
  anOrigin,
  anRsp,
  aPolicyRef,
  aPrevious,
  aSelection,
  aSpread,
  aTerm,
  aUnit,
  namesFilter,
} from '../builders/unit.ts'

function decide(unit: SchedulingUnit, fleet: Fleet): { decision: PlacementDecision; found: Diagnostic[] } {
  const found: Diagnostic[] = []
  return { decision: place(unit, fleet, (one) => void found.push(one)), found }
}

/** `a:2 b` for two replicas in a and the whole workload in b. */
function targetsOf(unit: SchedulingUnit, fleet: Fleet): string {
  return text(decide(unit, fleet).decision)
}

function text({ targets }: PlacementDecision): string {
  return targets.map(({ cluster, replicas }) => (replicas === undefined ? cluster : `${cluster}:${replicas}`)).join(' ')
}

function codes(found: readonly Diagnostic[]): string[] {
  for (const one of found) expect(wording(one)).not.toMatch(/undefined|\[object/)
  return found.map(({ code }) => code)
}

const three = aFleet('c', 'a', 'b')

describe('place', () => {
  it('duplicates to every joined cluster that fits, sorted by name', () => {
    const fleet = aFleet('c', 'a', 'b', aCluster({ name: 'left', joined: false }))
    expect(targetsOf(aUnit(), fleet)).toBe('a b c')
    expect(targetsOf(aUnit({ policy: { filters: [namesFilter('c', 'b', 'left', 'gone')] } }), fleet)).toBe('b c')
  })

  it('divides, and drops clusters without a share', () => {
    const division = aSpread(6, { a: { weight: 2 }, b: { weight: 1 }, c: { weight: 0 } })
    expect(targetsOf(aUnit({ policy: { division } }), three)).toBe('a:4 b:2')
  })

  it('keeps clusters without a share where the policy says so', () => {
    const division = anRsp(4, { a: {}, b: {} })
    expect(targetsOf(aUnit({ policy: { division, keepZero: true } }), three)).toBe('a:2 b:2 c:0')
    expect(targetsOf(aUnit({ policy: { division, keepZero: false } }), three)).toBe('a:2 b:2')
  })

  it('divides among the selected alone', () => {
    const selection = aSelection({ by: 'priority', priorities: new Map([['b', 1]]), limit: 2 })
    const division = aSpread(6, { a: {}, b: {}, c: {} })
    expect(targetsOf(aUnit({ policy: { selection, division } }), three)).toBe('a:3 b:3')
  })

  it('fills by priority', () => {
    const { disruption, capacity, tolerations, preferences } = aSpread(7, { a: {}, b: { max: 3 }, c: { max: 5 } })
    const division = { kind: 'binpack', total: 7, preferences, disruption, capacity, tolerations } as const
    const selection = aSelection({
      by: 'priority',
      priorities: new Map([
        ['b', 2],
        ['c', 1],
      ]),
    })
    expect(targetsOf(aUnit({ policy: { selection, division } }), three)).toBe('b:3 c:4')
  })

  it('a workload of 0 replicas leaves every cluster, unless zeros stay', () => {
    expect(targetsOf(aUnit({ policy: { division: aSpread(0, { a: {} }) } }), three)).toBe('')
    expect(targetsOf(aUnit({ policy: { division: anRsp(0, { a: {} }), keepZero: true } }), three)).toBe('a:0 b:0 c:0')
  })

  it('the previous placement is remembered where it matters', () => {
    const fleet = aFleet('a', aCluster({ name: 'b', ready: false }), aCluster({ name: 'c', taints: ['x:NoSchedule'] }))
    const filters = [
      { kind: 'taints', tolerations: [] },
      { kind: 'ready', unlessCurrent: true },
    ] as const
    const unit = aUnit({ policy: { filters } })
    expect(targetsOf(unit, fleet)).toBe('a')
    expect(targetsOf({ ...unit, previous: aPrevious({ b: null, c: 2 }) }, fleet)).toBe('a b c')
  })

  it('a cluster with an untolerated NoSchedule taint does not grow', () => {
    const fleet = aFleet('a', aCluster({ name: 'b', taints: ['x:NoSchedule'] }))
    const policy = {
      filters: [{ kind: 'taints', tolerations: [] }] as const,
      division: aSpread(10, { a: {}, b: {} }),
    }
    expect(targetsOf(aUnit({ policy, previous: aPrevious({ a: 1, b: 1 }) }), fleet)).toBe('a:9 b:1')
  })

  it('the gate takes targets away with their replicas', () => {
    const division = anRsp(9, { '*': {} })
    const unit = aUnit({ policy: { division, gate: [namesFilter('a', 'b')], keepZero: true } })
    const { decision, found } = decide(unit, three)
    expect(text(decision)).toBe('a:3 b:3')
    expect(decision.evidence.gated).toEqual([{ cluster: 'c', filter: 'names', reason: 'not-named', args: {} }])
    expect(decision.evidence.plan.get('c')).toBe(3)
    expect(found).toMatchObject([{ code: 'placement/gate-lost-replicas', args: { cluster: 'c', replicas: 3 } }])
    expect(targetsOf(aUnit({ policy: { gate: [namesFilter('a', 'b')] } }), three)).toBe('a b')
    expect(codes(decide(aUnit({ policy: { gate: [namesFilter('a', 'b')] } }), three).found)).toEqual([])
  })
})

describe('evidence', () => {
  it('tells of every candidate', () => {
    const fleet = aFleet(aCluster({ name: 'a', terminating: true }), aCluster({ name: 'b' }), 'c', 'd')
    const unit = aUnit({
      policy: {
        filters: [{ kind: 'terminating' }, namesFilter('a', 'b', 'd')],
        scorers: [{ kind: 'affinity', preferred: [{ weight: 1, term: aTerm([], []) }] }],
        selection: aSelection({ limit: 1 }),
        division: aSpread(2, { b: {} }),
      },
    })
    const { evidence } = decide(unit, fleet).decision
    expect(evidence.rejected.map(({ cluster, reason }) => [cluster, reason])).toEqual([
      ['a', 'terminating'],
      ['c', 'not-named'],
    ])
    expect(evidence.ranking).toEqual(['b', 'd'])
    expect(evidence.kept).toBe(1)
    expect([...evidence.scores.keys()]).toEqual(['b', 'd'])
    expect(evidence.plan).toEqual(new Map([['b', 2]]))
    expect(evidence.overflow).toEqual(new Map())
  })

  it('has words for every reason', () => {
    const api = { group: 'apps', version: 'v1', kind: 'Deployment' }
    const rejections = [
      { filter: 'apis', reason: 'not-served', args: api },
      { filter: 'taints', reason: 'untolerated', args: { key: 'a', value: 'b', effect: 'NoSchedule' } },
      { filter: 'taints', reason: 'untolerated', args: { key: 'a', value: '', effect: 'NoExecute' } },
      { filter: 'names', reason: 'not-named', args: {} },
      { filter: 'affinity', reason: 'invalid', args: { detail: 'x' } },
      { filter: 'nothing', reason: 'no-selector', args: {} },
    ]
    expect(rejections.map((one) => rejectionWording({ cluster: 'a', ...one }))).toEqual([
      'Deployment of apps/v1 is not served',
      'taint a=b:NoSchedule is not tolerated',
      'taint a:NoExecute is not tolerated',
      'not named by the policy',
      'the affinity cannot be evaluated: x',
      'no selector',
    ])
  })
})

describe('diagnostics', () => {
  const policyRef = aPolicyRef()

  it('nowhere: counts the reasons, at the workload, with the policy', () => {
    const fleet = aFleet(
      ...['a', 'b', 'c'].map((name) => aCluster({ name, taints: ['x:NoSchedule'] })),
      'd',
      'e',
      aCluster({ name: 'left', joined: false }),
    )
    const filters = [{ kind: 'taints', tolerations: [] } as const, namesFilter('a', 'b')]
    const { decision, found } = decide(aUnit({ policyRef, policy: { filters } }), fleet)
    expect(decision.targets).toEqual([])
    expect(codes(found)).toEqual(['placement/nowhere'])
    expect(found[0]).toMatchObject({
      args: { workload: 'Deployment default/web', summary: '0 of 5 fit: 2 not named, 3 taint' },
      at: anOrigin(),
      related: [policyRef.origin],
    })
  })

  it.each<[string, Parameters<typeof aUnit>[0], Fleet, string[]]>([
    ['all is well', {}, three, []],
    ['no cluster at all', {}, aFleet(), ['placement/nowhere']],
    ['a limit of 0', { policy: { selection: aSelection({ limit: 0 }) } }, three, ['placement/nowhere']],
    ['a gate that shuts all out', { policy: { gate: [namesFilter()] } }, three, ['placement/nowhere']],
    [
      'a limit of 0 and replicas',
      { policy: { selection: aSelection({ limit: 0 }), division: aSpread(3, {}) } },
      three,
      ['placement/nowhere'],
    ],
    [
      'maximums',
      { policy: { division: aSpread(9, { a: { max: 2 }, b: { max: 2 }, c: { max: 2 } }) } },
      three,
      ['placement/unplaced-replicas'],
    ],
    [
      'weights of 0',
      { policy: { division: aSpread(9, { a: { weight: 0 } }) } },
      three,
      ['placement/unplaced-replicas'],
    ],
    ['0 replicas', { policy: { division: aSpread(0, { a: {} }) } }, three, []],
    [
      '0 replicas, and it ran',
      { policy: { division: aSpread(0, { a: {} }) }, previous: aPrevious({ a: 1 }) },
      three,
      ['placement/leaves-every-cluster'],
    ],
    ['it ran nowhere', { policy: { filters: [namesFilter()] }, previous: aPrevious({}) }, three, ['placement/nowhere']],
    [
      'it ran',
      { policy: { filters: [namesFilter()] }, previous: aPrevious({ b: null, a: null }) },
      three,
      ['placement/nowhere', 'placement/leaves-every-cluster'],
    ],
    ['it moves', { policy: { filters: [namesFilter('a')] }, previous: aPrevious({ b: null }) }, three, []],
    [
      'too large',
      { policy: { division: aSpread(2 ** 53, { a: { weight: 2 ** 52 } }) } },
      three,
      ['placement/limits-overflow'],
    ],
    ['below zero', { policy: { division: aSpread(3, { a: { weight: -1 } }) } }, three, ['placement/negative-limits']],
  ])('%s', (_what, plan, fleet, expected) => {
    expect(codes(decide(aUnit(plan), fleet).found)).toEqual(expected)
  })

  it('nowhere: counts what the limit and the gate took away', () => {
    const limited = { filters: [namesFilter('a', 'b')], selection: aSelection({ limit: 1 }), gate: [namesFilter('b')] }
    expect(decide(aUnit({ policy: limited }), three).found[0]?.args).toMatchObject({
      summary: '0 of 3 fit: 1 beyond the limit, 2 not named',
    })
    expect(decide(aUnit(), aFleet()).found[0]?.args).toMatchObject({ summary: 'no cluster has joined' })
  })

  it('unplaced replicas: how many were wanted and placed', () => {
    const division = aSpread(9, { a: { max: 2 }, b: { max: 2 }, c: { max: 2 } })
    expect(decide(aUnit({ policy: { division } }), three).found[0]?.args).toMatchObject({ wanted: 9, placed: 6 })
  })

  it('a share below zero counts as zero', () => {
    const division = { ...anRsp(4, { a: {}, b: {} }), capacity: new Map([['a', -2]]) }
    const { decision, found } = decide(aUnit({ policy: { division, keepZero: true } }), aFleet('a', 'b'))
    expect(decision.targets[0]).toEqual({ cluster: 'a', replicas: 0 })
    expect(decision.evidence.plan.get('a')).toBe(-2)
    expect(codes(found)).toEqual(['placement/negative-share'])
  })

  it('what is wrong with a policy is told once in a run, at its field', () => {
    const from = anOrigin('placement/policy.yaml', 'spec', 'placement', 0)
    const affinityFrom = anOrigin('placement/policy.yaml', 'spec', 'clusterAffinity')
    const found: Diagnostic[] = []
    const report = (one: Diagnostic): void => void found.push(one)
    const invalid = aTerm([['a', 'In']])
    for (const name of ['web', 'api']) {
      const unit = aUnit({
        workload: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'default', name },
        policyRef,
        policy: {
          filters: [
            {
              kind: 'affinity',
              clusterSelector: new Map(),
              terms: [aTerm([['x', 'Exists']]), invalid],
              from: affinityFrom,
            },
          ],
          scorers: [{ kind: 'affinity', preferred: [{ weight: 1, term: invalid }] }],
          division: aSpread(6, { a: { min: 3, max: 1, from }, b: {} }),
        },
      })
      place(
        unit,
        aFleet(aCluster({ name: 'a', labels: { x: '' } }), aCluster({ name: 'b', labels: { x: '' } }), 'c'),
        report,
      )
    }
    const ofPolicy = found.filter(({ code }) => code !== 'placement/unplaced-replicas')
    expect(codes(ofPolicy).sort()).toEqual([
      'placement/invalid-affinity',
      'placement/invalid-preference',
      'placement/min-above-max',
    ])
    expect(new Map(ofPolicy.map(({ code, at }) => [code, at]))).toEqual(
      new Map<string, unknown>([
        ['placement/invalid-affinity', affinityFrom],
        ['placement/invalid-preference', policyRef.origin],
        ['placement/min-above-max', from],
      ]),
    )
    expect(ofPolicy.find(({ code }) => code === 'placement/min-above-max')?.args).toEqual({
      cluster: 'a',
      min: 3,
      max: 1,
    })
    const again: Diagnostic[] = []
    place(
      aUnit({ policy: { division: aSpread(6, { a: { min: 3, max: 1, from } }) } }),
      three,
      (one) => void again.push(one),
    )
    expect(codes(again)).toContain('placement/min-above-max')
  })
})
