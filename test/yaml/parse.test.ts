import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isObject, keyOrder, keysOf, own } from '../../src/model/json.ts'
import { reading } from './reading.ts'

describe('documents', () => {
  it.each([
    ['a: 1\n', [0]],
    ['---\na: 1\n', [0]],
    ['# comment\n---\na: 1\n---\nb: 2\n', [0, 1]],
    ['a: 1\n---\n---\n# nothing\n---\nb: 2\n', [0, 3]],
    ['a: 1\n...\n---\nb: 2\n', [0, 1]],
    ['%YAML 1.2\n---\na: 1\n', [0]],
    ['\n\n--- # comment\na: |\n  x\n  ---\n', [0]],
    ['a: 1\r\n---\r\nb: 2\r\n', [0, 1]],
    ['a: 1\n---', [0]],
    ['---\nnull\n', [0]],
  ])('%j are at %j', (text, indices) => {
    const { documents, errors } = reading(text)
    expect(errors).toEqual([])
    expect(documents.map(({ origin }) => origin)).toEqual(
      indices.map((document) => ({ file: 'a.yaml', document, path: [] })),
    )
  })

  it.each(['', '\n', '# comment\n', '---\n', '---\n# x\n---\n'])('%j has no object, which is a warning', (text) => {
    expect(reading(text).places).toEqual([expect.stringMatching(/^input\/no-object /)])
  })

  it('are read on behind one that cannot be read', () => {
    const { values, places } = reading('a: 1\n---\nb: [\n---\nc: 1\nc: 2\n---\nd: \u0007\n---\ne: 1\n')
    expect(values).toEqual([{ a: 1 }, { c: 2 }, { e: 1 }])
    expect(places).toEqual(['input/syntax 4:1', 'input/duplicate-key 6:1', 'input/control-character 8:4'])
  })

  it('draw at most twenty errors a file', () => {
    const { found } = reading('---\na: .inf\n'.repeat(100))
    expect(found).toHaveLength(21)
    expect(found.at(-1)?.code).toBe('input/too-many-errors')
  })
})

describe('maps', () => {
  it('keep the source order of keys that look like numbers', () => {
    const { values } = reading('b: 1\n"10": 2\n2: 3\na: 4\n')
    const [value] = values
    expect(isObject(value) && keysOf(value)).toEqual(['b', '10', '2', 'a'])
  })

  it('carry no order where it is the natural one', () => {
    const [value] = reading('1: a\n2: b\nc: d\n').values
    expect(isObject(value) && value[keyOrder]).toBe(undefined)
  })

  it.each(['a.yaml', 'a.json'])('hold __proto__ as a key of their own in %s', (path) => {
    const [value] = reading('{"__proto__": {"polluted": 1}, "constructor": 2}', path).values
    expect(isObject(value) && Object.keys(value)).toEqual(['__proto__', 'constructor'])
    expect(isObject(value) && own(value, '__proto__')).toEqual({ polluted: 1 })
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
  })

  it('name both places of a duplicate key', () => {
    const { found } = reading('x: {a: 1, b: [a, a], a: 2}\n')
    expect(found).toMatchObject([
      { code: 'input/duplicate-key', args: { key: 'a' }, at: { offset: 21 }, related: [{ offset: 4 }] },
    ])
  })

  it('share the value of an anchor with its aliases', () => {
    const [value] = reading('a: &x {b: 1}\nc: *x\n').values
    expect(isObject(value) && own(value, 'a')).toBe(isObject(value) && own(value, 'c'))
  })

  it('merge, and their own keys win', () => {
    expect(reading('a: &x {b: 1, c: 2}\nd:\n  <<: *x\n  c: 3\n  e: 4\n').values).toEqual([
      { a: { b: 1, c: 2 }, d: { b: 1, c: 3, e: 4 } },
    ])
  })
})

describe('json', () => {
  it.each([
    [
      '{"a": [1, -0, 1.5, 1e3, 9007199254740993, 18446744073709551615]}',
      { a: [1, 0, 1.5, 1000, 9007199254740993n, 18446744073709551615n] },
    ],
    [
      '{"a": "\\u00e9\\ud83d\\ude00\\/\\n", "b": [true, false, null, {}, []]}',
      { a: 'é😀/\n', b: [true, false, null, {}, []] },
    ],
    ['\t"x"\r\n', 'x'],
    ['{"a": "raw \u2028 \u007f"}', { a: 'raw \u2028 \u007f' }],
  ])('%s is read', (text, value) => {
    const { values, errors } = reading(text, 'a.json')
    expect(errors).toEqual([])
    expect(values).toStrictEqual([value])
  })

  it.each([
    "{'a': 1}",
    '{a: 1}',
    '[1,]',
    '[01]',
    '[+1]',
    '[.5]',
    '[1.]',
    '["\t"]',
    '[NaN]',
    '// x\n1',
    '[1',
    '"a',
    '[tru]',
    '{"a" 1}',
    '[1 2]',
  ])('%s is refused', (text) => {
    expect(reading(text, 'a.json').errors).toEqual(['input/json-syntax'])
  })

  it('agrees with JSON.parse on what it is', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), (text) => {
        const { values, errors } = reading(text, 'a.json')
        expect(errors).toEqual([])
        const rounded = JSON.stringify(values[0], (_, value) => (typeof value === 'bigint' ? Number(value) : value))
        expect(rounded).toBe(JSON.stringify(JSON.parse(text)))
      }),
    )
  })
})

describe('no text makes the reader throw', () => {
  const manifest =
    'apiVersion: v1\nkind: List\nitems:\n- &a {kind: x, b: [1, "two", *a]}\n- c: |\n    text\n  d: >-\n    folded\n...\n---\n? e\n: !!str f\n'

  it.each(['a.yaml', 'a.json'])('arbitrary text in %s', (path) => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => void reading(text, path)),
      { numRuns: 500 },
    )
  })

  it('tokens in any order', () => {
    const token = fc.constantFrom(
      '-',
      '?',
      ':',
      ' ',
      '\n',
      '\t',
      '{',
      '}',
      '[',
      ']',
      ',',
      '"',
      "'",
      '&a',
      '*a',
      '!',
      '|',
      '>',
      '#',
      '%',
      '---\n',
      '...\n',
      '<<',
      'x',
      '1',
      '\\',
    )
    fc.assert(
      fc.property(fc.array(token, { maxLength: 40 }), (tokens) => void reading(tokens.join(''))),
      { numRuns: 2000 },
    )
  })

  it('a manifest with pieces moved, doubled or cut', () => {
    const change = fc.tuple(fc.nat(manifest.length), fc.nat(20), fc.nat(manifest.length))
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        let text = manifest
        for (const [from, length, to] of changes) {
          text = text.slice(0, to) + text.slice(from, from + length) + text.slice(to + (length % 3))
        }
        for (const { code, at } of reading(text).found) expect([code, at]).not.toContain(undefined)
      }),
      { numRuns: 1000 },
    )
  })
})
