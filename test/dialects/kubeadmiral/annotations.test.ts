import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { holdsOf, steered } from '../../../src/dialects/kubeadmiral/annotations/annotations.ts'
import { type ReadPolicy, readPolicy } from '../../../src/dialects/kubeadmiral/policy/policy.ts'
import { selectionOf } from '../../../src/dialects/kubeadmiral/policy/selection.ts'
import type { Json, JsonObject } from '../../../src/model/json.ts'
import type { Origin } from '../../../src/model/source.ts'
import { aCluster } from '../../builders/cluster.ts'
import { aDeployment, aPropagationPolicy, aResource, collector } from '../resource.ts'

const fleet = ['cluster1', 'cluster2', 'a', 'b'].map((name) => aCluster({ name }))

function read(spec: JsonObject): ReadPolicy {
  const { report, codes } = collector()
  const policy = readPolicy(aResource(aPropagationPolicy('p', spec), 'policy.yaml'), new Map(), report)
  if (policy === undefined) throw new Error(codes().join())
  return policy
}

function annotated(annotations: Readonly<Record<string, Json>>) {
  const prefixed = Object.fromEntries(Object.entries(annotations).map(([key, text]) => [`kubeadmiral.io/${key}`, text]))
  return aResource(aDeployment('web', { annotations: prefixed }), 'web.yaml')
}

/** A policy as annotations of a workload change it. JSON is written for what is not a text. */
function steer(spec: JsonObject, annotations: Readonly<Record<string, Json>>) {
  const { report, codes, found } = collector()
  const texts = Object.entries(annotations).map(([key, value]) => [
    key,
    typeof value === 'string' ? value : JSON.stringify(value),
  ])
  const before = read(spec)
  const policy = steered(before, annotated(Object.fromEntries(texts)), fleet, report)
  return { before, policy, codes: codes(), args: found.map(({ args }) => args) }
}

const at = (annotation: string): Origin => ({
  file: 'web.yaml',
  document: 0,
  path: ['metadata', 'annotations', `kubeadmiral.io/${annotation}`],
})
const told = (code: string, annotation: string): string =>
  `${code} web.yaml:metadata.annotations.kubeadmiral.io/${annotation}`

const selected = { clusterSelector: { label: 'value1' } }
const term = { matchExpressions: [{ key: 'test', operator: 'In', values: ['value1', 'value2'] }], matchFields: [] }
const required = (...terms: Json[]): JsonObject => ({
  clusterAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { clusterSelectorTerms: terms } },
})

