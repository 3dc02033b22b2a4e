import { describe, expect, test } from 'vitest'
import { annotationsFact } from '../../../src/dialects/kubeadmiral/rescheduling/triggers.ts'
import type { Json, JsonObject } from '../../../src/model/json.ts'
import {
  aCluster,
  aClusterPropagationPolicy,
  aDeployment,
  aPropagationPolicy,
  aResource,
  named,
  namedCluster,
} from '../resource.ts'
import { rendered } from './rendered.ts'

/** What a render rests on. */
interface Status {
  readonly policy: string
  readonly reschedule: JsonObject
  /** Labels, taints and served kinds of each cluster. */
  readonly clusters: Readonly<Record<string, { labels?: JsonObject; taint?: string; serves?: string }>>
}

function manifests({ policy, reschedule, clusters }: Status): JsonObject[] {
  return [
    aPropagationPolicy(policy, { reschedulePolicy: reschedule }),
    aDeployment('web', { labels: named(policy) }),
    ...Object.entries(clusters).map(([name, { labels, taint, serves }]) =>
      aCluster(name, labels, {
        ...(taint === undefined ? {} : { taints: [{ key: 'foo', value: 'bar', effect: taint }] }),
        ...(serves === undefined ? {} : { apis: ['Deployment', serves].map((kind) => served(kind)) }),
      }),
    ),
  ]
}

function served(kind: string): JsonObject {
  return kind === 'Deployment' ? { group: 'apps', version: 'v1', kind } : { group: '', version: 'v1', kind }
}

/** What the second of two renders does. */
function second(before: readonly JsonObject[], after: readonly JsonObject[]) {
  const { history } = rendered(before)
  const { decisions } = rendered(after, history)
  const [decision] = decisions
  return `${decision?.outcome} ${decision?.deferred.join('; ')}`.trim()
}

const when = (toggles: JsonObject): JsonObject => ({
  rescheduleWhen: {
    policyContentChanged: false,
    clusterJoined: false,
    clusterLabelsChanged: false,
    clusterAPIResourcesChanged: false,
    ...toggles,
  },
})
const never = when({})
const one = { cluster1: {} }
const two = { cluster1: {}, cluster2: {} }
const status = (plan: Partial<Status>): Status => ({ policy: 'pp0', reschedule: never, clusters: one, ...plan })

