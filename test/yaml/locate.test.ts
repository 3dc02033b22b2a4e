import { describe, expect, it } from 'vitest'
import { type Diagnostic, diagnostic, type Place } from '../../src/diagnostics/diagnostic.ts'
import { locate } from '../../src/yaml/locate.ts'

const text = `# first
a:
  b: 1
  "c d": [x, {e: 2}]
---
f: &x
  - g: |
      text
    h: 3
  - i
<<: {k: 1}
l: *x
😀: é
`
const files = new Map([
  ['a.yaml', text],
  ['b.json', '{"a": {"b": [1, {"c": 2}]}}'],
])
const found = (at?: Place): Diagnostic => diagnostic('input/nested-list', {}, at)
const field = (document: number, ...path: (string | number)[]): Diagnostic => found({ file: 'a.yaml', document, path })

describe('locate', () => {
  it.each([
    [field(0), 2, 1],
    [field(0, 'a'), 2, 1],
    [field(0, 'a', 'b'), 3, 3],
    [field(0, 'a', 'c d'), 4, 3],
    [field(0, 'a', 'c d', 0), 4, 11],
    [field(0, 'a', 'c d', 1, 'e'), 4, 15],
    [field(0, 'a', 'missing', 'deeper'), 2, 1],
    [field(1), 6, 1],
    [field(1, 'f', 0), 7, 5],
    [field(1, 'f', 0, 'h'), 9, 5],
    [field(1, 'f', 1), 10, 5],
    [field(1, 'f', 7), 6, 1],
    [field(1, 'k'), 6, 1],
    [field(1, 'l', 0, 'g'), 12, 1],
    [field(1, '😀'), 13, 1],
    [field(9, 'a'), 1, 1],
    [found({ file: 'a.yaml', offset: text.indexOf('é') }), 13, 4],
    [found({ file: 'a.yaml', offset: 1e9 }), 14, 1],
    [found({ file: 'b.json', document: 0, path: ['a', 'b', 1, 'c'] }), 1, 18],
  ])('%j', (one, line, column) => {
    expect(locate([one], files)).toMatchObject([{ file: one.at?.file, line, column }])
  })

  it('finds related places, and names files it has no text of', () => {
    const one = diagnostic('input/nested-list', {}, { file: 'z.yaml' }, [
      { file: 'a.yaml', offset: 8 },
      { file: 'z.yaml' },
    ])
    expect(locate([one], files)).toEqual([
      { diagnostic: one, file: 'z.yaml', related: [{ file: 'a.yaml', line: 2, column: 1 }] },
    ])
  })

  it('sorts by place, puts those without a file last, and drops exact duplicates', () => {
    const all = [found(), field(1, 'l'), field(0, 'a', 'b'), found({ file: 'Z.yaml' }), field(0, 'a', 'b'), found()]
    expect(locate(all, files).map(({ file, line }) => `${file}:${line}`)).toEqual([
      'Z.yaml:undefined',
      'a.yaml:3',
      'a.yaml:12',
      'undefined:undefined',
    ])
  })

  it('shows the line, shortened and with everything unprintable escaped', () => {
    const long = `${'x'.repeat(500)}\u001b[31m\t${'y'.repeat(500)}`
    const [one] = locate([found({ file: 'c', offset: 501 })], new Map([['c', long]]))
    expect(one?.excerpt?.text).toBe(`...${'x'.repeat(59)}\\u{1b}[31m ${'y'.repeat(35)}...`)
    expect(one?.excerpt?.text.slice((one.excerpt.column ?? 0) - 1)).toMatch(/^\[31m/)
    expect(locate([field(0, 'a', 'b')], files)[0]?.excerpt).toEqual({ text: '  b: 1', column: 3 })
  })

  it('finds ten thousand places in one long line in linear time', () => {
    const line = `[${'{"a":1},'.repeat(40_000)}{}]`
    const many = Array.from({ length: 40_000 }, (_, index) =>
      found({ file: 'd.json', document: 0, path: [index, 'a'] }),
    )
    const start = performance.now()
    expect(locate(many, new Map([['d.json', line]])).at(-1)).toMatchObject({ line: 1, column: 40_000 * 8 - 5 })
    expect(performance.now() - start).toBeLessThan(5000)
  })

  it.each([
    ['kind: Secret\nstringData: {a: hunter2}\n'],
    ['{"kind":"Secret","stringData":{"a":"hunter2"}}\n'],
    ['apiVersion: v1\nitems:\n- kind: "Secret"\n  a: hunter2\n'],
    ["a: hunter2\n---\n{'kind': 'SecretList'}\n"],
    ['kind: FederatedSecret\na: hunter2\n'],
  ])('quotes nothing of a file that may hold a secret: %j', (text) => {
    const one = locate([found({ file: 's.yaml', offset: 0 })], new Map([['s.yaml', text]]))[0]
    expect(one).toMatchObject({ file: 's.yaml', line: 1, column: 1 })
    expect(one?.excerpt).toBeUndefined()
  })
})
