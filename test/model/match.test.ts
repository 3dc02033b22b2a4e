import { describe, expect, it } from 'vitest'
import { isLabelKey, isLabelValue } from '../../src/model/label.ts'
import { matchAffinity, matchLabels, matchPreferred } from '../../src/model/match.ts'
import type { LabelSelector, Match } from '../../src/model/selector.ts'
import { aRequirement, aTerm } from '../builders/unit.ts'

type Expression = readonly [string, string, ...string[]]

const labels = new Map([
  ['zone', 'eu'],
  ['cores', '16'],
  ['empty', ''],
  ['example.com/tier', 'gold'],
])

function verdictOf(match: Match): string {
  return typeof match === 'object' ? 'invalid' : String(match)
}

function aSelector(
  matchLabels: Readonly<Record<string, string>>,
  ...expressions: readonly Expression[]
): LabelSelector {
  return { matchLabels: new Map(Object.entries(matchLabels)), matchExpressions: expressions.map(aRequirement) }
}

describe('label syntax', () => {
  it.each([
    ['a', true],
    ['A1', true],
    ['a_b.c-d', true],
    ['example.com/a', true],
    [`${'a'.repeat(253)}/${'b'.repeat(63)}`, true],
    ['constructor', true],
    ['', false],
    ['/', false],
    ['/a', false],
    ['a/', false],
    ['a/b/c', false],
    ['-a', false],
    ['a-', false],
    ['Example.com/a', false],
    ['a..b/c', false],
    ['a b', false],
    ['é', false],
    ['__proto__', false],
    ['b'.repeat(64), false],
    [`${'a'.repeat(254)}/b`, false],
    ['a\n', false],
  ])('key %j: %s', (text, valid) => {
    expect(isLabelKey(text)).toBe(valid)
  })

  it.each([
    ['', true],
    ['a', true],
    ['1.2_3-4', true],
    ['a'.repeat(63), true],
    ['a'.repeat(64), false],
    ['-1', false],
    ['1.', false],
    ['a/b', false],
    ['a\n', false],
  ])('value %j: %s', (text, valid) => {
    expect(isLabelValue(text)).toBe(valid)
  })

  it('takes no longer for hostile texts than their length warrants', () => {
    const started = performance.now()
    for (const text of ['-'.repeat(1e6), `a${'-'.repeat(62)}`, `${'a.'.repeat(126)}/b`, '.'.repeat(316)]) {
      for (let round = 0; round < 1000; round++) isLabelKey(text)
    }
    expect(performance.now() - started).toBeLessThan(1000)
  })
})

