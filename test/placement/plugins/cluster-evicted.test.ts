import { expect, it } from 'vitest'
import { rejectionWording } from '../../../src/diagnostics/placement.ts'
import { filter } from '../../../src/placement/filter.ts'
import { aCluster } from '../../builders/cluster.ts'
import { verdicts } from './outcome.ts'

const noon = Date.UTC(2026, 10, 22, 12)

it.each<[string, Record<string, number>, number | undefined, string]>([
  ['no cluster is left', {}, noon, 'passes'],
  ['another one is left', { b: noon + 1 }, noon, 'passes'],
  ['long before', { a: noon + 3_600_000 }, noon, 'for-now'],
  ['a moment before', { a: noon + 0.001 }, noon, 'for-now'],
  ['the moment itself is over', { a: noon }, noon, 'passes'],
  ['after', { a: noon - 1 }, noon, 'passes'],
  ['one of several', { b: noon - 1, a: noon + 1 }, noon, 'for-now'],
  ['no one knows the time', { a: noon }, undefined, 'for-good'],
  ['no one knows the time, and another one is left', { b: noon }, undefined, 'passes'],
  ['the beginning of time', { a: 0 }, undefined, 'for-good'],
  ['time before 1970', { a: 0 }, -1, 'for-now'],
])('cluster evicted, placed or not: %s', (_what, until, now, expected) => {
  const one = { kind: 'evicted', until: new Map(Object.entries(until)), now } as const
  expect(verdicts(one, aCluster())).toEqual([expected, expected])
})

it('cluster evicted: tells until when', () => {
  const clusters = [aCluster()]
  const worded = [noon, undefined].map((now) => {
    const [first] = filter(
      [{ kind: 'evicted', until: new Map([['a', noon + 1000]]), now }],
      clusters,
      undefined,
    ).rejected
    return first && { args: first.args, wording: rejectionWording(first) }
  })
  for (const one of worded) {
    expect(one?.args).toEqual({ until: '2026-11-22T12:00:01Z' })
    expect(one?.wording).toContain('2026-11-22T12:00:01Z')
  }
  expect(worded[0]?.wording).not.toBe(worded[1]?.wording)
})
