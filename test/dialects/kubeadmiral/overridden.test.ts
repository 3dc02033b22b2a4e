import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { copy, type Json, type JsonObject } from '../../../src/model/json.ts'
import { aCluster, aDeployment, aPropagationPolicy, aWorkload, named, namedCluster } from '../resource.ts'
import {
  aClusterOverridePolicy,
  anOverridePolicy,
  bound,
  overriddenBy,
  overriddenByCluster,
  rendered,
} from './overriding.ts'

const containers: Json = [
  { name: 'web', image: 'docker.io/shop/web:1.0', args: ['-v'], env: [{ name: 'A', value: '1' }] },
  { name: 'proxy', image: 'envoy' },
]
const template = { spec: { containers, initContainers: [{ name: 'setup', image: 'setup:1' }] } }
const labels = { app: 'web', ...overriddenBy('p'), ...overriddenByCluster('c') }
const both = (cluster: readonly JsonObject[], namespaced: readonly JsonObject[]): JsonObject[] => [
  anOverridePolicy('p', namespaced),
  aClusterOverridePolicy('c', cluster),
  aDeployment('web', { labels, spec: { template } }),
  aCluster('eu', { region: 'eu' }),
  aCluster('us', { region: 'us' }),
]
const inEu = (overriders: JsonObject): JsonObject => ({
  targetClusters: { clusterSelector: { region: 'eu' } },
  overriders,
})
const everywhere = (overriders: JsonObject): JsonObject => ({ overriders })
const patch = (...jsonpatch: JsonObject[]): JsonObject => ({ jsonpatch })
const add = (path: string, value: Json): JsonObject => patch({ operator: 'add', path, value })
const image = (imageComponent: string, operator: string, value = ''): JsonObject => ({
  image: [{ containerNames: ['web'], operations: [{ imageComponent, operator, value }] }],
})

/** The Deployment as it is without any overrides. */
const plain = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'default', labels: { app: 'web' } },
  spec: { replicas: 2, template },
}
const metadata = (more: JsonObject) => ({ ...plain, metadata: { ...plain.metadata, ...more } })
const spec = (more: JsonObject) => ({ ...plain, spec: { ...plain.spec, ...more } })
const images = (web: string) =>
  spec({
    template: {
      spec: {
        ...template.spec,
        containers: [{ ...(containers[0] as JsonObject), image: web }, containers[1] as JsonObject],
      },
    },
  })

