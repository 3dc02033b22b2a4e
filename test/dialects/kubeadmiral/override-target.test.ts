import { describe, expect, test } from 'vitest'
import { wording } from '../../../src/diagnostics/diagnostic.ts'
import { bind } from '../../../src/dialects/bind.ts'
import type { JsonObject } from '../../../src/model/json.ts'
import { aCluster, aDeployment, collector, resources } from '../resource.ts'
import { anOverridePolicy, compiled, overriddenBy } from './overriding.ts'

const overriders: JsonObject = { jsonpatch: [{ path: '/spec/x', value: 1 }] }
const fleet = [
  aCluster('eu-1', { region: 'eu', size: '3' }),
  aCluster('eu-2', { region: 'eu', size: '12' }),
  aCluster('us-1', { region: 'us' }),
]

/** The clusters of a rule, `*` for all. */
function clustersOf(targetClusters: JsonObject | null | undefined) {
  const rule: JsonObject = targetClusters === undefined ? { overriders } : { targetClusters, overriders }
  const { rules, codes, bound } = compiled([rule], fleet)
  const clusters = rules.map(({ target }) => (target.names === undefined ? '*' : [...target.names].join()))
  return { clusters, codes, bound }
}

const expression = (key: string, operator: string, values?: string[]): JsonObject => ({
  key,
  operator,
  ...(values === undefined ? {} : { values }),
})
const labelled = (...all: JsonObject[]): JsonObject => ({ matchExpressions: all })
const called = (...all: JsonObject[]): JsonObject => ({ matchFields: all })
const eu = expression('region', 'In', ['eu'])

describe('which clusters a rule is for', () => {
  test.each<[string, JsonObject | null | undefined, string]>([
    ['all without targetClusters', undefined, '*'],
    ['all with null', null, '*'],
    ['all with an empty one', {}, '*'],
    ['all with empty parts', { clusters: [], clusterSelector: {}, clusterAffinity: [] }, '*'],
    ['all with null parts', { clusters: null, clusterSelector: null, clusterAffinity: null }, '*'],
    ['names', { clusters: ['us-1', 'eu-1'] }, 'eu-1,us-1'],
    ['a name twice', { clusters: ['us-1', 'us-1'] }, 'us-1'],
    ['a selector', { clusterSelector: { region: 'eu' } }, 'eu-1,eu-2'],
    ['an affinity', { clusterAffinity: [labelled(eu)] }, 'eu-1,eu-2'],
    [
      'NotIn, which takes what has no such label',
      { clusterAffinity: [labelled(expression('size', 'NotIn', ['3']))] },
      'eu-2,us-1',
    ],
    ['Exists', { clusterAffinity: [labelled(expression('size', 'Exists'))] }, 'eu-1,eu-2'],
    ['DoesNotExist', { clusterAffinity: [labelled(expression('size', 'DoesNotExist'))] }, 'us-1'],
    ['Gt, by number', { clusterAffinity: [labelled(expression('size', 'Gt', ['5']))] }, 'eu-2'],
    ['Lt, by number', { clusterAffinity: [labelled(expression('size', 'Lt', ['12']))] }, 'eu-1'],
    ['fields', { clusterAffinity: [called(expression('metadata.name', 'In', ['us-1']))] }, 'us-1'],
    ['fields without', { clusterAffinity: [called(expression('metadata.name', 'NotIn', ['us-1']))] }, 'eu-1,eu-2'],
    [
      'all of one term',
      { clusterAffinity: [{ ...labelled(eu), ...called(expression('metadata.name', 'NotIn', ['eu-1'])) }] },
      'eu-2',
    ],
    [
      'any of the terms',
      {
        clusterAffinity: [
          labelled(expression('region', 'In', ['us'])),
          called(expression('metadata.name', 'In', ['eu-1'])),
        ],
      },
      'eu-1,us-1',
    ],
    ['an empty term is skipped', { clusterAffinity: [{}, labelled(eu)] }, 'eu-1,eu-2'],
    ['names and a selector', { clusters: ['eu-2', 'us-1'], clusterSelector: { region: 'eu' } }, 'eu-2'],
    [
      'all three',
      {
        clusters: ['eu-2', 'eu-1'],
        clusterSelector: { region: 'eu' },
        clusterAffinity: [labelled(expression('size', 'Gt', ['5']))],
      },
      'eu-2',
    ],
  ])('%s', (_, target, clusters) => {
    expect(clustersOf(target)).toEqual({ clusters: [clusters], codes: [], bound: 1 })
  })

  test('a cluster that has not joined is one of the fleet', () => {
    const { rules, codes } = compiled(
      [{ targetClusters: { clusters: ['new'] }, overriders }],
      [
        aCluster('eu'),
        {
          apiVersion: 'core.kubeadmiral.io/v1alpha1',
          kind: 'FederatedCluster',
          metadata: { name: 'new' },
          status: { conditions: [{ type: 'Ready', status: 'True' }] },
        },
      ],
    )
    expect(rules.map(({ target }) => [...(target.names ?? [])])).toEqual([['new']])
    expect(codes).toEqual([])
  })
})

