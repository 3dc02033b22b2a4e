import { describe, expect, test } from 'vitest'
import { followersOf, isLeader, mayFollow } from '../../../src/dialects/kubeadmiral/followers/followers.ts'
import { readTypes } from '../../../src/dialects/kubeadmiral/workload-types.ts'
import type { Json, JsonObject } from '../../../src/model/json.ts'
import {
  aCluster,
  aDeployment,
  aPropagationPolicy,
  aResource,
  aWorkload,
  collector,
  named,
  resources,
  type WorkloadPlan,
} from '../resource.ts'
import { rendered } from './rendered.ts'

const follow = 'kubeadmiral.io/followers'
const uses: JsonObject = { serviceAccountName: 'robot', volumes: [{ configMap: { name: 'settings' } }] }
const template: JsonObject = { template: { spec: uses } }

describe('who leads', () => {
  test.each<[string, string, boolean]>([
    ['apps/v1', 'Deployment', true],
    ['apps/v1', 'StatefulSet', true],
    ['apps/v1', 'DaemonSet', true],
    ['batch/v1', 'Job', true],
    ['batch/v1', 'CronJob', true],
    ['v1', 'Pod', true],
    ['apps/v1', 'ReplicaSet', false],
    ['extensions/v1beta1', 'Deployment', false],
    ['v1', 'ConfigMap', false],
  ])('%s %s: %s', (apiVersion, kind, expected) => {
    expect(isLeader({ apiVersion, kind, namespace: 'default', name: 'a' })).toBe(expected)
  })
})

describe('who may follow', () => {
  const scaler = (kind: string, scope = 'Namespaced'): JsonObject => ({
    apiVersion: 'core.kubeadmiral.io/v1alpha1',
    kind: 'FederatedTypeConfig',
    metadata: { name: kind, annotations: { 'kubeadmiral.io/scale-target-ref-path': 'spec.target' } },
    spec: { sourceType: { group: 'apps', version: 'v1', kind, pluralName: 'x', scope } },
  })
  test.each<[string, string, boolean]>([
    ['v1', 'ConfigMap', true],
    ['v1', 'Secret', true],
    ['v1', 'PersistentVolumeClaim', true],
    ['v1', 'ServiceAccount', true],
    ['v1', 'Service', true],
    ['networking.k8s.io/v1', 'Ingress', true],
    ['networking.k8s.io/v1beta1', 'Ingress', true],
    ['autoscaling/v2', 'HorizontalPodAutoscaler', true],
    ['apps/v1', 'Scaler', true],
    ['extensions/v1beta1', 'Ingress', false],
    ['v1', 'Endpoints', false],
    ['policy/v1', 'PodDisruptionBudget', false],
    ['apps/v1', 'Deployment', false],
    ['v1', 'PersistentVolume', false],
  ])('%s %s: %s', (apiVersion, kind, expected) => {
    const types = readTypes(resources(scaler('Scaler'), scaler('Deployment')), () => {})
    expect(mayFollow({ apiVersion, kind, namespace: 'default', name: 'a' }, types)).toBe(expected)
  })

  test('a scaler that has no namespace cannot be of its leader’s', () => {
    const types = readTypes(resources(scaler('Scaler', 'Cluster')), () => {})
    expect(mayFollow({ apiVersion: 'apps/v1', kind: 'Scaler', namespace: '', name: 'a' }, types)).toBe(false)
  })
})

