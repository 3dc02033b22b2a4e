import { describe, expect, it } from 'vitest'
import type { Cluster } from '../../src/model/cluster.ts'
import type { PreferredTerm, Scorer } from '../../src/model/policy.ts'
import { invalidPreference, score } from '../../src/placement/score.ts'
import { aCluster } from '../builders/cluster.ts'
import { aTerm, aToleration } from '../builders/unit.ts'

function totals(scorer: Scorer, ...clusters: Cluster[]): number[] {
  const named = clusters.map((cluster, index) => ({ ...cluster, name: String(index) }))
  return [...score([scorer], named).scores.values()].map(({ total }) => total)
}

describe('taints', () => {
  const prefer = (count: number): Cluster =>
    aCluster({ taints: Array.from({ length: count }, (_, index) => `t${index}=v:PreferNoSchedule`) })
  const scorer = (...tolerations: Parameters<typeof aToleration>[0][]): Scorer => ({
    kind: 'taints',
    tolerations: tolerations.map(aToleration),
  })

  it.each<[string, Scorer, Cluster[], number[]]>([
    ['no taints at all', scorer(), [prefer(0), prefer(0)], [100, 100]],
    ['the most tainted gets 0', scorer(), [prefer(0), prefer(1)], [100, 0]],
    ['the share of the worst is cut off', scorer(), [prefer(1), prefer(2), prefer(3)], [67, 34, 0]],
    ['tolerated taints do not count', scorer({ key: 't0', operator: 'Exists' }), [prefer(1), prefer(2)], [100, 0]],
    ['all tolerated', scorer({ operator: 'Exists' }), [prefer(1), prefer(2)], [100, 100]],
    [
      'a toleration of that effect',
      scorer({ key: 't0', value: 'v', effect: 'PreferNoSchedule' }),
      [prefer(1), prefer(2)],
      [100, 0],
    ],
    [
      'a toleration of another effect',
      scorer({ operator: 'Exists', effect: 'NoSchedule' }),
      [prefer(1), prefer(2)],
      [50, 0],
    ],
    ['taints of other effects', scorer(), [aCluster({ taints: ['a:NoSchedule', 'b:NoExecute'] }), prefer(1)], [100, 0]],
    ['equally tainted', scorer(), [prefer(2), prefer(2)], [0, 0]],
  ])('%s', (_what, one, clusters, expected) => {
    expect(totals(one, ...clusters)).toEqual(expected)
  })
})

describe('resources', () => {
  /** Allocatable and available by resource: `{ cpu: ['4', '2'] }`. */
  const having = (amounts: Record<string, [string, string]>): Cluster =>
    aCluster({
      allocatable: Object.fromEntries(Object.entries(amounts).map(([resource, [all]]) => [resource, all])),
      available: Object.fromEntries(Object.entries(amounts).map(([resource, [, free]]) => [resource, free])),
    })
  const both = ['cpu', 'memory']
  const gpu = 'nvidia.com/gpu'

  it.each<[string, string[], Record<string, [string, string]>, number, number]>([
    ['nothing is known', both, {}, 0, 0],
    ['all free', both, { cpu: ['4', '4'], memory: ['8Gi', '8Gi'] }, 100, 100],
    ['a half and a quarter used', both, { cpu: ['4', '2'], memory: ['8Gi', '6Gi'] }, 87, 62],
    ['a half and three quarters used', both, { cpu: ['4', '2'], memory: ['8Gi', '2Gi'] }, 87, 37],
    ['equally used', both, { cpu: ['4', '3'], memory: ['8Gi', '6Gi'] }, 100, 75],
    ['one used up', both, { cpu: ['4', '0'], memory: ['8Gi', '8Gi'] }, 0, 50],
    ['one unknown', both, { cpu: ['4', '4'] }, 0, 50],
    ['more used than there is', both, { cpu: ['4', '-1'], memory: ['8Gi', '8Gi'] }, 0, 50],
    ['more available than there is counts as unused', both, { cpu: ['4', '9'], memory: ['8Gi', '6Gi'] }, 87, 87],
    ['resources that do not matter', both, { cpu: ['4', '2'], memory: ['8Gi', '4Gi'], [gpu]: ['8', '0'] }, 100, 50],
    ['three of them', [...both, gpu], { cpu: ['4', '2'], memory: ['8Gi', '6Gi'], [gpu]: ['4', '1'] }, 79, 37],
    ['gpu weighs four', [...both, gpu], { cpu: ['4', '2'], memory: ['8Gi', '2Gi'], [gpu]: ['4', '2'] }, 88, 45],
    ['other names weigh one', [...both, 'a/b'], { cpu: ['4', '2'], memory: ['8Gi', '2Gi'], 'a/b': ['4', '4'] }, 68, 58],
    ['one resource has no deviation', ['cpu'], { cpu: ['4', '1'] }, 100, 25],
    ['no resource matters', [], { cpu: ['4', '1'] }, 100, 0],
    ['percentages are cut off one by one', both, { cpu: ['3', '2'], memory: ['3', '2'] }, 100, 66],
    ['cpu counts in thousandths', both, { cpu: ['1', '999m'], memory: ['10', '10'] }, 99, 99],
    ['memory counts in whole units', both, { cpu: ['1', '1'], memory: ['1500m', '500m'] }, 75, 75],
    [
      'beyond what a double holds',
      both,
      { cpu: ['1', '1'], memory: ['9007199254740993', '9007199254740992'] },
      100,
      99,
    ],
    [
      'ephemeral storage',
      ['ephemeral-storage', 'cpu'],
      { cpu: ['4', '2'], 'ephemeral-storage': ['8Gi', '2Gi'] },
      87,
      37,
    ],
  ])('%s', (_what, resources, amounts, balanced, leastAllocated) => {
    expect(totals({ kind: 'balanced', resources }, having(amounts))).toEqual([balanced])
    expect(totals({ kind: 'leastAllocated', resources }, having(amounts))).toEqual([leastAllocated])
  })

  it('counts what one pod requests as used', () => {
    const cluster = having({ cpu: ['4', '2'], memory: ['8Gi', '2Gi'], [gpu]: ['4', '2'] })
    const resources = [...both, gpu]
    const requests = new Map([[gpu, 1_000_000_000n]])
    // cpu 50 and memory 25 free, gpu (2 + 1) of 4 used: (50 + 25 + 4 × 25) / 6 = 29, and fractions 0.5, 0.75, 0.75.
    expect(totals({ kind: 'leastAllocated', resources, requests }, cluster)).toEqual([29])
    expect(totals({ kind: 'balanced', resources, requests }, cluster)).toEqual([88])
    expect(totals({ kind: 'leastAllocated', resources }, cluster)).toEqual([45])
  })

  it('does not depend on the order in which resources are named', () => {
    const cluster = having({ cpu: ['7', '2'], memory: ['9', '5'], a: ['11', '4'], b: ['13', '6'] })
    const orders = [
      ['cpu', 'memory', 'a', 'b'],
      ['b', 'a', 'memory', 'cpu'],
      ['a', 'cpu', 'b', 'memory', 'a'],
    ]
    const results = orders.map((resources) => totals({ kind: 'balanced', resources }, cluster)[0])
    expect(new Set(results).size).toBe(1)
  })
})