describe('TestGetSchedulingUnitWithAnnotationOverrides', () => {
  test.each<[string, JsonObject, Record<string, Json>, object]>([
    [
      'scheduling mode override',
      { ...selected, schedulingMode: 'Divide' },
      { 'scheduling-mode': 'Duplicate' },
      { divide: false, at: { mode: at('scheduling-mode') } },
    ],
    [
      'scheduling mode override, the other way',
      selected,
      { 'scheduling-mode': 'Divide' },
      { divide: true, at: { mode: at('scheduling-mode') } },
    ],
    [
      'sticky cluster override',
      { ...selected, reschedulePolicy: { disableRescheduling: true } },
      { 'sticky-cluster': 'false' },
      { sticky: false, at: { sticky: at('sticky-cluster') } },
    ],
    [
      'sticky cluster override, the other way',
      selected,
      { 'sticky-cluster': 'true' },
      { sticky: true, at: { sticky: at('sticky-cluster') } },
    ],
    [
      'cluster selector override',
      selected,
      { clusterSelector: { override: 'label' } },
      { clusterSelector: new Map([['override', 'label']]), at: { selector: at('clusterSelector') } },
    ],
    [
      'cluster affinity override',
      { ...selected, clusterAffinity: [{ matchExpressions: [{ key: 'k', operator: 'Exists' }] }] },
      { affinity: required(term) },
      { clusterAffinity: [term], preferred: [], at: { affinity: at('affinity') } },
    ],
    [
      'tolerations override',
      { ...selected, tolerations: [{ key: 'test', operator: 'Exists', effect: 'NoExecute' }] },
      { tolerations: [{ key: 'override', operator: 'Exists', effect: 'NoSchedule' }] },
      {
        tolerations: [{ key: 'override', operator: 'Exists', value: '', effect: 'NoSchedule' }],
        at: { tolerations: at('tolerations') },
      },
    ],
    [
      'max clusters override',
      { ...selected, maxClusters: 5 },
      { maxClusters: '10' },
      { limit: 10, at: { limit: at('maxClusters') } },
    ],
    [
      'placements override',
      { ...selected, maxClusters: 5, placement: [{ cluster: 'cluster1' }] },
      {
        placements: [
          { cluster: 'cluster1', preferences: { minReplicas: 5, maxReplicas: 10, weight: 2 } },
          { cluster: 'cluster2', preferences: { minReplicas: 2, weight: 1 } },
        ],
      },
      {
        limit: 5,
        names: new Set(['cluster1', 'cluster2']),
        preferences: new Map([
          ['cluster1', { min: 5, max: 10, weight: 2, from: at('placements') }],
          ['cluster2', { min: 2, max: undefined, weight: 1, from: at('placements') }],
        ]),
        weighted: true,
        priorities: new Map(),
        at: { names: at('placements'), priorities: at('placements') },
      },
    ],
  ])('%s', (_, spec, annotations, expected) => {
    const { before, policy, codes } = steer(spec, annotations)
    expect(codes).toEqual([])
    expect(policy).toEqual({
      ...before,
      ...expected,
      at: { ...before.at, ...('at' in expected ? (expected.at as object) : {}) },
    })
  })

  test('no annotation leaves the policy the very same', () => {
    const policy = read(selected)
    const { report, codes } = collector()
    for (const workload of [aResource(aDeployment('web')), annotated({}), annotated({ orphan: 'all' })]) {
      expect(steered(policy, workload, fleet, report)).toBe(policy)
    }
    expect(codes()).toEqual([])
  })

  test('what is not overridden is shared with the policy', () => {
    const { before, policy } = steer({ placement: [{ cluster: 'a' }] }, { maxClusters: '1', affinity: required(term) })
    expect(policy.preferences).toBe(before.preferences)
    expect(policy.tolerations).toBe(before.tolerations)
  })
})

describe('a toleration that matches nothing is taken, with a warning', () => {
  test.each<[string, JsonObject, string[]]>([
    ['an operator', { operator: 'In', effect: 'NoSchedule' }, ['operator In']],
    ['an effect', { operator: 'Exists', effect: 'noSchedule' }, ['effect noSchedule']],
    ['both', { operator: 'exists', effect: 'x' }, ['operator exists', 'effect x']],
    ['no effect is all of them', { operator: 'Exists' }, []],
    ['no operator is Equal', { key: 'a', effect: 'PreferNoSchedule' }, []],
  ])('%s', (_, toleration, expected) => {
    const { policy, codes, args } = steer(selected, { tolerations: [toleration] })
    expect(policy.tolerations).toMatchObject([toleration])
    expect(codes).toEqual(expected.map(() => told('kubeadmiral/toleration-matches-nothing', 'tolerations')))
    expect(args.map(({ field, value }) => `${field} ${value}`)).toEqual(expected)
  })
})