describe('the followers of a leader', () => {
  function of(object: JsonObject) {
    const { report, codes } = collector()
    return { followers: followersOf(aResource(object), readTypes([], report), report), codes: codes() }
  }
  const listed = (list: string): JsonObject => aDeployment('web', { annotations: { [follow]: list } })

  test.each<[string, string, JsonObject]>([
    ['apps/v1', 'Deployment', template],
    ['apps/v1', 'StatefulSet', template],
    ['apps/v1', 'DaemonSet', template],
    ['batch/v1', 'Job', template],
    ['batch/v1', 'CronJob', { jobTemplate: { spec: template } }],
    ['v1', 'Pod', uses],
  ])('what the pods of a %s %s use', (apiVersion, kind, spec) => {
    expect(of(aWorkload(apiVersion, kind, 'a', { namespace: 'shop', spec }))).toEqual({
      followers: ['/ConfigMap/shop/settings', '/ServiceAccount/shop/robot'],
      codes: [],
    })
  })

  test('the ephemeral containers of a Pod count, though they are not rendered', () => {
    const spec: JsonObject = { ephemeralContainers: [{ envFrom: [{ secretRef: { name: 's' } }] }] }
    expect(of(aWorkload('v1', 'Pod', 'a', { spec })).followers).toEqual(['/Secret/default/s'])
  })

  test('not the Service nor the claims of a StatefulSet', () => {
    const spec: JsonObject = { serviceName: 'web', volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: {} }] }
    expect(of(aWorkload('apps/v1', 'StatefulSet', 'a', { spec })).followers).toEqual([])
  })

  test('the listed and the used ones together, each once, in order', () => {
    const list = JSON.stringify([
      { kind: 'Service', name: 'web' },
      { group: 'networking.k8s.io', kind: 'Ingress', name: 'web' },
      { kind: 'ConfigMap', name: 'settings' },
    ])
    const workload = aDeployment('web', { spec: template, annotations: { [follow]: list } })
    expect(of(workload).followers).toEqual([
      '/ConfigMap/default/settings',
      '/Service/default/web',
      '/ServiceAccount/default/robot',
      'networking.k8s.io/Ingress/default/web',
    ])
  })

  test.each<[string, string, string[]]>([
    ['keys in any case', '[{"KIND": "Secret", "Name": "s", "gRoup": ""}]', ['/Secret/default/s']],
    [
      'a namespace of its own, which does not count',
      '[{"kind": "Secret", "name": "s", "namespace": "b"}]',
      ['/Secret/default/s'],
    ],
    ['the last of two equal keys', '[{"kind": "A", "kind": "Secret", "name": "s"}]', ['/Secret/default/s']],
    ['null for a list', 'null', []],
    ['no list', '', []],
    ['an empty list', '[]', []],
  ])('%s', (_, list, followers) => {
    expect(of(listed(list))).toEqual({ followers, codes: [] })
  })

  test.each<[string, string, string[], string]>([
    ['null for an entry', '[null]', ['//default/'], ''],
    [
      'a kind that cannot follow',
      '[{"group": "apps", "kind": "Deployment", "name": "s"}]',
      ['apps/Deployment/default/s'],
      '',
    ],
    ['a misspelt kind', '[{"kind": "Servcie", "name": "s"}]', ['/Servcie/default/s'], 'kind: Service, without a group'],
    [
      'a group that is no group',
      '[{"group": "apps/x", "kind": "Secret", "name": "s"}]',
      ['apps\0x/Secret/default/s'],
      'kind: Secret, without a group',
    ],
    [
      'an autoscaler without its group',
      '[{"kind": "HorizontalPodAutoscaler", "name": "s"}]',
      ['/HorizontalPodAutoscaler/default/s'],
      'kind: HorizontalPodAutoscaler, group: autoscaling',
    ],
  ])('%s is ignored, with a warning', (_, list, followers, suggestion) => {
    const { report, codes, found } = collector()
    expect(followersOf(aResource(listed(list)), readTypes([], report), report)).toEqual(followers)
    expect(codes()).toEqual([`kubeadmiral/follower-kind input.yaml:metadata.annotations.${follow}`])
    expect(found[0]?.args).toMatchObject({ suggestion })
  })

  test.each([
    ['no JSON', '[{kind: Service}]'],
    ['an object', '{"kind": "Service", "name": "web"}'],
    ['texts', '["web"]'],
    ['a number for a name', '[{"kind": "Service", "name": "web"}, {"kind": "Service", "name": 1}]'],
    ['something behind the list', '[] []'],
  ])('%s is an error at the annotation', (_, list) => {
    expect(of(listed(list))).toEqual({
      followers: [],
      codes: ['kubeadmiral/followers input.yaml:metadata.annotations.kubeadmiral.io/followers'],
    })
  })
})

