import { describe, expect, test } from 'vitest'
import { wording } from '../../../src/diagnostics/diagnostic.ts'
import { bind } from '../../../src/dialects/bind.ts'
import type { JsonObject } from '../../../src/model/json.ts'
import {
  aCluster,
  aClusterPropagationPolicy,
  aDeployment,
  aWorkload,
  collector,
  namedCluster,
  resources,
} from '../resource.ts'
import {
  aClusterOverridePolicy,
  anOverridePolicy,
  bound,
  compiled,
  inShort,
  overriddenBy,
  overriddenByCluster,
} from './overriding.ts'

const patch = (path: string): JsonObject => ({ overriders: { jsonpatch: [{ path, value: 1 }] } })

const policies = [
  anOverridePolicy('here', [patch('/spec/here')]),
  anOverridePolicy('there', [patch('/spec/there')], 'shop'),
  anOverridePolicy('both', [patch('/spec/namespaced')]),
  aClusterOverridePolicy('both', [patch('/spec/cluster')]),
  aClusterOverridePolicy('everywhere', [patch('/spec/everywhere')]),
  anOverridePolicy('broken', [patch('no-slash')]),
  anOverridePolicy('malformed', [{ overriders: { jsonPatch: [] } }]),
]

/** What a workload gets; `0.yaml` is the workload. */
function rulesOf(workload: JsonObject) {
  const { units, codes } = bound(workload, ...policies, aCluster('eu'))
  return { rules: units[0]?.overrides.map(inShort), codes: codes().filter((code) => code.includes(' 0.yaml')) }
}

describe('which override policies a workload gets', () => {
  const both = { ...overriddenBy('both'), ...overriddenByCluster('both') }
  test.each<[string, JsonObject, string[]]>([
    ['none without a label', aDeployment('a', { labels: namedCluster('all') }), []],
    [
      'the OverridePolicy of its namespace',
      aDeployment('a', { labels: overriddenBy('here') }),
      ['*: replace /spec/here'],
    ],
    [
      'of its own namespace',
      aDeployment('a', { namespace: 'shop', labels: overriddenBy('there') }),
      ['*: replace /spec/there'],
    ],
    [
      'in default without a namespace',
      aDeployment('a', { namespace: undefined, labels: overriddenBy('here') }),
      ['*: replace /spec/here'],
    ],
    [
      'the ClusterOverridePolicy',
      aDeployment('a', { labels: overriddenByCluster('everywhere') }),
      ['*: replace /spec/everywhere'],
    ],
    [
      'both, the ClusterOverridePolicy first',
      aDeployment('a', { labels: both }),
      ['*: replace /spec/cluster', '*: replace /spec/namespaced'],
    ],
    [
      'cluster-scoped objects see the ClusterOverridePolicy alone',
      aWorkload('rbac.authorization.k8s.io/v1', 'ClusterRole', 'r', { namespace: undefined, labels: both }),
      ['*: replace /spec/cluster'],
    ],
  ])('%s', (_, workload, rules) => {
    expect(rulesOf(workload)).toEqual({ rules, codes: [] })
  })

  const label = 'metadata.labels.kubeadmiral.io/override-policy-name'
  const clusterLabel = 'metadata.labels.kubeadmiral.io/cluster-override-policy-name'
  test.each<[string, JsonObject, string[]]>([
    ['a missing policy', overriddenBy('gone'), [`kubeadmiral/override-policy-not-found 0.yaml:${label}`]],
    ['an empty name', overriddenBy(''), [`kubeadmiral/override-policy-not-found 0.yaml:${label}`]],
    ['a policy of another namespace', overriddenBy('there'), [`kubeadmiral/override-policy-not-found 0.yaml:${label}`]],
    [
      'a namespaced policy under the label of the others',
      overriddenByCluster('here'),
      [`kubeadmiral/override-policy-not-found 0.yaml:${clusterLabel}`],
    ],
    [
      'two missing ones, each told',
      { ...overriddenBy('x'), ...overriddenByCluster('y') },
      [
        `kubeadmiral/override-policy-not-found 0.yaml:${clusterLabel}`,
        `kubeadmiral/override-policy-not-found 0.yaml:${label}`,
      ],
    ],
    ['a name that is no text', overriddenBy(7), [`kubeadmiral/label-not-text 0.yaml:${label}`]],
    ['a policy that cannot work, which was told there', overriddenBy('broken'), []],
    ['a policy that broke its schema, which was told there', overriddenBy('malformed'), []],
  ])('%s refuses the workload', (_, labels, codes) => {
    expect(rulesOf(aDeployment('a', { labels }))).toEqual({ rules: undefined, codes })
  })

  test('a refused workload is not unplaced', () => {
    const { report } = collector()
    const { unplaced } = bind(
      resources(aDeployment('a', { labels: overriddenBy('gone') }), aClusterPropagationPolicy('all'), aCluster('eu')),
      report,
    )
    expect(unplaced).toEqual([])
  })

  test.each([
    [overriddenBy('heer'), 'Did you mean "here"?'],
    [overriddenBy('everywhere'), 'Did you mean ClusterOverridePolicy "everywhere", with its own label?'],
    [overriddenBy('there'), 'Did you mean OverridePolicy "there" in namespace "shop"?'],
    [overriddenByCluster('here'), 'Did you mean OverridePolicy "here" in namespace "default"?'],
    [overriddenByCluster('evrywhere'), 'Did you mean "everywhere"?'],
  ])('%j: %s', (labels, hint) => {
    const { report, found } = collector()
    bind(resources(aDeployment('a', { labels }), ...policies, aClusterPropagationPolicy('all'), aCluster('eu')), report)
    const told = found.find(({ code }) => code === 'kubeadmiral/override-policy-not-found')
    expect(told && wording(told)).toContain(hint)
  })
})

