import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts'
import { at, type JsonObject } from '../../src/model/json.ts'
import { decidedReplicas, type OverrideOp, type OverrideRule } from '../../src/model/override.ts'
import type { SchedulingUnit } from '../../src/model/unit.ts'
import { override } from '../../src/override/apply.ts'
import { anOrigin, aUnit } from '../builders/unit.ts'
import { rendered } from './rendered.ts'

function run(unit: SchedulingUnit, targets: Readonly<Record<string, number | undefined>>) {
  const found: Diagnostic[] = []
  const before = JSON.stringify(unit.template)
  const list = Object.entries(targets).map(([cluster, replicas]) => ({ cluster, replicas }))
  const variants = override({ unit, targets: list }, (one) => void found.push(one))
  expect(JSON.stringify(unit.template)).toBe(before)
  return { variants, found, objects: rendered(variants) }
}

const replicas = (objects: Map<string, JsonObject>): Record<string, unknown> =>
  Object.fromEntries([...objects].map(([name, object]) => [name, (object.spec as JsonObject)?.replicas]))

const patch = (path: string, value: unknown, op: 'add' | 'replace' | 'remove' = 'replace'): OverrideOp =>
  ({ kind: 'patch', op, path, value, from: anOrigin('w.yaml', path) }) as OverrideOp
const decided = (op: 'replace' | 'remove' | 'add' = 'replace') => patch('/spec/replicas', decidedReplicas, op)
const rule = (names: string[] | undefined, ...ops: OverrideOp[]): OverrideRule => ({
  target: names === undefined ? {} : { names: new Set(names) },
  ops,
})

const templateWithoutReplicas: JsonObject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'default' },
  spec: {},
}

describe('sharing', () => {
  it('gives the template itself where nothing applies', () => {
    const unit = aUnit()
    const { variants } = run(unit, { a: undefined, b: undefined })
    expect(variants).toHaveLength(1)
    expect(variants[0]?.value).toBe(unit.template)
    expect(variants[0]?.id).toBe(unit.workload)
    expect(variants[0]?.slot).toBeUndefined()
  })

  it('gives nothing without targets', () => expect(run(aUnit(), {}).variants).toEqual([]))

  it('prints divided replicas once', () => {
    const unit = aUnit()
    const { variants, objects } = run(unit, { a: 1, b: 2, c: 0 })
    expect(variants).toHaveLength(1)
    expect(variants[0]?.value).toBe(unit.template)
    expect(variants[0]?.slot).toEqual(['spec', 'replicas'])
    expect(replicas(objects)).toEqual({ a: 1, b: 2, c: 0 })
  })

  it('makes room for replicas that the template lacks', () => {
    const { variants, objects } = run(aUnit({ template: templateWithoutReplicas }), { a: 1, b: 2 })
    expect(variants).toHaveLength(1)
    expect(replicas(objects)).toEqual({ a: 1, b: 2 })
  })

  it('leaves replicas alone where none were decided', () => {
    expect(replicas(run(aUnit(), { a: undefined }).objects)).toEqual({ a: 3 })
  })

  it('has one text for each set of rules', () => {
    const overrides = [
      rule(['a'], patch('/spec/x', 1)),
      rule(undefined, patch('/spec/y', 1)),
      rule(['z'], patch('/q', 1)),
    ]
    const { variants } = run(aUnit({ overrides }), { a: undefined, b: undefined, c: undefined })
    expect(variants.map(({ targets }) => targets.map(({ cluster }) => cluster))).toEqual([['a'], ['b', 'c']])
  })

  it('has one text for rules that say the same', () => {
    const overrides = ['a', 'b', 'c'].map((name) => rule([name], patch('/spec/x', name === 'c' ? 2 : 1)))
    const { variants } = run(aUnit({ overrides }), { a: 4, b: 5, c: 6 })
    expect(variants.map(({ targets }) => targets.map(({ cluster }) => cluster))).toEqual([['a', 'b'], ['c']])
  })

  it.each([
    ['an integer and its text', 1, '1'],
    ['a bigint and a number', 9007199254740993n, 9007199254740992],
    ['a bigint and the mark for it', 5n, '\0n5'],
    ['the decided replicas and the mark for them', decidedReplicas, '\0r'],
  ])('does not mix up %s', (_, one, other) => {
    const overrides = [rule(['a'], patch('/spec/x', one)), rule(['b'], patch('/spec/x', other))]
    expect(run(aUnit({ overrides }), { a: 1, b: 1 }).variants).toHaveLength(2)
  })

  it('copies nothing that no operation writes to', () => {
    const template: JsonObject = { ...templateWithoutReplicas, spec: { big: { list: [] }, small: {} } }
    const unit = aUnit({ template, overrides: [rule(undefined, patch('/spec/small/x', 1))] })
    const spec = run(unit, { a: undefined }).variants[0]?.value.spec as JsonObject
    expect(spec.big).toBe((template.spec as JsonObject).big)
    expect(spec.small).toEqual({ x: 1 })
  })
})

