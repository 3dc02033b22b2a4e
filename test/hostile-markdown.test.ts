import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { diagnostic } from '../src/diagnostics/diagnostic.ts'
import { diffJson } from '../src/reporters/diff-json.ts'
import { diffMarkdown } from '../src/reporters/diff-markdown.ts'
import { diffText } from '../src/reporters/diff-text.ts'
import { span } from '../src/reporters/markdown.ts'
import { plain } from '../src/reporters/paint.ts'
import type { Move, ObjectChange } from '../src/review/changes.ts'
import type { Difference } from '../src/review/difference.ts'
import { flaws } from './reporters/comment.ts'

const limit = 60_000

const pieces: readonly string[] = [
  '`',
  '```',
  '``````````',
  '~~~',
  '</details>',
  '<details open>',
  '<summary>',
  '<script>alert(1)</script>',
  '<!-- stowage:diff -->',
  '-->',
  '@everyone',
  ' @org/team ',
  '#1',
  '[x](javascript:alert(1))',
  '![](https://example.org/x.png)',
  '| a | b |',
  '\\',
  '\n',
  '\r\n',
  '\n\n',
  '\u001b[31m',
  '\u001b]8;;https://example.org\u0007',
  '\u202e',
  '\u2066',
  '\u200b',
  '\u0000',
  '\ud800',
  '&lt;',
  '&#64;',
  '**',
  '__',
  '# head',
  'name',
  'é',
]

/** A name of up to 300 characters and then some. */
const name = fc.array(fc.constantFrom(...pieces), { minLength: 0, maxLength: 8 }).chain((parts) => {
  const text = parts.join('')
  return fc.constantFrom(text, text.padEnd(300, 'x'), text.repeat(40).slice(0, 300))
})

function differenceOf(names: readonly string[]): Difference {
  const nth = (at: number): string => names[at % names.length] ?? ''
  const at = (file: string) => ({ file, document: 0, path: [] })
  const id = (text: string, i: number) => ({
    apiVersion: `${text}/v1`,
    kind: nth(i + 1),
    namespace: nth(i + 2),
    name: text,
  })
  const objects = names.map(
    (text, i): ObjectChange => ({
      cluster: nth(i + 3),
      id: id(text, i),
      change: (['removed', 'changed', 'added'] as const)[i % 3] ?? 'added',
      before: () => `a: ${nth(i + 4)}\nb: 1\n`,
      after: () => `a: ${nth(i + 5)}\nb: ${text}\n`,
      protected: i % 2 === 0,
      elsewhere: i % 5 === 0,
    }),
  )
  const moves = names.map(
    (text, i): Move => ({
      workload: id(text, i),
      before: new Map([[nth(i + 6), 3]]),
      after: new Map([[nth(i + 7), 4]]),
      replicasBefore: 3,
      replicasAfter: 4,
      wantedBefore: 3,
      wantedAfter: 4,
      present: true,
      because: [],
      deferred: [nth(i + 8)],
      at: undefined,
    }),
  )
  const clusters = [...new Set(names)].map((cluster) => ({
    cluster,
    declared: true,
    bare: false,
    standing: 3,
    planned: 3,
    added: 1,
    changed: 1,
    removed: 1,
    replicasBefore: 1,
    replicasAfter: 2,
    requestsBefore: new Map([['cpu', 1n]]),
    requestsAfter: new Map([['cpu', 10n ** 12n]]),
    available: new Map([['cpu', 1n]]),
    kept: true,
  }))
  const refusal = diagnostic('guard/cluster-emptied', { clusters: names, count: 3 })
  return {
    changes: { moves, clusters, objects, present: 3, hash: '0123456789abcdef0123456789abcdef' },
    reasons: new Map(
      moves.map((move, i) => [
        move,
        [{ word: nth(i), clusters: names.slice(0, 9), at: [at(nth(i + 1)), at(nth(i + 2))] }],
      ]),
    ),
    positions: new Map(),
    files: 9,
    records: 3,
    base: names[0],
    verdict: { outcome: 'refused', refusals: [], diagnostics: [refusal], hash: undefined },
  }
}

const told = (names: readonly string[]) =>
  names.slice(0, 9).map((text) => ({
    diagnostic: diagnostic('placement/nothing-left', { count: 1 }),
    file: text,
    line: 3,
    column: 1,
    excerpt: { text, column: 1 },
    related: [{ file: text, line: 1, column: 1 }],
  }))

describe('a comment', () => {
  it('of 200 hostile names stays one comment of its length', () => {
    const many = fc.array(name, { minLength: 200, maxLength: 200 })
    fc.assert(
      fc.property(many, fc.constantFrom(limit, 4000, 9000), (names, most) => {
        const text = diffMarkdown(told(names), differenceOf(names), { limit: most, objects: true })
        expect(text.length).toBeLessThanOrEqual(most)
        expect(flaws(text)).toEqual([])
        expect(text).toContain('**Removed (')
        expect(text).toMatch(/Showing \d+ of \d+/)
      }),
      { numRuns: 30 },
    )
  })

  it('of a few hostile names stays one comment, whatever they are', () => {
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 6 }), (names) => {
        const text = diffMarkdown(told(names), differenceOf(names), { limit, objects: true })
        expect(flaws(text)).toEqual([])
        expect(flaws(diffMarkdown(told(names), undefined, { limit, objects: true }))).toEqual([])
      }),
      { numRuns: 300 },
    )
  })

  it('is checked by something that sees flaws', () => {
    expect(flaws('<details>\n<summary>a</summary>\n\n```diff\nx\n```\n\n</details>\n')).toEqual([])
    for (const broken of [
      '```diff\nx\n',
      '<details>\n<summary>a</summary>\n\nx\n',
      'x\n\n</details>\n',
      'a `name\n',
      'hello @user\n',
      'a <b>c</b>\n',
      '```text\n<!-- mark -->\n```\n',
      '```text\n @user\n```\n',
      'a \u001b[31m\n',
      '[a](b)\n',
    ])
      expect([broken, flaws(broken).length]).not.toEqual([broken, 0])
  })

  it('never ends a code span early', () => {
    expect(span('a`b')).toBe('``a`b``')
    expect(span('`')).toBe('`` ` ``')
    expect(span('a|b')).toBe('`a\\|b`')
    expect(span('')).toBe('(empty)')
    expect(span('x'.repeat(300)).length).toBeLessThan(90)
  })
})

describe('the other forms', () => {
  it('move no cursor and stay within the line', () => {
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 6 }), (names) => {
        const text = diffText(differenceOf(names), { limit, objects: false }, plain)
        expect(text.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/)
        expect(text.split('\n').filter((line) => line.length > 100)).toEqual([])
      }),
      { numRuns: 200 },
    )
  })

  it('are JSON', () => {
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 6 }), (names) => {
        const found = JSON.parse(diffJson(0, told(names), differenceOf(names), { limit, objects: true }))
        expect(found.totals).toMatchObject({ workloads: names.length })
        expect(Object.keys(found).indexOf('removed')).toBeLessThan(Object.keys(found).indexOf('workloads'))
      }),
      { numRuns: 50 },
    )
  })
})
