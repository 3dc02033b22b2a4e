import { expect, it } from 'vitest'
import { aCluster } from '../../builders/cluster.ts'
import { namesFilter } from '../../builders/unit.ts'
import { verdicts } from './outcome.ts'

/** Where a policy names nobody its dialect makes no such filter; one without names is an empty set and lets no one in. */
it.each<[string, string[], string]>([
  ['named', ['a'], 'passes'],
  ['named among others', ['b', 'a'], 'passes'],
  ['not named', ['b'], 'not-named'],
  ['a part of a name is another name', ['aa', ''], 'not-named'],
  ['another case is another name', ['A'], 'not-named'],
  ['what every object inherits is no name', ['constructor', '__proto__'], 'not-named'],
  ['none at all', [], 'not-named'],
])('placement names: %s', (_what, names, expected) => {
  expect(verdicts(namesFilter(...names), aCluster())).toEqual([expected, expected])
})

it('placement names: a cluster may be called what every object inherits', () => {
  expect(verdicts(namesFilter('constructor'), aCluster({ name: 'constructor' }))).toEqual(['passes', 'passes'])
  expect(verdicts(namesFilter('a'), aCluster({ name: 'constructor' }))).toEqual(['not-named', 'not-named'])
})
