import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { quick } from '../../src/yaml/quick.ts'
import { compare } from './quick-compare.ts'
import { mutants, printed } from './quick-documents.ts'
import { scalars } from './scalars.ts'
import { structures } from './structures.ts'

const root = new URL('../..', import.meta.url).pathname
const scratch = mkdtempSync(join(tmpdir(), 'stowage-quick-'))
afterAll(() => rmSync(scratch, { recursive: true, force: true }))
const generator = (await import(new URL('../bench/generate.mjs', import.meta.url).href)) as {
  generate: (root: string, workloads: number, clusters: number) => void
}
generator.generate(scratch, 40, 12)

function textsIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
}

const bench = textsIn(scratch)
const examples = textsIn(join(root, 'examples'))
const tests = textsIn(join(root, 'test'))
const cases = Number(process.env.CASES ?? 3000)

/** Every difference over some texts, and the share of the documents that were read quickly. */
function compareAll(texts: readonly string[]): { differences: string[]; share: number } {
  const all = texts.map((text) => compare(text))
  const sum = (count: (one: (typeof all)[number]) => number) => all.reduce((total, one) => total + count(one), 0)
  return {
    differences: all.flatMap(({ differences }, index) => differences.map((one) => `${texts[index]}: ${one}`)),
    share: sum(({ quick }) => quick) / sum(({ documents }) => documents),
  }
}

describe('the quick reader agrees with the reference', () => {
  it.each([
    ['the benchmark', bench, 0.99],
    ['the examples', examples, 0.99],
    ['all test data', tests, 0.5],
  ])('in %s, and reads nearly all of it', (_, texts, least) => {
    const { differences, share } = compareAll(texts)
    expect(texts.length).toBeGreaterThan(5)
    expect(differences).toEqual([])
    expect(share).toBeGreaterThanOrEqual(least)
  })

  it('in every scalar and structure, wherever they stand', () => {
    const frames = [
      (text: string) => `v: ${text}\n`,
      (text: string) => `- ${text}\n- b\n`,
      (text: string) => `a:\n  - ${text}\n  - c: ${text} # x\nd: 1`,
      (text: string) => `a: {b: ${text}, c: [${text}, ${text}]}\n`,
      (text: string) => `${text}: 1\nb: 2\n`,
      (text: string) => `- a: 1\n  ${text}: 1\n`,
      (text: string) => `a: {${text}: 1}\n`,
    ]
    const texts = [
      ...scalars.flatMap(([text]) => frames.map((frame) => frame(text))),
      ...structures.flatMap((text) => [`spec:${text}\n`, `a: 1\nspec:${text}\nz: 1\n`, `-${text}\n`, text]),
    ]
    expect(compareAll(texts).differences).toEqual([])
  })

  it('in random data, printed in many styles', () => {
    let read = 0
    fc.assert(
      fc.property(printed, (text) => {
        const { differences, quick } = compare(text)
        read += quick
        expect(differences).toEqual([])
      }),
      { numRuns: cases },
    )
    expect(read).toBeGreaterThan(cases / 20)
  })

  it('in manifests with mistakes', () => {
    const seeds = [...new Set([...bench.slice(0, 60), ...examples, ...tests])].filter((text) => text.length < 20_000)
    let read = 0
    fc.assert(
      fc.property(mutants(seeds), (text) => {
        const { differences, quick } = compare(text)
        read += quick
        expect(differences).toEqual([])
      }),
      { numRuns: cases },
    )
    expect(read).toBeGreaterThan(cases / 20)
  })
})

describe('the quick reader', () => {
  const read = (text: string) => quick(text, 0, text.length)

  it.each([
    'a:\n- b\n- c: 1\n  d: 2\n-\n  e: 3\n- - f\n  - g\nh:\n  - i\n',
    'a: |\n  x\n\n   y\n# c\nb: |-\n    z\n\nc: |+\n w\n\n',
    'a: |\n  x\n  \n   \n  \n\nb: |-\n  y\n  \nc: |+\n  z\n  \n \n',
    'a: |\n  x\n  \nb: |-\n  y\n  \n\n',
    'a: {b: 1, "c": [x, "y", {}], d: []} # comment\n',
    `a: "x \\"y\\" \\\\ \\n\\t"\nb: 'it''s' # c\n'c': d#e\n"f g": -1\n`,
    'a:\n  b:\n\n  # comment\n  c: ~\nd: 18446744073709551615\ne: 0644\n',
    'a: 1',
    'args:\n  - --listen=:8080\n  - -v\nurl: http://a.example/b?c=d&e={f}\n',
    '# \u00e9\na: \u4e2d\u6587 # \u{1f600}\n',
    'constructor: 1\ntoString: 2\n',
  ])('reads %j', (text) => {
    expect(compare(text)).toEqual({ documents: 1, quick: 1, differences: [] })
  })

  it.each([
    'a: &x 1\n',
    'a: *x\n',
    'a: !!str 1\n',
    '<<: {a: 1}\n',
    'a: >\n  x\n',
    'a: |2\n  x\n',
    'a: |\n     \n  x\n',
    'a: |\n  x',
    'a: |\n  x\n  ',
    'a: |\n  \tx\n',
    'a: |\n\n',
    'a: |\nb: 1\n',
    'a: |\n   x\n  y\n',
    'a: | # c\n  x\n',
    'a: x\n  y\n',
    'a: "x\n  y"\n',
    '? a\n',
    'a:\tb\n',
    'a: b\t# c\n',
    'a: 1\na: 2\n',
    '1: a\n',
    'true: a\n',
    'null: a\n',
    'a: yes\n',
    'a: .inf\n',
    'a: "\\u0041"\n',
    'a: b: c\n',
    'a:\n    b: 1\n  c: 2\n',
    'a: {b}\n',
    'a: [b: c]\n',
    'a: [b:, c]\n',
    'a: [b:]\n',
    'a: [b:{c: d}]\n',
    'a: {b:, c: d}\n',
    'a: {b: c:}\n',
    'a: [b,\n  c]\n',
    'a: [[b]\n',
    '"10": a\n',
    '__proto__: a\n',
    '"__proto__": a\n',
    'word\n',
    '{a: 1}\n',
    '',
    '# comment\n',
    `${'- '.repeat(61)}a\n`,
    `a: ${'['.repeat(60)}${']'.repeat(60)}\n`,
    `${'k'.repeat(513)}: 1\n`,
    Array.from({ length: 5001 }, (_, index) => `k${index}: 1\n`).join(''),
    `a: ${'x'.repeat(300_000)}\n`,
  ])('leaves %.60j to the reference', (text) => {
    expect(read(text)).toBe(undefined)
    expect(compare(text).differences).toEqual([])
  })
})
