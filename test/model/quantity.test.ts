import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { milliUnits, parseQuantity, units } from '../../src/model/quantity.ts'

const nano = 10n ** 9n

describe('parseQuantity', () => {
  it.each<[string, bigint]>([
    ['0', 0n],
    ['1', nano],
    ['+1', nano],
    ['-1', -nano],
    ['007', 7n * nano],
    ['.5', nano / 2n],
    ['5.', 5n * nano],
    ['5.G', 5n * 10n ** 18n],
    ['100m', nano / 10n],
    ['1u', 1000n],
    ['1n', 1n],
    ['1k', 1000n * nano],
    ['1M', 10n ** 15n],
    ['1G', 10n ** 18n],
    ['1T', 10n ** 21n],
    ['1P', 10n ** 24n],
    ['1E', 10n ** 27n],
    ['1e3', 1000n * nano],
    ['1E3', 1000n * nano],
    ['1e+3', 1000n * nano],
    ['1E-3', 1_000_000n],
    ['1.5e1', 15n * nano],
    ['1Ki', 1024n * nano],
    ['1.5Gi', 1536n * 2n ** 20n * nano],
    ['1Mi', 2n ** 20n * nano],
    ['1Ti', 2n ** 40n * nano],
    ['1Pi', 2n ** 50n * nano],
    ['1Ei', 2n ** 60n * nano],
    ['-1.5Ki', -1536n * nano],
    ['8Ei', (2n ** 63n - 1n) * nano],
    ['-9Ei', -(2n ** 63n - 1n) * nano],
    ['18446744073709551616', 2n ** 64n * nano],
    ['0.1n', 1n],
    ['-0.1n', -1n],
    ['1.0000000001', nano + 1n],
    ['-1.0000000001', -nano - 1n],
    ['1e-300', 1n],
    ['0e-300', 0n],
  ])('%j is %d', (text, expected) => {
    expect(parseQuantity(text)).toBe(expected)
  })

  it.each([
    '',
    '.',
    '+',
    '-',
    'm',
    '1 Gi',
    ' 1',
    '1 ',
    '1\n',
    '0x10',
    '1ki',
    '1K',
    '1i',
    '1mi',
    '1e',
    '1e+',
    '1e1.5',
    '1eM',
    '1Gi2',
    '1m1',
    '1.1.1',
    '1,5',
    '1_000',
    '--1',
    '+-1',
    'NaN',
    'Infinity',
    '١',
    '1e999',
    '1'.repeat(65),
  ])('%j is refused', (text) => {
    expect(parseQuantity(text)).toBeUndefined()
  })

  it('is linear in the number', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }), (value) => {
        expect(parseQuantity(`${value}`)).toBe(value * nano)
        expect(parseQuantity(`${value}m`)).toBe(value * 1_000_000n)
        expect(parseQuantity(`${value}Ki`)).toBe(value * 1024n * nano)
      }),
    )
  })
})

describe('rounding', () => {
  it.each<[string, bigint, bigint]>([
    ['0', 0n, 0n],
    ['1', 1n, 1000n],
    ['1500m', 2n, 1500n],
    ['1n', 1n, 1n],
    ['1.0001', 2n, 1001n],
    ['-1500m', -2n, -1500n],
    ['-1n', -1n, -1n],
  ])('%s is %d units and %d thousandths', (text, whole, thousandths) => {
    const quantity = parseQuantity(text) ?? 0n
    expect(units(quantity)).toBe(whole)
    expect(milliUnits(quantity)).toBe(thousandths)
  })
})
