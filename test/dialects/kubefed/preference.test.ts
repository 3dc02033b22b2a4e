import { describe, expect, it } from 'vitest'
import type { Cluster } from '../../../src/model/cluster.ts'
import { aCluster, anObserved } from '../../builders/cluster.ts'
import { aPrevious } from '../../builders/unit.ts'
import { deployment, type FamilyName, federated, gate, preference, typeConfig } from './manifests.ts'
import { outcome, pathOf, replicasOf } from './situation.ts'

const identity = 'apps/Deployment/ns/web'
const of = (total: number, more = ''): string =>
  `{targetKind: FederatedDeployment, totalReplicas: ${total}${more === '' ? '' : `, ${more}`}}`
const all = (family: FamilyName, spec: string, more = ''): string =>
  gate(family) + deployment(family, more) + preference(family, spec)

describe('§5.1 a preference that can do nothing leaves its target alone', () => {
  const beta = gate('beta') + deployment('beta')
  const intersect = of(6, 'intersectWithClusterSelector: true')
  const labelled = [aCluster({ name: 'a', labels: { in: 'yes' } }), aCluster({ name: 'b' })]
  const none = federated(
    'beta',
    'Deployment',
    'ns',
    'web',
    '{template: {spec: {replicas: 2}}, placement: {clusterSelector: {matchLabels: {no: x}}}}',
  )
  const listed = federated(
    'beta',
    'Deployment',
    'ns',
    'web',
    '{template: {spec: {replicas: 2}}, placement: {clusters: [{name: a}]}}',
  )
  const off = typeConfig(
    'beta',
    'deployments.apps',
    '{targetType: {group: apps, version: v1, kind: Deployment, scope: Namespaced}, federatedType: {group: types.kubefed.io, version: v1beta1, kind: FederatedDeployment}, propagation: Disabled}',
  )
  const cases: readonly (readonly [string, string, readonly (Cluster | string)[], Record<string, number>])[] = [
    ['no-ready-cluster', beta + preference('beta', of(6)), [aCluster({ ready: false })], { a: 2 }],
    ['target-kind', beta + preference('beta', '{targetKind: Deployment, totalReplicas: 6}'), ['a'], { a: 2 }],
    ['no-target', beta + preference('beta', '{targetKind: FederatedReplicaSet, totalReplicas: 6}'), ['a'], { a: 2 }],
    ['no-target', beta + preference('beta', of(6), 'other'), ['a'], { a: 2 }],
    ['no-target', beta + preference('alpha', of(6)), ['a'], { a: 2 }],
    ['type-disabled', off + beta + preference('beta', of(6)), ['a'], {}],
    ['no-federated-namespace', deployment('beta') + preference('beta', intersect), ['a'], {}],
    ['empty-intersection', gate('beta') + none + preference('beta', intersect), labelled, {}],
    ['empty-intersection', gate('beta') + listed + preference('beta', intersect), labelled, { a: 2 }],
    [
      'empty-intersection',
      gate('beta', '{clusters: [{name: a}]}') + deployment('beta') + preference('beta', intersect),
      labelled,
      { a: 2 },
    ],
  ]
  it.each(cases)('%s', (reason, text, clusters, expected) => {
    const found = outcome(text, clusters)
    const idle = found.found.filter(({ code }) => code === 'kubefed/preference-idle')
    expect(idle.map(({ args }) => args.reason)).toEqual([reason])
    expect(replicasOf(found)).toEqual(expected)
  })

  it('invalid-selector', () => {
    const bad = '{placement: {clusters: [{name: a}], clusterSelector: {matchLabels: {-: x}}}}'
    const found = outcome(
      gate('beta') + federated('beta', 'Deployment', 'ns', 'web', bad) + preference('beta', intersect),
      ['a'],
    )
    expect(found.codes).toEqual(['kubefed/invalid-selector', 'kubefed/preference-idle'])
  })
})