describe('an annotation that cannot be read is ignored, with a warning', () => {
  test.each<[string, Json]>([
    ['scheduling-mode', 'divide'],
    ['scheduling-mode', ''],
    ['sticky-cluster', 'True'],
    ['sticky-cluster', ''],
    ['clusterSelector', '{"a":1}'],
    ['clusterSelector', '[]'],
    ['clusterSelector', 'a=b'],
    ['affinity', '{"clusterAffinity":[]}'],
    ['affinity', required({ matchExpressions: [{ key: 1 }] })],
    ['affinity', { clusterAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 2147483648 }] } }],
    ['tolerations', '{}'],
    ['tolerations', '[{"key":"a","tolerationSeconds":"1"}]'],
    ['tolerations', ''],
    ['maxClusters', '-1'],
    ['maxClusters', '1.0'],
    ['maxClusters', ' 1'],
    ['maxClusters', ''],
    ['maxClusters', '9223372036854775808'],
    ['placements', '{}'],
    ['placements', '[{"cluster":1}]'],
    ['placements', '["a"]'],
    ['placements', 'a,b'],
  ])('%s: %j', (annotation, value) => {
    const { before, policy, codes, args } = steer(
      { placement: [{ cluster: 'a' }], maxClusters: 1, tolerations: [{ operator: 'Exists' }] },
      { [annotation]: value },
    )
    expect(codes).toEqual([told('kubeadmiral/annotation-ignored', annotation)])
    expect(args[0]).toMatchObject({ annotation: `kubeadmiral.io/${annotation}`, part: '' })
    expect(policy).toEqual(before)
  })

  test('the others count all the same', () => {
    const { policy, codes } = steer({}, { 'scheduling-mode': 'x', maxClusters: '2' })
    expect(policy).toMatchObject({ divide: false, limit: 2 })
    expect(codes).toEqual([told('kubeadmiral/annotation-ignored', 'scheduling-mode')])
  })

  test.each<[Json]>([[true], [1], [{}], [[]]])('one that is not a text is an error: %j', (value) => {
    const { report, codes } = collector()
    const policy = read({})
    expect(steered(policy, annotated({ 'no-scheduling': value }), fleet, report)).toBe(policy)
    expect(codes()).toEqual([told('kubeadmiral/annotation-not-text', 'no-scheduling')])
  })

  test('null is an empty text', () => {
    const { report, codes } = collector()
    steered(read({}), annotated({ 'no-scheduling': null, maxClusters: null }), fleet, report)
    expect(codes()).toEqual([told('kubeadmiral/annotation-ignored', 'maxClusters')])
  })
})

describe('parsing', () => {
  test.each<[string, Record<string, string>, object]>([
    ['maxClusters with a sign', { maxClusters: '+3' }, { limit: 3 }],
    ['maxClusters with zeros', { maxClusters: '007' }, { limit: 7 }],
    ['maxClusters 0 selects none', { maxClusters: '0' }, { limit: 0 }],
    [
      'keys match in any case',
      { tolerations: '[{"KEY":"a","Operator":"Exists"}]' },
      { tolerations: [{ key: 'a', operator: 'Exists' }] },
    ],
    ['the last of two keys wins', { tolerations: '[{"key":"a","Key":"b"}]' }, { tolerations: [{ key: 'b' }] }],
    [
      'an absent operator is Equal',
      { tolerations: '[{"key":"a","value":"v"}]' },
      { tolerations: [{ key: 'a', operator: 'Equal', value: 'v', effect: '' }] },
    ],
    ['tolerations null: none', { tolerations: 'null' }, { tolerations: [] }],
    ['tolerations with a null', { tolerations: '[null]' }, { tolerations: [{ key: '', operator: 'Equal' }] }],
    ['clusterSelector null: none', { clusterSelector: 'null' }, { clusterSelector: new Map() }],
    [
      'clusterSelector with exact keys',
      { clusterSelector: '{"a":"1","A":"2"}' },
      {
        clusterSelector: new Map([
          ['a', '1'],
          ['A', '2'],
        ]),
      },
    ],
  ])('%s', (_, annotations, expected) => {
    const spec = { tolerations: [{ operator: 'Exists' }], clusterSelector: { x: 'y' } }
    const { policy, codes } = steer(spec, annotations)
    expect(codes).toEqual([])
    expect(policy).toMatchObject(expected)
  })

  test.each<[string, string, string, string]>([
    ['tolerations', '[{"kye":"a"}]', '[0].kye', 'key'],
    [
      'affinity',
      '{"clusterAffinity":{"required":{}}}',
      'clusterAffinity.required',
      'requiredDuringSchedulingIgnoredDuringExecution',
    ],
    ['placements', '[{"cluster":"a","preferences":{"minReplica":1}}]', '[0].preferences.minReplica', 'minReplicas'],
    ['placements', '[{"cluster":"a","zzz":1}]', '[0].zzz', ''],
  ])('an unknown field is a warning: %s %s', (annotation, text, field, suggestion) => {
    const { codes, args } = steer({}, { [annotation]: text })
    expect(codes).toEqual([told('kubeadmiral/annotation-unknown-field', annotation)])
    expect(args).toEqual([{ annotation: `kubeadmiral.io/${annotation}`, field, suggestion }])
  })
})

