import { describe, expect, test } from 'vitest'
import type { Json, JsonObject } from '../../../src/model/json.ts'
import type { SourceFile } from '../../../src/model/source.ts'
import {
  aCluster,
  aClusterPropagationPolicy,
  aDeployment,
  aPropagationPolicy,
  aSnapshot,
  aWorkload,
  named,
  namedCluster,
} from '../resource.ts'
import { rendered } from './rendered.ts'

/**
 * Every statement of the founding document, in its order and its words (translated), through a whole render. Where the
 * code says something else, the test says what the document says and what holds.
 */
const beijing = [
  aCluster('bj1', { region: 'beijing', az: 'zone1', provider: 'volcengine' }),
  aCluster('bj2', { region: 'beijing', az: 'zone2', provider: 'other' }),
]
const fleet = [...beijing, aCluster('sh1', { region: 'shanghai', az: 'zone1', provider: 'volcengine' })]

interface Plan {
  readonly kind?: string
  readonly replicas?: number
  readonly clusters?: readonly JsonObject[]
  readonly pods?: JsonObject
  readonly more?: readonly JsonObject[]
}

/** `bj1 2, sh1 4`: where one workload goes under a policy with this spec; files of an earlier render may stand there. */
function placed(spec: JsonObject, plan: Plan = {}, history: readonly SourceFile[] = []) {
  const { kind = 'Deployment', replicas = 6, clusters = fleet, pods = {}, more = [] } = plan
  const web = aWorkload('apps/v1', kind, 'web', {
    labels: named('p'),
    spec: { replicas, template: { spec: pods } },
  })
  const result = rendered([aPropagationPolicy('p', spec), web, ...clusters, ...more], history)
  const decision = result.decisions.find(({ unit }) => unit.workload.name === 'web')
  const targets = (decision?.targets ?? []).map(({ cluster, replicas: own, overflow }) =>
    [cluster, own, overflow === undefined ? undefined : `(${overflow} wait)`].filter((word) => word !== undefined),
  )
  return { ...result, decision, where: targets.map((words) => words.join(' ')).join(', ') }
}

const where = (spec: JsonObject, plan?: Plan): string => placed(spec, plan).where
const wish = (cluster: string, preferences: JsonObject): JsonObject => ({ cluster, preferences })
const expression = (key: string, ...values: string[]): JsonObject => ({ key, operator: 'In', values })
const divide = (...placement: JsonObject[]): JsonObject => ({ schedulingMode: 'Divide', placement })
const everywhere = 'bj1, bj2, sh1'

describe('apiVersion', () => {
  test('always core.kubeadmiral.io/v1alpha1', () => {
    const policy = aPropagationPolicy('p')
    const web = aDeployment('web', { labels: named('p') })
    expect(policy.apiVersion).toBe('core.kubeadmiral.io/v1alpha1')
    expect(rendered([policy, web, ...fleet]).codes).toEqual([])
    const newer = rendered([{ ...policy, apiVersion: 'core.kubeadmiral.io/v1' }, web, ...fleet])
    expect(newer.codes).toEqual(['object/unknown-kind 0.yaml:apiVersion'])
  })
})

describe('kind, name and namespace', () => {
  const inNamespace = (namespace: string): JsonObject =>
    aDeployment(`of-${namespace}`, { namespace, labels: { ...named('mypolicy') } })

  test('PropagationPolicy is of a namespace, and further needs `namespace` in metadata', () => {
    const policy = aPropagationPolicy('mypolicy', {}, 'users-namespace')
    const { clusters, codes } = rendered([policy, inNamespace('users-namespace'), aCluster('a')])
    expect({ clusters, codes }).toEqual({
      clusters: { a: ['Deployment users-namespace/of-users-namespace'] },
      codes: [],
    })
    const other = rendered([policy, inNamespace('other'), aCluster('a')])
    expect(other.codes.join()).toContain('kubeadmiral/policy-not-found 1.yaml')
  })

  test('ClusterPropagationPolicy is of the cluster', () => {
    const labels = namedCluster('mypolicy')
    const shop = aDeployment('web', { namespace: 'shop', labels })
    const role = aWorkload('rbac.authorization.k8s.io/v1', 'ClusterRole', 'r', { namespace: undefined, labels })
    const { clusters } = rendered([aClusterPropagationPolicy('mypolicy'), shop, role, aCluster('a')])
    expect(clusters).toEqual({ a: ['ClusterRole r', 'Deployment shop/web'] })
  })

  test('name: of your own', () => {
    const policy = aPropagationPolicy('any-name.of-mine')
    const web = aDeployment('web', { labels: named('any-name.of-mine') })
    expect(rendered([policy, web, aCluster('a')]).clusters).toEqual({ a: ['Deployment default/web'] })
  })
})

