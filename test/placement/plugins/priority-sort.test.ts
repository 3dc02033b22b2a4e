import { expect, it } from 'vitest'
import type { Selection } from '../../../src/model/policy.ts'
import { aSelection } from '../../builders/unit.ts'
import { selected } from './outcome.ts'

const scores = { a: 1, b: 3, c: 3, d: 2 }

function priorities(all: Record<string, number>, plan: Partial<Selection> = {}): Selection {
  return aSelection({ by: 'priority', priorities: new Map(Object.entries(all)), ...plan })
}

it.each<[string, Selection, string]>([
  ['by score, ties by name', aSelection(), 'bcda'],
  ['by priority, which replaces the score', priorities({ a: 5, d: 7 }), 'dabc'],
  ['equal priorities: by name', priorities({ d: 5, b: 5, c: 5, a: 5 }), 'abcd'],
  ['a priority below 0 is less than none', priorities({ a: -5 }), 'bcda'],
  ['the priority of a cluster that is not feasible replaces every score', priorities({ x: 5 }), 'abcd'],
  ['no priority at all replaces every score, too', priorities({}), 'abcd'],
  ['where scores count, priorities do not', aSelection({ priorities: new Map([['a', 9]]) }), 'bcda'],
  ['by name alone', aSelection({ by: 'name', priorities: new Map([['d', 9]]) }), 'abcd'],
])('priority sort: %s', (_what, selection, expected) => {
  expect(selected(selection, scores)).toEqual([expected, expected])
})

it('priority sort: no scores count as 0', () => {
  expect(selected(aSelection(), { d: 1, c: 0, b: -1, a: 0 })).toEqual(['dacb', 'dacb'])
})
