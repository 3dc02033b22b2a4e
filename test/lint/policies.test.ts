import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../src/model/json.ts'
import {
  aCluster,
  aClusterPropagationPolicy,
  aDeployment,
  aPropagationPolicy,
  aWorkload,
  codeAt,
  named,
  namedCluster,
} from '../dialects/resource.ts'
import { linted, lintedOf, lintsOf, twoClusters } from './linted.ts'

const web = aDeployment('web', { labels: named('p') })
const policy = (spec: JsonObject): JsonObject => aPropagationPolicy('p', spec)
const term = (key: string, ...values: string[]): JsonObject => ({ matchExpressions: [{ key, operator: 'In', values }] })
const annotated = (name: string, value: unknown): JsonObject =>
  aDeployment('web', { labels: named('p'), annotations: { [`kubeadmiral.io/${name}`]: JSON.stringify(value) } })

/** A row is what is told of a policy `p` in 1.yaml, which the Deployment in 0.yaml uses. */
type Row = readonly [what: string, spec: JsonObject, told: readonly string[], args?: JsonObject | undefined]

const selectors: readonly Row[] = [
  ['a value that a cluster has', { clusterSelector: { region: 'eu' } }, []],
  [
    'a value that differs by case',
    { clusterSelector: { region: 'EU' } },
    ['lint/selector-matches-nothing 1.yaml:spec.clusterSelector'],
    { label: 'region', value: 'EU', suggestion: 'eu' },
  ],
  [
    'a label that is misspelt',
    { clusterSelector: { regoin: 'eu' } },
    ['lint/selector-matches-nothing 1.yaml:spec.clusterSelector'],
    { label: 'regoin', value: '', suggestion: 'region' },
  ],
  [
    'labels that no cluster has together',
    { clusterSelector: { region: 'us', tier: 'gold' } },
    ['lint/selector-matches-nothing 1.yaml:spec.clusterSelector'],
    { label: '', value: '', suggestion: '' },
  ],
  [
    'the name of a cluster that is not there',
    {
      clusterAffinity: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['eo'] }] }],
    },
    ['lint/selector-matches-nothing 1.yaml:spec.clusterAffinity'],
    { label: 'metadata.name', value: 'eo', suggestion: 'eu' },
  ],
  ['terms that all match', { clusterAffinity: [term('region', 'eu'), term('region', 'us')] }, []],
  [
    'one term of two',
    { clusterAffinity: [term('region', 'eu'), term('region', 'usa')] },
    ['lint/term-matches-nothing 1.yaml:spec.clusterAffinity.1'],
    { label: 'region', value: 'usa', suggestion: 'us' },
  ],
  [
    'an affinity that cannot be evaluated',
    { clusterAffinity: [{ matchExpressions: [{ key: 'region', operator: 'Exists', values: ['x'] }] }] },
    ['placement/invalid-affinity 1.yaml:spec.clusterAffinity'],
  ],
]

const gpu = { key: 'dedicated', operator: 'Equal', value: 'gpu', effect: 'NoSchedule' }
const tolerations: readonly Row[] = [
  ['a taint that a cluster has', { tolerations: [gpu] }, []],
  ['any taint', { tolerations: [{ operator: 'Exists' }] }, []],
  ['a key, whatever its value', { tolerations: [{ key: 'dedicated', operator: 'Exists' }] }, []],
  [
    'another value',
    { tolerations: [gpu, { ...gpu, value: 'cpu' }] },
    ['lint/idle-toleration 1.yaml:spec.tolerations.1'],
    { toleration: 'dedicated=cpu:NoSchedule', suggestion: 'dedicated=gpu:NoSchedule' },
  ],
  [
    'a key that is misspelt',
    { tolerations: [{ key: 'dedicted', operator: 'Exists' }] },
    ['lint/idle-toleration 1.yaml:spec.tolerations.0'],
    { toleration: 'dedicted', suggestion: 'dedicated=gpu:NoSchedule' },
  ],
]

