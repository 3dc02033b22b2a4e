import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts'
import { at, type Json, type JsonObject } from '../../src/model/json.ts'
import type { Edit, OverrideOp, OverrideRule } from '../../src/model/override.ts'
import type { FieldPath } from '../../src/model/source.ts'
import { override } from '../../src/override/apply.ts'
import { newEffects, reportIdle } from '../../src/override/effects.ts'
import { touches } from '../../src/override/replicas.ts'
import { anOrigin, aUnit } from '../builders/unit.ts'
import { deployment, edited, edits, env, image, list, map, podSpec, withContainers } from './edited.ts'
import { rendered } from './rendered.ts'

const replace = (path: string, value: Json, op: 'add' | 'remove' | 'replace' = 'replace'): OverrideOp => ({
  kind: 'patch',
  op,
  path,
  value,
})

describe('rules in a row', () => {
  const template = withContainers([{ name: 'web', image: 'a:1' }])
  const imageOf = (object: JsonObject | undefined) => at(object, [...podSpec, 'containers', 0, 'image'])

  it('see what the rules before them made', () => {
    const rules = [edits(image([['tag', 'delete']])), edits(image([['tag', 'addIfAbsent', '2']]))]
    expect(imageOf(edited(template, ...rules).object)).toBe('a:2')
  })

  it('see what patches before them made', () => {
    const patched = replace('/spec/template/spec/containers', [{ name: 'other', image: 'b' }])
    const rules = [patched, edits(list('args', 'append', ['x'], 'other'), image([['tag', 'overwrite', '3']]))]
    expect(at(edited(template, ...rules).object, [...podSpec, 'containers'])).toEqual([
      { name: 'other', image: 'b:3', args: ['x'] },
    ])
  })

  it('write labels from what they read, and lose nothing of it', () => {
    const rules = [replace('/metadata/labels', { a: '1' }), edits(map('labels', 'addIfAbsent', { b: '2' }))]
    expect(at(edited(template, ...rules).object, ['metadata', 'labels'])).toEqual({ a: '1', b: '2' })
  })

  it('do not see each other inside one operation', () => {
    // The first edit writes into the map of labels, which the second reads as it was.
    const path = '/metadata/labels/image'
    const before = deployment({}, { labels: { image: 'a', x: '1' } })
    const op = edits(image([['tag', 'overwrite', '2']], { path }), map('labels', 'overwrite', { x: '2' }))
    expect(at(edited(before, op).object, ['metadata', 'labels'])).toEqual({ image: 'a', x: '2' })
  })
})

describe('writing', () => {
  const template = withContainers([{ name: 'web', image: 'a:1' }])
  const by = (path: string, tag: string): Edit => image([['tag', 'overwrite', tag]], { path })
  const path = '/spec/template/spec/containers'

  it('goes in the order of the places as texts, not in that of the edits', () => {
    for (const pair of [
      [by(`${path}/0/image`, 'plain'), by(`${path}/+0/image`, 'signed')],
      [by(`${path}/+0/image`, 'signed'), by(`${path}/0/image`, 'plain')],
    ]) {
      const { object } = edited(template, edits(...pair))
      expect(at(object, [...podSpec, 'containers', 0, 'image'])).toBe('a:plain')
    }
  })

  it('goes in the order of the fields, labels last', () => {
    const before = deployment({}, { labels: { image: 'a:1' } })
    const op = edits(map('labels', 'overwrite', { image: 'b' }), by('/metadata/labels/image', '2'))
    expect(at(edited(before, op).object, ['metadata', 'labels', 'image'])).toBe('b')
  })
})