describe('decided replicas in an operation', () => {
  it('are one text with a slot where they are the last effect', () => {
    const overrides = [rule(['a'], patch('/spec', { x: 1 })), rule(undefined, decided())]
    const { variants, objects } = run(aUnit({ overrides }), { a: 1, b: 2, c: 3 })
    expect(variants.map(({ slot }) => slot)).toEqual([
      ['spec', 'replicas'],
      ['spec', 'replicas'],
    ])
    expect(replicas(objects)).toEqual({ a: 1, b: 2, c: 3 })
  })

  it('are a text per number where something after them reads or writes there', () => {
    const overrides = [rule(undefined, decided(), patch('/spec/replicas', 9))]
    const { variants, objects } = run(aUnit({ overrides }), { a: 1, b: 2, c: 1 })
    expect(variants.map(({ slot }) => slot)).toEqual([undefined, undefined])
    expect(replicas(objects)).toEqual({ a: 9, b: 9, c: 9 })
  })

  it('are a text per number where they go elsewhere', () => {
    const overrides = [rule(undefined, patch('/spec/other', decidedReplicas))]
    const { objects } = run(aUnit({ overrides }), { a: 1, b: 2 })
    expect([...objects.values()].map(({ spec }) => spec)).toEqual([
      { replicas: 3, other: 1 },
      { replicas: 3, other: 2 },
    ])
  })

  it('do not show where the operation removes', () => {
    const { variants, objects } = run(aUnit({ overrides: [rule(undefined, decided('remove'))] }), { a: 1, b: 2 })
    expect(variants).toHaveLength(1)
    expect(replicas(objects)).toEqual({ a: undefined, b: undefined })
  })

  it('work as a dotted set', () => {
    const op: OverrideOp = { kind: 'set', path: ['spec', 'replicas'], value: decidedReplicas }
    const unit = aUnit({ template: templateWithoutReplicas, overrides: [rule(undefined, op)] })
    const { variants, objects } = run(unit, { a: 1, b: 2 })
    expect(variants).toHaveLength(1)
    expect(replicas(objects)).toEqual({ a: 1, b: 2 })
  })
})

describe('decided replicas without an operation', () => {
  it('are written first, so that an override wins', () => {
    const overrides = [rule(['a'], patch('/spec/replicas', 9)), rule(['b'], patch('/spec/x', 1))]
    const { objects } = run(aUnit({ overrides }), { a: 1, b: 2, c: 3 })
    expect(replicas(objects)).toEqual({ a: 9, b: 2, c: 3 })
  })
})

describe('retained replicas', () => {
  it('are left out, whatever was decided', () => {
    const { variants, objects } = run(aUnit({ retainReplicas: true }), { a: 1, b: 2 })
    expect(variants).toHaveLength(1)
    expect(replicas(objects)).toEqual({ a: undefined, b: undefined })
  })

  it('win over operations, in one text', () => {
    const unit = aUnit({ retainReplicas: true, overrides: [rule(undefined, decided())] })
    const { variants, objects } = run(unit, { a: 1, b: 2 })
    expect(variants).toHaveLength(1)
    expect(variants[0]?.slot).toBeUndefined()
    expect(replicas(objects)).toEqual({ a: undefined, b: undefined })
  })

  it('change nothing in a template without any', () => {
    const unit = aUnit({ retainReplicas: true, template: templateWithoutReplicas })
    expect(run(unit, { a: undefined }).variants[0]?.value).toBe(unit.template)
  })
})

describe('labels', () => {
  it.each([
    [{}, { x: 'y' }],
    [{ labels: null }, { x: 'y' }],
    [{ labels: { a: 'b' } }, { a: 'b', x: 'y' }],
  ])('are set in %j', (metadata, expected) => {
    const template = { ...templateWithoutReplicas, metadata: { name: 'web', ...metadata } } as JsonObject
    const unit = aUnit({ template, overrides: [rule(undefined, { kind: 'label', key: 'x', value: 'y' })] })
    const object = run(unit, { a: undefined }).objects.get('a')
    expect(at(object, ['metadata', 'labels'])).toEqual(expected)
  })
})

