import { describe, expect, it } from 'vitest'
import type { Cluster } from '../../../src/model/cluster.ts'
import type { Preference, Toleration } from '../../../src/model/policy.ts'
import { divide } from '../../../src/placement/divide.ts'
import { aCluster } from '../../builders/cluster.ts'
import { aPrevious, aSpread, aToleration } from '../../builders/unit.ts'
import { gpu } from './outcome.ts'

type Wishes = Readonly<Record<string, Partial<Preference>>>
type Shares = Readonly<Record<string, number>>

/** With an empty key the planner's hash puts C before B before A; disruption is not avoided. */
function spread(total: number, wishes: Wishes, clusters: readonly Cluster[], plan: Plan = {}): Shares {
  const { previous, tolerations = [], dynamic = false, resource = 'cpu' } = plan
  const weights = dynamic ? 'dynamic' : 'static'
  const division = { ...aSpread(total, wishes, false), weights, weightResource: resource, tolerations } as const
  const { replicas } = divide(division, '', clusters, previous && aPrevious(previous))
  return Object.fromEntries(replicas)
}

interface Plan {
  readonly previous?: Readonly<Record<string, number | null>>
  readonly tolerations?: readonly Toleration[]
  readonly dynamic?: boolean
  readonly resource?: string
}

const plain = ['A', 'B', 'C'].map((name) => aCluster({ name }))
const two = plain.slice(0, 2)

it.each<[string, number, Wishes, Shares]>([
  ['2 to 1', 9, { A: { weight: 2 }, B: { weight: 1 } }, { A: 6, B: 3 }],
  ['every share is rounded up, the heaviest first', 11, { A: { weight: 4 }, B: { weight: 3 } }, { A: 7, B: 4 }],
  ['a cluster without an entry weighs 0', 9, { A: { weight: 2 } }, { A: 9, B: 0 }],
  ['an explicit 0', 9, { A: { weight: 0 }, B: { weight: 1 } }, { A: 0, B: 9 }],
  ['weights of clusters that were not selected do not count', 9, { A: {}, B: {}, X: { weight: 7 } }, { A: 4, B: 5 }],
  ['nothing but 0 places nothing', 9, { A: { weight: 0 }, B: { weight: 0 } }, { A: 0, B: 0 }],
])('static weights: %s', (_what, total, wishes, expected) => {
  expect(spread(total, wishes, two)).toEqual(expected)
})

describe('dynamic weights', () => {
  const having = (name: string, cpu: [string, string], gpus?: [string, string]): Cluster =>
    aCluster({
      name,
      allocatable: { cpu: cpu[0], ...(gpus && { [gpu]: gpus[0] }) },
      available: { cpu: cpu[1], ...(gpus && { [gpu]: gpus[1] }) },
    })

  /** A thousand replicas show the weights. */
  it.each<[string, Cluster[], string, Shares]>([
    [
      'limits 127 and 1273: 203 and 797',
      [having('A', ['10', '10']), having('B', ['100', '10'])],
      'cpu',
      { A: 203, B: 797 },
    ],
    ['overcommitted: 0 and 1000', [having('A', ['100', '-5']), having('B', ['100', '50'])], 'cpu', { A: 0, B: 1000 }],
    ['as much as there is', [having('A', ['10', '6']), having('B', ['10', '4'])], 'cpu', { A: 600, B: 400 }],
    ['limited to 1.4 of its part', [having('A', ['10', '9']), having('B', ['10', '1'])], 'cpu', { A: 875, B: 125 }],
    ['nothing is known of one', [having('A', ['10', '10']), aCluster({ name: 'B' })], 'cpu', { A: 1000, B: 0 }],
    ['nothing is known at all', two, 'cpu', { A: 500, B: 500 }],
    [
      'by gpu: limits 933 and 467: 500 and 467 of 967',
      [having('A', ['1', '1'], ['8', '4']), having('B', ['99', '99'], ['4', '4'])],
      gpu,
      { A: 517, B: 483 },
    ],
    [
      'by gpu, which one does not have',
      [having('A', ['1', '1'], ['8', '4']), having('B', ['99', '99'])],
      gpu,
      { A: 1000, B: 0 },
    ],
    ['by gpu, which none has', [having('A', ['1', '1']), having('B', ['99', '99'])], gpu, { A: 500, B: 500 }],
  ])('%s', (_what, clusters, resource, expected) => {
    expect(spread(1000, {}, clusters, { dynamic: true, resource })).toEqual(expected)
  })

  it.each<[string, Wishes, Shares]>([
    ['entries without weights', { A: {}, B: {} }, { A: 5, B: 5 }],
    ['weights count for nothing', { A: { weight: 9 }, B: { weight: 1 } }, { A: 5, B: 5 }],
    ['a minimum', { A: { min: 8 } }, { A: 9, B: 1 }],
    ['a maximum', { A: { max: 1 } }, { A: 1, B: 9 }],
  ])('beside them, of 10: %s', (_what, wishes, expected) => {
    expect(spread(10, wishes, two, { dynamic: true })).toEqual(expected)
  })
})

