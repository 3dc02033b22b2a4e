import { expect, it } from 'vitest'
import type { Selection } from '../../../src/model/policy.ts'
import { aSelection } from '../../builders/unit.ts'
import { selected } from './outcome.ts'

const scores = { a: 1, b: 3, c: 3, d: 2 }
const priorities = new Map([
  ['a', 9],
  ['d', 8],
  ['x', 7],
])

/** The ranking with a bar behind what is kept. A limit below 0 is refused before it comes here, and keeps none. */
it.each<[string, Partial<Selection>, string]>([
  ['none keeps all', {}, 'bcda|'],
  ['0 keeps none', { limit: 0 }, '|bcda'],
  ['below 0 keeps none', { limit: -1 }, '|bcda'],
  ['1', { limit: 1 }, 'b|cda'],
  ['as many as there are', { limit: 4 }, 'bcda|'],
  ['more than there are', { limit: 9 }, 'bcda|'],
  ['by priority', { by: 'priority', priorities, limit: 2 }, 'ad|bc'],
  ['by name', { by: 'name', limit: 3 }, 'abc|d'],
  ['first, then by score', { limit: 2, limitFirst: true }, 'bc|da'],
  ['first, then by priority', { by: 'priority', priorities, limit: 3, limitFirst: true }, 'dbc|a'],
  ['first, then by name', { by: 'name', limit: 3, limitFirst: true }, 'bcd|a'],
  ['first, and none', { by: 'priority', priorities, limitFirst: true }, 'adbc|'],
  ['first, and 0', { by: 'priority', priorities, limit: 0, limitFirst: true }, '|bcda'],
  ['first, and below 0', { by: 'name', limit: -1, limitFirst: true }, '|bcda'],
  ['last, said in words', { by: 'priority', priorities, limit: 2, limitFirst: false }, 'ad|bc'],
])('max cluster: %s', (_what, plan, expected) => {
  const [ranking, kept] = selected(aSelection(plan), scores)
  expect(`${kept}|${ranking.slice(kept.length)}`).toBe(expected)
})

it('max cluster: no scores at all', () => {
  expect(selected(aSelection({ limit: 2 }), { c: 0, a: 0, b: 0 })).toEqual(['abc', 'ab'])
})
