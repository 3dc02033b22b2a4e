import { expect, test } from 'vitest'
import { kubeadmiral } from '../../../src/dialects/kubeadmiral/index.ts'
import type { JsonObject } from '../../../src/model/json.ts'
import { aCluster, aDeployment, aPropagationPolicy, aWorkload, collector, named, resources } from '../resource.ts'
import { rendered } from './rendered.ts'

const aNamespace = (plan: { labels?: JsonObject; annotations?: JsonObject } = {}): JsonObject =>
  aWorkload('v1', 'Namespace', 'shop', { namespace: undefined, ...plan })
const policy = 'kubeadmiral.io/cluster-override-policy-name'
const stay = 'kubeadmiral.io/no-auto-propagation'

function planOf(namespace: JsonObject) {
  const { report, codes } = collector()
  const others = resources(namespace)
  const claim = kubeadmiral.units({ owned: [], others, clusters: [], history: new Map(), report })
  return { plan: [...(claim.namespaces ?? new Map()).values()][0], claimed: claim.claimed.size, codes: codes() }
}

test.each<[string, JsonObject]>([
  ['without labels', aNamespace()],
  ['with labels of its own', aNamespace({ labels: { team: 'a' }, annotations: { note: 'b' } })],
])('a Namespace %s is none of this dialect’s business', (_, namespace) => {
  expect(planOf(namespace)).toEqual({ plan: undefined, claimed: 0, codes: [] })
})

test.each<[string, JsonObject, boolean]>([
  ['true', { [stay]: 'true' }, false],
  ['another text', { [stay]: 'yes' }, true],
  ['another annotation', { 'kubeadmiral.io/orphan': 'all' }, true],
])('no-auto-propagation: %s', (_, annotations, propagates) => {
  const { plan } = planOf(aNamespace({ labels: { team: 'a' }, annotations }))
  expect(plan).toMatchObject({ propagates, overrides: [] })
  expect(plan.template.metadata).toEqual({ name: 'shop', labels: { team: 'a' } })
})

test('an override policy that is missing is an error, and the Namespace is not rendered', () => {
  const { plan, codes } = planOf(aNamespace({ labels: { [policy]: 'missing' } }))
  expect(plan.propagates).toBe(false)
  expect(codes).toHaveLength(1)
})

const override: JsonObject = {
  apiVersion: 'core.kubeadmiral.io/v1alpha1',
  kind: 'ClusterOverridePolicy',
  metadata: { name: 'zone' },
  spec: {
    overrideRules: [
      {
        targetClusters: { clusters: ['us'] },
        overriders: { labels: [{ operator: 'addIfAbsent', value: { zone: 'us' } }] },
      },
    ],
  },
}

test('in a render: the steering label goes, the policy applies where its rule says, and its own placement does not', () => {
  const namespace = aNamespace({ labels: { team: 'a', [policy]: 'zone', ...named('elsewhere') } })
  const workload = aDeployment('web', { namespace: 'shop', labels: named('p') })
  const fleet = [aCluster('eu'), aCluster('us'), aPropagationPolicy('p', {}, 'shop'), override]
  const { clusters, texts, codes } = rendered([...fleet, namespace, workload])
  expect(clusters).toEqual({
    eu: ['Deployment shop/web', 'Namespace shop'],
    us: ['Deployment shop/web', 'Namespace shop'],
  })
  const text = (cluster: string): string | undefined =>
    texts.find(({ path }) => path.startsWith(`clusters/${cluster}/`) && path.includes('namespace'))?.text()
  expect(text('us')).toContain('zone: us')
  expect(text('eu')).not.toContain('zone')
  expect(text('eu')).toContain('team: a')
  expect(text('eu')).not.toContain('kubeadmiral.io')
  expect(codes).toEqual([])
})

test('in a render: no-auto-propagation keeps it out, in both modes', () => {
  const namespace = aNamespace({ annotations: { [stay]: 'true' } })
  const workload = aDeployment('web', { namespace: 'shop', labels: named('p') })
  for (const namespaces of ['used', 'all'] as const) {
    const objects = [aCluster('eu'), aPropagationPolicy('p', {}, 'shop'), namespace, workload]
    expect(rendered(objects, [], { settings: { namespaces } }).clusters).toEqual({ eu: ['Deployment shop/web'] })
  }
})