describe('§5.2 considered clusters', () => {
  const fleet = [
    aCluster({ name: 'a', labels: { in: 'yes' } }),
    aCluster({ name: 'b' }),
    aCluster({ name: 'c', ready: false, labels: { in: 'yes' } }),
  ]

  it('are all that are ready, whatever the object says of placement', () => {
    const text =
      gate('beta') +
      federated('beta', 'Deployment', 'ns', 'web', '{template: {spec: {}}, placement: {clusters: [{name: a}]}}') +
      preference('beta', of(4))
    expect(replicasOf(outcome(text, fleet))).toEqual({ a: 2, b: 2 })
  })

  it('do not ask the namespace, so that replicas planned for a cluster without it are lost', () => {
    const text = gate('beta', '{clusters: [{name: a}, {name: b}]}') + deployment('beta') + preference('beta', of(9))
    expect(replicasOf(outcome(text, ['a', 'b', 'c']))).toEqual({ a: 3, b: 3 })
  })

  it('with the flag are those that both selectors match', () => {
    const text =
      gate('beta') +
      federated(
        'beta',
        'Deployment',
        'ns',
        'web',
        '{template: {spec: {}}, placement: {clusterSelector: {matchLabels: {in: yes}}}}',
      )
    expect(replicasOf(outcome(text + preference('beta', of(6, 'intersectWithClusterSelector: true')), fleet))).toEqual({
      a: 6,
    })
  })

  it('with the flag in alpha, which has none, are all the same', () => {
    expect(replicasOf(outcome(all('alpha', of(4, 'intersectWithClusterSelector: true')), fleet))).toEqual({
      a: 2,
      b: 2,
    })
  })
})

describe('§1.5 wishes', () => {
  it.each([
    ['no clusters: all alike', of(4), { a: 2, b: 2 }],
    ['empty clusters: all alike', of(4, 'clusters: {}'), { a: 2, b: 2 }],
    ['null clusters: all alike', of(4, 'clusters: null'), { a: 2, b: 2 }],
    ['weights', of(6, 'clusters: {a: {weight: 2}, b: {weight: 1}}'), { a: 4, b: 2 }],
    [
      'minimums first',
      of(6, 'clusters: {a: {weight: 2, minReplicas: 3}, b: {weight: 1, minReplicas: 3}}'),
      { a: 3, b: 3 },
    ],
    ['a weight that is not given is 0', of(6, 'clusters: {a: {minReplicas: 1}, b: {weight: 1}}'), { a: 1, b: 5 }],
    ['a cluster without a wish is placed with 0', of(6, 'clusters: {a: {weight: 1}}'), { a: 6, b: 0 }],
    ['a star is for the others', of(6, 'clusters: {"*": {weight: 1}, a: {weight: 2}}'), { a: 4, b: 2 }],
    ['a maximum of 0 is a limit', of(6, 'clusters: {a: {weight: 1, maxReplicas: 0}, b: {weight: 1}}'), { a: 0, b: 6 }],
    ['a null maximum is none', of(6, 'clusters: {a: {weight: 1, maxReplicas: null}}'), { a: 6, b: 0 }],
  ])('%s', (_, spec, expected) => {
    for (const family of ['alpha', 'beta'] as const) {
      const found = outcome(all(family, spec), ['a', 'b'])
      expect(found.codes).toEqual([])
      expect(replicasOf(found)).toEqual(expected)
    }
  })

  it.each([
    [of(-1), 'spec.totalReplicas'],
    [of(1, 'clusters: {a: {weight: -1}}'), 'spec.clusters.a.weight'],
    [of(1, 'clusters: {a: {minReplicas: -1}}'), 'spec.clusters.a.minReplicas'],
    [of(1, 'clusters: {a: {maxReplicas: -1}}'), 'spec.clusters.a.maxReplicas'],
  ])('%s is an error at the field', (spec, path) => {
    const found = outcome(all('beta', spec), ['a'])
    expect(found.found.map((one) => [one.code, pathOf(one)])).toEqual([['kubefed/negative', path]])
  })

  it('warns of clusters that are not there', () => {
    const found = outcome(all('beta', of(4, 'clusters: {a: {weight: 1}, bb: {weight: 1}}')), ['a', 'b'])
    expect(found.found.map((one) => [one.code, pathOf(one)])).toEqual([['kubefed/unknown-cluster', 'spec.clusters.bb']])
    expect(replicasOf(found)).toEqual({ a: 4, b: 0 })
  })

  it('a cluster called constructor has no inherited wish', () => {
    expect(
      replicasOf(outcome(all('beta', of(4, 'clusters: {a: {weight: 1}}')), ['a', 'constructor', '__proto__'])),
    ).toEqual(
      Object.fromEntries([
        ['a', 4],
        ['constructor', 0],
        ['__proto__', 0],
      ]),
    )
  })
})

