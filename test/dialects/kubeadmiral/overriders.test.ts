import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../src/model/json.ts'
import { aCluster } from '../resource.ts'
import { compiled } from './overriding.ts'

/** The edits and patches of one rule with these overriders, without their origins. */
function opsOf(overriders: JsonObject) {
  const { rules, codes, bound } = compiled([{ overriders }], [aCluster('eu')])
  const ops = rules.flatMap((rule) => rule.ops).filter((op) => op.kind === 'edits' || op.kind === 'patch')
  return {
    ops: ops.flatMap((op): readonly unknown[] => (op.kind === 'edits' ? op.edits.map(plain) : [plain(op)])),
    codes: codes.map((code) => code.replace('0.yaml:spec.overrideRules.0.overriders.', '')),
    bound,
  }
}

function plain({ from: _from, ...rest }: { readonly from?: unknown }): unknown {
  return rest
}

describe('images', () => {
  const image = (plan: JsonObject): JsonObject => ({ image: [{ operations: [], ...plan }] })
  const operation = (plan: JsonObject): JsonObject => image({ operations: [{ imageComponent: 'Tag', ...plan }] })
  const digest = `sha256:${'0a'.repeat(16)}`

  test.each<[string, JsonObject, unknown]>([
    ['all containers', {}, { containers: undefined, path: undefined }],
    ['all containers of an empty list', { containerNames: [] }, { containers: undefined, path: undefined }],
    ['some', { containerNames: ['a', 'b', 'a'] }, { containers: new Set(['a', 'b']), path: undefined }],
    ['none of a list of empty names', { containerNames: [''] }, { containers: new Set(), path: undefined }],
    ['a path', { imagePath: '/spec/image' }, { containers: undefined, path: '/spec/image' }],
    ['the containers of an empty path', { imagePath: '' }, { containers: undefined, path: undefined }],
  ])('%s', (_, plan, expected) => {
    expect(opsOf(image(plan))).toEqual({
      ops: [{ kind: 'image', changes: [], ...(expected as object) }],
      codes: [],
      bound: 1,
    })
  })

  test.each<[JsonObject, unknown]>([
    [{ value: '1.2' }, { part: 'tag', operator: 'overwrite', value: '1.2' }],
    [{ value: '' }, { part: 'tag', operator: 'overwrite', value: '' }],
    [{}, { part: 'tag', operator: 'overwrite', value: '' }],
    [{ value: 'a'.repeat(128) }, { part: 'tag', operator: 'overwrite', value: 'a'.repeat(128) }],
    [{ operator: 'delete' }, { part: 'tag', operator: 'delete', value: '' }],
    [
      { operator: 'delete', value: 'not a tag' },
      { part: 'tag', operator: 'delete', value: 'not a tag' },
    ],
    [
      { operator: 'addIfAbsent', value: '_1' },
      { part: 'tag', operator: 'addIfAbsent', value: '_1' },
    ],
    [
      { imageComponent: 'Digest', value: digest },
      { part: 'digest', operator: 'overwrite', value: digest },
    ],
    [
      { imageComponent: 'Registry', value: 'NOT checked' },
      { part: 'registry', operator: 'overwrite', value: 'NOT checked' },
    ],
    [
      { imageComponent: 'Repository', value: 'a/b' },
      { part: 'repository', operator: 'overwrite', value: 'a/b' },
    ],
  ])('%j', (plan, change) => {
    expect(opsOf(operation(plan))).toMatchObject({ ops: [{ changes: [change] }], codes: [], bound: 1 })
  })

  const value = 'kubeadmiral/override-image-value image.0.operations.0.value'
  const path = 'kubeadmiral/override-image-path image.0.imagePath'
  test.each<[string, JsonObject, string]>([
    ['a tag that begins with a dot', operation({ value: '.1' }), value],
    ['a tag that is too long', operation({ value: 'a'.repeat(129) }), value],
    ['a tag with a line break at its end', operation({ value: '1\n' }), value],
    ['a tag to add', operation({ operator: 'addIfAbsent', value: 'a b' }), value],
    ['a digest of 31 digits', operation({ imageComponent: 'Digest', value: `sha256:${'0'.repeat(31)}` }), value],
    ['a digest without an algorithm', operation({ imageComponent: 'Digest', value: '0'.repeat(64) }), value],
    ['nothing to add', operation({ operator: 'addIfAbsent' }), 'kubeadmiral/override-needs-value image.0.operations.0'],
    ['a path without a slash', image({ imagePath: 'spec/image' }), path],
    ['a path to the whole object', image({ imagePath: '//' }), path],
  ])('%s is an error', (_, overriders, code) => {
    expect(opsOf(overriders)).toEqual({ ops: [], codes: [code], bound: 0 })
  })
})

