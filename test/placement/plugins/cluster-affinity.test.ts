import { describe, expect, it } from 'vitest'
import type { Cluster } from '../../../src/model/cluster.ts'
import type { Filter, PreferredTerm } from '../../../src/model/policy.ts'
import type { AffinityTerm } from '../../../src/model/selector.ts'
import { invalidPreference } from '../../../src/placement/score.ts'
import { aCluster } from '../../builders/cluster.ts'
import { aTerm } from '../../builders/unit.ts'
import { totals, verdicts } from './outcome.ts'

type Expression = Parameters<typeof aTerm>[0][number]

const eu = aCluster({ labels: { zone: 'eu', tier: 'gold', cores: '16', word: 'x1' } })

function affine(clusterSelector: Record<string, string>, terms?: readonly AffinityTerm[]): Filter {
  return { kind: 'affinity', clusterSelector: new Map(Object.entries(clusterSelector)), terms }
}

function expectVerdict(one: Filter, cluster: Cluster, expected: string): void {
  expect(verdicts(one, cluster)).toEqual([expected, expected])
}

describe('cluster affinity, filter: one expression', () => {
  it.each<[Expression, string]>([
    [['zone', 'In', 'eu'], 'passes'],
    [['zone', 'In', 'us', 'eu'], 'passes'],
    [['zone', 'In', 'us'], 'terms'],
    [['absent', 'In', 'eu'], 'terms'],
    [['zone', 'NotIn', 'us'], 'passes'],
    [['zone', 'NotIn', 'us', 'eu'], 'terms'],
    [['absent', 'NotIn', 'us'], 'passes'],
    [['zone', 'Exists'], 'passes'],
    [['absent', 'Exists'], 'terms'],
    [['zone', 'DoesNotExist'], 'terms'],
    [['absent', 'DoesNotExist'], 'passes'],
    [['cores', 'Gt', '15'], 'passes'],
    [['cores', 'Gt', '16'], 'terms'],
    [['cores', 'Lt', '17'], 'passes'],
    [['cores', 'Lt', '16'], 'terms'],
    [['word', 'Gt', '0'], 'terms'],
    [['absent', 'Lt', '99'], 'terms'],
    [['zone', 'In'], 'invalid'],
    [['absent', 'NotIn'], 'invalid'],
    [['zone', 'Exists', 'eu'], 'invalid'],
    [['absent', 'DoesNotExist', 'eu'], 'invalid'],
    [['cores', 'Gt'], 'invalid'],
    [['cores', 'Gt', '1', '2'], 'invalid'],
    [['cores', 'Gt', '-1'], 'invalid'],
    [['cores', 'Lt', 'many'], 'invalid'],
    [['zone', 'Near', 'eu'], 'invalid'],
    [['no key', 'Exists'], 'invalid'],
    [['zone', 'In', 'no value'], 'invalid'],
  ])('%j: %s', (expression, expected) => {
    expectVerdict(affine({}, [aTerm([expression])]), eu, expected)
  })
})

describe('cluster affinity, filter', () => {
  const matching = aTerm([['zone', 'In', 'eu']])
  const other = aTerm([['zone', 'In', 'us']])
  const invalid = aTerm([['zone', 'In']])
  const named = (operator: string, ...names: string[]): AffinityTerm =>
    aTerm([], [['metadata.name', operator, ...names]])

  it.each<[string, Filter, string]>([
    ['no restriction', affine({}), 'passes'],
    ['selector', affine({ zone: 'eu', tier: 'gold' }), 'passes'],
    ['selector, one differs', affine({ zone: 'eu', tier: 'tin' }), 'selector'],
    ['selector, an absent key is not an empty value', affine({ x: '' }), 'selector'],
    ['selector and terms', affine({ zone: 'eu' }, [matching]), 'passes'],
    ['selector matches, terms do not', affine({ zone: 'eu' }, [other]), 'terms'],
    ['terms match, selector does not', affine({ zone: 'us' }, [matching]), 'selector'],
    ['no terms match nothing', affine({}, []), 'terms'],
    ['an empty term matches nothing', affine({}, [aTerm([])]), 'terms'],
    ['an empty term is skipped', affine({}, [aTerm([]), matching]), 'passes'],
    ['any term', affine({}, [other, matching]), 'passes'],
    ['no term', affine({}, [other, other]), 'terms'],
    ['all expressions of a term', affine({}, [aTerm([...expressions(matching), ['tier', 'In', 'tin']])]), 'terms'],
    ['an invalid term behind one that matches', affine({}, [matching, invalid]), 'passes'],
    ['an invalid term before one that matches', affine({}, [invalid, matching]), 'invalid'],
    ['an invalid expression behind another', affine({}, [aTerm([...expressions(other), ['zone', 'In']])]), 'invalid'],
    ['a field: In', affine({}, [named('In', 'a')]), 'passes'],
    ['a field: In, another name', affine({}, [named('In', 'b')]), 'terms'],
    ['a field: NotIn', affine({}, [named('NotIn', 'b')]), 'passes'],
    ['a field: NotIn, its name', affine({}, [named('NotIn', 'a')]), 'terms'],
    ['a field: two values', affine({}, [named('In', 'a', 'b')]), 'invalid'],
    ['a field: no value', affine({}, [named('In')]), 'invalid'],
    ['a field: Exists', affine({}, [named('Exists')]), 'invalid'],
    ['an unknown field reads as empty', affine({}, [aTerm([], [['metadata.uid', 'NotIn', 'x']])]), 'passes'],
    ['expressions and fields', affine({}, [aTerm(expressions(matching), [['metadata.name', 'In', 'b']])]), 'terms'],
    ['bad fields behind what does not match', affine({}, [aTerm(expressions(other), [['x', 'Gt', '1']])]), 'terms'],
    ['bad fields behind what matches', affine({}, [aTerm(expressions(matching), [['x', 'Gt', '1']])]), 'invalid'],
  ])('%s', (_what, one, expected) => {
    expectVerdict(one, eu, expected)
  })

  it('a cluster selector is compared, not checked', () => {
    expectVerdict(affine({ 'a b': 'c' }), aCluster({ labels: { 'a b': 'c' } }), 'passes')
  })

  function expressions(term: AffinityTerm): Expression[] {
    return term.matchExpressions.map(({ key, operator, values }) => [key, operator, ...values] as const)
  }
})