describe('ensure and prune', () => {
  const ensure = (make: 'object' | 'list', ...path: string[]): OverrideOp => ({ kind: 'ensure', path, make })
  const prune = (...path: string[]): OverrideOp => ({ kind: 'prune', path })
  const labels = ['metadata', 'labels']

  it.each<readonly [string, Json | undefined, readonly OverrideOp[], Json | undefined]>([
    ['makes what is absent', undefined, [ensure('object', ...labels)], {}],
    ['makes lists', undefined, [ensure('list', ...labels)], []],
    ['replaces null', null, [ensure('object', ...labels)], {}],
    ['leaves what is there', { a: '1' }, [ensure('object', ...labels), prune(...labels)], { a: '1' }],
    ['leaves what is something else', 'x', [ensure('object', ...labels), prune(...labels)], 'x'],
    ['takes away what nothing filled', undefined, [ensure('object', ...labels), prune(...labels)], undefined],
    ['takes away lists', undefined, [ensure('list', ...labels), prune(...labels)], undefined],
    [
      'leaves what was filled',
      undefined,
      [ensure('object', ...labels), replace('/metadata/labels/x', 'y', 'add'), prune(...labels)],
      { x: 'y' },
    ],
    ['leaves what was empty in the source', {}, [ensure('object', ...labels), prune(...labels)], {}],
    [
      'takes away what was emptied',
      { a: '1' },
      [ensure('object', ...labels), replace('/metadata/labels/a', null, 'remove'), prune(...labels)],
      undefined,
    ],
    [
      'takes away what edits emptied',
      { a: '1' },
      [ensure('object', ...labels), edits(map('labels', 'delete', { a: '' })), prune(...labels)],
      undefined,
    ],
    [
      'leaves what was removed',
      undefined,
      [ensure('object', ...labels), replace('/metadata/labels', null, 'remove'), prune(...labels)],
      undefined,
    ],
    [
      'takes away what edits left empty',
      undefined,
      [ensure('object', ...labels), edits(map('labels', 'delete', { a: '' })), prune(...labels)],
      undefined,
    ],
    ['prunes nothing that was not looked at before', {}, [prune(...labels)], {}],
  ])('%s', (_, before, ops, after) => {
    const template = deployment({}, before === undefined ? {} : { labels: before })
    expect(at(edited(template, ...ops).object, labels)).toEqual(after)
  })

  it('fails where something on the way is no object', () => {
    expect(edited(deployment({ x: 1 }), ensure('object', 'spec', 'x', 'y')).failure).toBe('not-an-object')
  })
})

describe('patches', () => {
  it.each<readonly [string, readonly OverrideOp[], string]>([
    ['into null that a patch before set', [replace('/spec/x', null), replace('/spec/x/y', 1, 'add')], 'no-parent'],
    ['that remove what is not there', [replace('/spec/nothing', null, 'remove')], 'no-key'],
    ['without a slash', [replace('spec', 1)], 'no-slash'],
    ['that replace behind a list', [replace('/spec/list/1', 1)], 'bad-index'],
    ['that replace in a missing parent', [replace('/spec/no/y', 1)], 'no-parent'],
  ])('fail %s', (_, ops, reason) => expect(edited(deployment({ list: [0], x: {} }), ...ops).failure).toBe(reason))

  it('set a missing key by replace, overwrite by add, append by a hyphen, and count from the end', () => {
    const ops = [
      replace('/spec/new', 1),
      replace('/spec/old', 2, 'add'),
      replace('/spec/list/-', 3, 'add'),
      replace('/spec/list/-2', 9),
      replace('/spec/none', null),
    ]
    expect(edited(deployment({ old: 1, list: [0] }), ...ops).object?.spec).toEqual({
      old: 2,
      list: [9, 3],
      new: 1,
      none: null,
    })
  })
})

const rule = (names: readonly string[] | undefined, ...ops: OverrideOp[]): OverrideRule => ({
  target: names === undefined ? {} : { names: new Set(names) },
  ops,
})

function run(overrides: readonly OverrideRule[], template: JsonObject, targets: Readonly<Record<string, number>>) {
  const found: Diagnostic[] = []
  const effects = newEffects()
  const list = Object.entries(targets).map(([cluster, replicas]) => ({ cluster, replicas }))
  const unit = aUnit({ template, overrides })
  const variants = override({ unit, targets: list }, (one) => void found.push(one), effects)
  return { variants, found, effects, objects: rendered(variants) }
}

