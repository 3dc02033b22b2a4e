import { describe, expect, test } from 'vitest'
import { kubeadmiral } from '../../../src/dialects/kubeadmiral/index.ts'
import type { JsonObject } from '../../../src/model/json.ts'
import type { SchedulingUnit } from '../../../src/model/policy.ts'
import {
  aDeployment,
  aPropagationPolicy,
  aWorkload,
  collector,
  named,
  resources,
  type WorkloadPlan,
} from '../resource.ts'

const { report: quiet } = collector()

function units(
  spec: JsonObject,
  workloads: JsonObject[],
  more: JsonObject[] = [],
  report = quiet,
): readonly SchedulingUnit[] {
  const owned = resources(aPropagationPolicy('p', spec), ...more)
  return kubeadmiral.units({ owned, others: resources(...workloads), clusters: [], history: new Map(), report }).units
}

function unit(spec: JsonObject, plan: WorkloadPlan = {}): SchedulingUnit {
  const [made] = units(spec, [aDeployment('web', { labels: named('p'), ...plan })])
  if (made === undefined) throw new Error('no unit')
  return made
}

const containers = (resources: JsonObject): JsonObject => ({
  template: { spec: { containers: [{ name: 'main', resources }] } },
})

describe('filters', () => {
  test('stand in the order of upstream, each with its field', () => {
    const { filters } = unit({
      placement: [{ cluster: 'a' }, { cluster: 'b' }],
      clusterSelector: { region: 'eu' },
      clusterAffinity: [{ matchExpressions: [{ key: 'zone', operator: 'In', values: ['1'] }] }],
      tolerations: [{ key: 'k', effect: 'NoSchedule' }],
    }).policy
    expect(filters.map(({ kind, from }) => `${kind} ${from?.path.join('.')}`)).toEqual([
      'apis spec',
      'taints spec.tolerations',
      'names spec.placement',
      'affinity spec.clusterAffinity',
      'ready spec',
      'terminating spec',
    ])
    expect(filters).toMatchObject([
      { api: { group: 'apps', version: 'v1', kind: 'Deployment' } },
      { tolerations: [{ key: 'k', operator: 'Equal', value: '', effect: 'NoSchedule' }] },
      { names: new Set(['a', 'b']) },
      {
        clusterSelector: new Map([['region', 'eu']]),
        terms: [{ matchExpressions: [{ key: 'zone', operator: 'In', values: ['1'] }], matchFields: [] }],
      },
      { unlessCurrent: true },
      {},
    ])
  })

  test.each<[string, JsonObject, string[]]>([
    ['nothing restricts', {}, []],
    ['empty parts are no restriction', { placement: [], clusterSelector: {}, clusterAffinity: [] }, []],
    ['a placement list', { placement: [{ cluster: 'a' }] }, ['names']],
    ['a selector', { clusterSelector: { a: 'b' } }, ['affinity']],
    ['an affinity', { clusterAffinity: [{}] }, ['affinity']],
  ])('%s', (_, spec, between) => {
    const kinds = unit(spec).policy.filters.map(({ kind }) => kind)
    expect(kinds).toEqual(['apis', 'taints', ...between, 'ready', 'terminating'])
  })

  test('without terms a selector stands alone', () => {
    const filter = unit({ clusterSelector: { a: 'b' } }).policy.filters[2]
    expect(filter).toMatchObject({ kind: 'affinity', terms: undefined })
  })
})