describe('affinity', () => {
  const spec = { clusterAffinity: [{ matchExpressions: [{ key: 'k', operator: 'Exists' }] }] }
  const preferred = {
    preferredDuringSchedulingIgnoredDuringExecution: [
      { weight: -3, preference: { matchExpressions: term.matchExpressions } },
    ],
  }
  test.each<[string, Json, object | undefined, object[]]>([
    ['no restriction', {}, undefined, []],
    ['null', 'null', undefined, []],
    ['no terms are required, so that nothing matches', required(), [], []],
    [
      'a required null is absent',
      { clusterAffinity: { requiredDuringSchedulingIgnoredDuringExecution: null } },
      undefined,
      [],
    ],
    [
      'a required object without terms matches nothing',
      { clusterAffinity: { requiredDuringSchedulingIgnoredDuringExecution: {} } },
      [],
      [],
    ],
    ['preferred alone restricts nothing', { clusterAffinity: preferred }, undefined, [{ weight: -3, term }]],
    ['a null term matches nothing', required(null), [{ matchExpressions: [], matchFields: [] }], []],
    [
      'fields',
      required({ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['a'] }] }),
      [{ matchExpressions: [], matchFields: [{ key: 'metadata.name', operator: 'In', values: ['a'] }] }],
      [],
    ],
    [
      'a weight that is absent is 0',
      { clusterAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{}] } },
      undefined,
      [{ weight: 0, term: { matchExpressions: [], matchFields: [] } }],
    ],
  ])('%s', (_, value, terms, preferences) => {
    const { policy, codes } = steer(spec, { affinity: value })
    expect(codes).toEqual([])
    expect(policy.clusterAffinity).toEqual(terms)
    expect(policy.preferred).toEqual(preferences)
  })
})

