import { describe, expect, test } from 'vitest'
import { kubeadmiral } from '../../../src/dialects/kubeadmiral/index.ts'
import { compiler, type Demand } from '../../../src/dialects/kubeadmiral/policy/compile.ts'
import { defaultPlugins, type Plugins } from '../../../src/dialects/kubeadmiral/policy/plugins.ts'
import { readPolicy } from '../../../src/dialects/kubeadmiral/policy/policy.ts'
import type { JsonObject } from '../../../src/model/json.ts'
import type { Division, PlacementPolicy } from '../../../src/model/policy.ts'
import type { SchedulingUnit } from '../../../src/model/unit.ts'
import {
  aDeployment,
  aPropagationPolicy,
  aResource,
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

describe('TestSchedulingMode', () => {
  const kinds: Record<string, string> = { Deployment: 'apps/v1', StatefulSet: 'apps/v1' }
  test.each<[string, string, string, JsonObject, string]>([
    ['Deployments can be divided', 'Deployment', 'Divide', {}, 'spread'],
    ['Deployments can be duplicated', 'Deployment', 'Duplicate', {}, 'duplicate'],
    ['without a replicas path Divide falls back to Duplicate', 'StatefulSet', 'Divide', {}, 'duplicate'],
    ['the annotation asks for Duplicate', 'Deployment', 'Divide', { 'scheduling-mode': 'Duplicate' }, 'duplicate'],
    ['the annotation asks for Divide', 'Deployment', 'Duplicate', { 'scheduling-mode': 'Divide' }, 'spread'],
    ['the annotation falls back, too', 'StatefulSet', 'Duplicate', { 'scheduling-mode': 'Divide' }, 'duplicate'],
    ['an annotation without meaning', 'Deployment', 'Divide', { 'scheduling-mode': 'divide' }, 'spread'],
  ])('%s', (_, kind, schedulingMode, annotations, expected) => {
    const workload = aWorkload(kinds[kind] ?? '', kind, 'w', {
      labels: named('p'),
      annotations: prefixed(annotations),
      spec: { replicas: 3 },
    })
    const [made] = units({ schedulingMode }, [workload])
    expect(made?.policy.division.kind).toBe(expected)
  })
})

test.each<[string, JsonObject, string]>([
  ['none', {}, 'spread'],
  ['Spread', { replicasStrategy: 'Spread' }, 'spread'],
  ['Binpack', { replicasStrategy: 'Binpack' }, 'binpack'],
])('Test_getReplicasStrategyFromPolicy: %s', (_, spec, kind) => {
  expect(unit({ schedulingMode: 'Divide', ...spec }).policy.division.kind).toBe(kind)
})

test.each<[string, JsonObject, Record<string, number>]>([
  ['no placement', {}, {}],
  ['an empty placement', { placement: [] }, {}],
  ['no priorities', { placement: [{ cluster: 'a' }] }, {}],
  ['some', { placement: [{ cluster: 'a', preferences: { priority: 1 } }, { cluster: 'b' }] }, { a: 1 }],
  ['a priority of 0', { placement: [{ cluster: 'a', preferences: { priority: 0 } }] }, { a: 0 }],
])('Test_getPrioritiesFromPolicy: %s', (_, spec, expected) => {
  const { priorities, by } = unit(spec).policy.selection
  expect(Object.fromEntries(priorities)).toEqual(expected)
  expect(by).toBe(Object.keys(expected).length === 0 ? 'score' : 'priority')
})

test('annotations of the workload count, each at its own place', () => {
  const { filters, scorers, selection } = unit(
    { placement: [{ cluster: 'a' }], clusterSelector: { x: 'y' } },
    {
      annotations: prefixed({
        placements: '[{"cluster":"b","preferences":{"priority":1}}]',
        tolerations: '[{"operator":"Exists"}]',
        affinity: '{"clusterAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":{"clusterSelectorTerms":[]}}}',
      }),
    },
  ).policy
  const place = (annotation: string): string => `metadata.annotations.kubeadmiral.io/${annotation}`
  expect(filters.map(({ kind, from }) => `${kind} ${from?.path.join('.')}`)).toEqual([
    'apis spec',
    `taints ${place('tolerations')}`,
    `names ${place('placements')}`,
    `affinity ${place('affinity')}`,
    'ready spec',
    'terminating spec',
  ])
  expect(filters[3]).toMatchObject({ clusterSelector: new Map([['x', 'y']]), terms: [] })
  expect(scorers.map(({ from }) => from?.path.join('.'))).toEqual([
    place('tolerations'),
    'spec',
    'spec',
    place('affinity'),
  ])
  expect(selection).toMatchObject({
    by: 'priority',
    from: { path: ['metadata', 'annotations', 'kubeadmiral.io/placements'] },
  })
})

describe('a profile', () => {
  test.each<[string, JsonObject, string[]]>([
    [
      'takes filters away',
      { filter: { disabled: [{ name: 'APIResources' }, { name: 'ClusterReady' }] } },
      ['taints', 'terminating'],
    ],
    ['takes all of them away', { filter: { disabled: [{ name: '*' }] } }, []],
    [
      'gives them an order',
      { filter: { disabled: [{ name: '*' }], enabled: [{ name: 'ClusterReady' }, { name: 'APIResources' }] } },
      ['ready', 'apis'],
    ],
  ])('%s', (_, plugins, kinds) => {
    expect(profiled(plugins).filters.map(({ kind }) => kind)).toEqual(kinds)
  })

  test.each<[string, JsonObject, string[]]>([
    [
      'packs instead of spreading',
      { disabled: [{ name: 'ClusterResourcesLeastAllocated' }], enabled: [{ name: 'ClusterResourcesMostAllocated' }] },
      ['taints', 'balanced', 'affinity', 'mostAllocated'],
    ],
    ['scores nothing', { disabled: [{ name: '*' }] }, []],
  ])('%s', (_, score, kinds) => {
    expect(profiled({ score }).scorers.map(({ kind }) => kind)).toEqual(kinds)
  })

  const prioritised: JsonObject = { placement: [{ cluster: 'a', preferences: { priority: 1 } }] }
  const packed: JsonObject = { schedulingMode: 'Divide', replicasStrategy: 'Binpack' }
  const off = (...names: string[]): JsonObject => ({ disabled: names.map((name) => ({ name })) })
  const reversed: JsonObject = { ...off('*'), enabled: [{ name: 'MaxCluster' }, { name: 'PrioritySort' }] }
  test.each<[string, JsonObject, JsonObject, object]>([
    [
      'both, as by default',
      {},
      { maxClusters: 1, ...prioritised },
      { by: 'priority', limit: 1, limitFirst: undefined },
    ],
    ['without MaxCluster there is no limit', off('MaxCluster'), { maxClusters: 1 }, { by: 'score', limit: undefined }],
    ['without MaxCluster a limit of 0 is none', off('MaxCluster'), { maxClusters: 0 }, { limit: undefined }],
    [
      'without PrioritySort the score counts',
      off('PrioritySort'),
      { maxClusters: 1, ...prioritised },
      { by: 'score', limit: 1 },
    ],
    ['without PrioritySort packing goes by score, too', off('PrioritySort'), packed, { by: 'score', limit: undefined }],
    ['without either the name', off('*'), { maxClusters: 1, ...prioritised }, { by: 'name', limit: undefined }],
    ['the limit first', reversed, { maxClusters: 1, ...prioritised }, { by: 'priority', limit: 1, limitFirst: true }],
    ['the limit first, by score', reversed, { maxClusters: 1 }, { by: 'score', limit: 1, limitFirst: true }],
    [
      'the limit first, without one',
      reversed,
      prioritised,
      { by: 'priority', limit: undefined, limitFirst: undefined },
    ],
  ])('selects: %s', (_, select, spec, expected) => {
    const { by, limit, limitFirst } = profiled({ select }, spec).selection
    expect({ by, limit, limitFirst }).toMatchObject(expected)
  })

  const gpus = containers({ requests: { 'nvidia.com/gpu': 1, cpu: 2 } })
  const fit: JsonObject = { filter: { disabled: [{ name: '*' }], enabled: [{ name: 'ClusterResourcesFit' }] } }
  test('ClusterResourcesFit looks at what entered the unit, which cpu did not', () => {
    expect(profiled(fit, {}, { spec: gpus }).filters).toMatchObject([
      { kind: 'fits', requests: new Map([['nvidia.com/gpu', 1_000_000_000n]]) },
    ])
    expect(profiled(fit, {}, { spec: containers({ requests: { 'nvidia.com/gpu': 0 } }) }).filters).toMatchObject([
      { kind: 'fits', requests: new Map([['nvidia.com/gpu', 0n]]) },
    ])
    expect(profiled(fit, {}, { spec: containers({ requests: { cpu: 2 } }) }).filters).toEqual([])
  })

  const reclaimed = 'resource.katalyst.kubewharf.io/reclaimed_'
  const katalyst: JsonObject = { filter: { enabled: [{ name: 'KatalystResourcesExist' }] } }
  test.each<[string, JsonObject, JsonObject, string[], string]>([
    ['nothing reclaimed is asked for', katalyst, { cpu: 1 }, [], 'cpu'],
    ['cpu', katalyst, { [`${reclaimed}millicpu`]: 5 }, ['millicpu'], `${reclaimed}millicpu`],
    ['memory', katalyst, { [`${reclaimed}memory`]: 5 }, ['memory'], 'cpu'],
    ['a GPU beside it', katalyst, { [`${reclaimed}millicpu`]: 5, 'nvidia.com/gpu': 1 }, ['millicpu'], 'nvidia.com/gpu'],
    ['without the plugin it is not looked at', {}, { [`${reclaimed}millicpu`]: 5 }, [], 'cpu'],
  ])('KatalystResourcesExist: %s', (_, plugins, requests, names, weightResource) => {
    const made = profiled(plugins, { schedulingMode: 'Divide' }, { spec: containers({ requests }) })
    const offers = made.filters.filter(({ kind }) => kind === 'offers')
    const both = [`${reclaimed}millicpu`, `${reclaimed}memory`]
    expect(offers).toMatchObject(names.length === 0 ? [] : [{ resources: both }])
    const balanced = made.scorers.find(({ kind }) => kind === 'balanced')
    const scored = balanced?.kind === 'balanced' ? balanced.resources.filter((one) => both.includes(one)) : []
    expect(scored).toEqual(names.map((name) => reclaimed + name))
    expect(made.division).toMatchObject({ weightResource })
  })
})

describe('what a migration asks for', () => {
  const compile = (plugins: Plugins = defaultPlugins) => {
    const policy = readPolicy(aResource(aPropagationPolicy('p', { schedulingMode: 'Divide' })), new Map(), quiet)
    if (policy === undefined) throw new Error('no policy')
    return compiler({ ...policy, plugins })
  }
  const demand: Demand = {
    id: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'default', name: 'web' },
    total: 3,
    requests: new Map(),
    capacity: { estimated: new Map(), limited: new Map(), scheduled: new Map() },
    evicted: new Map([['a', 5]]),
    now: 4,
  }

  test('ClusterEvicted stands in its place, where there is something to leave', () => {
    const filters = compile()(demand).filters
    expect(filters.at(-1)).toEqual({ kind: 'evicted', until: new Map([['a', 5]]), now: 4 })
    expect(compile()({ ...demand, evicted: new Map() }).filters.map(({ kind }) => kind)).not.toContain('evicted')
    expect(compile({ ...defaultPlugins, filter: ['ClusterReady'] })(demand).filters.map(({ kind }) => kind)).toEqual([
      'ready',
    ])
    const first = compile({ ...defaultPlugins, filter: ['ClusterEvicted', 'ClusterReady'] })(demand).filters
    expect(first.map(({ kind }) => kind)).toEqual(['evicted', 'ready'])
  })

  test('capacities reach the division; unknown ones are one object', () => {
    const make = compile()
    const limited = { ...demand.capacity, limited: new Map([['a', 1]]) }
    expect(make({ ...demand, capacity: limited }).division).toMatchObject({ capacity: limited })
    const capacityOf = (division: Division): unknown => (division.kind === 'spread' ? division.capacity : undefined)
    const other = { ...demand, capacity: { ...demand.capacity } }
    expect(capacityOf(make(demand).division)).toBe(capacityOf(make(other).division))
  })

  test('only the evicted lose shared filters', () => {
    const make = compile()
    const quietDemand = { ...demand, evicted: new Map() }
    expect(make(demand).filters).not.toBe(make(quietDemand).filters)
    expect(make({ ...quietDemand, total: 9 }).filters).toBe(make(quietDemand).filters)
    expect(make(demand).scorers).toBe(make(quietDemand).scorers)
  })
})

function prefixed(annotations: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(annotations).map(([key, text]) => [`kubeadmiral.io/${key}`, text]))
}

/** The program of a policy with a profile of these plugins. */
function profiled(plugins: JsonObject, spec: JsonObject = {}, plan: WorkloadPlan = {}): PlacementPolicy {
  const profile: JsonObject = {
    apiVersion: 'core.kubeadmiral.io/v1alpha1',
    kind: 'SchedulingProfile',
    metadata: { name: 'x' },
    spec: { plugins },
  }
  const workload = aDeployment('web', { labels: named('p'), ...plan })
  const [made] = units({ schedulingProfile: 'x', ...spec }, [workload], [profile])
  if (made === undefined) throw new Error('no unit')
  return made.policy
}
