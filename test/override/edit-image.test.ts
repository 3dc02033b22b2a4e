import { describe, expect, it } from 'vitest'
import { at, type Json, type JsonObject } from '../../src/model/json.ts'
import type { Edit, OverrideOp } from '../../src/model/override.ts'
import type { FieldPath } from '../../src/model/source.ts'
import { anOrigin } from '../builders/unit.ts'
import { deployment, edited, edits, image, podSpec, withContainers } from './edited.ts'

const old = `sha256:${'b'.repeat(64)}`
const next = `sha256:${'a'.repeat(64)}`
const full = `docker.io/ealen/echo-server:latest@${old}`
const one = (text: Json): JsonObject => withContainers([{ name: 'web', image: text }])
const imagesOf = (object: JsonObject | undefined, path: FieldPath = podSpec): unknown =>
  Object.fromEntries(
    ['initContainers', 'containers'].flatMap((field) => {
      const containers = at(object, [...path, field]) as JsonObject[] | undefined
      return (containers ?? []).map(({ name, image: text }) => [name, text])
    }),
  )

type Changes = Parameters<typeof image>[0]

describe('operations', () => {
  const all = (operator: 'addIfAbsent' | 'overwrite' | 'delete'): Changes => [
    ['registry', operator, 'temp.io'],
    ['repository', operator, 'temp/echo-server'],
    ['tag', operator, '0.5'],
    ['digest', operator, next],
  ]

  it.each<readonly [string, string, Changes, string]>([
    ['overwrite every part', full, all('overwrite'), `temp.io/temp/echo-server:0.5@${next}`],
    [
      'overwrite with nothing',
      full,
      [
        ['registry', 'overwrite'],
        ['digest', 'overwrite'],
      ],
      'ealen/echo-server:latest',
    ],
    [
      'add what is absent',
      `ealen/echo-server@${old}`,
      [
        ['registry', 'addIfAbsent', 'temp.io'],
        ['tag', 'addIfAbsent', '0.5'],
      ],
      `temp.io/ealen/echo-server:0.5@${old}`,
    ],
    ['keep the digest under a new tag', full, [['tag', 'overwrite', '0.5']], `docker.io/ealen/echo-server:0.5@${old}`],
    ['delete the tag alone', full, [['tag', 'delete']], `docker.io/ealen/echo-server@${old}`],
    [
      'add what an earlier operation deleted',
      full,
      [
        ['tag', 'delete'],
        ['tag', 'addIfAbsent', '2'],
      ],
      `docker.io/ealen/echo-server:2@${old}`,
    ],
    [
      'take the first part of a short name for the repository',
      'team/a',
      [['registry', 'overwrite', 'r.io']],
      'r.io/team/a',
    ],
    [
      'check neither registry nor repository',
      'a',
      [
        ['registry', 'overwrite', 'No Host'],
        ['repository', 'overwrite', 'UP'],
      ],
      'No Host/UP',
    ],
    ['change nothing without operations', full, [], full],
  ])('%s', (_, before, changes, after) => {
    const { object, found } = edited(one(before), edits(image(changes)))
    expect(imagesOf(object)).toEqual({ web: after })
    expect(found).toEqual([])
  })

  it.each<readonly [string, Json, Changes, string]>([
    ['nothing left of it', full, all('delete'), 'empty-image'],
    ['a part that is there', full, [['tag', 'addIfAbsent', '1']], 'already-there'],
    ['a registry that is there', full, [['registry', 'addIfAbsent', 'r.io']], 'already-there'],
    ['nothing to add', 'a', [['tag', 'addIfAbsent']], 'value-needed'],
    ['a tag out of form', 'a', [['tag', 'overwrite', 'a b']], 'bad-tag'],
    ['a digest out of form', 'a', [['digest', 'addIfAbsent', 'sha256:12']], 'bad-digest'],
    ['a quote', 'a', [['repository', 'overwrite', 'a"b']], 'bad-characters'],
    ['a backslash', 'a', [['registry', 'overwrite', 'a\\u0041']], 'bad-characters'],
    ['an image out of form', 'Nginx', [], 'bad-image'],
    ['an empty image', '', [['repository', 'overwrite', 'a']], 'bad-image'],
    ['an image that is no text', 7, [], 'bad-image'],
    ['no image', null, [], 'bad-image'],
  ])('fail with %s', (_, before, changes, reason) => {
    const { object, found } = edited(one(before), edits(image(changes)))
    expect(object).toBeUndefined()
    expect(found).toMatchObject([
      {
        code: 'override/failed',
        args: { reason, op: 'edit', path: '/spec/template/spec/containers/0/image', cluster: 'a' },
        at: anOrigin('override.yaml', 'image'),
      },
    ])
  })
})

