import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decode } from '../../src/yaml/decode.ts'

describe('decode', () => {
  it('drops a mark at the start, and only there', () => {
    const bytes = new TextEncoder().encode('\ufeffa: \ufeff')
    expect(decode('a.yaml', bytes)).toEqual({ file: { path: 'a.yaml', text: 'a: \ufeff' } })
  })

  it.each([
    [[0x61, 0x0a, 0x62, 0xff], 3, 2],
    [[0xc0, 0xaf], 0, 1],
    [[0x61, 0xed, 0xa0, 0x80], 1, 1],
    [[0xe2, 0x82], 0, 1],
    [[0xf4, 0x90, 0x80, 0x80], 0, 1],
    [[0xe0, 0x80, 0x80], 0, 1],
    [[0xf0, 0x80, 0x80, 0x80], 0, 1],
    [[0x80], 0, 1],
    [[0xc3, 0xa9, 0xe9], 2, 1],
  ])('%j is no UTF-8 from byte %d on', (bytes, byte, line) => {
    expect(decode('a', Uint8Array.from(bytes))).toMatchObject({
      problem: { code: 'input/not-utf8', args: { byte, line }, at: { file: 'a' } },
    })
  })

  it.each([
    [[0xff, 0xfe, 0x61, 0], 'UTF-16'],
    [[0xfe, 0xff, 0, 0x61], 'UTF-16'],
    [[0x61, 0, 0x62, 0], 'UTF-16'],
    [[0, 0x61, 0, 0x62], 'UTF-16'],
    [[0xff, 0xfe, 0, 0], 'UTF-32'],
    [[0x61, 0, 0, 0], 'UTF-32'],
  ])('%j is named as %s', (bytes, encoding) => {
    expect(decode('a', Uint8Array.from(bytes))).toMatchObject({
      problem: { code: 'input/not-utf8-but', args: { encoding } },
    })
  })

  it('finds a bad byte exactly where the platform does', () => {
    const byte = fc.oneof(fc.nat(255), fc.constantFrom(0x61, 0x80, 0xc2, 0xe0, 0xed, 0xf0, 0xf4, 0xbf))
    fc.assert(
      fc.property(fc.array(byte, { maxLength: 12 }), (values) => {
        const bytes = Uint8Array.from([0x61, ...values])
        const found = decode('a', bytes)
        if ('file' in found) return
        if (found.problem.code !== 'input/not-utf8') return
        const at = Number(found.problem.args.byte)
        expect(() => new TextDecoder('utf-8', { fatal: true }).decode(bytes.slice(0, at))).not.toThrow()
        expect(() => new TextDecoder('utf-8', { fatal: true }).decode(bytes)).toThrow()
      }),
      { numRuns: 2000 },
    )
  })
})
