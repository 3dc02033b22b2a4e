import fc from 'fast-check'
import { expect, it } from 'vitest'
import { canonical } from '../../src/model/digest.ts'
import { isObject, type Json, type JsonObject, setOwn } from '../../src/model/json.ts'
import { fingerprint } from '../../src/snapshot/fingerprint.ts'

const json = fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<Json>

/** The keys turned, nulls added at the top of each object, or left out. */
function turned(value: Json, extra: boolean): Json {
  if (Array.isArray(value)) return value.map((item) => turned(item, extra))
  if (!isObject(value)) return value
  const result: JsonObject = extra ? { 'no such key': null } : {}
  for (const [key, one] of Object.entries(value).reverse()) if (one !== null) setOwn(result, key, turned(one, extra))
  return result
}

it('is the same in any order of keys, with nulls or without', () => {
  fc.assert(
    fc.property(json, (value) => {
      expect(fingerprint(turned(value, true))).toBe(fingerprint(value))
      expect(fingerprint(value)).toMatch(/^[0-9a-f]{16}$/)
    }),
    { numRuns: 1000 },
  )
})

it('tells 50,000 small values apart, and any two that differ', () => {
  const small = Array.from({ length: 50_000 }, (_, index): Json => ({ spec: { image: `web:${index}` } }))
  expect(new Set(small.map(fingerprint)).size).toBe(small.length)
  fc.assert(
    fc.property(json, json, (a, b) => {
      const same = canonical(turned(a, false)) === canonical(turned(b, false))
      expect(fingerprint(a) === fingerprint(b)).toBe(same)
    }),
    { numRuns: 2000 },
  )
})

it.each<[Json, Json]>([
  [['a', 'b'], ['ab']],
  [
    ['a', ['b']],
    [['a'], 'b'],
  ],
  [{ a: 'b' }, ['a', 'b']],
  ['1', 1],
  ['true', true],
  [{ a: {} }, { a: [] }],
  [{ a: '' }, {}],
  [{ a: { b: 1 } }, { a: {}, b: 1 }],
  [[], ['']],
  ['\u0000', '\u0000\u0000'],
])('%j and %j differ', (a, b) => {
  expect(fingerprint(a)).not.toBe(fingerprint(b))
})

it('uses all of its bits', () => {
  const counts = Array.from({ length: 64 }, () => 0)
  for (let index = 0; index < 4000; index++) {
    const bits = BigInt(`0x${fingerprint(`image:${index}`)}`)
    for (let bit = 0; bit < 64; bit++) if ((bits >> BigInt(bit)) & 1n) counts[bit] = (counts[bit] ?? 0) + 1
  }
  for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(250)
})
