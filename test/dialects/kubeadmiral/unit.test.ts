import { describe, expect, test } from 'vitest'
import { kubeadmiral } from '../../../src/dialects/kubeadmiral/index.ts'
import { steeringAnnotations, steeringLabels } from '../../../src/dialects/kubeadmiral/steering.ts'
import { copy, type Json, type JsonObject } from '../../../src/model/json.ts'
import { identity } from '../../../src/model/resource.ts'
import {
  aDeployment,
  aPropagationPolicy,
  aWorkload,
  collector,
  named,
  resources,
  type WorkloadPlan,
} from '../resource.ts'

function make(workload: JsonObject, spec: JsonObject = {}, history = new Map()) {
  const { report, codes, found } = collector()
  const owned = resources(aPropagationPolicy('p', spec))
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
    expect(make(deployment({ labels, annotations })).unit?.template.metadata).toEqual({
      name: 'web',
      namespace: 'default',
    })
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

  test('facts hold the replicas and a digest that only a changed policy changes', () => {
    const facts = (spec: JsonObject): Json | undefined => make(deployment({}), spec).unit?.facts.policy
    const digest = facts({})
    expect(digest).toMatch(/^[0-9a-f]{16}$/)
    expect(make(deployment({})).unit?.facts).toEqual({ policy: digest, replicas: 2 })
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

  test('what is not read yet is told where it stands', () => {
    const { codes } = make(
      deployment({
        labels: {
          ...named('p'),
          'kubeadmiral.io/override-policy-name': 'o',
          'kubeadmiral.io/cluster-override-policy-name': 'o',
        },
        annotations: { 'kubeadmiral.io/maxClusters': '1', 'kubeadmiral.io/orphan': 'all' },
      }),
      { schedulingProfile: 'x' },
    )
    expect(codes).toEqual([
      'kubeadmiral/not-yet 0.yaml:spec.schedulingProfile',
      'kubeadmiral/not-yet 0.yaml:metadata.labels.kubeadmiral.io/cluster-override-policy-name',
      'kubeadmiral/not-yet 0.yaml:metadata.labels.kubeadmiral.io/override-policy-name',
      'kubeadmiral/not-yet 0.yaml:metadata.annotations.kubeadmiral.io/maxClusters',
    ])
  })
})
