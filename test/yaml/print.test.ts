import { describe, expect, test } from 'vitest'
import { type Json, type JsonObject, keyOrder, setOwn } from '../../src/model/json.ts'
import { print } from '../../src/yaml/print.ts'

function printed(value: JsonObject): string {
  const { head, tail } = print(value)
  expect(tail).toBeUndefined()
  return head
}

describe('strings', () => {
  test.each([
    ['web', 'web'],
    ['nginx:1.25', 'nginx:1.25'],
    ['registry.example.com/a/b@sha256:0af1', 'registry.example.com/a/b@sha256:0af1'],
    ['The web front end', 'The web front end'],
    ['/bin/sh', '/bin/sh'],
    ['--flag=x', '--flag=x'],
    ['100m', '100m'],
    ['1.5Gi', '1.5Gi'],
    ['25%', '25%'],
    ['', '""'],
    ['true', '"true"'],
    ['No', '"No"'],
    ['y', '"y"'],
    ['e1', '"e1"'],
    ['-E10', '"-E10"'],
    ['0644', '"0644"'],
    ['8080', '"8080"'],
    ['10.0.0.1', '"10.0.0.1"'],
    ['12:30', '"12:30"'],
    ['2024-01-01', '"2024-01-01"'],
    ['a: b', '"a: b"'],
    ['a #b', '"a #b"'],
    ['a:', '"a:"'],
    ['---', '"---"'],
    ['${VAR}', '"${VAR}"'],
    ['Größe', '"Größe"'],
    ['say "x"', `'say "x"'`],
    [`it's "x"`, `'it''s "x"'`],
    ['C:\\x', `'C:\\x'`],
    ['a\tb', '"a\\tb"'],
    ['\u001b[31m', '"\\u001b[31m"'],
    ['\u0085\u2028\ufeff', '"\\u0085\\u2028\\ufeff"'],
    ['\u202e"', '"\\u202e\\""'],
    ['\ud800', '"\\ud800"'],
    ['\u{1f600}', '"\u{1f600}"'],
    ['\u{e0041}', '"\\U000e0041"'],
  ])('%j is written %s, as a value, as a key and in a list', (text, expected) => {
    const map: JsonObject = {}
    setOwn(map, text, text)
    expect(printed(map)).toBe(`${expected}: ${expected}\n`)
    expect(printed({ a: [text] })).toBe(`a:\n- ${expected}\n`)
  })

  test.each([
    ['a\nb\n', '|\n  a\n  b\n'],
    ['a\nb', '|-\n  a\n  b\n'],
    ['a\n\n', '|+\n  a\n\n'],
    ['\na\n\n\tb\n', '|\n\n  a\n\n  \tb\n'],
    ['a\n  b: {}\n# c\n---\n', '|\n  a\n    b: {}\n  # c\n  ---\n'],
    ['\n', '"\\n"\n'],
    [' a\nb\n', '" a\\nb\\n"\n'],
    ['\ta\nb\n', '"\\ta\\nb\\n"\n'],
    ['a \nb\n', '"a \\nb\\n"\n'],
    ['a\n ', '"a\\n "\n'],
    ['a\r\nb\r\n', '"a\\r\\nb\\r\\n"\n'],
    ['a\u2029\nb', '"a\\u2029\\nb"\n'],
  ])('%j is written as the block %j', (text, expected) => {
    expect(printed({ k: text })).toBe(`k: ${expected}`)
    expect(printed({ k: [text] })).toBe(`k:\n- ${expected}`)
  })

  test('long strings stay on one line', () => {
    const words = 'word '.repeat(500).trim()
    expect(printed({ a: words })).toBe(`a: ${words}\n`)
  })

  test('keys that are too long for a simple key get a question mark', () => {
    const key = 'k'.repeat(1001)
    expect(printed({ [key]: [{ [key]: 1 }] })).toBe(`? ${key}\n:\n  - ? ${key}\n    : 1\n`)
    expect(printed({ [key.slice(1)]: [1] })).toBe(`${key.slice(1)}:\n- 1\n`)
  })

  test('a merge key is never written plain', () => {
    expect(printed({ '<<': '<<', '=': '=' })).toBe('"<<": "<<"\n"=": "="\n')
  })
})

