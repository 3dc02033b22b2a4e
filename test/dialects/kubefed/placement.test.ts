import { describe, expect, it } from 'vitest'
import { aCluster } from '../../builders/cluster.ts'
import { config, type FamilyName, federated, gate, names } from './manifests.ts'
import { clustersOf, outcome, pathOf } from './situation.ts'

const fleet = [
  aCluster({ name: 'a', labels: { zone: 'x' } }),
  aCluster({ name: 'b', labels: { zone: 'y' } }),
  aCluster({ name: 'c', ready: false, labels: { zone: 'x', gpu: 'yes' } }),
]
const families: readonly FamilyName[] = ['alpha', 'beta']
const list = { alpha: 'clusterNames', beta: 'clusters' }

describe.each(families)('§2.1 of %s: what a placement selects', (family) => {
  const one = family === 'alpha' ? '[b]' : '[{name: b}]'
  const cases: readonly (readonly [string, string, readonly string[]])[] = [
    ['no placement', '', []],
    ['an empty placement', 'placement: {}', []],
    ['a null placement', 'placement: null', []],
    ['a null list and a null selector', `placement: {${list[family]}: null, clusterSelector: null}`, []],
    ['an empty selector: all, ready or not', 'placement: {clusterSelector: {}}', ['a', 'b', 'c']],
    ['empty matchLabels', 'placement: {clusterSelector: {matchLabels: {}}}', ['a', 'b', 'c']],
    ['empty matchExpressions', 'placement: {clusterSelector: {matchExpressions: []}}', ['a', 'b', 'c']],
    [
      'a null list: the selector',
      `placement: {${list[family]}: null, clusterSelector: {matchLabels: {zone: x}}}`,
      ['a', 'c'],
    ],
    ['an empty list: none, whatever the selector', `placement: {${list[family]}: [], clusterSelector: {}}`, []],
    [
      'a list: it wins over the selector',
      `placement: {${list[family]}: ${one}, clusterSelector: {matchLabels: {zone: x}}}`,
      ['b'],
    ],
    [
      'a list: the selector is not even parsed',
      `placement: {${list[family]}: ${one}, clusterSelector: {matchLabels: {-: x}}}`,
      ['b'],
    ],
    [
      'all of labels and expressions',
      'placement: {clusterSelector: {matchLabels: {zone: x}, matchExpressions: [{key: gpu, operator: Exists}]}}',
      ['c'],
    ],
    [
      'NotIn where the key is missing',
      'placement: {clusterSelector: {matchExpressions: [{key: gpu, operator: NotIn, values: [yes]}]}}',
      ['a', 'b'],
    ],
  ]
  it.each(cases)('%s', (_, placement, expected) => {
    const found = outcome(gate(family) + config(family, `{${placement}}`), fleet)
    expect(found.codes).toEqual([])
    expect(clustersOf(found)).toEqual(expected)
  })

  it('drops unknown names with a warning, and duplicates without', () => {
    const found = outcome(gate(family) + config(family, `{placement: ${names(family, 'a', 'a', 'clusteer1')}}`), [
      'a',
      'cluster1',
    ])
    expect(clustersOf(found)).toEqual(['a'])
    expect(found.found.map(({ code, args }) => [code, args.cluster, args.suggestion])).toEqual([
      ['kubefed/unknown-cluster', 'clusteer1', 'cluster1'],
    ])
    expect(pathOf(found.found[0])).toBe(`spec.placement.${list[family]}.2`)
  })

  const invalid: readonly (readonly [string, string])[] = [
    ['{matchExpressions: [{key: zone, operator: In, values: []}]}', 'matchExpressions.0'],
    [
      '{matchExpressions: [{key: zone, operator: Exists}, {key: zone, operator: Exists, values: [x]}]}',
      'matchExpressions.1',
    ],
    ['{matchExpressions: [{key: zone, operator: Like, values: [x]}]}', 'matchExpressions.0'],
    ['{matchLabels: {zone: x, -bad: x}}', 'matchLabels.-bad'],
    ['{matchLabels: {zone: "a b"}}', 'matchLabels.zone'],
  ]
  it.each(invalid)('%s is an error at its field, and places nothing', (selector, path) => {
    const found = outcome(gate(family) + config(family, `{placement: {clusterSelector: ${selector}}}`), fleet)
    expect(found.codes).toEqual(['kubefed/invalid-selector'])
    expect(pathOf(found.found[0])).toBe(`spec.placement.clusterSelector.${path}`)
    expect(clustersOf(found)).toEqual([])
  })
})

