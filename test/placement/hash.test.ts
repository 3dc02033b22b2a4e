import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fnv1, plannerHash } from '../../src/placement/hash.ts'
import { referenceHash } from './reference.ts'

describe('hash', () => {
  it.each([
    ['', '', 2166136261],
    ['a', '', 84696446],
    ['foobar', '', 837857890],
    ['A', '', 84696414],
    ['D', '', 84696411],
    ['cluster1', '', 1449693054],
    ['cluster2', '', 1449693053],
    ['cluster1', 'default/web', 2329918954],
    ['cluster2', 'default/web', 1861480531],
    ['cluster3', 'default/web', 3025948204],
    ['A', 'default/web', 3000979914],
    ['B', 'default/web', 898917171],
    ['C', 'default/web', 2583235596],
    ['cluster1', 'test-namespace/test-deployment', 784165597],
    ['cluster2', 'test-namespace/test-deployment', 3805296330],
    ['cluster3', 'test-namespace/test-deployment', 3292615011],
    ['C', 'test-ns/test-deployment', 4038548405],
  ])('%j with %j', (name, key, hash) => expect(plannerHash(name, key)).toBe(hash))

  it('reads any text as UTF-8 and goes on from a state', () => {
    const text = fc.string({ unit: 'binary' })
    const check = fc.property(text, text, (name, key) => {
      expect(BigInt(plannerHash(name, key))).toBe(referenceHash(name, key))
      expect(fnv1(key, fnv1(name))).toBe(fnv1(name + key))
    })
    fc.assert(check, { numRuns: 2000 })
  })
  it('takes a lone surrogate for the replacement character', () => {
    expect(fnv1('\ud800x')).toBe(fnv1('\ufffdx'))
  })
})
