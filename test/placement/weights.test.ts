import { describe, expect, it } from 'vitest'
import { plannerHash } from '../../src/placement/hash.ts'
import { dynamicWeights } from '../../src/placement/weights.ts'
import { member } from './fleet.ts'

function weigh(cpu: readonly (readonly [allocatable: string, available: string])[], key = 'default/web') {
  const clusters = cpu.map(([allocatable, available], at) => member(`c${at}`, { allocatable, available }))
  const { weights, noData } = dynamicWeights(clusters, 'cpu', key)
  return { weights: [...weights.values()], noData }
}

const even = (count: number, available = '10') => Array.from({ length: count }, () => ['10', available] as const)

describe('dynamic weights', () => {
  it.each([
    [
      'what is available, limited by what is allocatable',
      [
        ['10', '10'],
        ['100', '10'],
      ],
      [203, 797],
    ],
    [
      'nothing for what is overcommitted',
      [
        ['100', '-5'],
        ['100', '50'],
      ],
      [0, 1000],
    ],
    [
      'whole cores, rounded up',
      [
        ['2', '1500m'],
        ['2', '2'],
      ],
      [500, 500],
    ],
    [
      'evenly where nothing is available',
      [
        ['10', '0'],
        ['100', '-1'],
        ['5', '0'],
      ],
      [333, 333, 333],
    ],
    [
      'evenly where nothing is known',
      [
        ['0', '0'],
        ['0', '0'],
      ],
      [500, 500],
    ],
    [
      'evenly where nothing is allocatable',
      [
        ['0', '1'],
        ['0', '1'],
      ],
      [500, 500],
    ],
  ] as const)('%s', (_, cpu, expected) => expect(weigh(cpu)).toEqual({ weights: expected, noData: false }))

  it.each([
    [3, 333, 334],
    [6, 167, 165],
    [7, 143, 142],
  ])('%i equal clusters', (count, each, one) => {
    const { weights } = weigh(even(count))
    expect(weights.filter((weight) => weight === each)).toHaveLength(count - 1)
    expect(weights.filter((weight) => weight === one)).toHaveLength(1)
  })

  it('corrects the cluster of the smallest hash, so that the key decides and not the name', () => {
    const corrected = new Set<string>()
    for (let at = 0; at < 40; at++) {
      const key = `default/${'w'.repeat(at)}`
      const names = ['c0', 'c1', 'c2'].sort((a, b) => plannerHash(a, key) - plannerHash(b, key))
      const index = weigh(even(3), key).weights.indexOf(334)
      expect(`c${index}`).toBe(names[0])
      corrected.add(`c${index}`)
    }
    expect(corrected.size).toBeGreaterThan(1)
  })

  it('gives 0 to all where the original divides by 0, and says so', () => {
    expect(
      weigh([
        ['10000', '0'],
        ['1', '1'],
      ]),
    ).toEqual({ weights: [0, 0], noData: true })
  })

  it('never takes a weight below 0', () => {
    const { weights } = weigh(even(1500))
    expect(Math.min(...weights)).toBe(0)
    expect(weights.filter((weight) => weight === 0)).toHaveLength(1)
  })

  it('reads the resource it is told', () => {
    expect(dynamicWeights([member('a', { allocatable: '4', available: '4' })], 'nvidia.com/gpu', '').weights).toEqual(
      new Map([['a', 1000]]),
    )
  })
})
