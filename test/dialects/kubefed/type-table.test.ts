import { describe, expect, it } from 'vitest'
import type { Diagnostic } from '../../../src/diagnostics/diagnostic.ts'
import { kubefed } from '../../../src/dialects/kubefed/index.ts'
import { config, federated, gate, typeConfig } from './manifests.ts'
import { clustersOf, outcome, pathOf, resources } from './situation.ts'

const everywhere = '{placement: {clusterSelector: {}}}'
const of = (name: string, group: string): string => `federatedType: {group: ${group}, version: v1, kind: ${name}}`

describe('§1.7 types', () => {
  it.each([
    ['ClusterRole', 'rbac.authorization.k8s.io/v1'],
    ['ConfigMap', 'v1'],
    ['Deployment', 'apps/v1'],
    ['Ingress', 'extensions/v1beta1'],
    ['Job', 'batch/v1'],
    ['ReplicaSet', 'apps/v1'],
    ['Secret', 'v1'],
    ['Service', 'v1'],
    ['ServiceAccount', 'v1'],
  ])('Federated%s is %s', (kind, apiVersion) => {
    for (const family of ['alpha', 'beta'] as const) {
      const found = outcome(
        gate(family) + federated(family, kind, kind === 'ClusterRole' ? '' : 'ns', 'x', everywhere),
        ['a'],
      )
      expect(found.codes).toEqual([])
      expect(found.objects.get(`a/${kind}/x`)).toMatchObject({ apiVersion, kind })
    }
  })

  it('an unknown kind is an error with the nearest name', () => {
    const found = outcome(gate('beta') + federated('beta', 'Deploymnet', 'ns', 'x', everywhere))
    expect(found.found.map(({ code, args }) => [code, args.suggestion])).toEqual([
      ['kubefed/unknown-kind', 'FederatedDeployment'],
    ])
    expect(pathOf(found.found[0])).toBe('kind')
  })

  it.each([
    ['core.federation.k8s.io/v1alpha1', 'FederatedDeploymentPlacement'],
    ['core.federation.k8s.io/v1alpha1', 'FederatedDeployment'],
    ['primitives.federation.k8s.io/v1alpha1', 'FederatedDeploymentOverride'],
    ['primitives.federation.k8s.io/v1alpha1', 'FederatedConfigMap'],
    ['types.federation.k8s.io/v1alpha1', 'FederatedDeploymentPlacement'],
  ])('%s %s is of the form with three kinds', (apiVersion, kind) => {
    const found = outcome(`apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: x, namespace: ns}\nspec: {}\n`)
    expect(found.codes).toEqual(['kubefed/three-kinds'])
  })

  it('a version that is not served is an error', () => {
    const found = outcome(config('beta', everywhere).replace('v1beta1', 'v1alpha1'))
    expect(found.found.map(({ code, args }) => [code, args.expected])).toEqual([
      ['kubefed/unknown-version', 'types.kubefed.io/v1beta1'],
    ])
  })

  const set = federated(
    'beta',
    'StatefulSet',
    'ns',
    'x',
    '{template: {spec: {replicas: 2}}, placement: {clusterSelector: {}}}',
  )

  it('a FederatedTypeConfig adds a type (beta)', () => {
    const type = typeConfig(
      'beta',
      'statefulsets.apps',
      '{targetType: {version: v1, kind: StatefulSet, scope: Namespaced}, federatedType: {group: types.kubefed.io, version: v1beta1, kind: FederatedStatefulSet}, propagation: Enabled}',
    )
    const found = outcome(gate('beta') + type + set, ['a'])
    expect(found.codes).toEqual([])
    expect(found.objects.get('a/StatefulSet/x')).toMatchObject({ apiVersion: 'apps/v1', kind: 'StatefulSet' })
  })

  it('a FederatedTypeConfig adds a type (alpha)', () => {
    const type = typeConfig(
      'alpha',
      'roles.rbac.authorization.k8s.io',
      '{target: {version: v1, kind: Role}, namespaced: true, propagationEnabled: true, federatedType: {group: types.federation.k8s.io, version: v1alpha1, kind: FederatedRole}}',
    )
    const found = outcome(gate('alpha') + type + federated('alpha', 'Role', 'ns', 'x', everywhere), ['a'])
    expect(found.codes).toEqual([])
    expect(found.objects.get('a/Role/x')).toMatchObject({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      metadata: { namespace: 'ns' },
    })
  })

  it('a FederatedTypeConfig may use a group of its own, whose objects the dialect then answers for', () => {
    const type = typeConfig(
      'beta',
      'things.example.org',
      `{targetType: {version: v2, kind: Thing, scope: Cluster}, ${of('FederatedThing', 'federated.example.org')}, propagation: Enabled}`,
    )
    const thing = `apiVersion: federated.example.org/v1\nkind: FederatedThing\nmetadata: {name: x}\nspec: ${everywhere}\n`
    const found = outcome(type + thing, ['a'])
    expect(found.codes).toEqual([])
    expect(found.objects.get('a/Thing/x')).toEqual({
      apiVersion: 'example.org/v2',
      kind: 'Thing',
      metadata: { name: 'x' },
    })
    expect([...found.claim.claimed].map(({ kind }) => kind)).toEqual(['FederatedThing'])
    const wrong = outcome(type + thing.replace(everywhere, '{placement: 1, overrides: {}, template: []}'), ['a'])
    expect(wrong.found.map(({ code, args }) => [code, args.field]).sort()).toEqual([
      ['kubefed/wrong-type', 'overrides'],
      ['kubefed/wrong-type', 'placement'],
      ['kubefed/wrong-type', 'template'],
    ])
  })

  it('the last release ships another Ingress, which a FederatedTypeConfig selects', () => {
    const type = typeConfig(
      'beta',
      'ingresses.networking.k8s.io',
      '{targetType: {version: v1, kind: Ingress, scope: Namespaced}, federatedType: {group: types.kubefed.io, version: v1beta1, kind: FederatedIngress}, propagation: Enabled}',
    )
    const found = outcome(gate('beta') + type + federated('beta', 'Ingress', 'ns', 'x', everywhere), ['a'])
    expect(found.objects.get('a/Ingress/x')).toMatchObject({ apiVersion: 'networking.k8s.io/v1' })
  })

  it('a disabled type is placed nowhere, with a warning', () => {
    const type = typeConfig(
      'beta',
      'configmaps',
      '{targetType: {version: v1, kind: ConfigMap, scope: Namespaced}, federatedType: {group: types.kubefed.io, version: v1beta1, kind: FederatedConfigMap}, propagation: Disabled}',
    )
    const found = outcome(gate('beta') + type + config('beta', everywhere), ['a'])
    expect(found.codes).toEqual(['kubefed/type-disabled'])
    expect(clustersOf(found)).toBeUndefined()
  })

  it('a FederatedTypeConfig must be called after its target', () => {
    const type = typeConfig(
      'beta',
      'wrong',
      '{targetType: {group: apps, version: v1, kind: StatefulSet, pluralName: statefulsets, scope: Namespaced}, federatedType: {group: types.kubefed.io, version: v1beta1, kind: FederatedStatefulSet}, propagation: Enabled}',
    )
    const found = outcome(type)
    expect(found.found.map(({ code, args }) => [code, args.expected])).toEqual([
      ['kubefed/type-name', 'statefulsets.apps'],
    ])
  })

  it('two FederatedTypeConfigs for one kind are an error', () => {
    const one = (name: string): string =>
      typeConfig(
        'beta',
        name,
        '{targetType: {version: v1, kind: ConfigMap, scope: Namespaced}, federatedType: {group: types.kubefed.io, version: v1beta1, kind: FederatedConfigMap}, propagation: Enabled}',
      )
    expect(outcome(one('configmaps') + one('maps.example.org')).codes).toEqual(['kubefed/type-twice'])
  })
})