describe('§5.3 what runs now', () => {
  const observed = (desired: number, capacity?: number) =>
    new Map([[identity, anObserved(capacity === undefined ? { desired } : { desired, capacity })]])

  it('is what a snapshot saw, its capacity included', () => {
    const fleet = [aCluster({ name: 'a', observed: observed(3, 1) }), aCluster({ name: 'b', observed: observed(1) })]
    expect(replicasOf(outcome(all('beta', of(10)), fleet))).toEqual({ a: 1, b: 9 })
  })

  it('is the previous placement where no snapshot knows the workload', () => {
    const fleet = [aCluster({ name: 'a', observed: observed(5) }), aCluster({ name: 'b' })]
    const found = outcome(all('beta', of(4)), fleet, { [identity]: aPrevious({ b: 5, gone: 3 }) })
    const division = found.decisions.find(({ policyRef }) => policyRef !== undefined)?.unit.policy.division
    expect(division).toMatchObject({
      kind: 'rsp',
      current: new Map([
        ['a', 5],
        ['b', 5],
      ]),
      capacity: new Map(),
    })
  })

  it.each([
    [{ replicas: 6 }, 6],
    [{}, 2],
  ])('of a workload that was duplicated is what was remembered: %j', (facts, expected) => {
    const previous = { ...aPrevious({ a: null }), facts }
    const found = outcome(all('beta', of(4)), ['a', 'b'], { [identity]: previous })
    const division = found.decisions.find(({ policyRef }) => policyRef !== undefined)?.unit.policy.division
    expect(division).toMatchObject({ current: new Map([['a', expected]]) })
  })
})

describe('§5.5 the replicas are written as an override', () => {
  const of4 = of(4)
  const ops = (family: FamilyName, list: string, clusters = ['a', 'b']) =>
    outcome(all(family, of4, `overrides: [${list}]`), clusters)
      .units.find(({ workload }) => workload.kind === 'Deployment')
      ?.overrides.map(({ target, ops: some }) => [
        [...(target.names ?? [])],
        some.map((op) => [
          op.kind === 'patch' ? op.op : op.kind,
          op.kind === 'set' ? op.path.join('.') : op.kind === 'patch' ? op.path : '',
          'value' in op && typeof op.value === 'symbol' ? 'decided' : 'value' in op ? op.value : undefined,
        ]),
      ])

  it('at the end of a cluster that has none', () => {
    expect(ops('beta', '{clusterName: a, clusterOverrides: [{path: /spec/x, value: 1}]}')).toEqual([
      [['a'], [['replace', '/spec/x', 1]]],
      [['a', 'b'], [['replace', '/spec/replicas', 'decided']]],
    ])
  })

  it('alpha: as a dotted path', () => {
    expect(ops('alpha', '')).toEqual([[['a', 'b'], [['set', 'spec.replicas', 'decided']]]])
  })

  it('in the place and with the operation of one that is there', () => {
    const list =
      '{clusterName: b, clusterOverrides: [{op: add, path: /spec/replicas, value: 9}, {path: /spec/x, value: 1}]}'
    expect(ops('beta', list)).toEqual([
      [
        ['b'],
        [
          ['add', '/spec/replicas', 'decided'],
          ['replace', '/spec/x', 1],
        ],
      ],
      [['a'], [['replace', '/spec/replicas', 'decided']]],
    ])
  })

  it('keeping a removal', () => {
    const list = 'overrides: [{clusterName: a, clusterOverrides: [{op: remove, path: /spec/replicas}]}]'
    expect(replicasOf(outcome(all('beta', of4, list), ['a', 'b']))).toEqual({ a: undefined, b: 2 })
  })

  it('and removed from clusters that are not considered, their other overrides kept', () => {
    const list = '{clusterName: z, clusterOverrides: [{path: /spec/replicas, value: 9}, {path: /spec/x, value: 1}]}'
    expect(ops('beta', list)).toEqual([
      [['z'], [['replace', '/spec/x', 1]]],
      [['a', 'b'], [['replace', '/spec/replicas', 'decided']]],
    ])
  })

  it('into a template without replicas', () => {
    const text = gate('beta') + deployment('beta', '', '{spec: {x: 1}}') + preference('beta', of4)
    expect(replicasOf(outcome(text, ['a', 'b']))).toEqual({ a: 2, b: 2 })
  })

  it('for a ReplicaSet just the same', () => {
    const text =
      gate('beta') +
      federated('beta', 'ReplicaSet', 'ns', 'web', '{template: {spec: {}}}') +
      preference('beta', '{targetKind: FederatedReplicaSet, totalReplicas: 4}')
    expect(replicasOf(outcome(text, ['a', 'b']), 'ReplicaSet')).toEqual({ a: 2, b: 2 })
  })

  it.each([
    ['alpha', { a: undefined, b: undefined }],
    ['beta', { a: 2, b: 2 }],
  ] as const)('§4.2 %s with retained replicas', (family, expected) => {
    expect(replicasOf(outcome(all(family, of4, 'retainReplicas: true'), ['a', 'b']))).toEqual(expected)
  })

  it('keeps the facts of a scheduled workload out of its placement', () => {
    const unit = outcome(all('beta', of4), ['a']).units.find(({ workload }) => workload.kind === 'Deployment')
    expect(unit).toMatchObject({ key: 'ns/web', facts: {}, policy: { keepZero: true } })
  })
})