describe('whether a workload is placed anew', () => {
  test('the first time', () => {
    const { decisions } = rendered(manifests(status({ reschedule: { disableRescheduling: true } })))
    expect(decisions[0]?.outcome).toBe('decided')
  })

  const foo = { cluster1: { labels: { foo: 'bar' } } }
  const bar = { cluster1: { labels: { bar: 'foo' } } }
  const a = { cluster1: { serves: 'A' } }
  const b = { cluster1: { serves: 'B' } }
  const everything = { cluster1: { labels: { bar: 'foo' }, serves: 'B' }, cluster2: {} }
  const old = { cluster1: { labels: { foo: 'bar' }, serves: 'A' } }
  test.each<[string, Partial<Status>, Partial<Status>, string]>([
    ['nothing changed', {}, {}, 'kept'],
    [
      'another policy, even where rescheduling is disabled',
      { reschedule: { disableRescheduling: true } },
      { reschedule: { disableRescheduling: true }, policy: 'pp1' },
      'sticky',
    ],
    ['another policy', {}, { policy: 'pp1' }, 'decided'],
    [
      'policyContentChanged from true to false',
      { reschedule: when({ policyContentChanged: true }) },
      {},
      'kept policyContentChanged:false',
    ],
    ['policyContentChanged from false to true', {}, { reschedule: when({ policyContentChanged: true }) }, 'decided'],
    [
      'a cluster joins, with clusterJoined',
      { reschedule: when({ clusterJoined: true }) },
      { reschedule: when({ clusterJoined: true }), clusters: two },
      'decided',
    ],
    ['a cluster joins, without clusterJoined', {}, { clusters: two }, 'kept clusterJoined:false'],
    [
      'labels change, with clusterLabelsChanged',
      { reschedule: when({ clusterLabelsChanged: true }), clusters: foo },
      { reschedule: when({ clusterLabelsChanged: true }), clusters: bar },
      'decided',
    ],
    [
      'labels change, without clusterLabelsChanged',
      { clusters: foo },
      { clusters: bar },
      'kept clusterLabelsChanged:false',
    ],
    [
      'API types change, with clusterAPIResourcesChanged',
      { reschedule: when({ clusterAPIResourcesChanged: true }), clusters: a },
      { reschedule: when({ clusterAPIResourcesChanged: true }), clusters: b },
      'decided',
    ],
    [
      'API types change, without clusterAPIResourcesChanged',
      { clusters: a },
      { clusters: b },
      'kept clusterAPIResourcesChanged:false',
    ],
    [
      'everything changes, with disableRescheduling',
      { clusters: old },
      { clusters: everything, reschedule: { disableRescheduling: true } },
      'kept disableRescheduling:true',
    ],
    [
      'everything changes, without rescheduleWhen',
      { clusters: old },
      { clusters: everything, reschedule: { replicaRescheduling: {} } },
      'kept rescheduleWhen:nil',
    ],
    [
      'everything changes, with every condition off',
      { clusters: old },
      { clusters: everything, reschedule: { ...never, replicaRescheduling: { avoidDisruption: false } } },
      'kept policyContentChanged:false; clusterLabelsChanged:false; clusterAPIResourcesChanged:false; clusterJoined:false',
    ],
    [
      'taints change',
      { clusters: { cluster1: { taint: 'NoSchedule' } } },
      { clusters: { cluster1: { taint: 'NoExecute' } } },
      'decided',
    ],
    ['a cluster takes the place of another', { clusters: one }, { clusters: { cluster2: {} } }, 'decided'],
    ['a cluster leaves', { clusters: two }, { clusters: one }, 'decided'],
    [
      'a cluster leaves, with disableRescheduling',
      { clusters: two, reschedule: { disableRescheduling: true } },
      { clusters: one, reschedule: { disableRescheduling: true } },
      'kept disableRescheduling:true',
    ],
  ])('%s', (_, before, after, expected) => {
    expect(second(manifests(status(before)), manifests(status(after)))).toBe(expected)
  })
})

describe('the defaults of what asks for a new decision', () => {
  const policy = (reschedule: JsonObject | undefined, more: JsonObject = {}): JsonObject =>
    aPropagationPolicy('pp0', { ...more, ...(reschedule === undefined ? {} : { reschedulePolicy: reschedule }) })
  test.each<[string, JsonObject | undefined, string]>([
    ['no reschedulePolicy', undefined, 'decided'],
    ['an empty reschedulePolicy', {}, 'kept rescheduleWhen:nil'],
    ['disableRescheduling: false alone', { disableRescheduling: false }, 'kept rescheduleWhen:nil'],
    ['rescheduleWhen of null', { rescheduleWhen: null }, 'kept rescheduleWhen:nil'],
    ['an empty rescheduleWhen', { rescheduleWhen: {} }, 'decided'],
    ['another condition alone', { rescheduleWhen: { clusterJoined: true } }, 'decided'],
    ['replicaRescheduling alone', { replicaRescheduling: {} }, 'kept rescheduleWhen:nil'],
  ])('%s: a changed policy', (_, reschedule, expected) => {
    const rest = [aDeployment('web', { labels: named('pp0') }), aCluster('cluster1')]
    expect(second([policy(reschedule), ...rest], [policy(reschedule, { maxClusters: 1 }), ...rest])).toBe(expected)
  })
})

