import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Json, JsonObject } from '../../src/model/json.ts'
import { applyPatch, type PatchOp, pointerSteps } from '../../src/override/json-patch.ts'

interface Line {
  readonly jsonPatchVersion: string
  readonly doc: JsonObject
  readonly clusterOverrides: readonly { readonly op?: PatchOp['op']; readonly path: string; readonly value?: Json }[]
  readonly ok: boolean
  readonly result?: JsonObject
}

const lines = readFileSync(new URL('../vectors/kubefed-overrides.jsonl', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as Line)

/** Lines of json-patch 4.11 that 4.12 answers in another way; 4.12 counts, as the last KubeFed has it. */
const differ = new Map<number, string>([
  [6, 'the empty path was an error, and now replaces the whole'],
  [24, 'replacing at a negative position ended the process, and now counts from the end'],
])

function run({ doc, clusterOverrides }: Line): ReturnType<typeof applyPatch> {
  return applyPatch(
    doc,
    clusterOverrides.map(({ op = 'replace', path, value = null }) => ({ op, path, value })),
  )
}

describe('the outputs of the real library', () => {
  it('are 68', () => expect(lines).toHaveLength(68))

  for (const [index, line] of lines.entries()) {
    const number = index + 1
    const reason = differ.get(number)
    const title = `line ${number}: ${line.jsonPatchVersion} ${JSON.stringify(line.clusterOverrides)}`
    it(reason === undefined ? title : `${title}, where ${reason}`, () => {
      const before = structuredClone(line.doc)
      const found = run(line)
      const twin = lines.find(
        (other) =>
          other.jsonPatchVersion === 'v4.12.0' &&
          JSON.stringify(other.clusterOverrides) === JSON.stringify(line.clusterOverrides),
      )
      if (reason !== undefined) {
        expect(line).toMatchObject({ jsonPatchVersion: 'v4.11.0', ok: false })
        expect(twin?.ok).toBe(true)
      }
      const expected = reason === undefined ? line : twin
      expect('ok' in found).toBe(expected?.ok)
      if ('ok' in found) expect(found.ok).toStrictEqual(expected?.result)
      expect(line.doc).toStrictEqual(before)
    })
  }
})

describe('beyond the vectors', () => {
  const doc: JsonObject = { spec: { a: [1, 2, 3], n: null, o: { x: 1 } } }
  const cases: readonly (readonly [string, PatchOp, Json | string])[] = [
    [
      'replace far below zero, where the original crashed',
      { op: 'replace', path: '/spec/a/-4', value: 9 },
      'bad-index',
    ],
    ['add far below zero', { op: 'add', path: '/spec/a/-5', value: 9 }, 'bad-index'],
    [
      'add before the first',
      { op: 'add', path: '/spec/a/-4', value: 9 },
      { spec: { a: [9, 1, 2, 3], n: null, o: { x: 1 } } },
    ],
    ['an index of eight digits', { op: 'replace', path: '/spec/a/00000001', value: 9 }, 'bad-index'],
    ['add of the whole', { op: 'add', path: '', value: {} }, 'no-parent'],
    ['a list as the whole', { op: 'replace', path: '', value: [] }, 'not-an-object'],
    ['test that holds', { op: 'test', path: '/spec/o', value: { x: 1 } }, doc],
    ['test that does not', { op: 'test', path: '/spec/o/x', value: 2 }, 'not-equal'],
    ['test of a missing key against null', { op: 'test', path: '/spec/none', value: null }, doc],
  ]
  for (const [title, op, expected] of cases) {
    it(title, () => {
      const found = applyPatch(doc, [op])
      if (typeof expected === 'string') expect(found).toStrictEqual({ error: expected, index: 0 })
      else expect(found).toStrictEqual({ ok: expected })
    })
  }

  it('tells which operation failed', () => {
    const ops: PatchOp[] = [
      { op: 'add', path: '/spec/b', value: 1 },
      { op: 'remove', path: '/spec/none', value: null },
    ]
    expect(applyPatch(doc, ops)).toStrictEqual({ error: 'no-key', index: 1 })
  })

  it.each(['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'])(
    'takes %s for a plain key',
    (key) => {
      const set = applyPatch({ spec: {} }, [
        { op: 'add', path: `/spec/${key}`, value: { polluted: true } },
        { op: 'add', path: `/spec/${key}/more`, value: 1 },
      ])
      expect(JSON.stringify(set)).toBe(`{"ok":{"spec":{${JSON.stringify(key)}:{"polluted":true,"more":1}}}}`)
      expect(({} as JsonObject).polluted).toBeUndefined()
      // What is inherited is not there.
      expect(applyPatch({ spec: {} }, [{ op: 'remove', path: `/spec/${key}`, value: null }])).toHaveProperty('error')
      expect(applyPatch({ spec: {} }, [{ op: 'add', path: `/spec/${key}/x`, value: 1 }])).toHaveProperty(
        'error',
        'no-parent',
      )
    },
  )

  it('never writes to the document, nor to the values of operations', () => {
    const step = fc.constantFrom('spec', 'a', 'o', 'x', '0', '1', '-1', '-', '', '__proto__')
    const op = fc.record({
      op: fc.constantFrom('add', 'remove', 'replace', 'test') as fc.Arbitrary<PatchOp['op']>,
      path: fc.array(step, { maxLength: 4 }).map((steps) => steps.map((one) => `/${one}`).join('')),
      value: fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>,
    })
    fc.assert(
      fc.property(fc.array(op, { maxLength: 8 }), (ops) => {
        const before = JSON.stringify([doc, ops])
        const first = applyPatch(doc, ops)
        expect(JSON.stringify([doc, ops])).toBe(before)
        expect(applyPatch(doc, ops)).toStrictEqual(first)
      }),
    )
  })
})

describe('pointerSteps', () => {
  it.each([
    ['', []],
    ['/', ['']],
    ['/a~1b/c~0d', ['a/b', 'c~d']],
    ['/a~01', ['a~1']],
    ['discarded/a', ['a']],
    ['a.b', undefined],
  ])('%j', (path, steps) => expect(pointerSteps(path)).toStrictEqual(steps))
})