describe('what the clusters get', () => {
  test.each<[string, JsonObject[], JsonObject[], JsonObject, JsonObject]>([
    ['the object, without rules', [], [], plain, plain],
    ['the object, where no rule is for them', [inEu(add('/spec/paused', true))], [], spec({ paused: true }), plain],
    [
      'the namespaced policy last, so that it wins',
      [everywhere(add('/spec/x', 'cluster'))],
      [inEu(add('/spec/x', 'namespaced'))],
      spec({ x: 'namespaced' }),
      spec({ x: 'cluster' }),
    ],
    [
      'a rule sees what the rule before it did',
      [inEu(image('Tag', 'delete')), inEu(image('Tag', 'addIfAbsent', '2.0'))],
      [],
      images('docker.io/shop/web:2.0'),
      plain,
    ],
    [
      'a policy sees what the policy before it did',
      [inEu(image('Registry', 'delete'))],
      [everywhere(image('Registry', 'overwrite', 'mirror.eu:5000')), inEu(image('Tag', 'overwrite', 'eu'))],
      images('mirror.eu:5000/shop/web:eu'),
      images('mirror.eu:5000/shop/web:1.0'),
    ],
    [
      'a patch sees what the typed overriders of its rule did',
      [
        everywhere({
          ...image('Tag', 'overwrite', '3'),
          ...patch({ operator: 'test', path: '/spec/template/spec/containers/0/image', value: 'docker.io/shop/web:3' }),
        }),
      ],
      [],
      images('docker.io/shop/web:3'),
      images('docker.io/shop/web:3'),
    ],
    [
      'replace sets a key that is not there',
      [everywhere(patch({ path: '/spec/paused', value: true }))],
      [],
      spec({ paused: true }),
      spec({ paused: true }),
    ],
    ['a missing value is null', [inEu(patch({ path: '/spec/paused' }))], [], spec({ paused: null }), plain],
    [
      'finalizers, though none are written',
      [inEu(add('/metadata/finalizers/-', 'a/b')), inEu(add('/metadata/finalizers/0', 'c/d'))],
      [],
      metadata({ finalizers: ['c/d', 'a/b'] }),
      plain,
    ],
    [
      'annotations, though none are written',
      [inEu(add('/metadata/annotations/a', 'b'))],
      [],
      metadata({ annotations: { a: 'b' } }),
      plain,
    ],
    [
      'no labels where the last one is deleted',
      [inEu({ labels: [{ operator: 'delete', value: { app: '' } }] })],
      [],
      { ...plain, metadata: { name: 'web', namespace: 'default' } },
      plain,
    ],
    ['no empty annotations and finalizers', [inEu({ annotations: [{ value: { a: 'b' } }] })], [], plain, plain],
    [
      'labels without the steering ones',
      [
        inEu({
          labels: [
            { operator: 'delete', value: { app: '' } },
            { operator: 'addIfAbsent', value: { tier: 'a' } },
          ],
        }),
      ],
      [],
      metadata({ labels: { tier: 'a' } }),
      plain,
    ],
    [
      'overwritten labels, but no new ones',
      [everywhere({ labels: [{ value: { app: 'x', new: 'y' } }] })],
      [inEu(add('/metadata/labels/new', 'z'))],
      metadata({ labels: { app: 'x', new: 'z' } }),
      metadata({ labels: { app: 'x' } }),
    ],
  ])('%s', (_, cluster, namespaced, eu, us) => {
    expect(rendered(...both(cluster, namespaced))).toEqual({ objects: { eu, us }, codes: [] })
  })

  test('an override of the replicas wins over their division', () => {
    const { objects, codes } = rendered(
      anOverridePolicy('p', [
        { targetClusters: { clusters: ['eu'] }, overriders: patch({ path: '/spec/replicas', value: 9 }) },
      ]),
      aPropagationPolicy('half', {
        schedulingMode: 'Divide',
        placement: ['eu', 'us'].map((cluster) => ({ cluster, preferences: { weight: 1 } })),
      }),
      aDeployment('web', { labels: { ...overriddenBy('p'), ...named('half') }, spec: { replicas: 4 } }),
      aCluster('eu'),
      aCluster('us'),
    )
    expect(codes).toEqual([])
    expect(objects).toMatchObject({ eu: { spec: { replicas: 9 } }, us: { spec: { replicas: 2 } } })
  })

  test('a patch that tests the replicas sees the number that was decided', () => {
    const testing = (value: number) =>
      rendered(
        anOverridePolicy('p', [everywhere(patch({ operator: 'test', path: '/spec/replicas', value }))]),
        aPropagationPolicy('half', {
          schedulingMode: 'Divide',
          placement: ['eu', 'us'].map((cluster) => ({ cluster, preferences: { weight: 1 } })),
        }),
        aDeployment('web', { labels: { ...overriddenBy('p'), ...named('half') }, spec: { replicas: 4 } }),
        aCluster('eu'),
        aCluster('us'),
      ).codes.map((code) => code.split(' ')[0])
    expect(testing(2)).toEqual([])
    expect(testing(4)).toEqual(['override/failed'])
  })

  test('every typed overrider at once', () => {
    const { objects, codes } = rendered(
      anOverridePolicy('p', [
        everywhere({
          image: [{ operations: [{ imageComponent: 'Registry', value: 'mirror' }] }],
          command: [{ containerName: 'web', operator: 'overwrite', value: ['run'] }],
          args: [{ containerName: 'web', operator: 'append', value: ['-x'] }],
          envs: [{ containerName: 'web', operator: 'addIfAbsent', value: [{ name: 'B', value: '2' }] }],
          annotations: [{ operator: 'addIfAbsent', value: { a: 'b' } }],
          labels: [{ value: { app: 'shop' } }],
          jsonpatch: [{ operator: 'remove', path: '/spec/template/spec/initContainers' }],
        }),
      ]),
      aDeployment('web', { labels: { app: 'web', ...overriddenBy('p') }, spec: { template } }),
      aCluster('eu'),
    )
    expect(codes).toEqual([])
    expect(objects.eu).toEqual({
      ...plain,
      metadata: { ...plain.metadata, labels: { app: 'shop' }, annotations: { a: 'b' } },
      spec: {
        replicas: 2,
        template: {
          spec: {
            containers: [
              {
                name: 'web',
                image: 'mirror/shop/web:1.0',
                command: ['run'],
                args: ['-v', '-x'],
                env: [
                  { name: 'A', value: '1' },
                  { name: 'B', value: '2' },
                ],
              },
              { name: 'proxy', image: 'mirror/envoy' },
            ],
          },
        },
      },
    })
  })
})