describe('scorers', () => {
  test('the default set', () => {
    expect(unit({}).policy.scorers).toMatchObject([
      { kind: 'taints' },
      { kind: 'balanced', resources: ['cpu', 'memory'] },
      { kind: 'leastAllocated', resources: ['cpu', 'memory'] },
      { kind: 'affinity', preferred: [] },
    ])
  })

  test.each<[string, JsonObject, bigint | undefined]>([
    ['no resources', containers({}), undefined],
    ['cpu alone', containers({ requests: { cpu: '1' } }), undefined],
    ['a request', containers({ requests: { 'nvidia.com/gpu': '1' } }), 1_000_000_000n],
    [
      'a request wins over a limit',
      containers({ requests: { 'nvidia.com/gpu': 1 }, limits: { 'nvidia.com/gpu': 2 } }),
      1_000_000_000n,
    ],
    ['a limit', containers({ limits: { 'nvidia.com/gpu': 2 } }), 2_000_000_000n],
    ['a request of nothing', containers({ requests: { 'nvidia.com/gpu': 0 } }), 0n],
    [
      'an init container',
      { template: { spec: { initContainers: [{ resources: { requests: { 'nvidia.com/gpu': 3 } } }] } } },
      3_000_000_000n,
    ],
    ['overhead', { template: { spec: { overhead: { 'nvidia.com/gpu': 1 } } } }, 1_000_000_000n],
  ])('GPUs: %s', (_, spec, requested) => {
    const { scorers, division } = unit({ schedulingMode: 'Divide' }, { spec }).policy
    const resources = requested === undefined ? ['cpu', 'memory'] : ['cpu', 'memory', 'nvidia.com/gpu']
    const balanced = scorers.find(({ kind }) => kind === 'balanced')
    expect(balanced).toMatchObject({ resources })
    expect(
      balanced !== undefined && 'requests' in balanced ? balanced.requests?.get('nvidia.com/gpu') : undefined,
    ).toBe(requested)
    expect(division).toMatchObject({ weightResource: requested === undefined ? 'cpu' : 'nvidia.com/gpu' })
  })
})

describe('selection', () => {
  const prioritised = { placement: [{ cluster: 'a', preferences: { priority: 2 } }, { cluster: 'b' }] }
  test.each<[string, JsonObject, object]>([
    ['by score', {}, { by: 'score', limit: undefined, priorities: new Map() }],
    ['any priority replaces the score', prioritised, { by: 'priority', priorities: new Map([['a', 2]]) }],
    [
      'a priority of 0 does so too',
      { placement: [{ cluster: 'a', preferences: { priority: 0 } }] },
      { by: 'priority' },
    ],
    [
      'Divide and Binpack without priorities',
      { schedulingMode: 'Divide', replicasStrategy: 'Binpack' },
      { by: 'priority' },
    ],
    ['Binpack alone does not', { replicasStrategy: 'Binpack' }, { by: 'score' }],
    ['maxClusters', { maxClusters: 2 }, { limit: 2 }],
    ['maxClusters 0 keeps none', { maxClusters: 0 }, { limit: 0 }],
  ])('%s', (_, spec, expected) => {
    expect(unit(spec).policy.selection).toMatchObject(expected)
  })

  test('Binpack that degrades to Duplicate selects by score', () => {
    const spec = { schedulingMode: 'Divide', replicasStrategy: 'Binpack' }
    const [made] = units(spec, [
      aWorkload('apps/v1', 'StatefulSet', 's', { labels: named('p'), spec: { replicas: 3 } }),
    ])
    expect(made?.policy).toMatchObject({ selection: { by: 'score' }, division: { kind: 'duplicate' } })
  })

  test('a negative maxClusters is an error of the policy, told once', () => {
    const { report, codes } = collector()
    const workloads = ['a', 'b'].map((name) => aDeployment(name, { labels: named('p') }))
    expect(units({ maxClusters: -1 }, workloads, [], report)).toEqual([])
    expect(codes()).toEqual(['kubeadmiral/negative-max-clusters 0.yaml:spec.maxClusters'])
  })
})

