import { expect, it } from 'vitest'
import { rejectionSummary, rejectionWording } from '../../../src/diagnostics/placement.ts'
import type { Filter } from '../../../src/model/policy.ts'
import { filter } from '../../../src/placement/filter.ts'
import { type Amounts, having, verdicts } from './outcome.ts'

const cpu = 'resource.katalyst.kubewharf.io/reclaimed_millicpu'
const memory = 'resource.katalyst.kubewharf.io/reclaimed_memory'

it.each<[string, Amounts, string]>([
  ['both', { [cpu]: ['4k', '1k'], [memory]: ['4Gi', '4Gi'] }, 'passes'],
  ['one of them', { [memory]: ['4Gi', '4Gi'] }, 'passes'],
  ['one of which nothing is free', { [cpu]: ['4k', '0'] }, 'passes'],
  ['nothing at all', {}, 'not-offered'],
  ['only others', { cpu: ['4', '4'], memory: ['4Gi', '4Gi'] }, 'not-offered'],
])('resources exist: %s', (_what, amounts, expected) => {
  const one: Filter = { kind: 'offers', resources: [cpu, memory] }
  expect(verdicts(one, having(amounts))).toEqual([expected, 'passes'])
})

it('resources exist: free alone is not there', () => {
  const cluster = { ...having({}), available: new Map([[cpu, 1n]]) }
  expect(verdicts({ kind: 'offers', resources: [cpu] }, cluster)).toEqual(['not-offered', 'passes'])
})

it('resources exist: has words', () => {
  const { rejected } = filter([{ kind: 'offers', resources: [cpu] }], [having({})], undefined)
  expect(rejected.map(rejectionWording)).toEqual([expect.stringContaining(cpu)])
  expect(rejectionSummary(1, rejected, 0)).toBe('0 of 1 fit: 1 not offered')
})