describe('containers', () => {
  const template = withContainers(
    ['a', 'b', ''].map((name) => ({ name, image: `${name}x` })),
    [
      { name: 'init', image: 'init' },
      { name: 'b', image: 'early' },
    ],
  )
  const tag = (containers: string[] | undefined): Edit =>
    image([['tag', 'overwrite', '2']], { containers: containers && new Set(containers) })

  it.each<readonly [string, string[] | undefined, Record<string, string>, number]>([
    ['all, where none are named', undefined, { a: 'ax:2', '': 'x:2', init: 'init:2', b: 'bx:2' }, 0],
    ['those of a name, init containers too', ['a', 'init', 'nobody'], { a: 'ax:2', init: 'init:2' }, 0],
    ['none, where all names are empty', [''], {}, 1],
    ['none, where no name matches', ['nobody'], {}, 1],
  ])('%s', (_, names, changed, idle) => {
    const found = edited(template, edits(tag(names)))
    expect(imagesOf(found.object)).toEqual({ a: 'ax', b: 'bx', '': 'x', init: 'init', ...changed })
    expect(found.idle).toBe(idle)
  })

  it('of one name are changed wherever they are', () => {
    const { object } = edited(template, edits(tag(['b'])))
    const read = (field: string, index: number) => at(object, [...podSpec, field, index, 'image'])
    expect([read('initContainers', 1), read('containers', 1)]).toEqual(['early:2', 'bx:2'])
  })

  it.each<readonly [string, FieldPath]>([
    ['Pod', ['spec']],
    ['Deployment, StatefulSet, DaemonSet and Job', podSpec],
    ['CronJob', ['spec', 'jobTemplate', ...podSpec]],
  ])('of a %s', (_, path) => {
    const spec = path.reduceRight<Json>((inner, step) => ({ [step]: inner }), {
      containers: [{ name: 'web', image: 'a' }],
    })
    const object = { ...deployment({}), ...(spec as JsonObject) }
    const op: OverrideOp = { kind: 'edits', podSpec: path, edits: [tag(undefined)] }
    expect(imagesOf(edited(object, op).object, path)).toEqual({ web: 'a:2' })
  })

  it.each<readonly [string, JsonObject, FieldPath | undefined]>([
    ['a kind without a pod spec', deployment({}), undefined],
    ['no pod spec at its place', deployment({}), podSpec],
    ['a pod spec that is no object', deployment({ template: { spec: [] } }), podSpec],
    ['containers that are no list', withContainers({}), podSpec],
    ['a container that is no object', withContainers(['web']), podSpec],
  ])('cannot be had of %s', (_, template, path) => {
    const op: OverrideOp = { kind: 'edits', podSpec: path, edits: [tag(undefined)] }
    expect(edited(template, op).failure).toBe('no-pod-spec')
  })

  it('are none where their lists are absent', () => {
    const { idle, failure } = edited(deployment({ template: { spec: {} } }), edits(tag(undefined)))
    expect([idle, failure]).toEqual([1, undefined])
  })
})

describe('paths', () => {
  const template = deployment({ images: ['a', { deep: 'b:1' }], 'x~1y': 'c', number: 7, none: null })
  const tag = (path: string): OverrideOp => edits(image([['tag', 'overwrite', '2']], { path }))

  it.each<readonly [string, FieldPath, string]>([
    ['/spec/images/0', ['images', 0], 'a:2'],
    ['/spec/images/+1/deep', ['images', 1, 'deep'], 'b:2'],
    // Read as a key with a tilde, and written to the key that the pointer means.
    ['/spec/x~1y', ['x/y'], 'c:2'],
  ])('%s', (path, place, after) => {
    const { object, found } = edited(template, { ...tag(path), podSpec: undefined } as OverrideOp)
    expect(at(object, ['spec', ...place])).toBe(after)
    expect(found).toEqual([])
  })

  it.each([
    ['without a slash', 'spec/images/0', 'no-slash'],
    ['to a number', '/spec/number', 'not-a-text'],
    ['to an object', '/spec/images/1', 'not-a-text'],
    ['to nothing', '/spec/missing', 'not-a-text'],
    ['through null', '/spec/none/x', 'not-a-text'],
    ['to the root', '/', 'not-a-text'],
    ['before a list', '/spec/images/-1', 'not-a-text'],
    ['behind a list', '/spec/images/2', 'not-a-text'],
    ['to a position that is no number', '/spec/images/one', 'not-a-text'],
    // They are trimmed to read the image, and lead nowhere when it is written.
    ['with slashes at its end', '/spec/images/0//', 'no-parent'],
    ['with slashes at its start', '//spec/images/0', 'no-parent'],
  ])('%s', (_, path, reason) => expect(edited(template, tag(path)).failure).toBe(reason))
})

describe('several edits of a rule', () => {
  const template = withContainers([{ name: 'web', image: 'r.io/a:1' }])
  const path = '/spec/template/spec/containers/0/image'

  it('go on from each other, by container and by path', () => {
    const op = edits(
      image([['tag', 'overwrite', '2']]),
      image([['registry', 'delete']], { path }),
      image([['repository', 'overwrite', 'b']]),
    )
    expect(imagesOf(edited(template, op).object)).toEqual({ web: 'b:2' })
  })

  const clear = image([
    ['registry', 'delete'],
    ['repository', 'delete'],
    ['tag', 'delete'],
  ])

  it('cannot go on from an image that is empty', () => {
    expect(edited(template, edits(clear, image([]))).failure).toBe('bad-image')
  })

  it('start anew from an empty image by path', () => {
    expect(imagesOf(edited(template, edits(clear, image([], { path }))).object)).toEqual({ web: 'r.io/a:1' })
  })

  it('write each place once, whatever the number of containers', () => {
    const many = withContainers(Array.from({ length: 12 }, (_, index) => ({ name: `c${index}`, image: `i${index}` })))
    const { object } = edited(many, edits(image([['tag', 'overwrite', 'x']])))
    expect(imagesOf(object)).toEqual(Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`c${i}`, `i${i}:x`])))
  })
})
