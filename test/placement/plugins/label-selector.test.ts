import { expect, it } from 'vitest'
import type { Filter } from '../../../src/model/policy.ts'
import { aCluster } from '../../builders/cluster.ts'
import { aRequirement } from '../../builders/unit.ts'
import { verdicts } from './outcome.ts'

type Expression = Parameters<typeof aRequirement>[0]

it.each<[string, Record<string, string>, Expression[], string]>([
  ['match', { zone: 'eu' }, [], 'passes'],
  ['an empty one', {}, [], 'passes'],
  ['differ', { zone: 'us' }, [], 'selector'],
  ['labels and expressions', { zone: 'eu' }, [['tier', 'NotIn', 'gold']], 'selector'],
  ['expressions alone', {}, [['tier', 'In', 'gold']], 'passes'],
  ['an invalid key', { 'a b': 'us' }, [], 'invalid'],
  ['Gt is no operator of a selector', {}, [['cores', 'Gt', '1']], 'invalid'],
])('label selector: %s', (_what, labels, expressions, expected) => {
  const selector = { matchLabels: new Map(Object.entries(labels)), matchExpressions: expressions.map(aRequirement) }
  const one: Filter = { kind: 'labels', selector }
  expect(verdicts(one, aCluster({ labels: { zone: 'eu', tier: 'gold' } }))).toEqual([expected, expected])
})