/** A Deployment that uses a ConfigMap and a ServiceAccount, and lists a Service. */
const leader = (name: string, policy: string, plan: WorkloadPlan = {}): JsonObject =>
  aDeployment(name, {
    labels: named(policy),
    ...plan,
    spec: { ...template, ...plan.spec },
    annotations: { [follow]: '[{"kind": "Service", "name": "web"}]', ...plan.annotations },
  })
const settings = (plan: WorkloadPlan = {}): JsonObject => aWorkload('v1', 'ConfigMap', 'settings', plan)
const service = aWorkload('v1', 'Service', 'web')
const fleet = ['eu', 'us', 'asia'].map((name) => aCluster(name))
const on = (name: string, clusters: readonly string[], spec: JsonObject = {}): JsonObject =>
  aPropagationPolicy(name, { placement: clusters.map((cluster) => ({ cluster })), ...spec })

describe('followers in a render', () => {
  test('go where their leader goes, and what nothing names stays unplaced', () => {
    const other = aWorkload('v1', 'ConfigMap', 'other')
    const { clusters, codes } = rendered([
      ...fleet,
      on('p', ['eu', 'us']),
      leader('web', 'p'),
      settings(),
      service,
      other,
    ])
    const all = ['ConfigMap default/settings', 'Deployment default/web', 'Service default/web']
    expect(clusters).toEqual({ eu: all, us: all })
    expect(codes).toEqual(['object/unplaced 7.yaml:'])
  })

  test('are placed as followers, and remembered with their leaders', () => {
    const { decisions, history } = rendered([...fleet, on('p', ['eu']), leader('web', 'p'), settings()])
    const placed = decisions.find(({ unit }) => unit.workload.kind === 'ConfigMap')
    expect(placed).toMatchObject({
      follows: ['apps/Deployment/default/web'],
      policyRef: undefined,
      targets: [{ cluster: 'eu', replicas: undefined, following: true }],
    })
    const text = history.find(({ path }) => path.includes('configmap'))?.text
    expect(text).toMatch(/follows:\n\s+- apps\/Deployment\/default\/web\n/)
    expect(text).toMatch(/- name: eu\n\s+following: true\n/)
  })

  test('follow every leader that takes them along', () => {
    const leaders = [leader('a', 'p'), leader('b', 'q'), leader('c', 'alone')]
    const policies = [on('p', ['eu']), on('q', ['us']), on('alone', ['asia'], { disableFollowerScheduling: true })]
    const { clusters, decisions } = rendered([...fleet, ...policies, ...leaders, settings()])
    expect(clusters).toEqual({
      asia: ['Deployment default/c'],
      eu: ['ConfigMap default/settings', 'Deployment default/a'],
      us: ['ConfigMap default/settings', 'Deployment default/b'],
    })
    expect(decisions.find(({ unit }) => unit.workload.kind === 'ConfigMap')?.follows).toEqual([
      'apps/Deployment/default/a',
      'apps/Deployment/default/b',
    ])
  })

  test.each<[boolean | undefined, string[]]>([
    [true, ['Deployment default/web']],
    [false, ['ConfigMap default/settings', 'Deployment default/web']],
    [undefined, ['ConfigMap default/settings', 'Deployment default/web']],
  ])(
    'disableFollowerScheduling %s: true disables, where the founding document says that it enables',
    (disabled, eu) => {
      const spec: JsonObject = disabled === undefined ? {} : { disableFollowerScheduling: disabled }
      const { clusters, codes } = rendered([...fleet, on('p', ['eu'], spec), leader('web', 'p'), settings()])
      expect(clusters).toEqual({ eu })
      expect(codes).toEqual(disabled === true ? ['object/unplaced 5.yaml:'] : [])
    },
  )

  test('without a policy a workload has no followers', () => {
    const { clusters, codes } = rendered([...fleet, leader('web', 'p', { labels: {} }), settings()])
    expect(clusters).toEqual({})
    expect(codes).toEqual(['object/unplaced 4.yaml:'])
  })

  test('stay out of clusters where a divided leader has no replicas', () => {
    const weights = { eu: 1, us: 0 }
    const placement: Json[] = Object.entries(weights).map(([cluster, weight]) => ({ cluster, preferences: { weight } }))
    const policy = on('p', [], { schedulingMode: 'Divide', placement })
    const { clusters } = rendered([...fleet, policy, leader('web', 'p'), settings()])
    expect(clusters).toEqual({ eu: ['ConfigMap default/settings', 'Deployment default/web'] })
  })

  test('with a policy of their own go where either places them', () => {
    const objects = [
      on('p', ['eu', 'us']),
      on('q', ['asia', 'eu']),
      leader('web', 'p'),
      settings({ labels: named('q') }),
    ]
    const { clusters, decisions, codes } = rendered([...fleet, ...objects])
    const map = 'ConfigMap default/settings'
    expect(clusters).toEqual({
      asia: [map],
      eu: [map, 'Deployment default/web'],
      us: [map, 'Deployment default/web'],
    })
    const placed = decisions.find(({ unit }) => unit.workload.kind === 'ConfigMap')
    expect(placed?.policyRef?.name).toBe('q')
    expect(placed?.targets).toEqual([
      { cluster: 'asia', replicas: undefined },
      { cluster: 'eu', replicas: undefined },
      { cluster: 'us', replicas: undefined, following: true },
    ])
    expect(codes).toEqual([])
  })

  test.each<[string, JsonObject, WorkloadPlan]>([
    ['disable-following on the follower', {}, { annotations: { 'kubeadmiral.io/disable-following': 'true' } }],
    ['no-federated-resource on the follower', {}, { annotations: { 'kubeadmiral.io/no-federated-resource': '1' } }],
    ['another namespace', {}, { namespace: 'shop' }],
    ['a leader that is kept out', { 'kubeadmiral.io/no-federated-resource': '1' }, {}],
    ['a leader that is not scheduled', { 'kubeadmiral.io/no-scheduling': 'true' }, {}],
    ['a leader that is a dry run', { 'kubeadmiral.io/dry-run': 'true' }, {}],
  ])('do not follow: %s', (_, annotations, plan) => {
    const { clusters, codes } = rendered([
      ...fleet,
      on('p', ['eu']),
      leader('web', 'p', { annotations }),
      settings(plan),
    ])
    expect(Object.values(clusters).flat()).not.toContain('ConfigMap default/settings')
    expect(codes.filter((code) => code.startsWith('object/unplaced'))).toHaveLength(1)
  })

  test('any other text than true does not keep from following', () => {
    const plan = { annotations: { 'kubeadmiral.io/disable-following': 'True' } }
    const { clusters } = rendered([...fleet, on('p', ['eu']), leader('web', 'p'), settings(plan)])
    expect(clusters.eu).toContain('ConfigMap default/settings')
  })

  test('lose their steering annotations, and are changed by their override policies', () => {
    const override: JsonObject = {
      apiVersion: 'core.kubeadmiral.io/v1alpha1',
      kind: 'OverridePolicy',
      metadata: { name: 'o', namespace: 'default' },
      spec: {
        overrideRules: [
          {
            targetClusters: { clusters: ['us'] },
            overriders: { jsonpatch: [{ operator: 'add', path: '/data', value: { zone: 'us' } }] },
          },
        ],
      },
    }
    const plan: WorkloadPlan = {
      labels: { 'kubeadmiral.io/override-policy-name': 'o', app: 'web' },
      annotations: { 'kubeadmiral.io/disable-following': 'false' },
    }
    const { texts } = rendered([...fleet, on('p', ['eu', 'us']), override, leader('web', 'p'), settings(plan)])
    const text = (cluster: string): string | undefined =>
      texts.find(({ path }) => path === `clusters/${cluster}/default_configmap_settings.yaml`)?.text()
    expect(text('us')).toContain('zone: us')
    expect(text('eu')).not.toContain('zone')
    for (const cluster of ['eu', 'us']) expect(text(cluster)).not.toContain('kubeadmiral.io')
  })

  test('with refused overrides are refused, and not unplaced', () => {
    const plan = { labels: { 'kubeadmiral.io/override-policy-name': 'missing' } }
    const { codes } = rendered([...fleet, on('p', ['eu']), leader('web', 'p'), settings(plan)])
    expect(codes).toEqual([expect.stringMatching(/^kubeadmiral\/.* 5\.yaml:metadata\.labels/)])
  })

  test('do not depend on the order of the input', () => {
    const objects = [...fleet, on('p', ['eu', 'us']), on('q', ['asia']), leader('a', 'p'), leader('b', 'q'), settings()]
    const { clusters, history } = rendered(objects)
    const reversed = rendered([...objects].reverse())
    expect(reversed.clusters).toEqual(clusters)
    expect(reversed.history).toEqual(history)
  })
})