describe('schedulingMode', () => {
  test('Duplicate distributes exactly the same to several member clusters', () => {
    expect(where({ schedulingMode: 'Duplicate' })).toBe(everywhere)
  })

  test('Divide spreads replicas by dynamic weights that the system finds', () => {
    const sized = (name: string, cpu: number): JsonObject =>
      aCluster(name, {}, { resources: { allocatable: { cpu: 40 }, available: { cpu } } })
    const clusters = [sized('a', 20), sized('b', 10)]
    expect(where({ schedulingMode: 'Divide' }, { replicas: 10, clusters })).toBe('a 7, b 3')
  })

  test('Divide spreads replicas by static weights that you write', () => {
    expect(where(divide(wish('bj1', { weight: 1 }), wish('sh1', { weight: 2 })))).toBe('bj1 2, sh1 4')
  })

  test('Divide takes effect for Deployments only; everything else is duplicated', () => {
    expect(where({ schedulingMode: 'Divide' }, { kind: 'Deployment' })).toBe('bj1 2, bj2 2, sh1 2')
    expect(where({ schedulingMode: 'Divide' }, { kind: 'StatefulSet' })).toBe(everywhere)
  })
})

describe('disableFollowerScheduling', () => {
  const settings = aWorkload('v1', 'ConfigMap', 'settings')
  const keys = aWorkload('v1', 'Secret', 'keys')
  const pods = { containers: [{ envFrom: [{ configMapRef: { name: 'settings' } }, { secretRef: { name: 'keys' } }] }] }
  const at = (value: boolean): unknown =>
    placed({ placement: [{ cluster: 'sh1' }], disableFollowerScheduling: value }, { pods, more: [settings, keys] })
      .clusters

  test('resources of a workload (ConfigMap, Secret) follow its replicas to the member clusters', () => {
    expect(at(false)).toEqual({
      sh1: ['ConfigMap default/settings', 'Deployment default/web', 'Secret default/keys'],
    })
  })

  test('“true: on, false: off” is inverted: true disables', () => {
    expect(at(true)).toEqual({ sh1: ['Deployment default/web'] })
  })
})

describe('replicasStrategy', () => {
  const two = [wish('bj1', { priority: 1 }), wish('sh1', { priority: 2 })]

  test('Binpack switches scheduling by cluster priority on: the larger the number, the higher the priority', () => {
    expect(where({ ...divide(...two), replicasStrategy: 'Binpack' })).toBe('sh1 6')
  })

  test('without it priority does not divide', () => {
    expect(where(divide(...two))).toBe('bj1 3, sh1 3')
  })
})