describe('rules are shared', () => {
  const rules = [
    { overriders: { image: [{ operations: [{ imageComponent: 'Tag', value: '2' }] }] } },
    { overriders: { jsonpatch: [{ path: '/spec/x' }] } },
  ]
  const labels = overriddenBy('p')
  const { units } = bound(
    anOverridePolicy('p', rules),
    aDeployment('a', { labels }),
    aDeployment('b', { labels }),
    aWorkload('batch/v1', 'CronJob', 'c', { labels }),
    aWorkload('v1', 'ConfigMap', 'd', { labels }),
    aCluster('eu'),
  )
  const of = (name: string) => units.find(({ workload }) => workload.name === name)?.overrides ?? []
  const editsOf = (name: string) => of(name).flatMap(({ ops }) => ops.filter((op) => op.kind === 'edits'))

  test('by workloads of one pod spec path', () => {
    expect(of('a')).toHaveLength(2)
    expect(of('a')).toBe(of('b'))
  })

  test('across pod spec paths the edits stay the same ones', () => {
    expect(editsOf('a')).toMatchObject([{ podSpec: ['spec', 'template', 'spec'] }])
    expect(editsOf('c')).toMatchObject([{ podSpec: ['spec', 'jobTemplate', 'spec', 'template', 'spec'] }])
    expect(editsOf('d')).toMatchObject([{ podSpec: undefined }])
    expect(editsOf('c')[0]?.edits[0]).toBe(editsOf('a')[0]?.edits[0])
    expect(editsOf('d')[0]?.edits[0]).toBe(editsOf('a')[0]?.edits[0])
  })

  test('each policy is read once, however many workloads name it', () => {
    const workloads = ['a', 'b', 'c'].map((name) => aDeployment(name, { labels }))
    const wrong = anOverridePolicy('p', [{ targetClusters: { clusters: ['us'] } }, patch('no-slash')])
    const { codes } = bound(wrong, ...workloads, aCluster('eu'))
    expect(codes()).toEqual([
      'kubeadmiral/override-matches-no-cluster 0.yaml:spec.overrideRules.0',
      'kubeadmiral/override-patch-path 0.yaml:spec.overrideRules.1.overriders.jsonpatch.0.path',
    ])
  })
})