describe.each(['command', 'args'])('%s', (field) => {
  const entry = (plan: JsonObject): JsonObject => ({ [field]: [{ containerName: 'web', value: ['-v'], ...plan }] })

  test.each(['append', 'overwrite', 'delete'])('%s', (operator) => {
    expect(opsOf(entry({ operator }))).toEqual({
      ops: [{ kind: 'list', field, container: 'web', operator, values: ['-v'] }],
      codes: [],
      bound: 1,
    })
  })

  test.each(['overwrite', 'delete'])('%s with nothing', (operator) => {
    expect(opsOf(entry({ operator, value: [] }))).toMatchObject({
      ops: [{ operator, values: [] }],
      codes: [],
      bound: 1,
    })
  })

  test('no operator is an error, as upstream and against its documentation', () => {
    expect(opsOf(entry({}))).toEqual({ ops: [], codes: [`kubeadmiral/override-without-operator ${field}.0`], bound: 0 })
  })

  test('nothing to append is an error', () => {
    const codes = [`kubeadmiral/override-needs-value ${field}.0.value`]
    expect(opsOf(entry({ operator: 'append', value: [] }))).toEqual({ ops: [], codes, bound: 0 })
  })
})

describe('envs', () => {
  const entry = (plan: JsonObject): JsonObject => ({ envs: [{ containerName: 'web', ...plan }] })
  const valueFrom = { secretKeyRef: { name: 's', key: 'k' } }

  test.each<[string, JsonObject, string]>([
    ['overwrites without an operator', {}, 'overwrite'],
    ['addIfAbsent', { operator: 'addIfAbsent' }, 'addIfAbsent'],
    ['delete', { operator: 'delete' }, 'delete'],
  ])('%s', (_, plan, operator) => {
    const value = [
      { name: 'A', value: '1' },
      { name: 'B', valueFrom },
    ]
    expect(opsOf(entry({ ...plan, value }))).toEqual({
      ops: [{ kind: 'env', container: 'web', operator, values: value }],
      codes: [],
      bound: 1,
    })
  })

  test('one name twice may be overwritten or deleted', () => {
    const value = [
      { name: 'A', value: '1' },
      { name: 'A', value: '2' },
    ]
    expect(opsOf(entry({ value }))).toMatchObject({ codes: [], bound: 1 })
    expect(opsOf(entry({ operator: 'delete', value }))).toMatchObject({ codes: [], bound: 1 })
  })

  test('one name twice cannot be added', () => {
    const value = ['A', 'B', 'A', 'A'].map((name) => ({ name }))
    expect(opsOf(entry({ operator: 'addIfAbsent', value }))).toEqual({
      ops: [],
      codes: [
        'kubeadmiral/override-env-twice envs.0.value.2.name',
        'kubeadmiral/override-env-twice envs.0.value.3.name',
      ],
      bound: 0,
    })
  })

  test('nothing to add is an error', () => {
    const codes = ['kubeadmiral/override-needs-value envs.0.value']
    expect(opsOf(entry({ operator: 'addIfAbsent', value: [] }))).toEqual({ ops: [], codes, bound: 0 })
  })
})

describe.each(['annotations', 'labels'])('%s', (field) => {
  const entry = (plan: JsonObject): JsonObject => ({ [field]: [{ value: { a: 'b' }, ...plan }] })

  test.each<[string, JsonObject, string]>([
    ['overwrites without an operator', {}, 'overwrite'],
    ['addIfAbsent', { operator: 'addIfAbsent' }, 'addIfAbsent'],
    ['delete', { operator: 'delete' }, 'delete'],
  ])('%s', (_, plan, operator) => {
    expect(opsOf(entry(plan))).toEqual({
      ops: [{ kind: 'map', field, operator, values: new Map([['a', 'b']]) }],
      codes: [],
      bound: 1,
    })
  })

  test('nothing to add is an error', () => {
    const codes = [`kubeadmiral/override-needs-value ${field}.0.value`]
    expect(opsOf(entry({ operator: 'addIfAbsent', value: {} }))).toEqual({ ops: [], codes, bound: 0 })
    expect(opsOf(entry({ value: {} }))).toMatchObject({ codes: [], bound: 1 })
  })
})