describe('placement', () => {
  test('the policy takes effect in the named member clusters only', () => {
    expect(where({ placement: [{ cluster: 'sh1' }] })).toBe('sh1')
    expect(where({ placement: [{ cluster: 'sh1' }, { cluster: 'bj1' }] })).toBe('bj1, sh1')
  })

  test.each<[string, JsonObject]>([
    ['empty', {}],
    ['of length 0', { placement: [] }],
    ['of length 0, with empty selectors', { placement: [], clusterSelector: {}, clusterAffinity: [] }],
  ])('%s: all member clusters match', (_, spec) => {
    expect(where(spec)).toBe(everywhere)
  })

  test('cluster: one of the member clusters', () => {
    const { where: none, codes } = placed({ placement: [{ cluster: 'sh2' }, { cluster: 'sh1' }] })
    expect([none, ...codes]).toEqual(['sh1', 'kubeadmiral/unknown-cluster 0.yaml:spec.placement.0.cluster'])
  })

  test('priority: once replicasStrategy is on, the larger the number the higher the priority', () => {
    const placement = [
      wish('bj1', { priority: 1 }),
      wish('bj2', { priority: 3, maxReplicas: 4 }),
      wish('sh1', { priority: 2 }),
    ]
    expect(where({ ...divide(...placement), replicasStrategy: 'Binpack' })).toBe('bj2 4, sh1 2')
  })

  test.each([1, 50, 100])('weight: two clusters of %i have 50%% each', (weight) => {
    expect(where(divide(wish('bj1', { weight }), wish('sh1', { weight })))).toBe('bj1 3, sh1 3')
  })

  test('weight: relative to the clusters that take part', () => {
    const placement = [wish('bj1', { weight: 1 }), wish('bj2', { weight: 2 }), wish('sh1', { weight: 3 })]
    expect(where(divide(...placement))).toBe('bj1 1, bj2 2, sh1 3')
    const without = { ...divide(...placement), clusterSelector: { az: 'zone1' } }
    expect(where(without, { replicas: 8 })).toBe('bj1 2, sh1 6')
  })

  test('weight: “from 1 to 100” is no limit', () => {
    expect(where(divide(wish('bj1', { weight: 100 }), wish('sh1', { weight: 500 })))).toBe('bj1 1, sh1 5')
    expect(where(divide(wish('bj1', { weight: 0 }), wish('sh1', { weight: 1 })))).toBe('sh1 6')
  })

  test('minReplicas: at least so many in this cluster', () => {
    expect(where(divide(wish('bj1', { weight: 1, minReplicas: 4 }), wish('sh1', { weight: 1 })))).toBe('bj1 5, sh1 1')
  })

  test('maxReplicas: at most so many in this cluster', () => {
    expect(where(divide(wish('bj1', { weight: 1, maxReplicas: 2 }), wish('sh1', { weight: 1 })))).toBe('bj1 2, sh1 4')
  })

  const fixed = [wish('bj1', { weight: 9, minReplicas: 1, maxReplicas: 1 }), wish('sh1', { weight: 1 })]
  test('minReplicas and maxReplicas equal: a fixed number', () => {
    expect(where(divide(...fixed))).toBe('bj1 1, sh1 5')
  })

  test('a fixed number does not move replicas that run', () => {
    expect(placed(divide(...fixed), {}, standing({ bj1: 4, sh1: 2 })).where).toBe('bj1 4, sh1 2')
  })
})

describe('typical scenarios', () => {
  const [a, b, c] = ['bj1', 'bj2', 'sh1'] as const

  test('1. Duplicate, with numbers of replicas as needed, which Duplicate does not look at', () => {
    const placement = [
      { cluster: a },
      wish(b, { minReplicas: 3, maxReplicas: 3 }),
      wish(c, { minReplicas: 1, maxReplicas: 3 }),
    ]
    expect(where({ schedulingMode: 'Duplicate', placement })).toBe(everywhere)
  })

  test('2. dynamic: only the clusters are written', () => {
    expect(where(divide({ cluster: a }, { cluster: b }))).toBe('bj1 3, bj2 3')
  })

  test('3. static: weights are written, too', () => {
    expect(where(divide(wish(a, { weight: 40 }), wish(b, { weight: 60 })), { replicas: 10 })).toBe('bj1 4, bj2 6')
  })

  test.each([
    [20, 'bj1 10, bj2 8, sh1 2'],
    [6, 'bj1 2, bj2 2, sh1 2'],
    [30, 'bj1 10, bj2 10, sh1 10'],
  ])('4. cluster priority: Binpack with priorities 3, 2 and 1, %i replicas', (replicas, expected) => {
    const limits = { minReplicas: 2, maxReplicas: 10 }
    const placement = [a, b, c].map((cluster, at) => wish(cluster, { priority: 3 - at, ...limits }))
    expect(where({ ...divide(...placement), replicasStrategy: 'Binpack' }, { replicas })).toBe(expected)
  })
})

describe('clusterSelector', () => {
  test('the member cluster must match all labels', () => {
    expect(where({ clusterSelector: { region: 'beijing', az: 'zone1' } })).toBe('bj1')
  })

  test('with clusterAffinity the intersection counts', () => {
    const clusterAffinity = [{ matchExpressions: [expression('provider', 'volcengine')] }]
    expect(where({ clusterAffinity, clusterSelector: { region: 'beijing' } })).toBe('bj1')
    const placement = [{ cluster: 'bj2' }, { cluster: 'sh1' }]
    expect(where({ clusterAffinity, clusterSelector: { az: 'zone1' }, placement })).toBe('sh1')
  })
})

describe('clusterAffinity', () => {
  test('any one condition is enough', () => {
    const conditions = [['provider', 'other'] as const, ['region', 'shanghai'] as const]
    const clusterAffinity = conditions.map(([key, value]) => ({ matchExpressions: [expression(key, value)] }))
    expect(where({ clusterAffinity })).toBe('bj2, sh1')
  })

  test('within a condition all labels must match', () => {
    const matchExpressions = [expression('region', 'beijing'), expression('provider', 'volcengine')]
    expect(where({ clusterAffinity: [{ matchExpressions }] })).toBe('bj1')
  })
})