describe('matchLabels', () => {
  it.each<[string, LabelSelector, string]>([
    ['an empty selector matches everything', aSelector({}), 'true'],
    ['equal labels match', aSelector({ zone: 'eu', cores: '16' }), 'true'],
    ['one of several differs', aSelector({ zone: 'eu', cores: '8' }), 'false'],
    ['an absent label is not an empty one', aSelector({ absent: '' }), 'false'],
    [
      'an expression that differs before one that matches',
      aSelector({}, ['zone', 'In', 'us'], ['zone', 'Exists']),
      'false',
    ],
    ['an empty value equals an empty one', aSelector({ empty: '' }), 'true'],
    ['a prefixed key', aSelector({ 'example.com/tier': 'gold' }), 'true'],
    ['In', aSelector({}, ['zone', 'In', 'us', 'eu']), 'true'],
    ['In, other values', aSelector({}, ['zone', 'In', 'us']), 'false'],
    ['In, absent', aSelector({}, ['absent', 'In', 'us']), 'false'],
    ['NotIn', aSelector({}, ['zone', 'NotIn', 'us']), 'true'],
    ['NotIn, its value', aSelector({}, ['zone', 'NotIn', 'us', 'eu']), 'false'],
    ['NotIn matches where the key is absent', aSelector({}, ['absent', 'NotIn', 'us']), 'true'],
    ['Exists', aSelector({}, ['empty', 'Exists']), 'true'],
    ['Exists, absent', aSelector({}, ['absent', 'Exists']), 'false'],
    ['DoesNotExist', aSelector({}, ['absent', 'DoesNotExist']), 'true'],
    ['DoesNotExist, there', aSelector({}, ['empty', 'DoesNotExist']), 'false'],
    ['labels and expressions are ANDed', aSelector({ zone: 'us' }, ['zone', 'Exists']), 'false'],
    ['an inherited property is no label', aSelector({}, ['constructor', 'Exists']), 'false'],
    ['In without values', aSelector({}, ['zone', 'In']), 'invalid'],
    ['NotIn without values', aSelector({}, ['zone', 'NotIn']), 'invalid'],
    ['Exists with values', aSelector({}, ['zone', 'Exists', 'eu']), 'invalid'],
    ['DoesNotExist with values', aSelector({}, ['absent', 'DoesNotExist', 'eu']), 'invalid'],
    ['Gt is not for label selectors', aSelector({}, ['cores', 'Gt', '8']), 'invalid'],
    ['operators are case-sensitive', aSelector({}, ['zone', 'in', 'eu']), 'invalid'],
    ['a bad key', aSelector({}, ['a b', 'DoesNotExist']), 'invalid'],
    ['a bad value', aSelector({}, ['zone', 'NotIn', 'a b']), 'invalid'],
    ['a bad key of matchLabels', aSelector({ 'a b': 'c' }), 'invalid'],
    ['a bad value of matchLabels', aSelector({ zone: 'a b' }), 'invalid'],
    ['an invalid expression behind one that does not match', aSelector({ zone: 'us' }, ['zone', 'In']), 'invalid'],
  ])('%s', (_what, selector, expected) => {
    expect(verdictOf(matchLabels(selector, labels))).toBe(expected)
  })
})

describe('matchAffinity, one expression', () => {
  it.each<[Expression, string]>([
    [['zone', 'In', 'eu'], 'true'],
    [['zone', 'NotIn', 'eu'], 'false'],
    [['absent', 'NotIn', 'eu'], 'true'],
    [['zone', 'Exists'], 'true'],
    [['zone', 'DoesNotExist'], 'false'],
    [['cores', 'Gt', '15'], 'true'],
    [['cores', 'Gt', '16'], 'false'],
    [['cores', 'Lt', '17'], 'true'],
    [['cores', 'Lt', '16'], 'false'],
    [['cores', 'Lt', '9223372036854775807'], 'true'],
    [['cores', 'Gt', '0000000000000000000000000000015'], 'true'],
    [['zone', 'Gt', '1'], 'false'],
    [['empty', 'Lt', '1'], 'false'],
    [['absent', 'Lt', '1'], 'false'],
    [['cores', 'Lt', '9223372036854775808'], 'invalid'],
    [['cores', 'Gt', '-1'], 'invalid'],
    [['cores', 'Gt', '+1'], 'invalid'],
    [['cores', 'Gt', '1.5'], 'invalid'],
    [['cores', 'Gt', '0x1'], 'invalid'],
    [['cores', 'Gt', '1_0'], 'invalid'],
    [['cores', 'Gt', ''], 'invalid'],
    [['cores', 'Gt'], 'invalid'],
    [['cores', 'Gt', '1', '2'], 'invalid'],
    [['zone', 'Near', 'eu'], 'invalid'],
  ])('%j: %s', (expression, expected) => {
    expect(verdictOf(matchAffinity([aTerm([expression])], 'west', labels))).toBe(expected)
    expect(verdictOf(matchPreferred(aTerm([expression]), labels))).toBe(expected)
  })

  it('compares labels as signed 64-bit integers', () => {
    const term = aTerm([['n', 'Lt', '0']])
    expect(matchAffinity([term], 'a', new Map([['n', '-9223372036854775808']]))).toBe(true)
    expect(matchAffinity([term], 'a', new Map([['n', '-9223372036854775809']]))).toBe(false)
    expect(matchAffinity([aTerm([['n', 'Gt', '0']])], 'a', new Map([['n', '+1']]))).toBe(true)
    expect(matchAffinity([aTerm([['n', 'Gt', '9007199254740992']])], 'a', new Map([['n', '9007199254740993']]))).toBe(
      true,
    )
  })
})

