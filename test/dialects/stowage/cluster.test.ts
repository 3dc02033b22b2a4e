import { describe, expect, test } from 'vitest'
import { stowage } from '../../../src/dialects/stowage/index.ts'
import type { JsonObject } from '../../../src/model/json.ts'
import { parseQuantity } from '../../../src/model/quantity.ts'
import { aCluster, aSnapshot, collector, resources } from '../resource.ts'

function facts(...values: JsonObject[]) {
  const { report, codes } = collector()
  return { facts: stowage.clusters(resources(...values), report), codes: codes() }
}

describe('a Cluster', () => {
  test('that only exists says nothing it does not know', () => {
    const origin = { file: '0.yaml', document: 0, path: [] }
    expect(facts(aCluster('eu')).facts).toEqual([{ name: 'eu', origin, labels: new Map(), taints: [] }])
  })

  test('says all it may', () => {
    const spec: JsonObject = {
      taints: [{ key: 'k', value: 'v', effect: 'NoExecute' }],
      ready: false,
      apis: [{ version: 'v1', kind: 'Secret' }],
      resources: { allocatable: { cpu: '4' }, available: { cpu: '1500m' } },
    }
    expect(facts(aCluster('eu', { region: 'eu' }, spec)).facts).toMatchObject([
      {
        labels: new Map([['region', 'eu']]),
        taints: [{ key: 'k', value: 'v', effect: 'NoExecute' }],
        ready: false,
        apis: [{ group: '', version: 'v1', kind: 'Secret' }],
        allocatable: new Map([['cpu', parseQuantity('4')]]),
        available: new Map([['cpu', parseQuantity('1500m')]]),
      },
    ])
  })

  test('with a quantity that cannot be read', () => {
    const spec: JsonObject = { resources: { available: { cpu: 'much' } } }
    expect(facts(aCluster('eu', {}, spec)).codes).toEqual(['bind/quantity 0.yaml:spec.resources.available.cpu'])
  })
})

describe('a ClusterSnapshot', () => {
  test('comes after the clusters, for it is the later word', () => {
    expect(facts(aSnapshot('a'), aCluster('b')).facts.map(({ name }) => name)).toEqual(['b', 'a'])
  })

  test('its own labels are not those of the cluster', () => {
    const snapshot = aSnapshot('a')
    snapshot.metadata = { name: 'a', labels: { tool: 'stowage' } }
    expect(facts(snapshot).facts[0]?.labels).toBeUndefined()
  })

  test.each<[string, JsonObject, object]>([
    ['all is well', { desired: 3, current: 3 }, { desired: 3, current: 3 }],
    ['none are unschedulable', { desired: 3, current: 3, unschedulable: 0 }, { desired: 3, current: 3 }],
    ['some are', { desired: 3, current: 3, unschedulable: 2 }, { desired: 3, current: 3, capacity: 1 }],
    [
      'more than it was asked for are',
      { desired: 1, current: 3, unschedulable: 2 },
      { desired: 1, current: 3, capacity: 0 },
    ],
  ])('observed: %s', (_, numbers, expected) => {
    const workload = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'default', name: 'web', ...numbers }
    const [one] = facts(aSnapshot('a', { workloads: [workload] })).facts
    expect(one?.observed).toEqual(new Map([['apps/Deployment/default/web', expected]]))
  })
})