test('tolerations: taints are tolerated as needed, and clusters are chosen by several taints', () => {
  const clusters = [
    aCluster('t1', {}, { taints: [{ key: 'dedicated', value: 'groupName', effect: 'NoSchedule' }] }),
    aCluster('t2', {}, { taints: [{ key: 'special', effect: 'NoExecute' }] }),
    aCluster('t3'),
  ]
  const dedicated = { effect: 'NoSchedule', key: 'dedicated', operator: 'Equal', value: 'groupName' }
  const special = { effect: 'NoExecute', key: 'special', operator: 'Exists' }
  const at = (...tolerations: JsonObject[]): string => where({ tolerations }, { clusters })
  expect(at()).toBe('t3')
  expect(at(dedicated)).toBe('t1, t3')
  expect(at(dedicated, special)).toBe('t1, t2, t3')
})

describe('maxClusters', () => {
  test('the largest number of clusters', () => {
    expect(where({ maxClusters: 2 }).split(', ')).toHaveLength(2)
    expect(where({ maxClusters: 9 })).toBe(everywhere)
  })

  test('1: of several clusters, the one with the best resources', () => {
    const amounts = (cpu: number): JsonObject => ({ cpu, memory: '10Gi' })
    const sized = (name: string, free: number): JsonObject =>
      aSnapshot(name, { resources: { allocatable: amounts(10), available: amounts(free) } })
    const more = [sized('bj1', 1), sized('bj2', 9), sized('sh1', 5)]
    expect(where({ maxClusters: 1 }, { more })).toBe('bj2')
  })
})

/** The placement of an earlier render, with nothing but its clusters. */
function standing(clusters: Readonly<Record<string, number>>): SourceFile[] {
  const placement: JsonObject = {
    apiVersion: 'stowage.dev/v1alpha1',
    kind: 'Placement',
    metadata: { name: 'deployment.apps-web', namespace: 'default' },
    spec: {
      workload: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'default', name: 'web' },
      clusters: Object.entries(clusters).map(([name, replicas]) => ({ name, replicas })),
    },
  }
  return [{ path: 'placements/shop.yaml', text: JSON.stringify(placement) }]
}

const equally = divide(...['bj1', 'bj2', 'sh1'].map((cluster) => wish(cluster, { weight: 1 })))
const under = (reschedulePolicy: JsonObject): JsonObject => ({ ...equally, reschedulePolicy })

describe('disableRescheduling', () => {
  const changed = { placement: [wish('bj1', { weight: 1 }), wish('sh1', { weight: 2 })] }
  const later = (disableRescheduling: boolean, more: JsonObject, plan: Plan): string => {
    const spec = under({ disableRescheduling, rescheduleWhen: {}, replicaRescheduling: { avoidDisruption: false } })
    return placed({ ...spec, ...more }, plan, placed(spec).history).where
  }

  test('false: rescheduling is triggered after resources are distributed', () => {
    expect(later(false, {}, { replicas: 9 })).toBe('bj1 3, bj2 3, sh1 3')
    expect(later(false, changed, {})).toBe('bj1 2, sh1 4')
  })

  test('true: neither a changed resource nor a changed policy triggers it', () => {
    expect(later(true, {}, { replicas: 9 })).toBe('bj1 2, bj2 2, sh1 2')
    expect(later(true, changed, {})).toBe('bj1 2, bj2 2, sh1 2')
  })
})

describe('rescheduleWhen', () => {
  const serves = (...kinds: string[]): Json => kinds.map((kind) => ({ group: 'apps', version: 'v1', kind }))
  const start = [aCluster('a', { tier: 'x' }, { apis: serves('Deployment') })]
  test.each<[string, string, readonly JsonObject[], JsonObject]>([
    ['policyContentChanged', 'the meaning of the policy changed', start, { maxClusters: 3 }],
    ['clusterJoined', 'a member cluster was added', [...start, aCluster('b')], {}],
    [
      'clusterLabelsChanged',
      'labels of a member cluster changed',
      [aCluster('a', {}, { apis: serves('Deployment') })],
      {},
    ],
    [
      'clusterAPIResourcesChanged',
      'API resources of a member cluster changed',
      [aCluster('a', { tier: 'x' }, { apis: serves('Deployment', 'DaemonSet') })],
      {},
    ],
  ])('%s: %s', (condition, _, clusters, more) => {
    const none = {
      policyContentChanged: false,
      clusterJoined: false,
      clusterLabelsChanged: false,
      clusterAPIResourcesChanged: false,
    }
    for (const [on, outcome] of [
      [true, 'decided'],
      [false, 'kept'],
    ] as const) {
      const spec = { reschedulePolicy: { rescheduleWhen: { ...none, [condition]: on } } }
      const history = placed(spec, { clusters: start }).history
      expect(placed(spec, { clusters: start }, history).decision?.outcome).toBe('kept')
      expect(placed({ ...spec, ...more }, { clusters }, history).decision?.outcome).toBe(outcome)
    }
  })
})

