import { describe, expect, test } from 'vitest'
import { isKeptOut } from '../../../src/dialects/kubeadmiral/binding.ts'
import { kubeadmiral } from '../../../src/dialects/kubeadmiral/index.ts'
import type { Json, JsonObject } from '../../../src/model/json.ts'
import {
  aClusterPropagationPolicy,
  aDeployment,
  aPropagationPolicy,
  aResource,
  aWorkload,
  collector,
  named,
  namedCluster,
  resources,
} from '../resource.ts'

const policies = [
  aPropagationPolicy('web'),
  aPropagationPolicy('web', {}, 'shop'),
  aPropagationPolicy('both'),
  aClusterPropagationPolicy('both'),
  aClusterPropagationPolicy('everywhere'),
]

function place(workload: JsonObject, more: JsonObject[] = []) {
  const { report, codes, found } = collector()
  const others = resources(workload)
  const owned = resources(...policies, ...more)
  const claim = kubeadmiral.units({ owned, others, clusters: [], history: new Map(), report })
  const ref = claim.units[0]?.policyRef
  return {
    policy: ref === undefined ? undefined : `${ref.kind} ${ref.namespace}/${ref.name}`,
    claimed: claim.claimed.size,
    key: claim.units[0]?.key,
    codes: codes(),
    found,
  }
}

describe('which policy a workload gets', () => {
  test.each<[string, JsonObject, string | undefined]>([
    [
      'the PropagationPolicy of its namespace',
      aDeployment('a', { labels: named('web') }),
      'PropagationPolicy default/web',
    ],
    [
      'of its own namespace',
      aDeployment('a', { namespace: 'shop', labels: named('web') }),
      'PropagationPolicy shop/web',
    ],
    [
      'in default without a namespace',
      aDeployment('a', { namespace: undefined, labels: named('web') }),
      'PropagationPolicy default/web',
    ],
    [
      'the ClusterPropagationPolicy',
      aDeployment('a', { labels: namedCluster('everywhere') }),
      'ClusterPropagationPolicy /everywhere',
    ],
    [
      'the namespaced one first',
      aDeployment('a', { labels: { ...namedCluster('everywhere'), ...named('both') } }),
      'PropagationPolicy default/both',
    ],
    [
      'cluster-scoped kinds ignore the namespaced label',
      aWorkload('rbac.authorization.k8s.io/v1', 'ClusterRole', 'r', {
        namespace: undefined,
        labels: { ...named('both'), ...namedCluster('everywhere') },
      }),
      'ClusterPropagationPolicy /everywhere',
    ],
  ])('%s', (_, workload, policy) => {
    expect(place(workload)).toMatchObject({ policy, claimed: 1, codes: [] })
  })

  test('a kind is cluster-scoped where a FederatedTypeConfig says so', () => {
    const config: JsonObject = {
      apiVersion: 'core.kubeadmiral.io/v1alpha1',
      kind: 'FederatedTypeConfig',
      metadata: { name: 'widgets.example.com' },
      spec: {
        sourceType: { group: 'example.com', version: 'v1', kind: 'Widget', pluralName: 'widgets', scope: 'Cluster' },
      },
    }
    const labels = { ...named('both'), ...namedCluster('everywhere') }
    const widget = aWorkload('example.com/v1', 'Widget', 'w', { namespace: undefined, labels })
    expect(place(widget)).toMatchObject({ policy: 'PropagationPolicy default/both', key: 'default/w' })
    expect(place(widget, [config])).toMatchObject({ policy: 'ClusterPropagationPolicy /everywhere', key: 'w' })
  })

  test.each<[string, JsonObject]>([
    ['no label', aDeployment('a')],
    ['other labels', aDeployment('a', { labels: { app: 'a' } })],
    [
      'kept out of the federation, without a policy',
      aDeployment('a', { annotations: { 'kubeadmiral.io/no-federated-resource': '1' } }),
    ],
    ['a Namespace', aWorkload('v1', 'Namespace', 'shop', { namespace: undefined, labels: namedCluster('everywhere') })],
    [
      'a cluster-scoped kind with only the namespaced label',
      aWorkload('storage.k8s.io/v1', 'StorageClass', 's', { namespace: undefined, labels: named('web') }),
    ],
  ])('none: %s', (_, workload) => {
    expect(place(workload)).toMatchObject({ policy: undefined, claimed: 0, codes: [] })
  })
})

describe('a policy that is named and missing', () => {
  const at = (label: string): string => `kubeadmiral/policy-not-found 0.yaml:metadata.labels.kubeadmiral.io/${label}`

  test('is an error at the label, and the workload is not unplaced', () => {
    const result = place(aDeployment('a', { labels: named('nothing-alike') }))
    expect(result).toMatchObject({ policy: undefined, claimed: 1, codes: [at('propagation-policy-name')] })
    expect(result.found[0]?.args).toMatchObject({ name: 'nothing-alike', namespace: 'default', suggestion: '' })
  })

  test('does not fall back to the cluster policy', () => {
    const labels = { ...named('everywere'), ...namedCluster('everywhere') }
    expect(place(aDeployment('a', { labels }))).toMatchObject({
      policy: undefined,
      codes: [at('propagation-policy-name')],
    })
  })

  test('an empty name counts as a name', () => {
    expect(place(aDeployment('a', { labels: named('') })).codes).toEqual([at('propagation-policy-name')])
    expect(place(aDeployment('a', { labels: namedCluster('') })).codes).toEqual([at('cluster-propagation-policy-name')])
  })

  test.each<[string, JsonObject, string]>([
    ['a typing error', named('wbe'), '"web"'],
    [
      'a cluster policy under the namespaced label',
      named('everywhere'),
      'ClusterPropagationPolicy "everywhere", with its own label',
    ],
    ['a cluster typing error', namedCluster('everywere'), '"everywhere"'],
    [
      'a namespaced policy under the cluster label',
      namedCluster('web'),
      'PropagationPolicy "web" in namespace "default"',
    ],
  ])('did you mean: %s', (_, labels, suggestion) => {
    expect(place(aDeployment('a', { labels })).found[0]?.args.suggestion).toBe(suggestion)
  })

  test('the same name in another namespace', () => {
    const result = place(aDeployment('a', { namespace: 'elsewhere', labels: named('web') }))
    expect(result.found[0]?.args.suggestion).toBe('PropagationPolicy "web" in namespace "default"')
  })

  test('a label that is not a text', () => {
    expect(place(aDeployment('a', { labels: named(1) }))).toMatchObject({
      claimed: 1,
      codes: ['kubeadmiral/label-not-text 0.yaml:metadata.labels.kubeadmiral.io/propagation-policy-name'],
    })
  })
})

test.each<[string, Json | undefined, boolean]>([
  ['a reason', 'legacy', true],
  ['the text false', 'false', true],
  ['an empty text', '', false],
  ['no text', true, false],
  ['nothing', undefined, false],
])('no-federated-resource with %s: %j keeps out: %s', (_, value, expected) => {
  const annotations = value === undefined ? {} : { 'kubeadmiral.io/no-federated-resource': value }
  expect(isKeptOut(aResource(aDeployment('a', { annotations })))).toBe(expected)
})