describe('a rule for no cluster', () => {
  const nowhere = 'kubeadmiral/override-matches-no-cluster 0.yaml:spec.overrideRules.0'
  test.each<[string, JsonObject]>([
    ['of unknown names', { clusters: ['eu-3', 'ap-1'] }],
    ['of a selector', { clusterSelector: { region: 'ap' } }],
    ['of an affinity', { clusterAffinity: [labelled(expression('region', 'In', ['ap']))] }],
    ['of an empty term', { clusterAffinity: [{}] }],
    ['of parts that have nothing in common', { clusters: ['us-1', 'gone'], clusterSelector: { region: 'eu' } }],
  ])('%s is a warning and yields nothing', (_, target) => {
    expect(clustersOf(target)).toEqual({ clusters: [], codes: [nowhere], bound: 1 })
  })

  test('its names and what they may mean are told', () => {
    const { report, found } = collector()
    const rules = [{ targetClusters: { clusters: ['eu-3', 'nothing-like-it'] }, overriders }]
    bind(resources(anOverridePolicy('p', rules), aDeployment('a', { labels: overriddenBy('p') }), ...fleet), report)
    expect(found.map(({ args }) => args)).toContainEqual({ unknown: ['eu-3', 'nothing-like-it'], similar: ['eu-1'] })
    expect(found.map(wording).join()).toContain('"eu-3", "nothing-like-it"')
  })

  test('an unknown name beside known ones is a warning at the name', () => {
    expect(clustersOf({ clusters: ['eu-1', 'us1'] })).toEqual({
      clusters: ['eu-1'],
      codes: ['kubeadmiral/override-unknown-cluster 0.yaml:spec.overrideRules.0.targetClusters.clusters.1'],
      bound: 1,
    })
  })
})

describe('a target that cannot be evaluated is an error at its field, though placement would only find no match', () => {
  const at = (field: string) => `kubeadmiral/override-selector 0.yaml:spec.overrideRules.0.targetClusters.${field}`
  const bad = expression('a b', 'Exists')
  test.each<[string, JsonObject, string[]]>([
    ['a label key', { clusterSelector: { 'a b': 'eu' } }, ['clusterSelector.a b']],
    ['a label value', { clusterSelector: { region: 'e u', size: '3' } }, ['clusterSelector.region']],
    ['a key of an expression', { clusterAffinity: [labelled(bad)] }, ['clusterAffinity.0.matchExpressions.0']],
    [
      'In without values',
      { clusterAffinity: [labelled(expression('a', 'In', []))] },
      ['clusterAffinity.0.matchExpressions.0'],
    ],
    [
      'Exists with values',
      { clusterAffinity: [labelled(expression('a', 'Exists', ['b']))] },
      ['clusterAffinity.0.matchExpressions.0'],
    ],
    [
      'Gt of a text',
      { clusterAffinity: [labelled(expression('a', 'Gt', ['b']))] },
      ['clusterAffinity.0.matchExpressions.0'],
    ],
    [
      'Gt of two numbers',
      { clusterAffinity: [labelled(expression('a', 'Gt', ['1', '2']))] },
      ['clusterAffinity.0.matchExpressions.0'],
    ],
    [
      'a field with two values',
      { clusterAffinity: [called(expression('metadata.name', 'In', ['a', 'b']))] },
      ['clusterAffinity.0.matchFields.0'],
    ],
    [
      'an operator that fields do not have',
      { clusterAffinity: [called(expression('metadata.name', 'Exists'))] },
      ['clusterAffinity.0.matchFields.0'],
    ],
    [
      'each of several, what upstream would not come to included',
      {
        clusters: ['nowhere'],
        clusterSelector: { 'a b': 'c' },
        clusterAffinity: [labelled(eu), { ...labelled(bad, bad), ...called(bad) }],
      },
      [
        'clusterSelector.a b',
        'clusterAffinity.1.matchExpressions.0',
        'clusterAffinity.1.matchExpressions.1',
        'clusterAffinity.1.matchFields.0',
      ],
    ],
  ])('%s', (_, target, fields) => {
    expect(clustersOf(target)).toEqual({ clusters: [], codes: fields.map(at), bound: 0 })
  })
})
