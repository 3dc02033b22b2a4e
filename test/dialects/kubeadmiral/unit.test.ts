import { describe, expect, test } from 'vitest'
import type { DivisibleKind } from '../../../src/dialects/dialect.ts'
import { kubeadmiral } from '../../../src/dialects/kubeadmiral/index.ts'
import { steeringAnnotations, steeringLabels } from '../../../src/dialects/kubeadmiral/steering.ts'
import { copy, type Json, type JsonObject } from '../../../src/model/json.ts'
import { identity } from '../../../src/model/resource.ts'
import { aPrevious } from '../../builders/unit.ts'
import {
  aClusterPropagationPolicy,
  aDeployment,
  aPropagationPolicy,
  aWorkload,
  collector,
  named,
  namedCluster,
  resources,
  type WorkloadPlan,
} from '../resource.ts'

function make(workload: JsonObject, spec: JsonObject = {}, history = new Map(), ...more: readonly JsonObject[]) {
  const { report, codes, found } = collector()
  const owned = resources(aPropagationPolicy('p', spec), ...more)
  const { units } = kubeadmiral.units({ owned, others: resources(workload), clusters: [], history, report })
  return { unit: units[0], codes: codes(), found }
}

const deployment = (plan: WorkloadPlan): JsonObject => aDeployment('web', { labels: named('p'), ...plan })

describe('replicas', () => {
  test.each<[string, Json | undefined, number]>([
    ['absent', undefined, 1],
    ['null', null, 1],
    ['none', 0, 0],
    ['written', 7, 7],
    ['the largest', 2147483647, 2147483647],
  ])('%s', (_, replicas, expected) => {
    const workload = aWorkload('apps/v1', 'Deployment', 'web', {
      labels: named('p'),
      spec: replicas === undefined ? {} : { replicas },
    })
    const { unit } = make(workload, { schedulingMode: 'Divide' })
    expect(unit).toMatchObject({
      replicas: expected,
      replicasPath: ['spec', 'replicas'],
      policy: { division: { total: expected } },
    })
  })

  test.each<Json>(['3', 1.5, -1, 2147483648, true, {}])('%j is an error at the field', (replicas) => {
    const { unit, codes } = make(deployment({ spec: { replicas } }))
    expect(unit).toBeUndefined()
    expect(codes).toEqual(['kubeadmiral/replicas 0.yaml:spec.replicas'])
  })
})

describe('replicas of custom types', () => {
  const redis = (spec: JsonObject): JsonObject => aWorkload('db.io/v1', 'Redis', 'r', { labels: named('p'), spec })
  const typed: JsonObject = {
    apiVersion: 'core.kubeadmiral.io/v1alpha1',
    kind: 'FederatedTypeConfig',
    metadata: { name: 'redis.db.io' },
    spec: {
      sourceType: { group: 'db.io', version: 'v1', kind: 'Redis', pluralName: 'redis', scope: 'Namespaced' },
      pathDefinition: { replicasSpec: 'spec.size.nodes' },
    },
  }
  const divide: JsonObject = { schedulingMode: 'Divide' }

  test('are divided at the path of a FederatedTypeConfig', () => {
    const { unit, codes } = make(redis({ size: { nodes: 5 } }), divide, new Map(), typed)
    expect(unit).toMatchObject({ replicas: 5, replicasPath: ['spec', 'size', 'nodes'], facts: { replicas: 5 } })
    expect(unit?.policy.division).toMatchObject({ kind: 'spread', total: 5 })
    expect(codes).toEqual([])
  })

  test('are an error where they are to be divided and nobody wrote them', () => {
    const { unit, codes, found } = make(redis({ size: {} }), divide, new Map(), typed)
    expect(unit).toBeUndefined()
    expect(codes).toEqual(['kubeadmiral/replicas-missing 0.yaml:spec.size.nodes'])
    expect(found[0]?.related).toMatchObject([{ path: ['spec', 'pathDefinition', 'replicasSpec'] }])
  })

  test('may be left out where each cluster gets all of them', () => {
    const { unit, codes } = make(redis({ size: {} }), {}, new Map(), typed)
    expect(unit).toMatchObject({
      replicas: undefined,
      policy: { division: { kind: 'duplicate' } },
    })
    expect(codes).toEqual([])
  })
})