describe('an override that fails', () => {
  const at = (field: string) => `1.yaml:spec.overrideRules.0.overriders.${field}`
  test.each<[string, JsonObject, string]>([
    ['a replace whose parent is missing', patch({ path: '/spec/a/b', value: 1 }), 'override/failed jsonpatch.0'],
    ['a removal of nothing', patch({ operator: 'remove', path: '/spec/a' }), 'override/failed jsonpatch.0'],
    [
      'a test',
      patch({ path: '/spec/a' }, { operator: 'test', path: '/spec/replicas', value: 5 }),
      'override/failed jsonpatch.1',
    ],
    ['a tag that is there already', image('Tag', 'addIfAbsent', '2'), 'image.0'],
    ['a label that is there already', { labels: [{ operator: 'addIfAbsent', value: { app: 'x' } }] }, 'labels.0'],
    [
      'a variable that is there already',
      { envs: [{ containerName: 'web', operator: 'addIfAbsent', value: [{ name: 'A' }] }] },
      'envs.0',
    ],
    ['a path to no image', { image: [{ imagePath: '/spec/replicas', operations: [] }] }, 'image.0'],
  ])('%s is an error at its place, and the cluster gets no text', (_, overriders, place) => {
    const { objects, codes } = rendered(...both([inEu(overriders)], []))
    const field = place.split(' ').at(-1) ?? ''
    expect(codes).toEqual([expect.stringMatching(/^override\//)])
    expect(codes[0]).toContain(at(field))
    expect(objects).toEqual({ us: plain })
  })

  test('containers of a kind without pods are an error', () => {
    const { objects, codes } = rendered(
      anOverridePolicy('p', [everywhere(image('Tag', 'overwrite', '1'))]),
      aWorkload('v1', 'ConfigMap', 'settings', { labels: overriddenBy('p') }),
      aCluster('eu'),
    )
    expect(objects).toEqual({})
    expect(codes).toHaveLength(1)
  })
})

describe('whatever is written', () => {
  const text = fc.oneof(
    fc.constantFrom(
      '/spec/replicas',
      '/metadata/labels/app',
      '/metadata',
      '/spec/template/spec/containers/0/image',
      'web',
      '-',
      '',
    ),
    fc.string({ maxLength: 12 }),
  )
  const json = fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.parse(JSON.stringify(value)) as Json)
  const operator = fc.constantFrom('addIfAbsent', 'overwrite', 'delete')
  const strings = fc.dictionary(text, text, { maxKeys: 3 })
  const lists = fc.array(text, { maxLength: 3 })
  const listed = fc.array(
    fc.record({ containerName: text, operator: fc.constantFrom('append', 'overwrite', 'delete'), value: lists }),
    { maxLength: 2 },
  )
  const mapped = fc.array(fc.record({ operator, value: strings }), { maxLength: 2 })
  const overriders = fc.record(
    {
      image: fc.array(
        fc.record({
          imagePath: text,
          containerNames: lists,
          operations: fc.array(
            fc.record({
              imageComponent: fc.constantFrom('Registry', 'Repository', 'Tag', 'Digest'),
              operator,
              value: text,
            }),
            { maxLength: 2 },
          ),
        }),
        { maxLength: 2 },
      ),
      command: listed,
      args: listed,
      envs: fc.array(
        fc.record({
          containerName: text,
          operator,
          value: fc.array(fc.record({ name: text, value: text }), { maxLength: 2 }),
        }),
        { maxLength: 2 },
      ),
      annotations: mapped,
      labels: mapped,
      jsonpatch: fc.array(
        fc.record({ operator: fc.constantFrom('add', 'remove', 'replace', 'test', ''), path: text, value: json }),
        { maxLength: 3 },
      ),
    },
    { requiredKeys: [] },
  )
  const targets = fc.record(
    { clusters: fc.subarray(['eu', 'us', 'gone']), clusterSelector: fc.constantFrom({}, { region: 'eu' }) },
    { requiredKeys: [] },
  )
  const rules = fc.array(fc.record({ targetClusters: targets, overriders }, { requiredKeys: [] }), {
    maxLength: 3,
  }) as fc.Arbitrary<JsonObject[]>

  test('nothing throws, and no template is changed', () => {
    fc.assert(
      fc.property(rules, rules, (cluster, namespaced) => {
        const manifests = both(cluster, namespaced)
        const before = copy(manifests)
        rendered(...manifests)
        expect(manifests).toEqual(before)
      }),
    )
  })

  test('the order of the objects does not count', () => {
    const manifests = both([inEu(add('/metadata/labels/a', 'b'))], [everywhere(image('Tag', 'overwrite', '2'))])
    const other = aDeployment('other', { labels: overriddenByCluster('c'), spec: { template } })
    const all = [...manifests, other, aWorkload('v1', 'ConfigMap', 'settings', { labels: namedCluster('all') })]
    const units = (list: readonly JsonObject[]) =>
      bound(...list).units.map(({ key, overrides }) => [
        key,
        overrides.map(({ target, ops }) => [target, ops.map(({ kind }) => kind)]),
      ])
    const expected = units(all)
    fc.assert(
      fc.property(fc.shuffledSubarray(all, { minLength: all.length }), (shuffled) => {
        expect(units(shuffled)).toEqual(expected)
      }),
      { numRuns: 30 },
    )
  })
})
