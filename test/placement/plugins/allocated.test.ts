import { expect, it } from 'vitest'
import { aCluster } from '../../builders/cluster.ts'
import { type Amounts, gpu, having, requesting, totals } from './outcome.ts'

const both = ['cpu', 'memory']
const three = [...both, gpu]

/** The free percentages and the used ones; both are cut off one by one, so that they need not make 100. */
it.each<[string, string[], Amounts, least: number, most: number]>([
  ['derived to give 37: 50 and 25 free', both, { cpu: ['4', '2'], memory: ['8Gi', '2Gi'] }, 37, 62],
  ['derived to give 50: 50 and 50 free', both, { cpu: ['4', '2'], memory: ['8Gi', '4Gi'] }, 50, 50],
  [
    'derived to give 45: 50, 25 and 4 × 50 free',
    three,
    { cpu: ['4', '2'], memory: ['8Gi', '2Gi'], [gpu]: ['4', '2'] },
    45,
    54,
  ],
  [
    'derived to give 55: 50, 33 and 4 × 62 free',
    three,
    { cpu: ['4', '2'], memory: ['3Gi', '1Gi'], [gpu]: ['8', '5'] },
    55,
    44,
  ],
  [
    'derived to give 63: 50, 33 and 4 × 75 free',
    three,
    { cpu: ['4', '2'], memory: ['3Gi', '1Gi'], [gpu]: ['4', '3'] },
    63,
    36,
  ],
  ['nothing is known', both, {}, 0, 0],
  ['all free', both, { cpu: ['4', '4'], memory: ['8Gi', '8Gi'] }, 100, 0],
  ['none free', both, { cpu: ['4', '0'], memory: ['8Gi', '0'] }, 0, 100],
  ['one is used up', both, { cpu: ['4', '0'], memory: ['8Gi', '8Gi'] }, 50, 50],
  ['one is unknown, and weighs all the same', both, { cpu: ['4', '3'] }, 37, 12],
  ['more is used than there is counts 0 both ways', both, { cpu: ['4', '-1'], memory: ['8Gi', '6Gi'] }, 37, 12],
  ['more is free than there is counts as unused', both, { cpu: ['4', '9'], memory: ['8Gi', '6Gi'] }, 87, 12],
  ['others do not matter', both, { cpu: ['4', '2'], memory: ['8Gi', '4Gi'], [gpu]: ['8', '0'] }, 50, 50],
  ['other names weigh 1', [...both, 'a/b'], { cpu: ['4', '2'], memory: ['8Gi', '2Gi'], 'a/b': ['4', '4'] }, 58, 41],
  ['gpu alone', [gpu], { [gpu]: ['3', '2'] }, 66, 33],
  ['no resource matters', [], { cpu: ['4', '1'] }, 0, 0],
  ['percentages are cut off one by one', both, { cpu: ['3', '2'], memory: ['3', '2'] }, 66, 33],
  ['cpu counts in thousandths', both, { cpu: ['1', '999m'], memory: ['10', '10'] }, 99, 0],
  ['memory counts in whole units, rounded up', both, { cpu: ['1', '1'], memory: ['1500m', '500m'] }, 75, 25],
  ['beyond what a double holds', both, { cpu: ['1', '1'], memory: ['9007199254740993', '9007199254740992'] }, 99, 0],
  ['storage', ['ephemeral-storage', 'cpu'], { cpu: ['4', '2'], 'ephemeral-storage': ['8Gi', '2Gi'] }, 37, 62],
])('least and most allocated: %s', (_what, resources, amounts, least, most) => {
  expect(totals({ kind: 'leastAllocated', resources }, having(amounts))).toEqual([least])
  expect(totals({ kind: 'mostAllocated', resources }, having(amounts))).toEqual([most])
})

it.each([
  [0, 45, 54],
  // gpu (2 + 1) of 4 used: (50 + 25 + 4 × 25) / 6 and (50 + 75 + 4 × 75) / 6.
  [1, 29, 70],
  // All of it: (50 + 25) / 6 and (50 + 75 + 400) / 6.
  [2, 12, 87],
  // More than there is: 0 both ways.
  [3, 12, 20],
])('least and most allocated: a pod that asks for %i gpus', (count, least, most) => {
  const cluster = having({ cpu: ['4', '2'], memory: ['8Gi', '2Gi'], [gpu]: ['4', '2'] })
  const requests = requesting({ [gpu]: count })
  expect(totals({ kind: 'leastAllocated', resources: three, requests }, cluster)).toEqual([least])
  expect(totals({ kind: 'mostAllocated', resources: three, requests }, cluster)).toEqual([most])
})

it('least and most allocated: nothing is normalised', () => {
  const clusters = [
    having({ cpu: ['4', '2'], memory: ['8Gi', '2Gi'] }),
    having({ cpu: ['4', '2'], memory: ['8Gi', '4Gi'] }),
  ]
  expect(totals({ kind: 'leastAllocated', resources: both }, ...clusters)).toEqual([37, 50])
  expect(totals({ kind: 'mostAllocated', resources: both }, ...clusters)).toEqual([62, 50])
})

it('least and most allocated: none is free of what is not there at all', () => {
  const cluster = aCluster({
    allocatable: { cpu: '4', memory: '8Gi' },
    available: { cpu: '2', memory: '4Gi', [gpu]: '0' },
  })
  expect(totals({ kind: 'leastAllocated', resources: both }, cluster)).toEqual([50])
  expect(totals({ kind: 'leastAllocated', resources: three }, cluster)).toEqual([16])
})
