import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  at,
  copy,
  equal,
  isObject,
  type Json,
  type JsonObject,
  keyOrder,
  keysOf,
  own,
  setOwn,
} from '../../src/model/json.ts'

const anyJson = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 3 },
    fc.constant(null),
    fc.boolean(),
    fc.integer(),
    fc.bigInt({ min: 2n ** 53n, max: 2n ** 63n - 1n }),
    fc.string(),
    fc.array(tie('json')),
    fc
      .array(fc.tuple(fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', '0')), tie('json')))
      .map(objectOf),
  ),
})).json

function objectOf(entries: readonly (readonly [string, Json])[]): JsonObject {
  const object: JsonObject = {}
  for (const [key, value] of entries) setOwn(object, key, value)
  return object
}

describe('keys of untrusted objects', () => {
  it.each(['__proto__', 'constructor', 'toString', 'a', ''])('%j is set, read and listed as any other', (key) => {
    const object: JsonObject = {}
    expect(own(object, key)).toBeUndefined()
    setOwn(object, key, { polluted: true })
    expect(own(object, key)).toEqual({ polluted: true })
    expect(keysOf(object)).toEqual([key])
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
    setOwn(object, key, 2)
    expect(own(object, key)).toBe(2)
  })

  it('keeps the source order where it was recorded, later keys last, removed ones gone', () => {
    const object: JsonObject = { b: 1, 1: 2, a: 3, [keyOrder]: ['b', '1', 'a'] }
    setOwn(object, '0', 4)
    delete object['1']
    expect(keysOf(object)).toEqual(['b', 'a', '0'])
    expect(keysOf(copy(object))).toEqual(['b', 'a', '0'])
  })
})

describe('copy and equal', () => {
  it('a copy is equal and shares nothing', () => {
    fc.assert(
      fc.property(anyJson, (value) => {
        const other = copy(value)
        expect(equal(value, other)).toBe(true)
        if (isObject(value)) {
          setOwn(other as JsonObject, 'new key', 1)
          expect(own(value, 'new key')).toBeUndefined()
        }
      }),
    )
  })

  it.each<[Json | undefined, Json | undefined, boolean]>([
    [1, 1, true],
    [1, '1', false],
    [1, 1n, false],
    [null, undefined, false],
    [undefined, undefined, true],
    [[], {}, false],
    [{}, [], false],
    [[1, 2], [2, 1], false],
    [[1], [1, 2], false],
    [{ a: 1, b: 2 }, { b: 2, a: 1 }, true],
    [{ a: 1 }, { a: 1, b: 2 }, false],
    [{ a: null }, { b: null }, false],
    [{}, objectOf([['__proto__', {}]]), false],
  ])('equal(%o, %o) is %s', (a, b, expected) => {
    expect(equal(a, b)).toBe(expected)
    expect(equal(b, a)).toBe(expected)
  })
})

describe('at', () => {
  const value: Json = { spec: { items: [{ name: 'a' }] } }
  it.each<[(string | number)[], Json | undefined]>([
    [[], value],
    [['spec', 'items', 0, 'name'], 'a'],
    [['spec', 'items', 1], undefined],
    [['spec', 'items', 'length'], undefined],
    [['spec', 0], undefined],
    [['spec', 'toString'], undefined],
    [['__proto__'], undefined],
    [['spec', 'items', 0, 'name', 'length'], undefined],
  ])('%j', (path, expected) => {
    expect(at(value, path)).toEqual(expected)
  })
})
