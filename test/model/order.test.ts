import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { by, byCodePoint } from '../../src/model/order.ts'

describe('byCodePoint', () => {
  it.each([
    ['', '', 0],
    ['', 'a', -1],
    ['a', 'b', -1],
    ['a', 'ab', -1],
    ['Z', 'a', -1],
    ['a10', 'a9', -1],
    ['é', 'z', 1],
    ['\ue000', '😀', -1],
    ['\uffff', '\u{10000}', -1],
    ['😀', '😁', -1],
  ])('%j and %j: %d', (a, b, sign) => {
    expect(Math.sign(byCodePoint(a, b))).toBe(sign)
    expect(Math.sign(byCodePoint(b, a)) + 0).toBe(-sign + 0)
  })

  it('is the order of the UTF-8 bytes', () => {
    const text = fc.string({ unit: 'binary' })
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(Math.sign(byCodePoint(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)))
      }),
    )
  })

  it('sorts items by a text of theirs', () => {
    expect([{ n: 'b' }, { n: 'a' }].sort(by((item) => item.n))).toEqual([{ n: 'a' }, { n: 'b' }])
  })
})
