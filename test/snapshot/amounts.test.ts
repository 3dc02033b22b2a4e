import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseQuantity } from '../../src/model/quantity.ts'
import { amountsOf, defaultStep, rounded } from '../../src/snapshot/amounts.ts'
import { quantityText } from '../../src/snapshot/quantity-text.ts'
import { quantities } from './survey.ts'

const q = (text: string): bigint => parseQuantity(text) ?? -1n
const none = { allocatable: new Map(), available: new Map() }

describe('amounts', () => {
  it.each([
    ['cpu', '31', '256m'],
    ['cpu', '32', '256m'],
    ['cpu', '32768m', '512m'],
    ['cpu', '32767m', '256m'],
    ['cpu', '100m', '1m'],
    ['memory', '120Gi', '1Gi'],
    ['memory', '64Gi', '1Gi'],
    ['memory', '65535Mi', '512Mi'],
    ['nvidia.com/gpu', '8', '1'],
    ['nvidia.com/gpu', '129', '2'],
    ['nvidia.com/gpu', '0', '1'],
  ])('the step of %s with %s is %s', (resource, allocatable, step) => {
    expect(defaultStep(resource, q(allocatable))).toBe(q(step))
  })

  it('available is rounded down, allocatable is exact', () => {
    const found = amountsOf(
      quantities({ cpu: '31950m', memory: '120Gi' }),
      quantities({ cpu: '1', gpu: '3' }),
      none,
      new Map(),
    )
    expect(found.allocatable).toEqual(quantities({ cpu: '31950m', memory: '120Gi' }))
    expect(found.available).toEqual(quantities({ cpu: '30720m', memory: '120Gi' }))
  })

  it('a step that is named holds for both, and 0 is exact', () => {
    const steps = quantities({ cpu: '500m', memory: '0' })
    const found = amountsOf(
      quantities({ cpu: '31950m', memory: '7' }),
      quantities({ memory: '2', cpu: '1' }),
      none,
      steps,
    )
    expect(found.allocatable).toEqual(quantities({ cpu: '31500m', memory: '7' }))
    expect(found.available).toEqual(quantities({ cpu: '30500m', memory: '5' }))
  })

  it('more may be requested than there is', () => {
    const found = amountsOf(quantities({ cpu: '1' }), quantities({ cpu: '1500m' }), none, quantities({ cpu: '1' }))
    expect(found.available).toEqual(quantities({ cpu: '-1' }))
  })
})

const amount = fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n })
const step = fc.bigInt({ min: 1n, max: 10n ** 15n })

describe('rounding', () => {
  it('without a previous value it is down to a multiple', () => {
    fc.assert(
      fc.property(amount, step, (exact, size) => {
        const value = rounded(exact, size, undefined)
        return value % size === 0n && value <= exact && exact - value < size
      }),
    )
  })

  it('with any previous value it is a multiple, less than a step away', () => {
    const near = fc.tuple(amount, step, fc.bigInt({ min: -3n, max: 3n }), fc.boolean())
    fc.assert(
      fc.property(near, ([exact, size, off, onGrid]) => {
        const previous = onGrid ? (exact / size + off) * size : exact + off
        const value = rounded(exact, size, previous)
        const distance = value > exact ? value - exact : exact - value
        return value % size === 0n && distance < size
      }),
      { numRuns: 1000 },
    )
  })

  it('a range shorter than a step makes two changes at most, wherever it lies', () => {
    const noise = fc.array(fc.bigInt({ min: 0n, max: 999n }), { minLength: 30, maxLength: 60 })
    fc.assert(
      fc.property(
        fc.bigInt({ min: -5000n, max: 5000n }),
        noise,
        fc.bigInt({ min: -9n, max: 9n }),
        (low, all, first) => {
          let value = first * 1000n
          let changes = 0
          for (const each of all) {
            const next = rounded(low + each, 1000n, value)
            if (next !== value) changes++
            value = next
          }
          return changes <= 2
        },
      ),
      { numRuns: 1000 },
    )
  })

  it('the default step is 1/64 to 1/128 of what there is, or 1', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 10n ** 27n }),
        fc.constantFrom('cpu', 'memory'),
        (allocatable, resource) => {
          const size = defaultStep(resource, allocatable)
          const one = resource === 'cpu' ? 1_000_000n : 1_000_000_000n
          const units = size / one
          expect(units & (units - 1n)).toBe(0n)
          expect(size === one || size * 64n <= allocatable).toBe(true)
          expect(size * 128n > allocatable).toBe(true)
        },
      ),
    )
  })
})

describe('quantities as text', () => {
  it.each([
    ['cpu', '31500m', '31500m'],
    ['cpu', '32000m', '32'],
    ['cpu', '0.0000015', '1500n'],
    ['cpu', '100u', '100u'],
    ['cpu', '0', '0'],
    ['cpu', '-250m', '-250m'],
    ['memory', '8388608Ki', '8Gi'],
    ['memory', '1025Mi', '1025Mi'],
    ['memory', '1000', '1000'],
    ['memory', '-2Ki', '-2Ki'],
    ['memory', '500m', '500m'],
    ['hugepages-2Mi', '2097152', '2Mi'],
    ['ephemeral-storage', '1Ti', '1Ti'],
    ['nvidia.com/gpu', '1024', '1024'],
  ])('%s %s is %s', (resource, text, expected) => {
    expect(quantityText(resource, q(text))).toBe(expected)
  })

  it('reads back as the same', () => {
    const any = fc.oneof(
      amount,
      fc.bigInt({ min: 0n, max: 1n << 90n }),
      amount.map((each) => each * 10n ** 9n),
    )
    fc.assert(
      fc.property(any, fc.constantFrom('cpu', 'memory', 'x.io/y'), (quantity, resource) => {
        expect(parseQuantity(quantityText(resource, quantity))).toBe(quantity)
      }),
      { numRuns: 1000 },
    )
  })
})
