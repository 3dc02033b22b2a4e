import { describe, expect, it } from 'vitest'
import type { Scorer } from '../../src/model/policy.ts'
import { score } from '../../src/placement/score.ts'
import { aCluster } from '../builders/cluster.ts'
import { aTerm } from '../builders/unit.ts'

describe('several scorers', () => {
  const clusters = [aCluster({ name: 'a', labels: { x: '' } }), aCluster({ name: 'b', taints: ['t:PreferNoSchedule'] })]
  const scorers: Scorer[] = [
    { kind: 'taints', tolerations: [] },
    { kind: 'affinity', preferred: [{ weight: 1, term: aTerm([['x', 'Exists']]) }] },
  ]

  it('add up, without weights, and every part is kept', () => {
    expect(score(scorers, clusters).scores).toEqual(
      new Map([
        [
          'a',
          {
            parts: new Map([
              ['taints', 100],
              ['affinity', 100],
            ]),
            total: 200,
          },
        ],
        [
          'b',
          {
            parts: new Map([
              ['taints', 0],
              ['affinity', 0],
            ]),
            total: 0,
          },
        ],
      ]),
    )
  })

  it('are the same object for the same scorers and clusters', () => {
    expect(score(scorers, clusters)).toBe(score(structuredClone(scorers), clusters))
    expect(score([], clusters).scores).toEqual(new Map())
  })

  it('tell apart what is free, what is used, and what a pod asks for', () => {
    const cluster = aCluster({ allocatable: { cpu: '4' }, available: { cpu: '3' } })
    const on = [cluster]
    const resources = ['cpu']
    const requests = new Map([['cpu', 1_000_000_000n]])
    const all: readonly Scorer[] = [
      { kind: 'leastAllocated', resources },
      { kind: 'mostAllocated', resources },
      { kind: 'leastAllocated', resources, requests },
      { kind: 'mostAllocated', resources, requests },
    ]
    expect(all.map((one) => score([one], on).scores.get('a')?.total)).toEqual([75, 25, 50, 50])
    expect(score(all, on).scores.get('a')).toEqual({
      parts: new Map([
        ['leastAllocated', 125],
        ['mostAllocated', 75],
      ]),
      total: 200,
    })
  })
})