describe('division', () => {
  test('Duplicate', () => {
    expect(unit({}).policy).toMatchObject({ division: { kind: 'duplicate' }, keepZero: false, gate: [] })
  })

  test('Spread with defaults: dynamic weights, no disruption', () => {
    expect(unit({ schedulingMode: 'Divide' }).policy.division).toMatchObject({
      kind: 'spread',
      total: 2,
      weights: 'dynamic',
      weightResource: 'cpu',
      preferences: new Map(),
      disruption: { avoid: true, keepUnschedulable: false },
    })
  })

  test('preferences with their place', () => {
    const { division } = unit({
      schedulingMode: 'Divide',
      placement: [{ cluster: 'a', preferences: { minReplicas: 1, maxReplicas: 0, weight: 40 } }, { cluster: 'b' }],
    }).policy
    expect(division).toMatchObject({
      kind: 'spread',
      weights: 'static',
      preferences: new Map([
        ['a', { min: 1, max: 0, weight: 40, from: { file: '0.yaml', document: 0, path: ['spec', 'placement', 0] } }],
        [
          'b',
          { min: 0, max: undefined, weight: 0, from: { file: '0.yaml', document: 0, path: ['spec', 'placement', 1] } },
        ],
      ]),
    })
  })

  test('an explicit weight of 0 makes weights static', () => {
    const placement = [{ cluster: 'a', preferences: { weight: 0 } }, { cluster: 'b' }]
    expect(unit({ schedulingMode: 'Divide', placement }).policy.division).toMatchObject({ weights: 'static' })
  })

  test('of a cluster listed twice the last word counts, the last minimum in any case', () => {
    const { division } = unit({
      schedulingMode: 'Divide',
      placement: [
        { cluster: 'a', preferences: { minReplicas: 2, maxReplicas: 5, weight: 1 } },
        { cluster: 'a', preferences: { weight: 3 } },
      ],
    }).policy
    expect(division.kind === 'spread' && division.preferences.get('a')).toMatchObject({ min: 0, max: 5, weight: 3 })
  })

  test('Binpack', () => {
    expect(unit({ schedulingMode: 'Divide', replicasStrategy: 'Binpack' }).policy.division).toMatchObject({
      kind: 'binpack',
      total: 2,
    })
  })

  test('disruption and unschedulable replicas come from the policy', () => {
    const { division } = unit({
      schedulingMode: 'Divide',
      reschedulePolicy: { replicaRescheduling: { avoidDisruption: false } },
      autoMigration: { keepUnschedulableReplicas: true },
    }).policy
    expect(division).toMatchObject({ disruption: { avoid: false, keepUnschedulable: true } })
  })

  test('Divide degrades for kinds without a replicas path; told once per kind and policy, where there are replicas', () => {
    const { report, codes } = collector()
    const workloads = ['a', 'b'].flatMap((name) => [
      aWorkload('apps/v1', 'StatefulSet', name, { labels: named('p'), spec: { replicas: 3 } }),
      aWorkload('v1', 'ConfigMap', name, { labels: named('p') }),
    ])
    const made = units({ schedulingMode: 'Divide' }, workloads, [], report)
    expect(made.map(({ policy, replicas }) => [policy.division.kind, replicas])).toEqual(
      workloads.map(() => ['duplicate', undefined]),
    )
    expect(codes()).toEqual(['kubeadmiral/divide-degrades 0.yaml:spec.schedulingMode'])
  })

  test('a FederatedTypeConfig gives its type a path, or takes it away', () => {
    const config = (kind: string, pathDefinition: JsonObject): JsonObject => ({
      apiVersion: 'core.kubeadmiral.io/v1alpha1',
      kind: 'FederatedTypeConfig',
      metadata: { name: kind },
      spec: {
        sourceType: { group: 'apps', version: 'v1', kind, pluralName: 'x', scope: 'Namespaced' },
        pathDefinition,
      },
    })
    const configs = [config('StatefulSet', { replicasSpec: 'spec.replicas' }), config('Deployment', {})]
    const workloads = [
      aWorkload('apps/v1', 'StatefulSet', 's', { labels: named('p'), spec: { replicas: 3 } }),
      aDeployment('d', { labels: named('p') }),
    ]
    const made = units({ schedulingMode: 'Divide' }, workloads, configs)
    expect(made.map(({ policy, replicasPath }) => [policy.division.kind, replicasPath])).toEqual([
      ['spread', ['spec', 'replicas']],
      ['duplicate', undefined],
    ])
  })
})

test('workloads of one policy share what does not depend on them', () => {
  const workloads = ['a', 'b'].map((name) => aDeployment(name, { labels: named('p') }))
  const [a, b] = units({ schedulingMode: 'Divide' }, workloads)
  expect(a?.policy.filters).toBe(b?.policy.filters)
  expect(a?.policy.scorers).toBe(b?.policy.scorers)
  expect(a?.policy.selection).toBe(b?.policy.selection)
})