describe('Divide falls back to Duplicate for types without a replicas path', () => {
  test.each<[string, string, boolean]>([
    ['apps/v1', 'StatefulSet', true],
    ['apps/v1', 'ReplicaSet', true],
    ['argoproj.io/v1alpha1', 'Rollout', true],
    ['db.io/v1', 'StatefulSet', false],
    ['db.io/v1', 'Redis', false],
  ])('%s %s', (apiVersion, kind, optional) => {
    const workload = aWorkload(apiVersion, kind, 'w', { labels: named('p'), spec: { replicas: 10 } })
    const { unit, codes, found } = make(workload, { schedulingMode: 'Divide' })
    expect(unit).toMatchObject({ replicas: undefined, policy: { division: { kind: 'duplicate' } } })
    expect(codes).toEqual(['kubeadmiral/divide-degrades 0.yaml:spec.schedulingMode'])
    expect(found[0]?.args).toEqual({ kind, policy: 'p', optional })
  })

  test.each<[string, DivisibleKind]>([
    ['apps/v1', 'StatefulSet'],
    ['apps/v1', 'ReplicaSet'],
    ['argoproj.io/v1alpha1', 'Rollout'],
  ])('unless stowage.yaml has them divided: %s %s', (apiVersion, kind) => {
    const { report, codes } = collector()
    const container = { name: 'c', resources: { requests: { cpu: '1' } } }
    const spec = { template: { spec: { containers: [container] } } }
    const [unit] = kubeadmiral.units({
      owned: resources(aPropagationPolicy('p', { schedulingMode: 'Divide' })),
      others: resources(aWorkload(apiVersion, kind, 'w', { labels: named('p'), spec })),
      clusters: [],
      history: new Map(),
      report,
      divisible: [kind],
    }).units
    expect(unit).toMatchObject({
      replicas: 1,
      replicasPath: ['spec', 'replicas'],
      facts: { requests: { cpu: '1000m' } },
    })
    expect(unit?.policy.division).toMatchObject({ kind: 'spread', total: 1 })
    expect(codes()).toEqual([])
  })

  test('without a word for what has no replicas', () => {
    const { codes } = make(aWorkload('v1', 'ConfigMap', 'c', { labels: named('p') }), { schedulingMode: 'Divide' })
    expect(codes).toEqual([])
  })
})

describe('the key', () => {
  test.each<[string, string, string | undefined, string]>([
    ['apps/v1', 'Deployment', 'shop', 'shop/web'],
    ['apps/v1', 'Deployment', undefined, 'default/web'],
    ['v1', 'ConfigMap', 'default', 'default/web'],
    ['rbac.authorization.k8s.io/v1', 'ClusterRole', undefined, 'web'],
  ])('%s %s in %s: %s', (apiVersion, kind, namespace, key) => {
    const policy = aClusterPropagationPolicy('c')
    const workload = aWorkload(apiVersion, kind, 'web', { namespace, labels: namedCluster('c') })
    expect(make(workload, {}, new Map(), policy).unit?.key).toBe(key)
  })
})

