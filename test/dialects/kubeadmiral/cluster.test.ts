import { describe, expect, test } from 'vitest'
import { kubeadmiral } from '../../../src/dialects/kubeadmiral/index.ts'
import type { JsonObject } from '../../../src/model/json.ts'
import { parseQuantity } from '../../../src/model/quantity.ts'
import { collector, resources } from '../resource.ts'

function facts(status?: JsonObject, metadata: JsonObject = {}, spec: JsonObject = {}) {
  const { report, codes } = collector()
  const cluster: JsonObject = {
    apiVersion: 'core.kubeadmiral.io/v1alpha1',
    kind: 'FederatedCluster',
    metadata: { name: 'eu', ...metadata },
    spec,
    ...(status === undefined ? {} : { status }),
  }
  const [one] = kubeadmiral.clusters(resources(cluster), report)
  return { facts: one, codes: codes() }
}

const condition = (type: string, status: string): JsonObject => ({ type, status })

describe('a FederatedCluster', () => {
  test('declares labels and taints', () => {
    const taints = [{ key: 'k', effect: 'NoSchedule' }]
    expect(facts({ conditions: [] }, { labels: { region: 'eu' } }, { taints }).facts).toMatchObject({
      name: 'eu',
      labels: new Map([['region', 'eu']]),
      taints: [{ key: 'k', value: '', effect: 'NoSchedule' }],
    })
  })

  test.each<[string, JsonObject[], boolean, boolean]>([
    ['both true', [condition('Joined', 'True'), condition('Ready', 'True')], true, true],
    ['not ready', [condition('Joined', 'True'), condition('Ready', 'Unknown')], true, false],
    ['a missing condition is false', [condition('Ready', 'True')], false, true],
    ['none', [], false, false],
  ])('conditions: %s', (_, conditions, joined, ready) => {
    expect(facts({ conditions })).toMatchObject({ facts: { joined, ready }, codes: [] })
  })

  test.each<[string, JsonObject | undefined]>([
    ['no status', undefined],
    ['an empty status', {}],
  ])('%s: unknown, with a warning', (_, status) => {
    const result = facts(status)
    expect(result.codes).toEqual(['kubeadmiral/cluster-without-status 0.yaml:'])
    for (const key of ['joined', 'ready', 'apis', 'allocatable']) expect(result.facts).not.toHaveProperty(key)
  })

  test.each<[string, JsonObject, object | undefined]>([
    [
      'listed',
      {
        apiResourceTypes: [
          { group: 'apps', version: 'v1', kind: 'Deployment', pluralName: 'deployments', scope: 'Namespaced' },
        ],
      },
      [{ group: 'apps', version: 'v1', kind: 'Deployment' }],
    ],
    ['not listed in a reported status: none are served', { conditions: [] }, []],
    ['neither: unknown', { resources: {} }, undefined],
  ])('served APIs: %s', (_, status, apis) => {
    expect(facts(status).facts?.apis).toEqual(apis)
  })

  test('resources', () => {
    const status = {
      conditions: [],
      resources: { allocatable: { cpu: 4, memory: '8Gi' }, available: { cpu: '-500m' } },
    }
    const result = facts(status)
    expect(result.facts?.allocatable).toEqual(
      new Map([
        ['cpu', parseQuantity('4')],
        ['memory', parseQuantity('8Gi')],
      ]),
    )
    expect(result.facts?.available).toEqual(new Map([['cpu', parseQuantity('-500m')]]))
    expect(result.codes).toEqual([])
  })

  test('a quantity that cannot be read is an error at its place', () => {
    const status = { conditions: [], resources: { available: { cpu: '1e99', memory: null } } }
    expect(facts(status).codes).toEqual([
      'bind/quantity 0.yaml:status.resources.available.cpu',
      'bind/quantity 0.yaml:status.resources.available.memory',
    ])
  })

  test('terminating', () => {
    expect(facts({ conditions: [] }, { deletionTimestamp: '2026-01-01T00:00:00Z' }).facts).toMatchObject({
      terminating: true,
    })
    expect(facts({ conditions: [] }, { deletionTimestamp: null }).facts).not.toHaveProperty('terminating')
  })
})
