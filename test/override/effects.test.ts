import { describe, expect, it } from 'vitest'
import { type Diagnostic, severityOf, wording } from '../../src/diagnostics/diagnostic.ts'
import type { Edit, OverrideRule } from '../../src/model/override.ts'
import type { Origin } from '../../src/model/source.ts'
import { override } from '../../src/override/apply.ts'
import { newEffects, reportIdle } from '../../src/override/effects.ts'
import { anOrigin, aUnit } from '../builders/unit.ts'
import { edited, edits, env, image, list, map, withContainers } from './edited.ts'

const template = withContainers([{ name: 'web', image: 'a', args: ['x'], env: [{ name: 'A' }] }])
const miss = (from: Origin | undefined): Edit => {
  const edit: Edit = { kind: 'map', field: 'labels', operator: 'delete', values: new Map([['nothing', '']]) }
  return from === undefined ? edit : { ...edit, from }
}

function idleOf(...units: readonly (readonly [readonly OverrideRule[], readonly string[]])[]): Diagnostic[] {
  const found: Diagnostic[] = []
  const effects = newEffects()
  for (const [overrides, names] of units) {
    const targets = names.map((cluster) => ({ cluster, replicas: undefined }))
    override({ unit: aUnit({ template, overrides }), targets }, (one) => void found.push(one), effects)
  }
  reportIdle(effects, (one) => void found.push(one))
  return found
}

describe('an edit that hits nothing', () => {
  it('is a warning at its place, however often it was tried', () => {
    const overrides = [{ target: {}, ops: [edits(miss(anOrigin('p.yaml', 'x')))] }]
    const found = idleOf([overrides, ['a', 'b']], [overrides, ['c']])
    expect(found).toMatchObject([{ code: 'override/hits-nothing', at: anOrigin('p.yaml', 'x') }])
    expect(severityOf('override/hits-nothing')).toBe('warning')
  })

  it('is none if it hit once, in whatever operation', () => {
    const edit = list('args', 'delete', ['x'])
    const [here, there] = [edits(edit), { ...edits(edit), podSpec: undefined }]
    const elsewhere = { ...there, podSpec: ['spec'] }
    expect(
      idleOf(
        [[{ target: {}, ops: [here] }], ['a']],
        [
          [
            { target: {}, ops: [here] },
            { target: {}, ops: [here] },
          ],
          ['a'],
        ],
      ),
    ).toEqual([])
    expect(edited({ ...template, spec: { containers: [] } }, elsewhere).idle).toBe(1)
  })

  it('is none for rules that no target has', () => {
    expect(idleOf([[{ target: { names: new Set(['z']) }, ops: [edits(miss(anOrigin()))] }], ['a']])).toEqual([])
  })

  it('is not the one that failed', () => {
    const found = idleOf([[{ target: {}, ops: [edits(image([['tag', 'overwrite', '!']]))] }], ['a']])
    expect(found.map(({ code }) => code)).toEqual(['override/failed'])
  })

  it('counts for a rule that says the same as another that was run for both', () => {
    const [first, second] = ['first', 'second'].map((step) => ({
      ...list('args', 'delete', ['x']),
      from: anOrigin('p.yaml', step),
    }))
    const rules = [first, second].map((edit, index) => ({
      target: { names: new Set([index === 0 ? 'a' : 'b']) },
      ops: [edits(edit as Edit)],
    }))
    // The second rule is run by itself where there is nothing to delete any more.
    const gone = { target: {}, ops: [edits(list('args', 'overwrite', ['y']))] }
    expect(idleOf([rules, ['a', 'b']], [[gone, ...rules], ['b']])).toEqual([])
  })

  it('is told of in the order of files, documents and paths', () => {
    const places = [
      { file: 'b.yaml', document: 0, path: [] },
      { file: 'a.yaml', document: 1, path: [] },
      { file: 'a.yaml', document: 0, path: ['r', 10, 'x'] },
      { file: 'a.yaml', document: 0, path: ['r', 2] },
      { file: 'a.yaml', document: 0, path: ['r', 2, 'y'] },
      { file: 'a.yaml', document: 0, path: ['a', 3] },
      undefined,
    ]
    const found = idleOf([[{ target: {}, ops: [edits(...places.map(miss))] }], ['a']])
    expect(found.map(({ at }) => at)).toEqual([6, 5, 3, 4, 2, 1, 0].map((index) => places[index]))
  })

  it.each<readonly [Edit, string]>([
    [image([], { containers: new Set(['b', 'a', '']) }), 'a container a or b'],
    [list('args', 'append', ['x'], 'no'), 'a container no'],
    [list('args', 'delete', ['y']), 'y in a container web'],
    [env('overwrite', [{ name: 'B' }]), 'B in a container web'],
    [map('labels', 'overwrite', { b: '1', a: '1' }), 'a or b'],
    [env('delete', [{ name: 'A' }], 'no'), 'a container no'],
  ])('says what it looked for', (edit, sought) => {
    const [found] = idleOf([[{ target: {}, ops: [edits(edit)] }], ['a']])
    expect(found && wording(found)).toContain(`has ${sought}.`)
  })

  it.each<readonly [string, Edit, object]>([
    [
      'a container of a similar name, and not the variable',
      env('overwrite', [{ name: 'B' }], 'wbe'),
      { names: [], containers: ['wbe'], suggestion: 'web' },
    ],
    ['a container of no similar name', list('command', 'overwrite', ['x'], 'database'), { suggestion: undefined }],
    ['a container of an image', image([], { containers: new Set(['we']) }), { suggestion: 'web' }],
    ['an empty name', image([], { containers: new Set(['']) }), { unnamed: true, containers: [] }],
    ['the names within, where the container is there', list('args', 'delete', ['y']), { names: ['y'] }],
  ])('tells apart: %s', (_, edit, expected) => {
    const [found, ...more] = idleOf([[{ target: {}, ops: [edits(edit)] }], ['a']])
    expect({ suggestion: undefined, ...found?.args }).toMatchObject(expected)
    expect(found && wording(found)).not.toMatch(/undefined/)
    expect(more).toEqual([])
  })

  it('has its container as soon as one object has it', () => {
    const edit = env('delete', [{ name: 'B' }], 'web')
    const other = withContainers([{ name: 'db' }])
    const found: Diagnostic[] = []
    const effects = newEffects()
    for (const one of [other, template]) {
      const unit = aUnit({ template: one, overrides: [{ target: {}, ops: [edits(edit)] }] })
      override({ unit, targets: [{ cluster: 'a', replicas: undefined }] }, (one) => void found.push(one), effects)
    }
    reportIdle(effects, (one) => void found.push(one))
    expect(found.map(({ args }) => args)).toMatchObject([{ names: ['B'], containers: ['web'] }])
  })
})