describe('dotted sets', () => {
  const set = (...path: string[]): OverrideOp => ({ kind: 'set', path, value: 1, from: anOrigin('w.yaml', ...path) })

  it('make the objects on the way', () => {
    const { objects } = run(aUnit({ overrides: [rule(undefined, set('spec', 'x', 'y'))] }), { a: undefined })
    expect(objects.get('a')?.spec).toEqual({ replicas: 3, x: { y: 1 } })
  })

  it('fail where something on the way is no object', () => {
    const { found, variants } = run(aUnit({ overrides: [rule(undefined, set('spec', 'replicas', 'y'))] }), {
      a: undefined,
    })
    expect(variants).toEqual([])
    expect(found.map(({ code, args }) => [code, args.reason])).toEqual([['override/failed', 'not-an-object']])
  })
})

describe('complaints', () => {
  it('are one per operation, at its place, and the other clusters still get their text', () => {
    const bad = patch('/nope/x', 1)
    const { found, variants } = run(aUnit({ overrides: [rule(['a', 'b'], bad), rule(['b'], patch('/spec/x', 1))] }), {
      a: undefined,
      b: undefined,
      c: undefined,
    })
    expect(found).toHaveLength(1)
    expect(found[0]).toMatchObject({
      code: 'override/failed',
      args: { cluster: 'a', path: '/nope/x', reason: 'no-parent' },
      at: bad.from,
    })
    expect(variants.flatMap(({ targets }) => targets.map(({ cluster }) => cluster))).toEqual(['c'])
  })

  it('point at every copy of a mistake', () => {
    const ops = ['a', 'b'].map((name) => ({ ...patch('/nope/x', 1), from: anOrigin('w.yaml', name) }) as OverrideOp)
    const overrides = ops.map((op, index) => rule([index === 0 ? 'a' : 'b'], op))
    const { found } = run(aUnit({ overrides }), { a: undefined, b: undefined })
    expect(found.map(({ at }) => at)).toEqual(ops.map(({ from }) => from))
  })

  it.each([
    ['a kind that changed', patch('/kind', 'Job'), 'override/kind-changed'],
    ['no kind', patch('/kind', null, 'remove'), 'override/no-identity'],
    ['an empty name', patch('/metadata', { name: '' }), 'override/no-identity'],
    ['another whole', patch('', { kind: 'Deployment' }), 'override/no-identity'],
  ])('are made of %s', (_, op, code) => {
    const { found, variants } = run(aUnit({ overrides: [rule(undefined, op)] }), { a: undefined })
    expect(found.map((one) => one.code)).toEqual([code])
    expect(variants).toEqual([])
  })
})

it('follows an object that was renamed', () => {
  const unit = aUnit({ overrides: [rule(['a'], patch('/metadata', { name: 'other' }))] })
  const { variants } = run(unit, { a: undefined, b: undefined })
  expect(variants.map(({ id }) => id.name).sort()).toEqual(['other', 'web'])
})

it('gives a namespace, which has no replicas, the same text everywhere', () => {
  const template = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'n' } }
  const workload = { apiVersion: 'v1', kind: 'Namespace', namespace: '', name: 'n' }
  const unit = aUnit({ workload, template, replicasPath: undefined, replicas: undefined })
  const { variants } = run(unit, { a: undefined, b: undefined })
  expect(variants).toHaveLength(1)
  expect(variants[0]?.value).toBe(template)
  expect(variants[0]?.targets.map(({ cluster }) => cluster)).toEqual(['a', 'b'])
})

it('gives every target what it would get alone', () => {
  const clusters = ['a', 'b', 'c', 'd']
  const op = fc.oneof(
    fc.constantFrom(decided(), decided('remove'), decided('add')),
    fc
      .tuple(fc.constantFrom('/spec/replicas', '/spec', '/spec/x', '/metadata/labels'), fc.constantFrom(1, 2, { x: 1 }))
      .map(([path, value]) => patch(path, value)),
  )
  const rules = fc.array(
    fc.record({
      target: fc.option(
        fc.subarray(clusters).map((names) => ({ names: new Set(names) })),
        { nil: {} },
      ),
      ops: fc.array(op, { maxLength: 3 }),
    }),
    { maxLength: 4 },
  )
  const numbers = fc.record({ a: fc.nat(3), b: fc.nat(3), c: fc.nat(3), d: fc.nat(3) })
  fc.assert(
    fc.property(rules, numbers, fc.boolean(), (overrides, targets, retainReplicas) => {
      const unit = aUnit({ overrides, retainReplicas })
      const together = run(unit, targets).objects
      for (const [name, count] of Object.entries(targets)) {
        expect(together.get(name)).toEqual(run(unit, { [name]: count }).objects.get(name))
      }
    }),
  )
})
