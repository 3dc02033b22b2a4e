import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatInstant, parseInstant } from '../../src/model/instant.ts'

describe('a moment', () => {
  it.each<[string, number | undefined]>([
    ['1970-01-01T00:00:00Z', 0],
    ['2026-11-22T10:00:00Z', Date.UTC(2026, 10, 22, 10)],
    ['2026-11-22t10:00:00.5z', Date.UTC(2026, 10, 22, 10) + 500],
    ['2026-11-22T10:00:00+02:30', Date.UTC(2026, 10, 22, 7, 30)],
    ['2026-11-22T10:00:00-02:30', Date.UTC(2026, 10, 22, 12, 30)],
    ['2024-02-29T00:00:00Z', Date.UTC(2024, 1, 29)],
    ['0000-03-01T00:00:00Z', -62_162_035_200_000],
    ['2026-11-22T10:00:00+23:59', Date.UTC(2026, 10, 21, 10, 1)],
    ['2026-11-22T10:00:00+24:00', undefined],
    ['2026-11-22T10:00:00+00:60', undefined],
    ['2023-02-29T00:00:00Z', undefined],
    ['2023-13-01T00:00:00Z', undefined],
    ['2023-00-01T00:00:00Z', undefined],
    ['2023-01-01T24:00:00Z', undefined],
    ['2023-01-01T00:00:60Z', undefined],
    ['2023-01-01T00:00:00', undefined],
    ['2023-01-01', undefined],
    ['', undefined],
  ])('%s', (text, expected) => {
    expect(parseInstant(text)).toBe(expected)
  })

  it('is written as the platform writes it, and read back', () => {
    fc.assert(
      fc.property(fc.integer({ min: -59_011_459_200, max: 253_402_300_799 }), (seconds) => {
        const text = formatInstant(seconds * 1000)
        expect(text).toBe(new Date(seconds * 1000).toISOString().replace('.000Z', 'Z'))
        expect(parseInstant(text)).toBe(seconds * 1000)
      }),
    )
  })
})