describe('§1.1 families', () => {
  it.each([
    ['types.federation.k8s.io/v1alpha1', 'FederatedDeployment', true],
    ['scheduling.kubefed.k8s.io/v1alpha1', 'ReplicaSchedulingPreference', true],
    ['core.kubefed.io/v1beta1', 'KubeFedCluster', true],
    ['core.kubeadmiral.io/v1alpha1', 'FederatedCluster', false],
    ['apps/v1', 'Deployment', false],
    ['v1', 'Namespace', false],
    ['kubefed.io/v1', 'X', false],
  ])('owns %s %s: %s', (apiVersion, kind, expected) => {
    const [resource] = resources(`apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: x}\n`)
    expect(resource !== undefined && kubefed.owns(resource)).toBe(expected)
  })

  it('warns of kinds that it does not act on', () => {
    const found = outcome('apiVersion: multiclusterdns.kubefed.io/v1alpha1\nkind: DNSEndpoint\nmetadata: {name: x}\n')
    expect(found.codes).toEqual(['kubefed/ignored-kind'])
  })
})

describe('§1.6 and §2.2 clusters', () => {
  const facts = (text: string) => {
    const found: Diagnostic[] = []
    return {
      facts: kubefed.clusters(resources(text), (one) => void found.push(one)),
      codes: found.map(({ code }) => code),
    }
  }
  const cluster = (status: string, apiVersion = 'core.kubefed.io/v1beta1', kind = 'KubeFedCluster'): string =>
    `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: a, labels: {zone: x}}\n${status}\n`

  it.each([
    ['status: {conditions: [{type: Offline, status: "False"}, {type: Ready, status: "True"}]}', true],
    ['status: {conditions: [{type: Ready, status: "False"}]}', false],
    ['status: {conditions: [{type: Ready, status: Unknown}]}', false],
    ['status: {conditions: [{type: Offline, status: "True"}]}', false],
    ['status: {conditions: []}', false],
    ['status: {}', false],
  ])('%s', (status, ready) => {
    for (const text of [cluster(status), cluster(status, 'core.federation.k8s.io/v1alpha1', 'FederatedCluster')]) {
      const found = facts(text)
      expect(found.codes).toEqual([])
      expect(found.facts).toMatchObject([{ name: 'a', ready, labels: new Map([['zone', 'x']]) }])
    }
  })

  it('without a status nobody said whether it is ready', () => {
    const found = facts(cluster(''))
    expect(found.codes).toEqual(['kubefed/cluster-without-status'])
    expect(found.facts[0]).not.toHaveProperty('ready')
  })

  it('does not take the clusters of other dialects', () => {
    expect(facts(cluster('', 'core.kubeadmiral.io/v1alpha1', 'FederatedCluster')).facts).toEqual([])
    expect(facts(cluster('', 'core.kubefed.io/v1beta1', 'FederatedCluster')).facts).toEqual([])
  })
})
