import { describe, expect, it } from 'vitest'
import { select } from '../../src/placement/select.ts'
import { aCluster } from '../builders/cluster.ts'
import { aSelection } from '../builders/unit.ts'

function scored(...names: readonly string[]): Parameters<typeof select>[1] {
  return { clusters: names.map((name) => aCluster({ name })), scores: new Map() }
}

/** What each way of sorting and limiting chooses stands in plugins/. */
describe('select', () => {
  it('breaks ties by code point', () => {
    const mixed = scored('a2', 'a10', 'B', '\u{10000}', '\uffff')
    const expected = ['B', 'a10', 'a2', '\uffff', '\u{10000}']
    for (const by of ['score', 'priority', 'name'] as const) {
      expect(select(aSelection({ by }), mixed).ranking).toEqual(expected)
    }
  })

  it('is the same object for the same input, another one for another, and leaves its input alone', () => {
    const on = scored('d', 'b', 'a')
    const plans = [
      { limit: 1 },
      { limit: 0 },
      { limit: undefined },
      { limit: 1, limitFirst: true },
      { limit: 1, by: 'name' as const },
      { limit: 1, by: 'priority' as const },
      { limit: 1, by: 'priority' as const, priorities: new Map([['d', 1]]) },
      { limit: 1, by: 'priority' as const, priorities: new Map([['d', 2]]) },
    ]
    const results = plans.map((plan) => select(aSelection(plan), on))
    expect(new Set(results).size).toBe(plans.length)
    for (const [index, plan] of plans.entries()) expect(select(aSelection(plan), on)).toBe(results[index])
    expect(on.clusters.map(({ name }) => name).join('')).toBe('dba')
  })

  it('of no clusters selects none', () => {
    expect(select(aSelection({ limit: 3 }), scored())).toEqual({ ranking: [], clusters: [], names: [] })
  })
})