describe('a NoSchedule taint', () => {
  const even: Wishes = { A: {}, B: {} }
  const tainted = (...taints: string[]): Cluster[] => [aCluster({ name: 'A' }), aCluster({ name: 'B', taints })]
  const noSchedule = tainted('a=b:NoSchedule')
  const tolerations = [aToleration({ key: 'a', operator: 'Exists' })]

  it.each<[string, number, Wishes, Cluster[], Plan, Shares]>([
    ['nothing for a new cluster', 10, even, noSchedule, {}, { A: 10, B: 0 }],
    ['what it has stays', 10, even, noSchedule, { previous: { A: 8, B: 2 } }, { A: 8, B: 2 }],
    ['what it has may shrink', 4, even, noSchedule, { previous: { A: 5, B: 5 } }, { A: 2, B: 2 }],
    ['what it has does not grow', 20, even, noSchedule, { previous: { A: 5, B: 5 } }, { A: 15, B: 5 }],
    ['a whole workload is all of the total', 10, even, noSchedule, { previous: { A: null, B: null } }, { A: 5, B: 5 }],
    ['a lower maximum holds', 10, { A: {}, B: { max: 3 } }, noSchedule, { previous: { B: 5 } }, { A: 7, B: 3 }],
    ['a higher maximum does not', 10, { A: {}, B: { max: 8 } }, noSchedule, { previous: { B: 2 } }, { A: 8, B: 2 }],
    ['tolerated', 10, even, noSchedule, { tolerations }, { A: 5, B: 5 }],
    [
      'tolerated, but not another one',
      10,
      even,
      tainted('a:NoSchedule', 'x:NoSchedule'),
      { tolerations },
      { A: 10, B: 0 },
    ],
    ['NoExecute is a matter of the filter', 10, even, tainted('a:NoExecute'), {}, { A: 5, B: 5 }],
    ['PreferNoSchedule does not bind', 10, even, tainted('a:PreferNoSchedule'), {}, { A: 5, B: 5 }],
    ['with dynamic weights', 10, {}, noSchedule, { dynamic: true, previous: { B: 1 } }, { A: 9, B: 1 }],
    [
      'on every cluster',
      10,
      even,
      ['A', 'B'].map((name) => aCluster({ name, taints: ['a:NoSchedule'] })),
      { previous: { A: 3 } },
      { A: 3, B: 0 },
    ],
  ])('%s', (_what, total, wishes, clusters, plan, expected) => {
    expect(spread(total, wishes, clusters, plan)).toEqual(expected)
  })
})

it.each<[string, number, Wishes, Shares]>([
  ['the rest by weight', 10, { A: { min: 7 }, B: {} }, { A: 8, B: 2 }],
  ['weight 0 gets no more', 10, { A: { min: 3, weight: 0 }, B: {} }, { A: 3, B: 7 }],
  ['no more than there is', 10, { A: { min: 4 }, B: { min: 6 } }, { A: 4, B: 6 }],
  ['too much, the heaviest first', 7, { A: { min: 5 }, B: { min: 5 }, C: { min: 5, weight: 2 } }, { A: 0, B: 2, C: 5 }],
  ['nothing weighs', 10, { A: { min: 3, weight: 0 }, B: { min: 2, weight: 0 } }, { A: 3, B: 2 }],
])('minimum: %s', (_what, total, wishes, expected) => {
  expect(spread(total, wishes, plain.slice(0, Object.keys(expected).length))).toEqual(expected)
})

it.each<[string, number, Wishes, Shares]>([
  ['the others take the rest', 10, { A: { max: 2 }, B: {} }, { A: 2, B: 8 }],
  ['of every cluster', 10, { A: { max: 2 }, B: { max: 3 } }, { A: 2, B: 3 }],
  ['0 is a limit of none', 10, { A: { max: 0 }, B: {} }, { A: 0, B: 10 }],
  ['out of reach', 10, { A: { max: 9 }, B: { max: 9 } }, { A: 5, B: 5 }],
  ['weight 0 gets nothing', 10, { A: { max: 5, weight: 0 }, B: {} }, { A: 0, B: 10 }],
  ['of the heaviest', 8, { A: { max: 4, weight: 3 }, B: {} }, { A: 4, B: 4 }],
  ['beside a minimum', 12, { A: { min: 2, max: 3 }, B: { min: 1 }, C: {} }, { A: 3, B: 5, C: 4 }],
])('maximum: %s', (_what, total, wishes, expected) => {
  expect(spread(total, wishes, plain.slice(0, Object.keys(expected).length))).toEqual(expected)
})