describe('the template', () => {
  test('loses steering and what a server sets, and keeps the rest in order', () => {
    const workload: JsonObject = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      status: { replicas: 1 },
      metadata: {
        uid: 'u',
        name: 'web',
        resourceVersion: '1',
        labels: { app: 'web', ...named('p') },
        namespace: 'default',
        creationTimestamp: null,
        ownerReferences: [],
        finalizers: ['x'],
        managedFields: [],
        selfLink: '/',
        deletionTimestamp: null,
        generation: 3,
        annotations: {
          'kubectl.kubernetes.io/last-applied-configuration': '{}',
          'kubeadmiral.io/retain-replicas': 'true',
          note: 'kept',
        },
      },
      spec: { replicas: 2 },
    }
    const { unit } = make(workload)
    expect(JSON.stringify(unit?.template)).toBe(
      JSON.stringify({
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: {
          name: 'web',
          labels: { app: 'web' },
          namespace: 'default',
          generation: 3,
          annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{}', note: 'kept' },
        },
        spec: { replicas: 2 },
      }),
    )
    expect(unit?.retainReplicas).toBe(true)
  })

  test('every steering label and annotation goes, and empty maps with them', () => {
    const labels = Object.fromEntries([...steeringLabels].map((key) => [key, 'p']))
    const annotations = Object.fromEntries([...steeringAnnotations].map((key) => [key, '']))
    const overrides = ['OverridePolicy', 'ClusterOverridePolicy'].map((kind) =>
      aWorkload('core.kubeadmiral.io/v1alpha1', kind, 'p', { spec: { overrideRules: [] } }),
    )
    const { unit } = make(deployment({ labels, annotations }), {}, new Map(), ...overrides)
    expect(unit?.template.metadata).toEqual({ name: 'web', namespace: 'default' })
  })

  test('empty maps that were empty before stay', () => {
    expect(make(deployment({ annotations: {} })).unit?.template.metadata).toMatchObject({ annotations: {} })
  })

  test('the source is not changed, and unchanged parts are shared', () => {
    const workload = deployment({ annotations: { 'kubeadmiral.io/retain-replicas': 'true' } })
    const before = copy(workload)
    const { unit } = make(workload)
    expect(workload).toEqual(before)
    expect(unit?.template.spec).toBe(workload.spec)
  })

  const job = (more: JsonObject): JsonObject =>
    aWorkload('batch/v1', 'Job', 'j', {
      labels: named('p'),
      spec: {
        ...more,
        selector: { matchLabels: { 'controller-uid': 'u' } },
        template: { metadata: { labels: { app: 'j', 'controller-uid': 'u' } } },
      },
    })
  test.each<[string, JsonObject, JsonObject]>([
    [
      'a Service loses its addresses',
      aWorkload('v1', 'Service', 's', {
        labels: named('p'),
        spec: { clusterIP: '10.0.0.1', clusterIPs: ['10.0.0.1'], ports: [] },
      }),
      { ports: [] },
    ],
    [
      'a headless Service keeps None',
      aWorkload('v1', 'Service', 's', { labels: named('p'), spec: { clusterIP: 'None', clusterIPs: ['None'] } }),
      { clusterIP: 'None', clusterIPs: ['None'] },
    ],
    [
      'a Service of another group is another kind',
      aWorkload('serving.knative.dev/v1', 'Service', 's', { labels: named('p'), spec: { clusterIP: 'x' } }),
      { clusterIP: 'x' },
    ],
    [
      'a Pod loses its ephemeral containers',
      aWorkload('v1', 'Pod', 'p', { labels: named('p'), spec: { ephemeralContainers: [], containers: [] } }),
      { containers: [] },
    ],
    [
      'a Job loses its controller-uid',
      job({}),
      { selector: { matchLabels: {} }, template: { metadata: { labels: { app: 'j' } } } },
    ],
    [
      'a Job with a manual selector keeps it',
      job({ manualSelector: true }),
      {
        manualSelector: true,
        selector: { matchLabels: { 'controller-uid': 'u' } },
        template: { metadata: { labels: { app: 'j', 'controller-uid': 'u' } } },
      },
    ],
  ])('%s', (_, workload, spec) => {
    expect(make(workload).unit?.template.spec).toEqual(spec)
  })
})

