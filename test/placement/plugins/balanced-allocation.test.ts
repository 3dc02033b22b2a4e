import { expect, it } from 'vitest'
import { type Amounts, gpu, having, requesting, totals } from './outcome.ts'

const both = ['cpu', 'memory']
const three = [...both, gpu]

it.each<[string, string[], Amounts, number]>([
  ['derived to give 87: 1/2 and 1/4 are used', both, { cpu: ['4', '2'], memory: ['8Gi', '6Gi'] }, 87],
  ['derived to give 87: 1/2 and 3/4 are used', both, { cpu: ['4', '2'], memory: ['8Gi', '2Gi'] }, 87],
  [
    'derived to give 79: 1/2, 1/4 and 3/4 are used',
    three,
    { cpu: ['4', '2'], memory: ['8Gi', '6Gi'], [gpu]: ['4', '1'] },
    79,
  ],
  ['derived to give 91: 50/100 and 33/100 are used', both, { cpu: ['100', '50'], memory: ['100', '67'] }, 91],
  ['nothing is known', both, {}, 0],
  ['all free', both, { cpu: ['4', '4'], memory: ['8Gi', '8Gi'] }, 100],
  ['equally used', both, { cpu: ['4', '3'], memory: ['8Gi', '6Gi'] }, 100],
  ['one is used up', both, { cpu: ['4', '0'], memory: ['8Gi', '8Gi'] }, 0],
  ['one is unknown', both, { cpu: ['4', '4'] }, 0],
  ['more is used than there is', both, { cpu: ['4', '-1'], memory: ['8Gi', '8Gi'] }, 0],
  ['more is free than there is counts as unused', both, { cpu: ['4', '9'], memory: ['8Gi', '6Gi'] }, 87],
  ['others do not matter', both, { cpu: ['4', '2'], memory: ['8Gi', '4Gi'], [gpu]: ['8', '0'] }, 100],
  ['no weight for gpu', three, { cpu: ['4', '2'], memory: ['8Gi', '2Gi'], [gpu]: ['4', '2'] }, 88],
  ['one resource has no deviation', ['cpu'], { cpu: ['4', '1'] }, 100],
  ['cpu counts in thousandths', both, { cpu: ['1', '999m'], memory: ['10', '10'] }, 99],
  ['memory counts in whole units, rounded up', both, { cpu: ['1', '1'], memory: ['1500m', '500m'] }, 75],
  ['almost used up is not', both, { cpu: ['1', '1m'], memory: ['1000', '1'] }, 100],
  ['storage', ['ephemeral-storage', 'cpu'], { cpu: ['4', '2'], 'ephemeral-storage': ['8Gi', '2Gi'] }, 87],
])('balanced allocation: %s', (_what, resources, amounts, expected) => {
  expect(totals({ kind: 'balanced', resources }, having(amounts))).toEqual([expected])
})

it('balanced allocation: two clusters, derived to give 91 and 87', () => {
  const clusters = [
    having({ cpu: ['100', '50'], memory: ['100', '67'] }),
    having({ cpu: ['100', '50'], memory: ['100', '25'] }),
  ]
  expect(totals({ kind: 'balanced', resources: both }, ...clusters)).toEqual([91, 87])
})

it('balanced allocation: what one pod asks for is used', () => {
  const cluster = having({ cpu: ['4', '2'], memory: ['8Gi', '2Gi'], [gpu]: ['4', '2'] })
  const scored = (count: number): number[] =>
    totals({ kind: 'balanced', resources: three, requests: requesting({ [gpu]: count }) }, cluster)
  // 1/2, 3/4, 3/4; with two of them, gpu is used up.
  expect(scored(1)).toEqual([88])
  expect(scored(2)).toEqual([0])
})

it('balanced allocation: the order in which resources are named does not matter', () => {
  const cluster = having({ cpu: ['7', '2'], memory: ['9', '5'], a: ['11', '4'], b: ['13', '6'] })
  const orders = [
    ['cpu', 'memory', 'a', 'b'],
    ['b', 'a', 'memory', 'cpu'],
    ['a', 'cpu', 'b', 'memory', 'a'],
  ]
  expect(new Set(orders.map((resources) => totals({ kind: 'balanced', resources }, cluster)[0])).size).toBe(1)
})