describe('what a rule becomes', () => {
  const eu = [aCluster('eu')]

  test('nothing without overriders', () => {
    const rules = [{}, { overriders: {} }, { overriders: null }, { overriders: { image: [], jsonpatch: null } }]
    expect(compiled(rules, eu)).toEqual({ rules: [], codes: [], bound: 1 })
    expect(compiled([], eu)).toEqual({ rules: [], codes: [], bound: 1 })
  })

  test('one operation for the typed overriders in their order, then the patches, each from its own line', () => {
    const web = { containerName: 'web', operator: 'overwrite', value: [] }
    const overriders = {
      jsonpatch: [{ path: '/spec/a' }, { operator: 'remove', path: '/spec/b' }],
      labels: [{ value: { a: 'b' } }],
      annotations: [{ value: { a: 'b' } }],
      envs: [{ containerName: 'web', value: [] }],
      args: [web],
      command: [web],
      image: [{ operations: [] }],
    }
    const { rules, codes } = compiled([{ overriders }], eu)
    expect(codes).toEqual([])
    expect(rules.map(inShort)).toEqual([
      '*: ensure annotations; ensure labels; ensure finalizers',
      '*: edits image command args env annotations labels; replace /spec/a; remove /spec/b',
      '*: prune annotations; prune labels; prune finalizers',
    ])
    expect(rules[1]?.ops.map(({ from }) => from?.path.slice(3).join('.'))).toEqual([
      '',
      'overriders.jsonpatch.0',
      'overriders.jsonpatch.1',
    ])
    const [edits] = rules[1]?.ops ?? []
    expect(edits?.kind === 'edits' && edits.edits.map(({ from }) => from?.path.slice(4).join('.'))).toEqual([
      'image.0',
      'command.0',
      'args.0',
      'envs.0',
      'annotations.0',
      'labels.0',
    ])
  })
})

describe('metadata that every object has upstream', () => {
  const eu = [aCluster('eu'), aCluster('us'), aCluster('zz')]
  const has = ': ensure annotations; ensure labels; ensure finalizers'
  const loses = ': prune annotations; prune labels; prune finalizers'
  const at = (clusters: string[], overriders: JsonObject): JsonObject => ({ targetClusters: { clusters }, overriders })
  const add = (path: string): JsonObject => ({ jsonpatch: [{ operator: 'add', path, value: 'x' }] })

  test.each<[string, JsonObject[], string[]]>([
    ['not for patches elsewhere', [{ overriders: add('/spec/metadata/labels') }], ['*: add /spec/metadata/labels']],
    ['not for similar paths', [{ overriders: add('/metadatas/x') }], ['*: add /metadatas/x']],
    [
      'for a patch below metadata',
      [{ overriders: add('/metadata/labels/x') }],
      [`*${has}`, '*: add /metadata/labels/x', `*${loses}`],
    ],
    ['for all of metadata', [{ overriders: add('/metadata') }], [`*${has}`, '*: add /metadata', `*${loses}`]],
    ['for labels', [{ overriders: { labels: [{ value: {} }] } }], [`*${has}`, '*: edits labels', `*${loses}`]],
    [
      'for the clusters of such rules only',
      [at(['us'], add('/metadata/finalizers/-')), at(['eu'], add('/metadata/x')), { overriders: add('/spec/x') }],
      [`us,eu${has}`, 'us: add /metadata/finalizers/-', 'eu: add /metadata/x', '*: add /spec/x', `us,eu${loses}`],
    ],
  ])('%s', (_, rules, expected) => {
    expect(compiled(rules, eu).rules.map(inShort)).toEqual(expected)
  })

  test('once around the rules of both policies', () => {
    const { units } = bound(
      anOverridePolicy('both', [{ overriders: add('/metadata/labels/x') }]),
      aClusterOverridePolicy('both', [{ overriders: add('/spec/x') }]),
      aDeployment('web', { labels: { ...overriddenBy('both'), ...overriddenByCluster('both') } }),
      aCluster('eu'),
    )
    expect(units[0]?.overrides.map(inShort)).toEqual([
      `*${has}`,
      '*: add /spec/x',
      '*: add /metadata/labels/x',
      `*${loses}`,
    ])
  })
})