describe('other data', () => {
  test.each<[Json, string]>([
    [null, 'null'],
    [true, 'true'],
    [false, 'false'],
    [0, '0'],
    [-0, '-0'],
    [1.5, '1.5'],
    [100000000000000000000, '100000000000000000000'],
    [1e21, '1.0e+21'],
    [1e-7, '1.0e-7'],
    [-1.5e-9, '-1.5e-9'],
    [9223372036854775807n, '9223372036854775807'],
    [-9223372036854775808n, '-9223372036854775808'],
    [{}, '{}'],
    [[], '[]'],
  ])('%o is written %s', (value, expected) => {
    expect(printed({ a: value })).toBe(`a: ${expected}\n`)
    expect(printed({ a: [value] })).toBe(`a:\n- ${expected}\n`)
  })

  test('nesting', () => {
    const value = { a: { b: [{ c: 1, d: [{ e: {} }, 2] }, [[1, 'x\n'], []]] }, f: 'g' }
    expect(printed(value)).toBe(
      'a:\n  b:\n  - c: 1\n    d:\n    - e: {}\n    - 2\n  - - - 1\n      - |\n        x\n    - []\nf: g\n',
    )
  })

  test('an empty object is a document', () => {
    expect(printed({})).toBe('{}\n')
  })

  test('keys keep the order of the source, though they look like integers', () => {
    expect(printed({ '9': 1, '10': 2, b: 3, [keyOrder]: ['b', '10', '9'] })).toBe('b: 3\n"10": 2\n"9": 1\n')
  })

  test('a key may be called __proto__', () => {
    const map: JsonObject = {}
    setOwn(map, '__proto__', { a: 1 })
    expect(printed(map)).toBe('"__proto__":\n  a: 1\n')
  })

  test.each([Number.NaN, Number.POSITIVE_INFINITY])('%d is a bug', (value) => {
    expect(() => print({ value })).toThrow('not finite')
  })
})

describe('slots', () => {
  test.each<[string, JsonObject, (string | number)[], string]>([
    ['first', { spec: { replicas: 3, b: 1 } }, ['spec', 'replicas'], 'spec:\n  replicas: 7\n  b: 1\n'],
    ['last', { spec: { a: 1, replicas: null } }, ['spec', 'replicas'], 'spec:\n  a: 1\n  replicas: 7\n'],
    ['a map', { spec: { replicas: { x: 1 } }, z: 1 }, ['spec', 'replicas'], 'spec:\n  replicas: 7\nz: 1\n'],
    ['absent', { spec: { a: [{}] }, z: 1 }, ['spec', 'replicas'], 'spec:\n  a:\n  - {}\n  replicas: 7\nz: 1\n'],
    ['absent in an empty map', { spec: {} }, ['spec', 'replicas'], 'spec:\n  replicas: 7\n'],
    ['absent at the root', { a: 1 }, ['on'], 'a: 1\n"on": 7\n'],
    ['absent in an empty root', {}, ['n'], '"n": 7\n'],
    ['in a list', { a: [{ b: 1 }, { b: 2 }] }, ['a', 1, 'b'], 'a:\n- b: 1\n- b: 7\n'],
    ['absent in a list', { a: [[{}]] }, ['a', 0, 0, 'b'], 'a:\n- - b: 7\n'],
    ['an item', { a: [1, 2, 3] }, ['a', 1], 'a:\n- 1\n- 7\n- 3\n'],
    ['of one name elsewhere', { b: { c: 1 }, a: { c: 2 } }, ['a', 'c'], 'b:\n  c: 1\na:\n  c: 7\n'],
  ])('%s', (_, value, slot, expected) => {
    const before = JSON.stringify(value)
    const { head, tail } = print(value, slot)
    expect(head + String(7) + tail).toBe(expected)
    expect(JSON.stringify(value)).toBe(before)
  })

  test.each<[JsonObject, (string | number)[]]>([
    [{}, ['spec', 'replicas']],
    [{ spec: null }, ['spec', 'replicas']],
    [{ spec: 'x' }, ['spec', 'replicas']],
    [{ spec: [] }, ['spec', 'replicas']],
    [{ spec: [1] }, ['spec', 1]],
    [{ spec: {} }, ['spec', 0]],
    [{ a: 1 }, []],
  ])('in %j there is no place for %j', (value, slot) => {
    expect(() => print(value, slot)).toThrow('no place')
  })
})
