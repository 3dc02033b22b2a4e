import { describe, expect, it } from 'vitest'
import type { Selection } from '../../src/model/policy.ts'
import { select } from '../../src/placement/select.ts'
import { aCluster } from '../builders/cluster.ts'
import { aSelection } from '../builders/unit.ts'

const clusters = ['a', 'b', 'c', 'd'].map((name) => aCluster({ name }))

function scored(totals: Record<string, number>, among = clusters): Parameters<typeof select>[1] {
  const scores = new Map(Object.entries(totals).map(([name, total]) => [name, { parts: new Map(), total }]))
  return { clusters: among, scores }
}

function byPriority(priorities: Record<string, number>, limit?: number): Selection {
  return aSelection({ by: 'priority', priorities: new Map(Object.entries(priorities)), limit })
}

const scores = { a: 1, b: 3, c: 3, d: 2 }

describe('select', () => {
  it.each<[string, Selection, Record<string, number>, string, string]>([
    ['by score, ties by name', aSelection(), scores, 'bcda', 'bcda'],
    ['the first of them', aSelection({ limit: 1 }), scores, 'bcda', 'b'],
    ['a limit beyond all', aSelection({ limit: 9 }), scores, 'bcda', 'bcda'],
    ['a limit of 0 keeps none', aSelection({ limit: 0 }), scores, 'bcda', ''],
    ['a limit below 0 keeps none', aSelection({ limit: -1 }), scores, 'bcda', ''],
    ['no score counts as 0', aSelection(), { b: -1, d: 1 }, 'dacb', 'dacb'],
    ['no scores at all: by name', aSelection({ limit: 2 }), {}, 'abcd', 'ab'],
    ['priorities are not looked at', aSelection({ priorities: new Map([['a', 9]]) }), scores, 'bcda', 'bcda'],
    ['by priority, which replaces the score', byPriority({ a: 5, d: 7 }), scores, 'dabc', 'dabc'],
    ['a negative priority', byPriority({ a: -5 }, 3), scores, 'bcda', 'bcd'],
    ['a priority of a cluster that is not there', byPriority({ x: 5 }, 2), scores, 'abcd', 'ab'],
  ])('%s', (_what, selection, totals, ranking, kept) => {
    const selected = select(selection, scored(totals))
    expect(selected.ranking.join('')).toBe(ranking)
    expect(selected.clusters.map(({ name }) => name).join('')).toBe(kept)
    expect(selected.names.join('')).toBe([...kept].sort().join(''))
  })

  it('breaks ties by code point', () => {
    const mixed = ['a2', 'a10', 'B', '\u{10000}', '\uffff'].map((name) => aCluster({ name }))
    expect(select(aSelection(), scored({}, mixed)).ranking).toEqual(['B', 'a10', 'a2', '\uffff', '\u{10000}'])
  })

  it('is the same object for the same input, and leaves its input alone', () => {
    const on = scored(scores)
    expect(select(byPriority({ d: 1 }), on)).toBe(select(byPriority({ d: 1 }), on))
    expect(select(byPriority({ d: 2 }), on)).not.toBe(select(byPriority({ d: 1 }), on))
    expect(clusters.map(({ name }) => name).join('')).toBe('abcd')
  })
})