describe('placements', () => {
  const spec: JsonObject = {
    placement: [
      { cluster: 'a', preferences: { minReplicas: 1, maxReplicas: 9, weight: 3, priority: 4 } },
      { cluster: 'b', preferences: { minReplicas: 2 } },
    ],
  }
  const wishes = (policy: ReadPolicy) =>
    Object.fromEntries([...policy.preferences].map(([name, { min, max, weight }]) => [name, [min, max, weight]]))

  test.each<string>(['null', '[]', ' [ ] '])('%s is no restriction and no wish', (text) => {
    const { policy, codes } = steer(spec, { placements: text })
    expect(codes).toEqual([])
    expect(policy).toMatchObject({ names: new Set(), preferences: new Map(), weighted: false, priorities: new Map() })
  })

  test.each<[string, Json, Record<string, unknown>, boolean, Record<string, number>, string[]]>([
    ['everything', { minReplicas: 5, maxReplicas: 6, weight: 7, priority: 8 }, { a: [5, 6, 7] }, true, { a: 8 }, []],
    ['nothing but the cluster', {}, { a: [0, undefined, 0] }, false, {}, []],
    ['null preferences', null, { a: [0, undefined, 0] }, false, {}, []],
    ['null wishes', { minReplicas: null, weight: null }, { a: [0, undefined, 0] }, false, {}, []],
    ['a weight of 0 is a weight', { weight: 0 }, { a: [0, undefined, 0] }, true, {}, []],
    ['a maximum of 0', { maxReplicas: 0 }, { a: [0, 0, 0] }, false, {}, []],
    [
      'a negative minimum: the minimums of the policy',
      { minReplicas: -1, maxReplicas: 6, weight: 7, priority: 8 },
      { a: [1, 6, 7], b: [2, undefined, 0] },
      true,
      { a: 8 },
      ['minReplicas'],
    ],
    [
      'a negative maximum: the maximums of the policy',
      { minReplicas: 5, maxReplicas: -1 },
      { a: [5, 9, 0], b: [0, undefined, 0] },
      false,
      {},
      ['maxReplicas'],
    ],
    [
      'a negative weight: the weights of the policy',
      { minReplicas: 5, weight: -1 },
      { a: [5, undefined, 3], b: [0, undefined, 0] },
      true,
      {},
      ['weight'],
    ],
    [
      'a negative priority: the priorities of the policy',
      { minReplicas: 5, priority: -1 },
      { a: [5, undefined, 0] },
      false,
      { a: 4 },
      ['priority'],
    ],
    [
      'all of them',
      { minReplicas: -1, maxReplicas: -1, weight: -1, priority: -1 },
      { a: [1, 9, 3], b: [2, undefined, 0] },
      true,
      { a: 4 },
      ['minReplicas', 'maxReplicas', 'weight', 'priority'],
    ],
    [
      'a type error: only the clusters count',
      { minReplicas: 5, weight: '7' },
      { a: [1, 9, 3], b: [2, undefined, 0] },
      true,
      { a: 4 },
      ['preferences'],
    ],
    ['a type error of the whole', [], { a: [1, 9, 3], b: [2, undefined, 0] }, true, { a: 4 }, ['preferences']],
  ])('%s', (_, preferences, expected, weighted, priorities, parts) => {
    const { policy, codes, args } = steer(spec, { placements: [{ cluster: 'a', preferences }] })
    expect(policy.names).toEqual(new Set(['a']))
    expect(wishes(policy)).toEqual(expected)
    expect(policy.weighted).toBe(weighted)
    expect(Object.fromEntries(policy.priorities)).toEqual(priorities)
    expect(args.map(({ part }) => part)).toEqual(parts)
    expect(codes).toEqual(parts.map(() => told('kubeadmiral/annotation-ignored', 'placements')))
  })

  test.each<[string, string, Record<string, unknown>, Record<string, number>]>([
    [
      'the last minimum counts, of the rest the last that is there',
      '[{"cluster":"a","preferences":{"minReplicas":5,"maxReplicas":6,"weight":7,"priority":8}},{"cluster":"a","preferences":{"weight":1}}]',
      { a: [0, 6, 1] },
      { a: 8 },
    ],
    [
      'a negative weight that a later entry replaces does no harm',
      '[{"cluster":"a","preferences":{"weight":-1}},{"cluster":"a","preferences":{"weight":1}}]',
      { a: [0, undefined, 1] },
      {},
    ],
    ['keys in any case', '[{"Cluster":"a","PREFERENCES":{"minreplicas":5}}]', { a: [5, undefined, 0] }, {}],
    [
      'limits beyond any number of replicas',
      '[{"cluster":"a","preferences":{"minReplicas":9223372036854775807,"maxReplicas":9223372036854775807}}]',
      { a: [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, 0] },
      {},
    ],
  ])('a cluster twice and other texts: %s', (_, text, expected, priorities) => {
    const { policy, codes } = steer(spec, { placements: text })
    expect(codes).toEqual([])
    expect(wishes(policy)).toEqual(expected)
    expect(Object.fromEntries(policy.priorities)).toEqual(priorities)
  })

  test.each(['weight', 'priority'])('a %s that no double holds does not count', (part) => {
    const { policy, codes, args } = steer(spec, {
      placements: `[{"cluster":"a","preferences":{"${part}":9007199254740992}}]`,
    })
    expect(policy).toMatchObject(part === 'weight' ? { weighted: true } : { priorities: new Map([['a', 4]]) })
    expect(args).toMatchObject([{ part }])
    expect(codes).toEqual([told('kubeadmiral/annotation-ignored', 'placements')])
  })

  test('an entry without a cluster, or null, names the empty one, which nothing is called', () => {
    const { policy, codes } = steer(spec, { placements: '[null,{}]' })
    expect(policy.names).toEqual(new Set(['']))
    expect(codes).toEqual([told('kubeadmiral/unknown-cluster', 'placements')])
  })

  test('a cluster that is not in the fleet is a warning', () => {
    const { codes, args } = steer({}, { placements: [{ cluster: 'a' }, { cluster: 'cluster3' }] })
    expect(codes).toEqual([told('kubeadmiral/unknown-cluster', 'placements')])
    expect(args).toEqual([{ cluster: 'cluster3', suggestion: 'cluster1' }])
  })
})