describe('avoidDisruption', () => {
  const spec = (avoidDisruption: boolean): JsonObject => under({ replicaRescheduling: { avoidDisruption } })
  const to = (avoid: boolean, replicas: number, ...now: number[]): string => {
    const running = Object.fromEntries(['bj1', 'bj2', 'sh1'].map((name, at) => [name, now[at] ?? 0] as const))
    const there = Object.fromEntries(Object.entries(running).filter(([, count]) => count > 0))
    const { decision } = placed(spec(avoid), { replicas }, standing(there))
    const numbers = new Map(decision?.targets.map((target) => [target.cluster, target.replicas]))
    return ['bj1', 'bj2', 'sh1'].map((name) => numbers.get(name) ?? 0).join('+')
  }

  test('on by default', () => {
    expect(placed(equally, { replicas: 12 }, standing({ bj1: 10, bj2: 1, sh1: 1 })).where).toBe('bj1 10, bj2 1, sh1 1')
  })

  test.each<[string, number[], number, string, string]>([
    ['example 1, the same number', [10, 1, 1], 12, '10+1+1', '4+4+4'],
    ['example 2, from 12 to 18', [10, 1, 1], 18, '10+4+4', '6+6+6'],
    ['example 3, from 60 to 30 (the document says 30+0+0 and 20+20+20)', [60, 1, 1], 30, '28+1+1', '10+10+10'],
    ['example 3 as it was meant', [60, 0, 0], 30, '30+0+0', '10+10+10'],
  ])('%s', (_, now, replicas, avoiding, otherwise) => {
    expect(to(true, replicas, ...now)).toBe(avoiding)
    expect(to(false, replicas, ...now)).toBe(otherwise)
  })
})

describe('autoMigration', () => {
  const two = divide(wish('bj1', { weight: 1 }), wish('bj2', { weight: 1 }))
  const migrating = (keepUnschedulableReplicas: boolean, podUnschedulableFor = '1m'): JsonObject => ({
    ...two,
    autoMigration: { keepUnschedulableReplicas, when: { podUnschedulableFor } },
  })
  const seen = (name: string, desired: number, waits: number): JsonObject => {
    const unschedulable = [{ since: '2026-01-02T03:00:05Z', pods: waits }]
    const web = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'default', name: 'web' }
    const workloads = [{ ...web, desired, current: desired - waits, ...(waits === 0 ? {} : { unschedulable }) }]
    return aSnapshot(name, { takenAt: '2026-01-02T03:04:05Z', workloads })
  }
  const start = standing({ bj1: 10, bj2: 10 })
  const later = (spec: JsonObject, more: JsonObject[], history: readonly SourceFile[] = start) =>
    placed(spec, { replicas: 20, more, clusters: beijing }, history)
  const waiting = [seen('bj1', 10, 5), seen('bj2', 10, 0)]

  test('keepUnschedulableReplicas true: they stay; once they recover, those that were moved are deleted', () => {
    const moved = later(migrating(true), waiting)
    expect(moved.where).toBe('bj1 10 (5 wait), bj2 15')
    expect(later(migrating(true), [seen('bj1', 10, 0), seen('bj2', 15, 0)], moved.history).where).toBe('bj1 10, bj2 10')
  })

  test('keepUnschedulableReplicas false: they are deleted when they are moved', () => {
    const moved = later(migrating(false), waiting)
    expect(moved.where).toBe('bj1 5, bj2 15')
    expect(later(migrating(false), [seen('bj1', 5, 0), seen('bj2', 15, 0)], moved.history).where).toBe('bj1 5, bj2 15')
  })

  test.each([
    ['3m', 'bj1 5, bj2 15'],
    ['4m', 'bj1 5, bj2 15'],
    ['5m', 'bj1 10, bj2 10'],
    ['239s', 'bj1 5, bj2 15'],
  ])('podUnschedulableFor %s, where pods have waited for 4 minutes', (patience, expected) => {
    expect(later(migrating(false, patience), waiting).where).toBe(expected)
  })
})
