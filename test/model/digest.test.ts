import { describe, expect, test } from 'vitest'
import { canonical, digest } from '../../src/model/digest.ts'
import type { Json } from '../../src/model/json.ts'

/** FNV-1a over bytes, with the arithmetic of its definition. */
function plainFnv(text: string): string {
  let hash = 0xcbf29ce484222325n
  for (const byte of new TextEncoder().encode(text))
    hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn
  return hash.toString(16).padStart(16, '0')
}

describe('digest', () => {
  test.each<[Json, string]>([
    [null, 'null'],
    ['a', '"a"'],
    [{ b: 1, a: [true, 'x'] }, '{"a":[true,"x"],"b":1}'],
    [9007199254740993n, '9007199254740993'],
    ['äß€😀', '"äß€😀"'],
  ])('%o', (value, text) => {
    expect(canonical(value)).toBe(text)
    expect(digest(value)).toBe(plainFnv(text))
  })

  test('the order of keys does not count, that of a list does', () => {
    expect(digest({ a: 1, b: 2 })).toBe(digest({ b: 2, a: 1 }))
    expect(digest([1, 2])).not.toBe(digest([2, 1]))
  })
})
