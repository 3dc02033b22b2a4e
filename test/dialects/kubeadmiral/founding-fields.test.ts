import { describe, expect, test } from 'vitest'
import { bind } from '../../../src/dialects/bind.ts'
import type { JsonObject } from '../../../src/model/json.ts'
import { place } from '../../../src/placement/place.ts'
import { aCluster, aPropagationPolicy, aWorkload, collector, named, resources } from '../resource.ts'

/** What the founding document says of the fields that choose clusters, and of how replicas are divided. */
const fleet = [
  aCluster('bj1', { region: 'beijing', az: 'zone1', provider: 'volcengine' }),
  aCluster('bj2', { region: 'beijing', az: 'zone2', provider: 'other' }),
  aCluster('sh1', { region: 'shanghai', az: 'zone1', provider: 'volcengine' }),
]

function placed(spec: JsonObject, { kind = 'Deployment', replicas = 6, clusters = fleet } = {}) {
  const { report } = collector()
  const workload = aWorkload('apps/v1', kind, 'web', { labels: named('p'), spec: { replicas } })
  const bound = bind(resources(aPropagationPolicy('p', spec), workload, ...clusters), report)
  const targets = bound.units.flatMap((unit) => place(unit, bound.fleet, report).targets)
  return Object.fromEntries(targets.map((target) => [target.cluster, target.replicas]))
}

const everywhere = { bj1: undefined, bj2: undefined, sh1: undefined }
const wish = (cluster: string, preferences: JsonObject): JsonObject => ({ cluster, preferences })
const expression = (key: string, ...values: string[]): JsonObject => ({ key, operator: 'In', values })

describe('schedulingMode', () => {
  test('Duplicate gives every cluster the whole workload', () => {
    expect(placed({ schedulingMode: 'Duplicate' })).toEqual(everywhere)
  })

  test('Divide divides the replicas, by dynamic weights without weights', () => {
    expect(placed({ schedulingMode: 'Divide' })).toEqual({ bj1: 2, bj2: 2, sh1: 2 })
  })

  test('Divide is for Deployments; others are duplicated', () => {
    expect(placed({ schedulingMode: 'Divide' }, { kind: 'StatefulSet' })).toEqual(everywhere)
  })

  test('Duplicate does not look at minReplicas and maxReplicas', () => {
    const placement = [wish('bj1', { minReplicas: 3, maxReplicas: 3 }), wish('sh1', { minReplicas: 1 })]
    expect(placed({ placement })).toEqual({ bj1: undefined, sh1: undefined })
  })
})

describe('placement', () => {
  test('the policy is for the named clusters alone', () => {
    expect(placed({ placement: [{ cluster: 'sh1' }] })).toEqual({ sh1: undefined })
  })

  test('an empty placement, with empty selectors, is all clusters', () => {
    expect(placed({ placement: [], clusterSelector: {}, clusterAffinity: [] })).toEqual(everywhere)
  })

  test.each([1, 50, 100])('weights are relative: %i each is half of it', (weight) => {
    const placement = [wish('bj1', { weight }), wish('sh1', { weight })]
    expect(placed({ schedulingMode: 'Divide', placement })).toEqual({ bj1: 3, sh1: 3 })
  })

  test('an equal minimum and maximum is a fixed number', () => {
    const placement = [wish('bj1', { weight: 9, minReplicas: 1, maxReplicas: 1 }), wish('sh1', { weight: 1 })]
    expect(placed({ schedulingMode: 'Divide', placement })).toEqual({ bj1: 1, sh1: 5 })
  })
})

test('replicasStrategy Binpack fills the highest priority first', () => {
  const placement = [
    wish('bj1', { priority: 1 }),
    wish('bj2', { priority: 3, maxReplicas: 4 }),
    wish('sh1', { priority: 2 }),
  ]
  const spec = { schedulingMode: 'Divide', replicasStrategy: 'Binpack', placement }
  expect(placed(spec)).toEqual({ bj2: 4, sh1: 2 })
})

describe('clusterSelector and clusterAffinity', () => {
  test('all labels of the selector must match', () => {
    expect(placed({ clusterSelector: { region: 'beijing', az: 'zone1' } })).toEqual({ bj1: undefined })
  })

  test('one condition of the affinity is enough; inside of it all labels must match', () => {
    const clusterAffinity = [
      { matchExpressions: [expression('region', 'beijing'), expression('provider', 'other')] },
      { matchExpressions: [expression('region', 'shanghai')] },
    ]
    expect(placed({ clusterAffinity })).toEqual({ bj2: undefined, sh1: undefined })
  })

  test('both together, and the placement, are an intersection', () => {
    const clusterAffinity = [{ matchExpressions: [expression('provider', 'volcengine')] }]
    const clusterSelector = { az: 'zone1' }
    expect(placed({ clusterAffinity, clusterSelector })).toEqual({ bj1: undefined, sh1: undefined })
    expect(placed({ clusterAffinity, clusterSelector, placement: [{ cluster: 'bj1' }, { cluster: 'bj2' }] })).toEqual({
      bj1: undefined,
    })
  })
})

test('tolerations let a workload go to clusters with such taints', () => {
  const tainted = [
    aCluster('t1', {}, { taints: [{ key: 'dedicated', value: 'groupName', effect: 'NoSchedule' }] }),
    aCluster('t2', {}, { taints: [{ key: 'special', effect: 'NoExecute' }] }),
    aCluster('t3'),
  ]
  const dedicated = { effect: 'NoSchedule', key: 'dedicated', operator: 'Equal', value: 'groupName' }
  const special = { effect: 'NoExecute', key: 'special', operator: 'Exists' }
  const at = (...tolerations: JsonObject[]): string[] => Object.keys(placed({ tolerations }, { clusters: tainted }))
  expect(at()).toEqual(['t3'])
  expect(at(dedicated)).toEqual(['t1', 't3'])
  expect(at(dedicated, special)).toEqual(['t1', 't2', 't3'])
})

test('maxClusters 1 takes the cluster with the most that is free', () => {
  const amounts = (cpu: string): JsonObject => ({ cpu, memory: '10Gi' })
  const sized = (name: string, free: string): JsonObject => ({
    apiVersion: 'stowage.dev/v1alpha1',
    kind: 'ClusterSnapshot',
    metadata: { name },
    spec: {
      takenAt: '2026-01-02T03:04:05Z',
      ready: true,
      resources: { allocatable: amounts('10'), available: amounts(free) },
    },
  })
  const clusters = ['bj1', 'bj2', 'sh1'].map((name) => aCluster(name))
  const spec = { maxClusters: 1 }
  expect(placed(spec, { clusters: [...clusters, sized('bj1', '1'), sized('bj2', '9'), sized('sh1', '5')] })).toEqual({
    bj2: undefined,
  })
  expect(Object.keys(placed({ maxClusters: 2 }, { clusters }))).toHaveLength(2)
})