describe('one text for many clusters', () => {
  const template = deployment({ replicas: 1, ...withContainersSpec() })

  function withContainersSpec(): JsonObject {
    return (withContainers([{ name: 'web', image: 'a:1', env: [{ name: 'x', value: '1' }] }]) as { spec: JsonObject })
      .spec
  }

  it.each<readonly [string, Edit]>([
    ['images', image([['tag', 'overwrite', '2']])],
    ['an image by path', image([['tag', 'overwrite', '2']], { path: '/spec/template/spec/containers/0/image' })],
    ['arguments', list('args', 'append', ['x'])],
    ['environments', env('overwrite', [{ name: 'x', value: '2' }])],
    ['labels', map('labels', 'addIfAbsent', { a: '1' })],
  ])('with the replicas in a slot, for %s', (_, edit) => {
    const { variants, objects } = run([rule(undefined, edits(edit))], template, { a: 1, b: 2 })
    expect(variants).toHaveLength(1)
    expect(variants[0]?.slot).toEqual(['spec', 'replicas'])
    expect([...objects.values()].map(({ spec }) => (spec as JsonObject).replicas)).toEqual([1, 2])
  })

  it('with ensure and prune around a patch', () => {
    const ops: OverrideOp[] = [
      { kind: 'ensure', path: ['metadata', 'labels'], make: 'object' },
      replace('/metadata/labels/a', '1', 'add'),
      { kind: 'prune', path: ['metadata', 'labels'] },
    ]
    expect(run([rule(undefined, ...ops)], template, { a: 1, b: 2 }).variants).toHaveLength(1)
  })

  it.each<readonly [string, FieldPath | undefined, Edit, string, boolean]>([
    ['labels', undefined, map('labels', 'delete', {}), 'spec.replicas', false],
    ['labels', undefined, map('labels', 'delete', {}), 'metadata.labels.replicas', true],
    ['containers', podSpec, list('args', 'append', ['x']), 'spec.replicas', false],
    ['containers', podSpec, list('args', 'append', ['x']), 'spec', true],
    ['init containers', podSpec, env('delete', []), 'spec.template.spec.initContainers', true],
    ['containers of a Pod', ['spec'], image([]), 'spec.replicas', false],
    ['containers of nothing', undefined, image([]), 'spec', false],
    ['an image by path', podSpec, image([], { path: '/spec/image' }), 'spec.replicas', false],
    ['an image by path', podSpec, image([], { path: '/spec/replicas/x' }), 'spec.replicas', true],
    ['an image read by its key', podSpec, image([], { path: '/spec/a~1b' }), 'spec.a~1b', true],
    ['an image written by its pointer', podSpec, image([], { path: '/spec/a~1b' }), 'spec.a/b', true],
  ])('%s of %j, as %j, and the replicas at %s: %s', (_, where, edit, path, expected) => {
    expect(touches({ kind: 'edits', podSpec: where, edits: [edit] }, path.split('.'))).toBe(expected)
  })

  it.each<readonly [string, Edit, Edit]>([
    [
      'containers in another order',
      image([], { containers: new Set(['a', 'b']) }),
      image([], { containers: new Set(['b', 'a']) }),
    ],
    ['equal labels', map('labels', 'addIfAbsent', { a: '1' }), map('labels', 'addIfAbsent', { a: '1' })],
    ['equal entries', env('addIfAbsent', [{ name: 'y' }]), env('addIfAbsent', [{ name: 'y' }])],
  ])('where rules say the same: %s', (_, first, second) => {
    const moved = { ...second, from: anOrigin('elsewhere.yaml') }
    const overrides = [rule(['a'], edits(first)), rule(['b'], edits(moved))]
    expect(run(overrides, template, { a: 1, b: 2 }).variants).toHaveLength(1)
  })

  it.each<readonly [string, OverrideOp, OverrideOp]>([
    ['another value', edits(map('labels', 'addIfAbsent', { a: '1' })), edits(map('labels', 'addIfAbsent', { a: '2' }))],
    ['another key', edits(map('labels', 'addIfAbsent', { a: '1' })), edits(map('labels', 'addIfAbsent', { b: '1' }))],
    [
      'another field',
      edits(map('labels', 'addIfAbsent', { a: '1' })),
      edits(map('annotations', 'addIfAbsent', { a: '1' })),
    ],
    ['another operator', edits(list('args', 'append', ['x'])), edits(list('args', 'delete', ['x']))],
    ['a list and an environment', edits(list('args', 'delete', [])), edits(env('delete', []))],
    [
      'another container',
      edits(env('addIfAbsent', [{ name: 'y' }])),
      edits(env('addIfAbsent', [{ name: 'y' }], 'web2')),
    ],
    [
      'all containers and none',
      edits(image([['tag', 'delete']])),
      edits(image([['tag', 'delete']], { containers: new Set() })),
    ],
    [
      'a bigint and a number',
      edits(env('addIfAbsent', [{ name: 'y', value: 5n }])),
      edits(env('addIfAbsent', [{ name: 'y', value: 5 }])),
    ],
    [
      'another pod spec',
      edits(list('args', 'append', ['x'])),
      { kind: 'edits', podSpec: ['spec'], edits: [list('args', 'append', ['x'])] },
    ],
    [
      'one operation and two',
      edits(list('args', 'append', ['x'])),
      { kind: 'ensure', path: ['spec', 'z'], make: 'list' },
    ],
    [
      'an object and a list',
      { kind: 'ensure', path: ['spec', 'z'], make: 'object' },
      { kind: 'ensure', path: ['spec', 'z'], make: 'list' },
    ],
  ])('but not with %s', (_, first, second) => {
    expect(run([rule(['a'], first), rule(['b'], second)], template, { a: 1, b: 1 }).variants).toHaveLength(2)
  })
})