describe('Test_getPrioritiesFromObject', () => {
  test.each<[string, Json, Record<string, number>]>([
    ['no placements', '[]', {}],
    ['no priorities', [{ cluster: 'a' }], {}],
    ['some', [{ cluster: 'a', preferences: { priority: 1 } }, { cluster: 'b' }], { a: 1 }],
    ['a priority of 0', [{ cluster: 'a', preferences: { priority: 0 } }], { a: 0 }],
    ['a negative one: those of the policy', [{ cluster: 'a', preferences: { priority: -1 } }], { b: 9 }],
    ['no JSON: those of the policy', 'x', { b: 9 }],
  ])('%s', (_, placements, expected) => {
    const { policy } = steer({ placement: [{ cluster: 'b', preferences: { priority: 9 } }] }, { placements })
    expect(Object.fromEntries(policy.priorities)).toEqual(expected)
    expect(selectionOf(policy, false).by).toBe(Object.keys(expected).length === 0 ? 'score' : 'priority')
  })
})

test('what decides the selection is told where it was written', () => {
  const spec = { maxClusters: 1, placement: [{ cluster: 'a', preferences: { priority: 1 } }] }
  const from = (annotations: Record<string, Json>, more: JsonObject = spec) =>
    selectionOf(steer(more, annotations).policy, false).from?.path.join('.')
  expect(from({})).toBe('spec.maxClusters')
  expect(from({ maxClusters: '2' })).toBe('metadata.annotations.kubeadmiral.io/maxClusters')
  const placements = [{ cluster: 'a', preferences: { priority: 1 } }]
  expect(from({ placements }, {})).toBe('metadata.annotations.kubeadmiral.io/placements')
})

describe('holds', () => {
  test.each<[Record<string, Json>, ReturnType<typeof holdsOf>]>([
    [{}, { held: false, alone: false, dryRun: false }],
    [{ 'no-scheduling': 'true' }, { held: true, alone: true, dryRun: false }],
    [{ 'no-scheduling': 'false' }, { held: true, alone: false, dryRun: false }],
    [{ 'no-scheduling': '' }, { held: false, alone: false, dryRun: false }],
    [{ 'dry-run': 'true' }, { held: false, alone: false, dryRun: true }],
    [{ 'dry-run': 'yes' }, { held: false, alone: false, dryRun: false }],
  ])('%j', (annotations, expected) => {
    expect(holdsOf(annotated(annotations))).toEqual(expected)
  })
})

describe('any text', () => {
  const names = [
    'clusterSelector',
    'affinity',
    'tolerations',
    'placements',
    'maxClusters',
    'scheduling-mode',
    'sticky-cluster',
  ]
  /** JSON that is likely to have fields of the annotations. */
  const { value: likely } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 6, withCrossShrink: true },
      fc.constantFrom(null, 1, -1, 2.5, 'a', 'In', true),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(
        fc.constantFrom(
          'cluster',
          'preferences',
          'weight',
          'Priority',
          'minReplicas',
          'clusterAffinity',
          'requiredDuringSchedulingIgnoredDuringExecution',
          'preferredDuringSchedulingIgnoredDuringExecution',
          'clusterSelectorTerms',
          'matchExpressions',
          'key',
          'values',
          '__proto__',
        ),
        tie('value'),
      ),
    ),
  }))
  const text = fc.oneof(
    fc.string(),
    likely.map((value) => JSON.stringify(value)),
  )

  test('either changes the policy or is told, and gives whole numbers from 0 up', () => {
    fc.assert(
      fc.property(fc.constantFrom(...names), text, (name, value) => {
        const { report, codes } = collector()
        const before = read({ placement: [{ cluster: 'a' }] })
        const policy = steered(before, annotated({ [name]: value }), fleet, report)
        expect(policy !== before || codes().length > 0).toBe(true)
        for (const { min, max = 0, weight } of policy.preferences.values()) {
          for (const amount of [min, max, weight]) expect(Number.isSafeInteger(amount) && amount >= 0).toBe(true)
        }
        for (const { weight } of policy.preferred) expect(Number.isSafeInteger(weight)).toBe(true)
      }),
      { numRuns: 500 },
    )
  })
})