describe('followers and history', () => {
  const before = [...fleet, on('p', ['eu', 'us']), leader('web', 'p'), settings()]

  test('nothing changes in a second render', () => {
    const { history, clusters } = rendered(before)
    const again = rendered(before, history)
    expect(again.history).toEqual(history)
    expect(again.clusters).toEqual(clusters)
    expect(again.codes).toEqual([])
  })

  test('a leader that moves takes them along, whatever makes it move', () => {
    const { history } = rendered(before)
    const { clusters, codes } = rendered([...fleet, on('p', ['asia', 'us']), leader('web', 'p'), settings()], history)
    expect(clusters.asia).toEqual(['ConfigMap default/settings', 'Deployment default/web'])
    expect(clusters.eu).toBeUndefined()
    expect(codes).toEqual([])
  })

  test.each<[string, JsonObject]>([
    ['disables followers', on('p', ['eu', 'us'], { disableFollowerScheduling: true })],
    [
      'is kept, and counts as it was when it decided',
      on('p', ['eu', 'us'], {
        disableFollowerScheduling: true,
        reschedulePolicy: { rescheduleWhen: { policyContentChanged: false } },
      }),
    ],
  ])('a policy that %s', (what, policy) => {
    const { history } = rendered(before)
    const { clusters, codes } = rendered([...fleet, policy, leader('web', 'p'), settings()], history)
    const kept = what.startsWith('is kept')
    expect(clusters.eu ?? []).toEqual(
      kept ? ['ConfigMap default/settings', 'Deployment default/web'] : ['Deployment default/web'],
    )
    expect(codes.map((code) => code.split(' ')[0])).toEqual(
      kept ? ['placement/deferred'] : ['placement/leaves-every-cluster', 'object/unplaced'],
    )
  })

  test('a leader that uses it no more makes it leave, which is asked about', () => {
    const { history } = rendered(before)
    const without = aDeployment('web', { labels: named('p') })
    const { codes } = rendered([...fleet, on('p', ['eu', 'us']), without, settings()], history)
    expect(codes).toEqual(['placement/leaves-every-cluster 5.yaml:', 'object/unplaced 5.yaml:'])
  })

  test('a leader that is gone contributes nothing', () => {
    const two = [...before, leader('b', 'q'), on('q', ['asia'])]
    const { history, clusters } = rendered(two)
    expect(clusters.asia).toContain('ConfigMap default/settings')
    const after = rendered(before, history)
    expect(after.clusters.asia).toBeUndefined()
    expect(after.codes).toEqual(['placement/removed'])
  })
})