describe('JSON patches', () => {
  const patch = (plan: JsonObject): JsonObject => ({ jsonpatch: [{ path: '/spec/x', ...plan }] })

  test.each<[string, JsonObject, JsonObject]>([
    ['replace without an operator', { value: 1 }, { op: 'replace', value: 1 }],
    ['replace with an empty one', { operator: '', value: 1 }, { op: 'replace', value: 1 }],
    ['add', { operator: 'add', value: { a: [] } }, { op: 'add', value: { a: [] } }],
    ['remove', { operator: 'remove' }, { op: 'remove', value: null }],
    ['test', { operator: 'test', value: false }, { op: 'test', value: false }],
    ['null for a missing value', {}, { op: 'replace', value: null }],
    ['null', { operator: 'add', value: null }, { op: 'add', value: null }],
    ['a path above a forbidden one', { path: '/metadata', value: {} }, { op: 'replace', path: '/metadata', value: {} }],
    ['a path below a forbidden one', { path: '/kind/x' }, { op: 'replace', path: '/kind/x', value: null }],
    ['a forbidden path in other letters', { path: '/Kind' }, { op: 'replace', path: '/Kind', value: null }],
    ['apiVersion', { path: '/apiVersion', value: 'apps/v2' }, { op: 'replace', path: '/apiVersion', value: 'apps/v2' }],
    ['the empty key', { path: '/' }, { op: 'replace', path: '/', value: null }],
  ])('%s', (_, plan, expected) => {
    expect(opsOf(patch(plan))).toEqual({ ops: [{ kind: 'patch', path: '/spec/x', ...expected }], codes: [], bound: 1 })
  })

  const operator = 'kubeadmiral/override-patch-operator jsonpatch.0.operator'
  const path = 'kubeadmiral/override-patch-path jsonpatch.0.path'
  const forbidden = 'kubeadmiral/override-patch-forbidden jsonpatch.0.path'
  test.each<[string, JsonObject, string[]]>([
    ['move', { operator: 'move' }, [operator]],
    ['copy', { operator: 'copy' }, [operator]],
    ['another operator', { operator: 'Replace' }, [operator]],
    ['a path without a slash', { path: 'spec' }, [path]],
    ['a path whose slash is not the first', { path: 'spec/x' }, [path]],
    ['the empty path', { path: '' }, [path]],
    ['both', { operator: 'toString', path: 'x' }, [operator, path]],
    ...['/metadata/namespace', '/metadata/name', '/metadata/generateName', '/kind'].map(
      (one): [string, JsonObject, string[]] => [one, { operator: 'test', path: one }, [forbidden]],
    ),
  ])('%s is an error', (_, plan, codes) => {
    expect(opsOf(patch(plan))).toEqual({ ops: [], codes, bound: 0 })
  })
})

test('every mistake of a policy is told in one run', () => {
  const { codes, bound } = compiled(
    [
      { overriders: { args: [{ containerName: 'a', value: [] }], jsonpatch: [{ path: 'x' }, { path: '/kind' }] } },
      { targetClusters: { clusters: ['gone'] }, overriders: { labels: [{ operator: 'addIfAbsent', value: {} }] } },
    ],
    [aCluster('eu')],
  )
  expect(codes).toEqual([
    'kubeadmiral/override-without-operator 0.yaml:spec.overrideRules.0.overriders.args.0',
    'kubeadmiral/override-patch-path 0.yaml:spec.overrideRules.0.overriders.jsonpatch.0.path',
    'kubeadmiral/override-patch-forbidden 0.yaml:spec.overrideRules.0.overriders.jsonpatch.1.path',
    'kubeadmiral/override-matches-no-cluster 0.yaml:spec.overrideRules.1',
    'kubeadmiral/override-needs-value 0.yaml:spec.overrideRules.1.overriders.labels.0.value',
  ])
  expect(bound).toBe(0)
})