describe('failures', () => {
  const bad = { ...image([['tag', 'overwrite', '!']]), from: anOrigin('p.yaml', 'bad') }
  const template = withContainers([{ name: 'web', image: 'a' }])

  it('point at the edit, once, and spare the other clusters', () => {
    const good = map('labels', 'addIfAbsent', { a: '1' })
    const overrides = [rule(['a', 'b'], edits(good, bad)), rule(['b'], replace('/spec/y', 1))]
    const { found, variants } = run(overrides, template, { a: 1, b: 2, c: 3 })
    expect(found).toMatchObject([{ code: 'override/failed', at: bad.from, args: { reason: 'bad-tag', subject: '!' } }])
    expect(variants.flatMap(({ targets }) => targets.map(({ cluster }) => cluster))).toEqual(['c'])
  })

  it('point at every copy of a mistake', () => {
    const copy = { ...bad, from: anOrigin('p.yaml', 'copy') }
    const { found } = run([rule(['a'], edits(bad)), rule(['b'], edits(copy))], template, { a: 1, b: 2 })
    expect(found.map(({ at }) => at)).toEqual([bad.from, copy.from])
  })

  it('point at the operation, then at the workload, where an edit has no place', () => {
    const edit: Edit = { kind: 'map', field: 'labels', operator: 'addIfAbsent', values: new Map() }
    const op = edits(edit)
    expect(run([rule(undefined, { ...op, from: anOrigin('op.yaml') })], template, { a: 1 }).found[0]?.at).toEqual(
      anOrigin('op.yaml'),
    )
    expect(run([rule(undefined, op)], template, { a: 1 }).found[0]?.at).toEqual(anOrigin())
  })

  it('write nothing of the operation', () => {
    const { found, variants } = run([rule(undefined, edits(map('labels', 'addIfAbsent', { a: '1' }), bad))], template, {
      a: 1,
    })
    expect(found).toHaveLength(1)
    expect(variants).toEqual([])
  })
})