describe('matchAffinity, fields', () => {
  it.each<[Expression, string]>([
    [['metadata.name', 'In', 'west'], 'true'],
    [['metadata.name', 'In', 'east'], 'false'],
    [['metadata.name', 'NotIn', 'east'], 'true'],
    [['metadata.name', 'NotIn', 'west'], 'false'],
    [['metadata.uid', 'NotIn', 'x'], 'true'],
    [['metadata.uid', 'In', ''], 'true'],
    [['metadata.uid', 'In', 'west'], 'false'],
    [['metadata.name', 'In'], 'invalid'],
    [['metadata.name', 'In', 'west', 'east'], 'invalid'],
    [['metadata.name', 'Exists'], 'invalid'],
    [['metadata.name', 'Gt', '1'], 'invalid'],
  ])('%j: %s', (field, expected) => {
    expect(verdictOf(matchAffinity([aTerm([], [field])], 'west', labels))).toBe(expected)
  })
})

describe('matchAffinity, terms', () => {
  const matching = aTerm([['zone', 'In', 'eu']])
  const other = aTerm([['zone', 'In', 'us']])
  const invalid = aTerm([['zone', 'In']])
  const empty = aTerm([])

  it.each<[string, Parameters<typeof matchAffinity>[0], string]>([
    ['no term matches nothing', [], 'false'],
    ['an empty term matches nothing', [empty], 'false'],
    ['an empty term is skipped', [empty, matching], 'true'],
    ['any term is enough', [other, matching], 'true'],
    [
      'all expressions of a term must match',
      [
        aTerm([
          ['zone', 'In', 'eu'],
          ['cores', 'Lt', '9'],
        ]),
      ],
      'false',
    ],
    ['expressions and fields must match', [aTerm([['zone', 'In', 'eu']], [['metadata.name', 'In', 'east']])], 'false'],
    ['an invalid term ends the search', [invalid, matching], 'invalid'],
    ['an invalid term after a match is not reached', [matching, invalid], 'true'],
    ['an invalid term after another that does not match', [other, invalid], 'invalid'],
    [
      'an invalid expression behind one that does not match',
      [
        aTerm([
          ['zone', 'In', 'us'],
          ['zone', 'In'],
        ]),
      ],
      'invalid',
    ],
    [
      'invalid fields behind expressions that do not match',
      [aTerm([['zone', 'In', 'us']], [['a', 'Gt', '1']])],
      'false',
    ],
    ['invalid fields behind expressions that match', [aTerm([['zone', 'In', 'eu']], [['a', 'Gt', '1']])], 'invalid'],
    [
      'an invalid field behind one that does not match',
      [
        aTerm(
          [],
          [
            ['metadata.name', 'In', 'x'],
            ['a', 'Gt'],
          ],
        ),
      ],
      'invalid',
    ],
  ])('%s', (_what, terms, expected) => {
    expect(verdictOf(matchAffinity(terms, 'west', labels))).toBe(expected)
  })
})

describe('matchPreferred', () => {
  it('matches nothing without expressions, and ignores fields', () => {
    expect(matchPreferred(aTerm([]), labels)).toBe(false)
    expect(matchPreferred(aTerm([], [['metadata.name', 'In', 'west']]), labels)).toBe(false)
    expect(matchPreferred(aTerm([['zone', 'Exists']], [['metadata.name', 'Gt', 'x']]), labels)).toBe(true)
  })
})
