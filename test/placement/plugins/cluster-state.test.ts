import { expect, it } from 'vitest'
import type { Cluster } from '../../../src/model/cluster.ts'
import type { Filter } from '../../../src/model/policy.ts'
import { aCluster } from '../../builders/cluster.ts'
import { verdicts } from './outcome.ts'

const away = aCluster({ ready: false })
const leaving = aCluster({ terminating: true })
const lenient: Filter = { kind: 'ready', unlessCurrent: true }
const strict: Filter = { kind: 'ready', unlessCurrent: false }

it.each<[string, Filter, Cluster, string, string?]>([
  ['cluster ready: it is', lenient, aCluster(), 'passes'],
  ['cluster ready: it is not, unless it is placed', lenient, away, 'not-ready', 'passes'],
  ['cluster ready: it is not, and never may be', strict, away, 'not-ready'],
  ['cluster ready: it is and has to be', strict, aCluster(), 'passes'],
  ['cluster ready: being removed is another matter', lenient, leaving, 'passes'],
  ['cluster terminating: it is not', { kind: 'terminating' }, aCluster(), 'passes'],
  ['cluster terminating: it is, and evicts', { kind: 'terminating' }, leaving, 'terminating'],
  ['cluster terminating: not ready is another matter', { kind: 'terminating' }, away, 'passes'],
  ['nothing passes', { kind: 'nothing', reason: 'no-selector' }, aCluster(), 'no-selector'],
])('%s', (_what, one, cluster, fresh, placed = fresh) => {
  expect(verdicts(one, cluster)).toEqual([fresh, placed])
})