const divide = { schedulingMode: 'Divide', clusterSelector: { region: 'eu' } }
const entry = (cluster: string, preferences: JsonObject = {}): JsonObject => ({ cluster, preferences })
const wishes: readonly Row[] = [
  ['a weight where the selector goes', { ...divide, placement: [entry('eu', { weight: 1 })] }, []],
  [
    'a weight where it does not',
    { ...divide, placement: [entry('eu', { weight: 1 }), entry('us', { weight: 1 })] },
    ['lint/wish-left-out 1.yaml:spec.placement.1'],
    { cluster: 'us', wishes: ['weight'] },
  ],
  [
    'a minimum and a priority where it does not',
    { ...divide, placement: [entry('eu'), entry('us', { minReplicas: 1, priority: 2 })] },
    ['lint/wish-left-out 1.yaml:spec.placement.1'],
    { cluster: 'us', wishes: ['minReplicas', 'priority'] },
  ],
  [
    'a priority in a policy that duplicates',
    { clusterSelector: { region: 'eu' }, placement: [entry('eu'), entry('us', { priority: 2 })] },
    ['lint/wish-left-out 1.yaml:spec.placement'],
  ],
  ['no wish where it does not', { ...divide, placement: [entry('eu'), entry('us', { weight: 0 })] }, []],
  [
    'a minimum above its maximum',
    { schedulingMode: 'Divide', placement: [entry('eu', { minReplicas: 3, maxReplicas: 2 })] },
    ['placement/min-above-max 1.yaml:spec.placement.0'],
  ],
  [
    'a minimum that is its maximum',
    { schedulingMode: 'Divide', placement: [entry('eu', { minReplicas: 2, maxReplicas: 2 })] },
    [],
  ],
]

describe.each<readonly [string, readonly Row[]]>([
  ['selectors', selectors],
  ['tolerations', tolerations],
  ['wishes', wishes],
])('%s', (_, table) => {
  const rows = table.map(([what, spec, told, args]) => ({ what, spec, told, args }))

  it.each(rows)('$what', ({ spec, told, args }) => {
    const found = linted(web, policy(spec))
    expect(found.map(codeAt)).toEqual(told)
    if (args !== undefined) expect(found[0]?.args).toEqual(args)
  })

  it.each(rows)('$what, in a policy that nothing uses', ({ spec, told }) => {
    const unused = 'lint/unused-policy 1.yaml:metadata.name'
    expect(lintsOf(aDeployment('web'), policy(spec))).toEqual([unused, ...told])
  })
})

it('tells once what two workloads share', () => {
  const found = lintsOf(web, policy({ clusterSelector: { region: 'EU' } }), aDeployment('b', { labels: named('p') }))
  expect(found).toEqual(['lint/selector-matches-nothing 1.yaml:spec.clusterSelector'])
})

describe('annotations of a workload', () => {
  const at = '0.yaml:metadata.annotations'
  it.each([
    ['clusterSelector', { region: 'EU' }, `lint/selector-matches-nothing ${at}.kubeadmiral.io/clusterSelector`],
    ['tolerations', [{ ...gpu, key: 'x' }], `lint/idle-toleration ${at}.kubeadmiral.io/tolerations.0`],
    [
      'affinity',
      {
        clusterAffinity: {
          preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, preference: term('region', 'asia') }],
        },
      },
      `lint/term-matches-nothing ${at}.kubeadmiral.io/affinity`,
    ],
  ])('%s', (name, value, told) => {
    expect(lintsOf(annotated(name, value), policy({}))).toEqual([told])
  })

  it('are fine where they match', () => {
    expect(lintsOf(annotated('clusterSelector', { region: 'eu' }), policy({}))).toEqual([])
  })
})

