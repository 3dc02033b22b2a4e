import { describe, expect, it } from 'vitest'
import { compileGlob } from '../../src/io/glob.ts'

describe('compileGlob', () => {
  it.each([
    ['docs', 'docs', true],
    ['docs', 'docs/a.yaml', false],
    ['docs', 'a/docs', false],
    ['docs/**', 'docs', true],
    ['docs/**', 'docs/a/b.yaml', true],
    ['**/charts', 'charts', true],
    ['**/charts', 'a/b/charts', true],
    ['**/*.test.yaml', 'a/b.test.yaml', true],
    ['**/*.test.yaml', 'b.test.yml', false],
    ['a/*/c', 'a/b/c', true],
    ['a/*/c', 'a/b/b/c', false],
    ['a/**/c', 'a/c', true],
    ['a/**/b/**/c', 'a/x/b/b/y/c', true],
    ['?.yaml', 'é.yaml', true],
    ['?.yaml', '𝒂.yaml', true],
    ['?.yaml', 'ab.yaml', false],
    ['a.c', 'abc', false],
    ['*a*b', 'xaybzb', true],
  ])('%s on %s: %s', (pattern, path, expected) => {
    expect(compileGlob(pattern)?.(path)).toBe(expected)
  })

  it.each(['', '/a', 'a/', '!a', 'a/../b', './a', 'a//b', '{a,b}', '[ab]', 'a\\b', 'a**', '**a', 'x'.repeat(2000)])(
    'refuses %s',
    (pattern) => {
      expect(compileGlob(pattern)).toBeUndefined()
    },
  )

  it('takes no time for what makes expressions explode', () => {
    const start = performance.now()
    expect(compileGlob(`${'*a'.repeat(120)}b`)?.('a'.repeat(255))).toBe(false)
    expect(compileGlob(`${'**/a/'.repeat(120)}b`)?.(`${'a/'.repeat(500)}c`)).toBe(false)
    expect(performance.now() - start).toBeLessThan(500)
  })
})
