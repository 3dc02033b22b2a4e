import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../src/model/json.ts'
import { aDeployment, aPropagationPolicy, aWorkload, named } from '../dialects/resource.ts'
import { linted, lintsOf } from './linted.ts'

const overriding = (...clusters: string[]): JsonObject =>
  aWorkload('core.kubeadmiral.io/v1alpha1', 'OverridePolicy', 'o', {
    spec: {
      overrideRules: [
        {
          targetClusters: { clusters },
          overriders: { labels: [{ operator: 'addIfAbsent', value: { a: 'b' } }] },
        },
      ],
    },
  })
const workload = (name: string, policy: string): JsonObject =>
  aDeployment(name, { labels: { ...named(policy), 'kubeadmiral.io/override-policy-name': 'o' } })
const inEurope = aPropagationPolicy('in-europe', { clusterSelector: { region: 'eu' } })
const anywhere = aPropagationPolicy('anywhere')
const told = 'lint/override-elsewhere 0.yaml:spec.overrideRules.0'

describe('an override for clusters', () => {
  it.each<readonly [string, readonly JsonObject[], readonly string[]]>([
    ['where its workload may go', [overriding('eu'), workload('a', 'in-europe'), inEurope], []],
    ['some of which it may go to', [overriding('eu', 'us'), workload('a', 'in-europe'), inEurope], []],
    ['where it may not go', [overriding('us'), workload('a', 'in-europe'), inEurope], [told]],
    [
      'where one of two workloads may go',
      [overriding('us'), workload('a', 'in-europe'), inEurope, workload('b', 'anywhere'), anywhere],
      [],
    ],
    ['that are all of them', [overriding(), workload('a', 'in-europe'), inEurope], []],
    [
      'where its Namespace may be',
      [
        overriding('us'),
        workload('a', 'in-europe'),
        inEurope,
        aWorkload('v1', 'Namespace', 'default', {
          namespace: undefined,
          labels: { 'kubeadmiral.io/cluster-override-policy-name': 'o' },
        }),
        { ...overriding('us'), kind: 'ClusterOverridePolicy', metadata: { name: 'o' } },
      ],
      [told],
    ],
  ])('%s', (_, objects, expected) => {
    expect(lintsOf(...objects)).toEqual(expected)
  })

  it('names the clusters', () => {
    const found = linted(overriding('us'), workload('a', 'in-europe'), inEurope)
    expect(found.map(({ args }) => args)).toEqual([{ clusters: ['us'] }])
  })
})

describe('an override of a federated object', () => {
  const federated = (clusterName: string): JsonObject => ({
    apiVersion: 'types.kubefed.io/v1beta1',
    kind: 'FederatedDeployment',
    metadata: { name: 'web', namespace: 'default' },
    spec: {
      template: { spec: { replicas: 1 } },
      placement: { clusters: [{ name: 'eu' }] },
      overrides: [{ clusterName, clusterOverrides: [{ path: '/spec/replicas', value: 2 }] }],
    },
  })

  it('is for a cluster where it goes, or told', () => {
    expect(lintsOf(federated('eu'))).toEqual([])
    expect(lintsOf(federated('us'))).toEqual(['lint/override-elsewhere 0.yaml:spec.overrides.0'])
  })
})

describe('a federated object', () => {
  const selecting = (region: string): JsonObject => ({
    apiVersion: 'types.kubefed.io/v1beta1',
    kind: 'FederatedConfigMap',
    metadata: { name: 'c', namespace: 'default' },
    spec: { template: { data: {} }, placement: { clusterSelector: { matchLabels: { region } } } },
  })

  it('has a selector that matches, or is told', () => {
    expect(lintsOf(selecting('eu'))).toEqual([])
    expect(lintsOf(selecting('eus'))).toEqual(['lint/selector-matches-nothing 0.yaml:spec.placement.clusterSelector'])
  })

  it('has wishes of its preference where the selectors go, or is told', () => {
    const namespace = {
      apiVersion: 'types.kubefed.io/v1beta1',
      kind: 'FederatedNamespace',
      metadata: { name: 'default', namespace: 'default' },
      spec: { placement: { clusterSelector: {} } },
    }
    const web = {
      ...selecting('eu'),
      kind: 'FederatedDeployment',
      spec: { template: {}, placement: { clusterSelector: { matchLabels: { region: 'eu' } } } },
    }
    const preference = (clusters: JsonObject): JsonObject => ({
      apiVersion: 'scheduling.kubefed.io/v1alpha1',
      kind: 'ReplicaSchedulingPreference',
      metadata: { name: 'c', namespace: 'default' },
      spec: { targetKind: 'FederatedDeployment', totalReplicas: 3, intersectWithClusterSelector: true, clusters },
    })
    expect(lintsOf(web, preference({ eu: { weight: 1 } }), namespace)).toEqual([])
    expect(lintsOf(web, preference({ '*': { weight: 1 }, us: { weight: 1 } }), namespace)).toEqual([
      'lint/wish-left-out 1.yaml:spec.clusters.us',
    ])
  })
})
