import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { closest, distance } from '../../src/model/closest.ts'
import { asPath, clip, fieldText } from '../../src/schema/pointer.ts'

describe('distance', () => {
  it.each([
    ['', '', 0],
    ['abc', '', 3],
    ['weight', 'wieght', 1],
    ['weight', 'weigh', 1],
    ['weight', 'height', 1],
    ['kitten', 'sitting', 3],
  ])('%s to %s is %i', (a, b, edits) => {
    expect(distance(a, b)).toBe(edits)
  })

  test('is symmetric, and 0 only for equal texts', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (a, b) => {
        expect(distance(a, b)).toBe(distance(b, a))
        expect(distance(a, b) === 0).toBe(a === b)
        expect(distance(a, b)).toBeLessThanOrEqual(Math.max(a.length, b.length))
      }),
    )
  })
})

describe('closest', () => {
  it.each([
    ['Weight', ['weight', 'height'], 'weight'],
    ['clusterNames', ['clusters', 'clusterSelector'], 'clusters'],
    ['zzz', ['weight'], undefined],
    ['ab', ['aa', 'ac'], 'aa'],
    ['x'.repeat(65), ['x'.repeat(64)], undefined],
    ['anything', [], undefined],
  ])('%s among %j is %s', (name, known, meant) => {
    expect(closest(name, known)).toBe(meant)
  })
})

describe('asPath', () => {
  it.each([
    ['', {}, []],
    ['/a/0', { a: ['x'] }, ['a', 0]],
    ['/a/0', { a: { 0: 'x' } }, ['a', '0']],
    ['/a~1b/c~0d', { 'a/b': { 'c~d': 1 } }, ['a/b', 'c~d']],
    ['/', { '': 1 }, ['']],
    ['/~01', { '~1': 1 }, ['~1']],
    ['/gone/0', {}, ['gone', '0']],
  ])('%s in %j is %j', (pointer, value, path) => {
    expect(asPath(pointer, value)).toEqual(path)
  })
})

test('a path reads like code', () => {
  expect(fieldText([])).toBe('')
  expect(fieldText(['spec', 'placement', 0, 'cluster'])).toBe('spec.placement[0].cluster')
  expect(fieldText(['spec', 'a.b/c', 'd'])).toBe('spec["a.b/c"].d')
  expect(clip('x'.repeat(100))).toBe(`${'x'.repeat(64)}...`)
})