const anEdit: fc.Arbitrary<Edit> = (() => {
  const name = fc.constantFrom('web', 'side', 'nobody')
  const text = fc.constantFrom('a', 'b', '1')
  const add = fc.constantFrom('addIfAbsent', 'overwrite', 'delete')
  const change = fc.tuple(
    fc.constantFrom('registry', 'repository', 'tag', 'digest'),
    add,
    fc.oneof(text, fc.constant('')),
  )
  return fc.oneof(
    fc
      .tuple(fc.array(change, { maxLength: 2 }), fc.option(fc.array(name), { nil: undefined }))
      .map(([changes, names]) =>
        image(changes as Parameters<typeof image>[0], { containers: names && new Set(names) }),
      ),
    fc
      .tuple(fc.constantFrom('command', 'args'), fc.constantFrom('append', 'overwrite', 'delete'), fc.array(text), name)
      .map((parts) => list(...(parts as Parameters<typeof list>))),
    fc
      .tuple(add, fc.array(text.map((value) => ({ name: value, value }))), name)
      .map((parts) => env(...(parts as Parameters<typeof env>))),
    fc
      .tuple(fc.constantFrom('labels', 'annotations'), add, fc.dictionary(text, text))
      .map((parts) => map(...(parts as Parameters<typeof map>))),
  )
})()

describe('whatever the edits', () => {
  const clusters = ['a', 'b', 'c']
  const container = fc.record(
    {
      name: fc.constantFrom('web', 'side'),
      image: fc.constantFrom('a', 'r.io/a:1'),
      args: fc.array(fc.constantFrom('a', 'b')),
    },
    { requiredKeys: ['name', 'image'] },
  )
  const template = fc
    .tuple(fc.array(container), fc.option(fc.dictionary(fc.constantFrom('a', 'b'), fc.constantFrom('1'))))
    .map(([containers, labels]) => ({
      ...deployment({ replicas: 1, template: { spec: { containers: containers as Json } } }, { labels }),
    }))
  const rules = fc.array(
    fc.tuple(fc.option(fc.subarray(clusters), { nil: undefined }), fc.array(anEdit, { maxLength: 4 })),
    { maxLength: 4 },
  )
  const built = (plan: readonly (readonly [string[] | undefined, Edit[]])[]): OverrideRule[] =>
    plan.map(([names, list]) => rule(names, edits(...list)))

  it('every cluster gets what it would get alone, in any order, and the template stays as it is', () => {
    fc.assert(
      fc.property(template, rules, fc.shuffledSubarray(clusters, { minLength: 3 }), (object, plan, order) => {
        const before = structuredClone(object)
        const overrides = built(plan)
        const together = run(overrides, object, Object.fromEntries(order.map((name) => [name, clusters.indexOf(name)])))
        for (const [index, name] of clusters.entries()) {
          expect(together.objects.get(name)).toEqual(run(overrides, object, { [name]: index }).objects.get(name))
        }
        expect(object).toEqual(before)
      }),
    )
  })

  it('what hit nothing does not depend on the order of clusters, nor on clusters that share a text', () => {
    const idle = (effects: ReturnType<typeof newEffects>): number[] => {
      const places: number[] = []
      reportIdle(effects, ({ at: place }) => void places.push((place as { document: number }).document))
      return places
    }
    fc.assert(
      fc.property(template, rules, fc.shuffledSubarray(clusters, { minLength: 3 }), (object, plan, order) => {
        let count = 0
        const placed = plan.map(
          ([names, all]) =>
            [names, all.map((edit) => ({ ...edit, from: { ...anOrigin(), document: count++ } }))] as const,
        )
        const overrides = built(placed as unknown as Parameters<typeof built>[0])
        const targets = Object.fromEntries(order.map((name) => [name, 1]))
        const together = run(overrides, object, targets)
        const alone = newEffects()
        for (const name of clusters) {
          const { effects } = run(overrides, object, { [name]: 1 })
          for (const edit of effects.tried) alone.tried.add(edit)
          for (const edit of effects.hit) alone.hit.add(edit)
        }
        expect(idle(together.effects)).toEqual(idle(alone))
      }),
    )
  })
})
