import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseQuantity } from '../../src/model/quantity.ts'
import { amountText, exactText, signed } from '../../src/reporters/diff-amounts.ts'
import { packed } from '../../src/reporters/packed.ts'
import { textDiff } from '../../src/reporters/text-diff.ts'

const line = fc.constantFrom('a: 1', 'b: 2', 'c: 3', '- x', '+ y', '\\ z', '@@ -1 +1 @@', '--- a', '')
const text = fc.array(line, { maxLength: 30 }).map((lines) => lines.map((one) => `${one}\n`).join(''))

/** What a patch makes of a text, read naively. */
function applied(before: string, lines: readonly string[]): string {
  const old = before.split('\n').slice(0, -1)
  if (!lines.some((one) => /^@@ -\d+,\d+ \+\d+,\d+ @@$/.test(one))) {
    return lines.flatMap((one) => (one.startsWith('+') ? [`${one.slice(1)}\n`] : [])).join('')
  }
  const made: string[] = []
  let at = 0
  for (const one of lines) {
    const head = /^@@ -(\d+),(\d+) \+\d+,\d+ @@$/.exec(one)
    if (head !== null) {
      const start = Number(head[1]) - (head[2] === '0' ? 0 : 1)
      while (at < start) made.push(old[at++] ?? 'missing')
    } else if (one.startsWith('+')) made.push(one.slice(1))
    else {
      expect(old[at]).toBe(one.slice(1))
      if (one.startsWith(' ')) made.push(old[at] ?? 'missing')
      at++
    }
  }
  return [...made, ...old.slice(at)].map((one) => `${one}\n`).join('')
}

describe('a text diff', () => {
  it('turns one text into the other', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        fc.pre(before !== after)
        expect(applied(before, textDiff(before, after).lines)).toBe(after)
      }),
      { numRuns: 500 },
    )
  })

  it('has five lines around a change', () => {
    const lines = Array.from({ length: 40 }, (_, at) => `line ${at}\n`)
    const patch = textDiff(lines.join(''), lines.map((one, at) => (at === 20 ? 'other\n' : one)).join(''))
    expect(patch).toMatchObject({ added: 1, removed: 1 })
    expect(patch.lines).toHaveLength(1 + 5 + 2 + 5)
    expect(patch.lines[0]).toBe('@@ -16,11 +16,11 @@')
  })

  it('gives up on texts that have little in common, and shows both', () => {
    const side = (name: string): string => Array.from({ length: 3000 }, (_, at) => `${name}${at}\n`).join('')
    expect(textDiff(side('a'), side('b'))).toMatchObject({ added: 3000, removed: 3000 })
  })
})

describe('amounts', () => {
  it.each([
    ['cpu', '0', '0', '0m'],
    ['cpu', '250m', '250m', '250m'],
    ['cpu', '1500m', '1.5', '1500m'],
    ['cpu', '2', '2', '2000m'],
    ['memory', '512Mi', '512Mi', '536870912'],
    ['memory', '1536Mi', '1.5Gi', '1610612736'],
    ['memory', '1000', '1000', '1000'],
    ['pods', '12', '12', '12'],
  ])('%s %s', (resource, written, shown, exact) => {
    const amount = parseQuantity(written) ?? -1n
    expect([amountText(resource, amount), exactText(resource, amount)]).toEqual([shown, exact])
    if (amount > 0n) expect([signed(resource, amount), signed(resource, -amount)]).toEqual([`+${shown}`, `-${shown}`])
  })
})

it('a list keeps its words and the width of a line', () => {
  const word = fc.stringMatching(/^[a-z]{1,9}( [a-z]{1,9}){0,2}$/)
  fc.assert(
    fc.property(word, fc.array(fc.oneof(word, fc.constant('x'.repeat(130))), { minLength: 1 }), (head, items) => {
      const found = packed(`${head}: `, items, 4)
      expect(found.split('\n').filter((one) => one.length > 100)).toEqual([])
      expect(found.replace(/\s/g, '')).toBe(`${head}:${items.join(',')}`.replace(/\s/g, ''))
    }),
  )
})