describe('§1.3 forms do not mix', () => {
  it.each([
    ['alpha', '{clusterNames: [{name: a}]}'],
    ['beta', '{clusters: [a]}'],
  ] as const)('%s refuses the items of the other', (family, placement) => {
    const found = outcome(gate(family) + config(family, `{placement: ${placement}}`), fleet)
    expect(found.codes).toEqual(['kubefed/wrong-type'])
  })

  it('release candidates take an empty list for an absent one', () => {
    const text = (gate('beta') + config('beta', '{placement: {clusters: [], clusterSelector: {}}}')).replaceAll(
      'types.kubefed.io',
      'types.kubefed.k8s.io',
    )
    expect(clustersOf(outcome(text, fleet))).toEqual(['a', 'b', 'c'])
  })
})

describe('§1.4 and §2.3 the namespace is a gate', () => {
  const everywhere = (family: FamilyName, ns = 'ns'): string =>
    federated(family, 'ConfigMap', ns, 'config', '{placement: {clusterSelector: {}}}')

  it('lets in where it is placed itself', () => {
    const found = outcome(gate('beta', '{clusters: [{name: a}]}') + everywhere('beta'), fleet)
    expect(clustersOf(found)).toEqual(['a'])
    expect(clustersOf(found, 'Namespace')).toEqual(['a'])
  })

  it('missing: placed nowhere, with a warning', () => {
    const found = outcome(everywhere('beta'), fleet)
    expect(clustersOf(found)).toEqual([])
    expect(found.codes).toEqual(['kubefed/namespace-not-federated'])
    expect(found.decisions[0]?.evidence.rejected.map(({ reason }) => reason)).toContain('namespace-not-federated')
  })

  it('misnamed: does nothing, with a warning', () => {
    const found = outcome(gate('beta', '{clusterSelector: {}}', 'other') + everywhere('beta'), fleet)
    expect(found.codes).toEqual(['kubefed/namespace-name', 'kubefed/namespace-not-federated'])
    expect(found.units.map(({ workload }) => workload.kind)).toEqual(['ConfigMap'])
  })

  it('of another family: does nothing', () => {
    const found = outcome(gate('alpha') + everywhere('beta'), fleet)
    expect(found.codes).toEqual(['kubefed/mixed-families', 'kubefed/namespace-not-federated'])
  })

  it.each(['default', 'kube-system', 'kube-public', 'kube-federation-system'])(
    '%s opens for objects but is not propagated itself',
    (ns) => {
      const found = outcome(gate('beta', '{clusterSelector: {}}', ns, ns) + everywhere('beta', ns), fleet)
      expect(found.codes).toEqual([])
      expect(found.units.map(({ workload }) => workload.kind)).toEqual(['ConfigMap'])
      expect(clustersOf(found)).toEqual(['a', 'b', 'c'])
    },
  )

  it('does not touch cluster-scoped objects', () => {
    const found = outcome(federated('beta', 'ClusterRole', '', 'r', '{placement: {clusterSelector: {}}}'), fleet)
    expect(found.codes).toEqual([])
    expect(clustersOf(found, 'ClusterRole')).toEqual(['a', 'b', 'c'])
    expect(found.units[0]?.key).toBe('r')
  })

  it('renders its own template, not the host object, and answers for the latter', () => {
    const host = 'apiVersion: v1\nkind: Namespace\nmetadata: {name: ns, labels: {host: only}}\n---\n'
    const other = host.replace('name: ns', 'name: another')
    const text = federated(
      'beta',
      'Namespace',
      'ns',
      'ns',
      '{template: {metadata: {labels: {team: x}}}, placement: {clusters: [{name: a}]}}',
    )
    const found = outcome(host + other + text, fleet)
    expect([...found.claim.claimed].map(({ name }) => name)).toEqual(['ns'])
    expect(found.objects.get('a/Namespace/ns')).toEqual({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'ns', labels: { team: 'x' } },
    })
  })

  it('is not needed where the control plane is confined to one namespace, but still narrows', () => {
    const confined =
      'apiVersion: core.kubefed.io/v1beta1\nkind: KubeFedConfig\nmetadata: {name: kubefed, namespace: sys}\nspec: {scope: Namespaced}\n---\n'
    expect(clustersOf(outcome(confined + everywhere('beta'), fleet))).toEqual(['a', 'b', 'c'])
    expect(clustersOf(outcome(confined + gate('beta', '{clusters: [{name: b}]}') + everywhere('beta'), fleet))).toEqual(
      ['b'],
    )
    const role = outcome(
      confined + federated('beta', 'ClusterRole', '', 'r', '{placement: {clusterSelector: {}}}'),
      fleet,
    )
    expect(role.codes).toEqual(['kubefed/type-scope'])
    expect(role.units).toEqual([])
  })
})