describe('the rest of the unit', () => {
  test.each<[string, boolean]>([
    ['true', true],
    ['false', false],
    ['True', false],
  ])('retain-replicas "%s"', (value, expected) => {
    const { unit } = make(deployment({ annotations: { 'kubeadmiral.io/retain-replicas': value } }))
    expect(unit?.retainReplicas).toBe(expected)
  })

  test('history is found by the identity of the workload', () => {
    const workload = aDeployment('web', { namespace: undefined, labels: named('p') })
    const previous = { clusters: new Map(), facts: {}, origin: { file: 'x', document: 0, path: [] } }
    const key = identity({ apiVersion: 'apps/v1beta2', kind: 'Deployment', namespace: 'default', name: 'web' })
    expect(make(workload, {}, new Map([[key, previous]])).unit).toMatchObject({ previous, key: 'default/web' })
  })

  test('facts and what is compared with them', () => {
    const annotations = { 'kubeadmiral.io/maxClusters': '2' }
    const resources = { requests: { cpu: '0.1', memory: '1Gi' } }
    const spec = { replicas: 4, template: { spec: { containers: [{ name: 'a', resources }] } } }
    const policy = { autoMigration: {}, disableFollowerScheduling: true }
    const before = new Map([['apps/Deployment/default/web', aPrevious({ a: 4 })]])
    const { unit } = make(deployment({ annotations, spec }), policy, before)
    const first = make(deployment({ annotations, spec }), policy).unit
    expect({ facts: first?.facts, compared: first?.rescheduling?.compared }).toEqual({
      facts: unit?.facts,
      compared: {},
    })
    const stable = {
      annotations: { maxClusters: '2' },
      replicas: 4,
      requests: { cpu: '100m', memory: '1Gi' },
    }
    expect(unit?.facts).toEqual({
      ...stable,
      policy: expect.stringMatching(/^[0-9a-f]{16}$/),
      followers: false,
      unschedulableAfter: 60,
    })
    expect(unit?.rescheduling).toMatchObject({
      compared: { ...stable, migration: null, migrationConfiguration: null },
      policy: unit?.facts.policy,
    })
  })

  test('only pods of a GPU enter the policy', () => {
    const resources = { limits: { 'nvidia.com/gpu': '0', cpu: '2' } }
    const spec = { template: { spec: { containers: [{ name: 'a', resources }] } } }
    const { unit } = make(deployment({ spec }), { schedulingMode: 'Divide' })
    expect(unit?.policy.division).toMatchObject({ weightResource: 'nvidia.com/gpu' })
  })

  test('a policy that is changed by annotations is remembered as it is', () => {
    const { unit } = make(deployment({ annotations: { 'kubeadmiral.io/sticky-cluster': 'true' } }), {
      reschedulePolicy: { disableRescheduling: false },
    })
    const plain = make(deployment({}), { reschedulePolicy: { disableRescheduling: false } }).unit
    expect(unit?.sticky).toBe(true)
    expect(plain?.sticky).toBe(false)
    expect(unit?.facts.policy).toBe(plain?.facts.policy)
    expect(unit?.rescheduling?.barred).toBe('rescheduleWhen:nil')
  })

  test.each<[Json, readonly string[]]>([
    [9, ['kubeadmiral/replicas-gone 0.yaml:spec']],
    [1, []],
    ['9', []],
  ])('replicas that are gone, of %j before', (replicas, expected) => {
    const workload = aWorkload('apps/v1', 'Deployment', 'web', { labels: named('p'), spec: {} })
    const key = identity({ apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'default', name: 'web' })
    expect(make(workload, {}, new Map([[key, aPrevious({ a: null }, { facts: { replicas } })]])).codes).toEqual(
      expected,
    )
  })

  test('facts hold the replicas and a digest that only a changed policy changes', () => {
    const facts = (spec: JsonObject): Json | undefined => make(deployment({}), spec).unit?.facts.policy
    const digest = facts({})
    expect(digest).toMatch(/^[0-9a-f]{16}$/)
    expect(make(deployment({})).unit?.facts).toEqual({ followers: true, policy: digest, replicas: 2 })
    for (const same of [
      { replicasStrategy: 'Spread' },
      { disableFollowerScheduling: false },
      { placement: null },
      { autoMigration: {} },
    ]) {
      expect(facts(same)).toBe(digest)
    }
    for (const other of [
      { maxClusters: 0 },
      { reschedulePolicy: {} },
      { clusterSelector: { a: 'b' } },
      { schedulingMode: 'Divide' },
    ]) {
      expect(facts(other)).not.toBe(digest)
    }
  })
})
