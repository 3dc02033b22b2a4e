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

  const takenAt = Date.UTC(2026, 0, 2, 3, 4, 5)
  const well = { desired: 3, current: 3, replicas: 3, ready: 3, pods: 3, scheduled: 3, unschedulable: [], takenAt }

  test.each<[string, JsonObject, object]>([
    ['all is well', { desired: 3, current: 3 }, well],
    [
      'everything is said',
      { desired: 9, current: 3, replicas: 8, ready: 2, pods: 7, scheduled: 4, unschedulable: null },
      { ...well, desired: 9, replicas: 8, ready: 2, pods: 7, scheduled: 4 },
    ],
    [
      'some wait, the oldest first',
      {
        desired: 8,
        current: 3,
        unschedulable: [
          { since: '2026-01-02T04:04:00+01:00', pods: 4, outdated: 1 },
          { since: '2026-01-02T03:00:00Z', pods: 2 },
        ],
      },
      {
        ...well,
        desired: 8,
        replicas: 8,
        pods: 8,
        unschedulable: [
          { since: takenAt - 245_000, pods: 2, outdated: 0 },
          { since: takenAt - 5_000, pods: 4, outdated: 1 },
        ],
      },
    ],
  ])('observed: %s', (_, numbers, expected) => {
    const workload = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'default', name: 'web', ...numbers }
    const [one] = facts(aSnapshot('a', { workloads: [workload] })).facts
    expect(one?.takenAt).toBe(takenAt)
    expect(one?.observed).toEqual(new Map([['apps/Deployment/default/web', expected]]))
  })
})