describe('cluster affinity, score', () => {
  const labelled = (...keys: string[]): Cluster =>
    aCluster({ labels: Object.fromEntries(keys.map((key) => [key, ''])) })

  /** Weights of terms that ask for a label. */
  it.each<[string, [number, string][], Cluster[], number[]]>([
    ['no term', [], [labelled('a'), labelled()], [0, 0]],
    [
      'sums of 20, 110 and 40, derived to give 18, 100 and 36',
      [
        [20, 'a'],
        [110, 'b'],
        [40, 'c'],
      ],
      [labelled('a'), labelled('b'), labelled('c')],
      [18, 100, 36],
    ],
    [
      'weights add up',
      [
        [1, 'a'],
        [2, 'b'],
      ],
      [labelled('a', 'b'), labelled('a'), labelled('b'), labelled()],
      [100, 33, 66, 0],
    ],
    ['nothing matches', [[5, 'x']], [labelled('a'), labelled('b')], [0, 0]],
    ['all the same', [[5, 'a']], [labelled('a'), labelled('a')], [100, 100]],
    ['weight 0 is skipped', [[0, 'a']], [labelled('a')], [0]],
    [
      'a weight below 0',
      [
        [-2, 'a'],
        [3, 'b'],
      ],
      [labelled('a'), labelled('b'), labelled('a', 'b')],
      [-66, 100, 33],
    ],
    ['nothing above 0 stays as it is', [[-7, 'a']], [labelled('a'), labelled()], [-7, 0]],
    [
      'cut off towards 0, which has no sign',
      [
        [-1, 'a'],
        [300, 'b'],
      ],
      [labelled('a'), labelled('b')],
      [0, 100],
    ],
  ])('%s', (_what, weights, clusters, expected) => {
    const preferred = weights.map(([weight, key]) => ({ weight, term: aTerm([[key, 'Exists']]) }))
    expect(totals({ kind: 'affinity', preferred }, ...clusters)).toEqual(expected)
  })

  it('an empty term matches nothing, and fields are not looked at', () => {
    const preferred: PreferredTerm[] = [
      { weight: 5, term: aTerm([]) },
      { weight: 7, term: aTerm([], [['metadata.name', 'In', '0']]) },
      { weight: 1, term: aTerm([['a', 'Exists']], [['metadata.name', 'In', '1']]) },
    ]
    expect(totals({ kind: 'affinity', preferred }, labelled('a'), labelled())).toEqual([100, 0])
  })

  it('an invalid term counts for nothing, and is named', () => {
    const invalid: PreferredTerm = { weight: 5, term: aTerm([['a', 'In']]) }
    const valid: PreferredTerm = { weight: 5, term: aTerm([['a', 'Exists']]) }
    const scorer = { kind: 'affinity', preferred: [invalid, valid] } as const
    expect(totals(scorer, labelled('a'), labelled())).toEqual([100, 0])
    expect(invalidPreference([{ kind: 'taints', tolerations: [] }, scorer])?.scorer).toBe(scorer)
    expect(invalidPreference([{ kind: 'affinity', preferred: [valid] }])).toBeUndefined()
    expect(invalidPreference([{ kind: 'affinity', preferred: [{ ...invalid, weight: 0 }] }])).toBeUndefined()
  })
})
