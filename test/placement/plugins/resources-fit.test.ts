import { expect, it } from 'vitest'
import { rejectionSummary, rejectionWording } from '../../../src/diagnostics/placement.ts'
import type { Filter } from '../../../src/model/policy.ts'
import { filter } from '../../../src/placement/filter.ts'
import { type Amounts, gpu, having, requesting, verdicts } from './outcome.ts'

/** What one pod asks for in whole units, and what too little is free of; a placed cluster always passes. */
it.each<[string, Record<string, number>, Amounts, string]>([
  ['nothing is asked for, and nothing is known', {}, {}, ''],
  ['nothing is asked for, and more is used than there is', {}, { cpu: ['4', '-4'], memory: ['4Gi', '-1'] }, ''],
  ['all of it is free', { [gpu]: 4 }, { [gpu]: ['4', '4'] }, ''],
  ['just enough is free', { [gpu]: 1 }, { [gpu]: ['4', '1'] }, ''],
  ['one too few is free', { [gpu]: 2 }, { [gpu]: ['4', '1'] }, gpu],
  ['none is free', { [gpu]: 1 }, { [gpu]: ['4', '0'] }, gpu],
  ['there is none', { [gpu]: 1 }, { cpu: ['4', '4'], memory: ['4Gi', '4Gi'] }, gpu],
  ['none is asked for, where there is none', { [gpu]: 0 }, {}, ''],
  ['none is asked for, where more is used than there is', { [gpu]: 0 }, { [gpu]: ['4', '-1'] }, ''],
  ['free parts count as whole ones', { [gpu]: 1 }, { [gpu]: ['1', '500m'] }, ''],
  ['cpu is used up, which is no lack', { [gpu]: 1 }, { cpu: ['4', '0'], [gpu]: ['4', '4'] }, ''],
  ['more cpu is used than there is', { [gpu]: 1 }, { cpu: ['4', '-1m'], [gpu]: ['4', '4'] }, 'cpu'],
  ['less than a thousandth too much cpu is used', { [gpu]: 1 }, { cpu: ['4', '-1n'], [gpu]: ['4', '4'] }, 'cpu'],
  ['more memory is used than there is', { [gpu]: 1 }, { memory: ['4Gi', '-1'], [gpu]: ['4', '4'] }, 'memory'],
  ['asked for 0, cpu and memory count', { [gpu]: 0 }, { cpu: ['4', '-1'], memory: ['1', '-1'] }, 'cpu, memory'],
  ['more is free than there is, and that is too little', { [gpu]: 5 }, { [gpu]: ['4', '9'] }, gpu],
  ['more is free than there is, and enough', { [gpu]: 4 }, { [gpu]: ['4', '9'] }, ''],
  ['several', { 'b/x': 2, [gpu]: 1, 'a/y': 1 }, { 'b/x': ['2', '1'], [gpu]: ['1', '1'] }, 'a/y, b/x'],
  ['cpu and memory that are asked for', { cpu: 2, memory: 5 }, { cpu: ['4', '1'], memory: ['9', '5'] }, 'cpu'],
  ['storage does not count', { 'ephemeral-storage': 5 }, {}, ''],
  ['other resources do not count', { [gpu]: 1 }, { [gpu]: ['1', '1'], 'x/y': ['1', '-1'] }, ''],
])('resources fit: %s', (_what, requests, amounts, lacking) => {
  const one: Filter = { kind: 'fits', requests: requesting(requests) }
  const cluster = having(amounts)
  expect(verdicts(one, cluster)).toEqual([lacking === '' ? 'passes' : 'insufficient', 'passes'])
  const [rejection] = filter([one], [cluster], undefined).rejected
  expect(rejection?.args).toEqual(lacking === '' ? undefined : { resources: lacking })
})

it('resources fit: has words', () => {
  const { rejected } = filter([{ kind: 'fits', requests: requesting({ [gpu]: 1 }) }], [having({})], undefined)
  expect(rejected.map(rejectionWording)).toEqual([expect.stringContaining(gpu)])
  expect(rejectionSummary(1, rejected, 0)).toBe('0 of 1 fit: 1 full')
})
