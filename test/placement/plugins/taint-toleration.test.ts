import { describe, expect, it } from 'vitest'
import type { Cluster } from '../../../src/model/cluster.ts'
import type { Toleration } from '../../../src/model/policy.ts'
import { aCluster } from '../../builders/cluster.ts'
import { aToleration } from '../../builders/unit.ts'
import { totals, verdicts } from './outcome.ts'

type Tolerations = readonly Partial<Toleration>[]

const tainted = (...taints: string[]): Cluster => aCluster({ taints })

describe('taint toleration, filter', () => {
  const exists = { key: 'a', operator: 'Exists' }
  const equal = { key: 'a', operator: 'Equal', value: 'b' }

  /** The verdict on a new cluster, and on one of the previous placement where that differs. */
  it.each<[string, Tolerations, readonly string[], string, string?]>([
    ['no taint', [], [], 'passes'],
    ['NoSchedule keeps new ones out, and lets placed ones be', [], ['a=b:NoSchedule'], 'untolerated', 'passes'],
    ['NoExecute makes placed ones leave, too', [], ['a=b:NoExecute'], 'untolerated'],
    ['one of each effect', [], ['a=b:NoSchedule', 'c=d:NoExecute'], 'untolerated'],
    ['PreferNoSchedule never keeps out', [], ['a=b:PreferNoSchedule'], 'passes'],
    ['an unknown effect never keeps out', [], ['a=b:Other'], 'passes'],
    ['Equal, NoSchedule', [equal], ['a=b:NoSchedule'], 'passes'],
    ['Equal, NoExecute', [equal], ['a=b:NoExecute'], 'passes'],
    ['no operator is Equal', [{ key: 'a', value: 'b' }], ['a=b:NoExecute'], 'passes'],
    ['Equal of another value', [{ ...equal, value: 'c' }], ['a=b:NoExecute'], 'untolerated'],
    ['Equal of an empty value', [{ ...equal, value: '' }], ['a:NoExecute'], 'passes'],
    ['Equal of another key', [{ ...equal, key: 'x' }], ['a=b:NoExecute'], 'untolerated'],
    ['the same effect', [{ ...equal, effect: 'NoExecute' }], ['a=b:NoExecute'], 'passes'],
    ['another effect', [{ ...equal, effect: 'NoSchedule' }], ['a=b:NoExecute'], 'untolerated'],
    ['another effect, NoSchedule', [{ ...equal, effect: 'NoExecute' }], ['a=b:NoSchedule'], 'untolerated', 'passes'],
    ['Exists, whatever the value', [exists], ['a=z:NoExecute'], 'passes'],
    ['Exists takes no notice of its own value', [{ ...exists, value: 'x' }], ['a=z:NoExecute'], 'passes'],
    ['Exists of another key', [{ ...exists, key: 'x' }], ['a:NoExecute'], 'untolerated'],
    ['Exists without a key is everything', [{ operator: 'Exists' }], ['a=b:NoExecute', 'c:NoSchedule'], 'passes'],
    ['an empty key with Equal is every key of that value', [{ value: 'b' }], ['a=b:NoExecute'], 'passes'],
    ['an empty key with Equal is no other value', [{ value: 'c' }], ['a=b:NoExecute'], 'untolerated'],
    ['an unknown operator tolerates nothing', [{ ...equal, operator: 'Lt' }], ['a=b:NoExecute'], 'untolerated'],
    ['every taint needs one', [exists], ['a:NoSchedule', 'c:NoExecute'], 'untolerated'],
    ['every taint needs one, and NoExecute has it', [exists], ['a:NoExecute', 'c:NoSchedule'], 'untolerated', 'passes'],
    ['each taint by another one', [exists, { key: 'c' }], ['a:NoSchedule', 'c:NoExecute'], 'passes'],
  ])('%s', (_what, tolerations, taints, fresh, placed = fresh) => {
    const one = { kind: 'taints', tolerations: tolerations.map(aToleration) } as const
    expect(verdicts(one, tainted(...taints))).toEqual([fresh, placed])
  })
})

describe('taint toleration, score', () => {
  const prefer = (count: number): Cluster =>
    tainted(...Array.from({ length: count }, (_, index) => `t${index}=v:PreferNoSchedule`))
  const everything = { operator: 'Exists' }

  it.each<[string, Tolerations, Cluster[], number[]]>([
    ['no taints at all', [], [prefer(0), prefer(0)], [100, 100]],
    ['the most tainted gets 0', [], [prefer(0), prefer(1)], [100, 0]],
    ['shares of the most tainted, cut off', [], [prefer(0), prefer(1), prefer(2), prefer(3)], [100, 67, 34, 0]],
    ['a half', [], [prefer(1), prefer(2)], [50, 0]],
    ['equally tainted', [], [prefer(2), prefer(2)], [0, 0]],
    ['one cluster alone is the most tainted one', [], [prefer(1)], [0]],
    ['tolerated ones do not count', [{ key: 't0', operator: 'Exists' }], [prefer(1), prefer(2)], [100, 0]],
    ['all tolerated', [everything], [prefer(1), prefer(2)], [100, 100]],
    [
      'a toleration of PreferNoSchedule counts',
      [{ key: 't0', value: 'v', effect: 'PreferNoSchedule' }],
      [prefer(1), prefer(2)],
      [100, 0],
    ],
    ['one of NoSchedule does not', [{ ...everything, effect: 'NoSchedule' }], [prefer(1), prefer(2)], [50, 0]],
    ['one of NoExecute does not', [{ ...everything, effect: 'NoExecute' }], [prefer(1), prefer(2)], [50, 0]],
    ['taints of other effects do not count', [], [tainted('a:NoSchedule', 'b:NoExecute'), prefer(1)], [100, 0]],
    ['only taints of other effects', [], [tainted('a:NoSchedule'), tainted('b:NoExecute')], [100, 100]],
    [
      'a tolerated taint, another value, and none',
      [{ key: 'a', operator: 'Equal', value: 'b', effect: 'PreferNoSchedule' }],
      [tainted('a=b:PreferNoSchedule'), tainted('a=c:PreferNoSchedule'), tainted()],
      [100, 0, 100],
    ],
  ])('%s', (_what, tolerations, clusters, expected) => {
    expect(totals({ kind: 'taints', tolerations: tolerations.map(aToleration) }, ...clusters)).toEqual(expected)
  })
})