describe('what no condition holds back', () => {
  const reschedule = { reschedulePolicy: never }
  const web = (plan: {
    replicas?: number
    cpu?: string
    annotations?: JsonObject
    labels?: JsonObject
  }): JsonObject[] => [
    aPropagationPolicy('pp0', reschedule),
    aClusterPropagationPolicy('pp0', reschedule),
    aDeployment('web', {
      labels: plan.labels ?? named('pp0'),
      ...(plan.annotations === undefined ? {} : { annotations: plan.annotations }),
      spec: {
        replicas: plan.replicas ?? 2,
        template: { spec: { containers: [{ name: 'c', resources: { requests: { cpu: plan.cpu ?? '1' } } }] } },
      },
    }),
    aCluster('cluster1'),
  ]
  const steered = (name: string, text: Json): JsonObject => ({ [`kubeadmiral.io/${name}`]: text })
  test.each<[string, Parameters<typeof web>[0], string]>([
    ['replicas', { replicas: 3 }, 'decided'],
    ['requests', { cpu: '2' }, 'decided'],
    ['not requests in other words', { cpu: '1000m' }, 'kept'],
    ['scheduling-mode', { annotations: steered('scheduling-mode', 'Divide') }, 'decided'],
    ['follows-object', { annotations: steered('follows-object', 'x') }, 'decided'],
    ['migration-configuration', { annotations: steered('migration-configuration', '{}') }, 'decided'],
    ['not an invalid migration-configuration', { annotations: steered('migration-configuration', 'x') }, 'kept'],
    ['not no-scheduling', { annotations: steered('no-scheduling', 'true') }, 'kept'],
    ['not followers', { annotations: steered('followers', '[]') }, 'kept'],
    ['not other annotations', { annotations: { note: 'x' } }, 'kept'],
    ['not a policy of another kind that says the same', { labels: namedCluster('pp0') }, 'kept'],
  ])('%s', (_, plan, expected) => {
    expect(second(web({}), web(plan))).toBe(expected)
  })
})

test('a change that was deferred is pending until a condition is switched on', () => {
  const first = rendered(manifests(status({})))
  const deferred = rendered(manifests(status({ clusters: two })), first.history)
  expect(deferred.decisions[0]?.deferred).toEqual(['clusterJoined:false'])
  const again = rendered(manifests(status({ clusters: two })), deferred.history)
  expect(again.history).toEqual(deferred.history)
  const reschedule = when({ clusterJoined: true, policyContentChanged: false })
  const stillPolicy = rendered(manifests(status({ clusters: two, reschedule })), again.history)
  expect(stillPolicy.decisions[0]).toMatchObject({ outcome: 'decided', deferred: [] })
})

describe('annotations as a fact', () => {
  const fact = (annotations: JsonObject): JsonObject | undefined =>
    annotationsFact(aResource(aDeployment('web', { annotations })))

  test('hold those that steer the placement, as they stand', () => {
    const names = [
      'tolerations',
      'scheduling-mode',
      'sticky-cluster',
      'placements',
      'clusterSelector',
      'affinity',
      'maxClusters',
      'follows-object',
      'dry-run',
    ]
    const annotations = Object.fromEntries(names.map((name) => [`kubeadmiral.io/${name}`, `{${name}`]))
    const found = fact({ ...annotations, 'kubeadmiral.io/no-scheduling': 'true', note: 'x' })
    expect(found).toEqual(Object.fromEntries(names.map((name) => [name, `{${name}`])))
    expect(Object.keys(found ?? {})).toEqual([...names].sort())
  })

  test.each<[string, JsonObject]>([
    ['none', {}],
    ['others', { 'kubeadmiral.io/migration-configuration': '{}', maxClusters: '1' }],
    ['no text', { 'kubeadmiral.io/maxClusters': 3 }],
  ])('are absent where there are %s', (_, annotations) => {
    expect(fact(annotations)).toBeUndefined()
  })

  test('an empty one is one', () => {
    expect(fact({ 'kubeadmiral.io/maxClusters': '' })).toEqual({ maxClusters: '' })
  })
})