describe('what is not known is not judged', () => {
  const spec = { clusterSelector: { region: 'eu' }, tolerations: [gpu], placement: [{ cluster: 'eu' }] }

  it('of clusters that only policies name', () => {
    expect(lintedOf([web, policy(spec)])).toEqual([])
  })

  it('of clusters that are declared', () => {
    expect(lintedOf([web, policy(spec), aCluster('eu')]).map(codeAt)).toEqual([
      'lint/selector-matches-nothing 1.yaml:spec.clusterSelector',
      'lint/idle-toleration 1.yaml:spec.tolerations.0',
    ])
  })

  it('of users where some of the input could not be read', () => {
    expect(lintedOf([policy({}), ...twoClusters], false)).toEqual([])
  })
})

describe('who uses what', () => {
  const everywhere = aClusterPropagationPolicy('everywhere')
  const both = { ...named('p'), ...namedCluster('everywhere') }
  const label = 'metadata.labels.kubeadmiral.io'
  const override = (kind: string, name: string): JsonObject =>
    aWorkload('core.kubeadmiral.io/v1alpha1', kind, name, { spec: { overrideRules: [] } })
  const profile = aWorkload('core.kubeadmiral.io/v1alpha1', 'SchedulingProfile', 'mine', {
    namespace: undefined,
    spec: {},
  })
  const role = (labels: JsonObject): JsonObject =>
    aWorkload('rbac.authorization.k8s.io/v1', 'ClusterRole', 'r', { namespace: undefined, labels })
  const namespace = (labels: JsonObject): JsonObject =>
    aWorkload('v1', 'Namespace', 'n', { namespace: undefined, labels })

  it.each<readonly [string, readonly JsonObject[], readonly string[]]>([
    [
      'policies that are used',
      [web, policy({}), aDeployment('b', { labels: namedCluster('everywhere') }), everywhere],
      [],
    ],
    ['a policy that is not', [web, policy({}), everywhere], ['lint/unused-policy 2.yaml:metadata.name']],
    [
      'a policy that is used in another namespace',
      [web, policy({}), aPropagationPolicy('p', {}, 'other')],
      ['lint/unused-policy 2.yaml:metadata.name'],
    ],
    [
      'two policies for one object: the first counts',
      [aDeployment('web', { labels: both }), policy({}), everywhere],
      [`lint/two-policies 0.yaml:${label}/cluster-propagation-policy-name`, 'lint/unused-policy 2.yaml:metadata.name'],
    ],
    [
      'a policy of a namespace for an object without one',
      [role(both), policy({}), everywhere],
      [`lint/label-without-effect 0.yaml:${label}/propagation-policy-name`, 'lint/unused-policy 1.yaml:metadata.name'],
    ],
    [
      'a policy for a Namespace',
      [namespace(namedCluster('everywhere')), everywhere],
      [
        `lint/label-without-effect 0.yaml:${label}/cluster-propagation-policy-name`,
        'lint/unused-policy 1.yaml:metadata.name',
      ],
    ],
    [
      'override policies that nobody names',
      [override('OverridePolicy', 'o'), override('ClusterOverridePolicy', 'o')],
      ['lint/unused-policy 1.yaml:metadata.name', 'lint/unused-policy 0.yaml:metadata.name'],
    ],
    [
      'override policies that somebody names',
      [
        override('OverridePolicy', 'o'),
        override('ClusterOverridePolicy', 'o'),
        aDeployment('a', { labels: { 'kubeadmiral.io/override-policy-name': 'o' } }),
        namespace({ 'kubeadmiral.io/cluster-override-policy-name': 'o' }),
      ],
      [],
    ],
    ['a profile that no policy names', [profile], ['lint/unused-policy 0.yaml:metadata.name']],
    ['a profile that one names', [profile, policy({ schedulingProfile: 'mine' }), web], []],
  ])('%s', (_, objects, told) => {
    expect(lintsOf(...objects)).toEqual(told)
  })
})