describe('affinity', () => {
  const prefer = (...preferred: [number, string][]): Scorer => ({
    kind: 'affinity',
    preferred: preferred.map(([weight, key]) => ({ weight, term: aTerm([[key, 'Exists']]) })),
  })
  const labelled = (...keys: string[]): Cluster =>
    aCluster({ labels: Object.fromEntries(keys.map((key) => [key, ''])) })

  it.each<[string, Scorer, Cluster[], number[]]>([
    ['no term', prefer(), [labelled('a'), labelled()], [0, 0]],
    [
      'the best gets 100',
      prefer([20, 'a'], [110, 'b'], [40, 'c']),
      [labelled('a'), labelled('b'), labelled('c')],
      [18, 100, 36],
    ],
    ['weights add up', prefer([1, 'a'], [2, 'b']), [labelled('a', 'b'), labelled('a'), labelled('b')], [100, 33, 66]],
    ['weight 0 is skipped', prefer([0, 'a']), [labelled('a')], [0]],
    [
      'a negative weight',
      prefer([-2, 'a'], [3, 'b']),
      [labelled('a'), labelled('b'), labelled('a', 'b')],
      [-66, 100, 33],
    ],
    ['nothing above 0 stays as it is', prefer([-7, 'a']), [labelled('a'), labelled()], [-7, 0]],
    [
      'cut off towards zero, and zero has no sign',
      prefer([-1, 'a'], [300, 'b']),
      [labelled('a'), labelled('b')],
      [0, 100],
    ],
  ])('%s', (_what, scorer, clusters, expected) => {
    expect(totals(scorer, ...clusters)).toEqual(expected)
  })

  it('counts an invalid term for nothing, and names it', () => {
    const invalid: PreferredTerm = { weight: 5, term: aTerm([['a', 'In']]) }
    const valid: PreferredTerm = { weight: 5, term: aTerm([['a', 'Exists']]) }
    const scorer: Scorer = { kind: 'affinity', preferred: [invalid, valid] }
    expect(totals(scorer, labelled('a'), labelled())).toEqual([100, 0])
    expect(invalidPreference([{ kind: 'taints', tolerations: [] }, scorer])?.scorer).toBe(scorer)
    expect(invalidPreference([{ kind: 'affinity', preferred: [valid] }])).toBeUndefined()
    expect(invalidPreference([{ kind: 'affinity', preferred: [{ ...invalid, weight: 0 }] }])).toBeUndefined()
  })
})

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
})
