import { describe, expect, it } from 'vitest'
import type { Cluster } from '../../src/model/cluster.ts'
import type { Filter } from '../../src/model/policy.ts'
import { filter } from '../../src/placement/filter.ts'
import { aCluster } from '../builders/cluster.ts'
import { aTerm, aToleration, namesFilter } from '../builders/unit.ts'

const deployments = { group: 'apps', version: 'v1', kind: 'Deployment' }

/** `passes`, or the reason; first for a new cluster, then for one of the previous placement. */
function outcomes(one: Filter, cluster: Cluster): [string, string] {
  const of = (placed: ReadonlySet<string>): string => {
    const { clusters, rejected } = filter([one], [cluster], placed)
    expect(clusters.length + rejected.length).toBe(1)
    return rejected[0]?.reason ?? 'passes'
  }
  return [of(new Set()), of(new Set([cluster.name]))]
}

describe('each filter', () => {
  const tainted = (...taints: string[]): Cluster => aCluster({ taints })
  const tolerating = (...tolerations: Parameters<typeof aToleration>[0][]): Filter => ({
    kind: 'taints',
    tolerations: tolerations.map(aToleration),
  })
  const apis: Filter = { kind: 'apis', api: deployments }
  const serving = (...served: Partial<typeof deployments>[]): Cluster =>
    aCluster({ apis: served.map((one) => ({ ...deployments, ...one })) })
  const selecting = (labels: Record<string, string>): Filter => ({
    kind: 'labels',
    selector: { matchLabels: new Map(Object.entries(labels)), matchExpressions: [] },
  })
  const affine = (
    clusterSelector: Record<string, string>,
    terms?: Extract<Filter, { kind: 'affinity' }>['terms'],
  ): Filter => ({ kind: 'affinity', clusterSelector: new Map(Object.entries(clusterSelector)), terms })
  const eu = aCluster({ labels: { zone: 'eu', tier: 'gold' } })

  it.each<[string, Filter, Cluster, string, string?]>([
    ['apis: served', apis, serving({ kind: 'Pod' }, {}), 'passes'],
    ['apis: nobody said', apis, aCluster(), 'passes'],
    ['apis: nothing is served', apis, serving(), 'not-served'],
    ['apis: another group', apis, serving({ group: 'extensions' }), 'not-served'],
    ['apis: another version', apis, serving({ version: 'v1beta1' }), 'not-served'],
    ['apis: another kind', apis, serving({ kind: 'ReplicaSet' }), 'not-served'],
    ['apis: parts do not mix', apis, serving({ group: 'a' }, { version: 'b' }, { kind: 'c' }), 'not-served'],
    ['taints: none', tolerating(), aCluster(), 'passes'],
    ['taints: NoSchedule keeps new ones out', tolerating(), tainted('a=b:NoSchedule'), 'untolerated', 'passes'],
    ['taints: NoExecute evicts', tolerating(), tainted('a=b:NoExecute'), 'untolerated'],
    ['taints: PreferNoSchedule does not count', tolerating(), tainted('a=b:PreferNoSchedule'), 'passes'],
    ['taints: an unknown effect does not count', tolerating(), tainted('a=b:Other'), 'passes'],
    [
      'taints: every one counts',
      tolerating({ key: 'a', operator: 'Exists' }),
      tainted('a:NoSchedule', 'b:NoExecute'),
      'untolerated',
    ],
    ['taints: Equal', tolerating({ key: 'a', operator: 'Equal', value: 'b' }), tainted('a=b:NoExecute'), 'passes'],
    ['taints: no operator is Equal', tolerating({ key: 'a', value: 'b' }), tainted('a=b:NoExecute'), 'passes'],
    ['taints: another value', tolerating({ key: 'a', value: 'c' }), tainted('a=b:NoExecute'), 'untolerated'],
    [
      'taints: another effect',
      tolerating({ key: 'a', value: 'b', effect: 'NoSchedule' }),
      tainted('a=b:NoExecute'),
      'untolerated',
    ],
    ['taints: an empty key with Equal', tolerating({ value: 'b' }), tainted('a=b:NoExecute'), 'passes'],
    [
      'taints: Exists for every key',
      tolerating({ operator: 'Exists' }),
      tainted('a=b:NoExecute', 'c:NoSchedule'),
      'passes',
    ],
    [
      'taints: an unknown operator',
      tolerating({ key: 'a', operator: 'Lt', value: 'b' }),
      tainted('a=b:NoExecute'),
      'untolerated',
    ],
    ['names: named', namesFilter('a', 'b'), aCluster(), 'passes'],
    ['names: not named', namesFilter('b'), aCluster(), 'not-named'],
    ['names: none at all', namesFilter(), aCluster(), 'not-named'],
    ['labels: match', selecting({ zone: 'eu' }), eu, 'passes'],
    ['labels: empty', selecting({}), eu, 'passes'],
    ['labels: differ', selecting({ zone: 'us' }), eu, 'selector'],
    ['labels: invalid', selecting({ 'a b': 'us' }), eu, 'invalid'],
    ['affinity: no restriction', affine({}), eu, 'passes'],
    ['affinity: selector', affine({ zone: 'eu', tier: 'gold' }), eu, 'passes'],
    ['affinity: selector, one differs', affine({ zone: 'eu', tier: 'tin' }), eu, 'selector'],
    ['affinity: selector, absent key', affine({ x: '' }), eu, 'selector'],
    [
      'affinity: a selector is not syntax-checked',
      affine({ 'a b': 'c' }),
      aCluster({ labels: { 'a b': 'c' } }),
      'passes',
    ],
    ['affinity: no terms match nothing', affine({}, []), eu, 'terms'],
    ['affinity: a term', affine({}, [aTerm([['zone', 'In', 'eu']])]), eu, 'passes'],
    ['affinity: a field', affine({}, [aTerm([], [['metadata.name', 'In', 'a']])]), eu, 'passes'],
    ['affinity: no term', affine({}, [aTerm([['zone', 'In', 'us']])]), eu, 'terms'],
    ['affinity: selector and terms', affine({ zone: 'us' }, [aTerm([['zone', 'In', 'eu']])]), eu, 'selector'],
    ['affinity: invalid', affine({}, [aTerm([['zone', 'In']])]), eu, 'invalid'],
    ['ready', { kind: 'ready', unlessCurrent: true }, aCluster(), 'passes'],
    [
      'ready: not, unless current',
      { kind: 'ready', unlessCurrent: true },
      aCluster({ ready: false }),
      'not-ready',
      'passes',
    ],
    ['ready: not', { kind: 'ready', unlessCurrent: false }, aCluster({ ready: false }), 'not-ready'],
    ['terminating: not', { kind: 'terminating' }, aCluster(), 'passes'],
    ['terminating: evicts too', { kind: 'terminating' }, aCluster({ terminating: true }), 'terminating'],
    ['nothing', { kind: 'nothing', reason: 'no-selector' }, aCluster(), 'no-selector'],
  ])('%s', (_what, one, cluster, fresh, placed = fresh) => {
    expect(outcomes(one, cluster)).toEqual([fresh, placed])
  })

  it('carries the facts of a rejection', () => {
    const { rejected } = filter(
      [{ kind: 'taints', tolerations: [] }, apis],
      [aCluster({ name: 'a', taints: ['x=y:NoSchedule', 'p=q:NoExecute'] }), aCluster({ name: 'b', apis: [] })],
      new Set(['a']),
    )
    expect(rejected).toEqual([
      { cluster: 'a', filter: 'taints', reason: 'untolerated', args: { key: 'p', value: 'q', effect: 'NoExecute' } },
      { cluster: 'b', filter: 'apis', reason: 'not-served', args: deployments },
    ])
  })
})

describe('a list of filters', () => {
  const filters: readonly Filter[] = [
    { kind: 'taints', tolerations: [] },
    { kind: 'ready', unlessCurrent: true },
    namesFilter('a', 'b', 'c', 'd'),
  ]
  const fleet = [
    aCluster({ name: 'a' }),
    aCluster({ name: 'b', taints: ['x:NoSchedule'], ready: false }),
    aCluster({ name: 'c', taints: ['x:NoExecute'], ready: false }),
    aCluster({ name: 'd', ready: false }),
    aCluster({ name: 'e', taints: ['x:NoSchedule'] }),
    aCluster({ name: 'f' }),
  ]

  function verdicts(...placed: string[]): string {
    const { clusters, rejected } = filter(filters, fleet, new Set(placed))
    const reasons = new Map(rejected.map((one) => [one.cluster, one.filter]))
    for (const { name } of clusters) expect(reasons.has(name)).toBe(false)
    return fleet.map(({ name }) => `${name}:${reasons.get(name) ?? '-'}`).join(' ')
  }

  it('the first that rejects is the reason, and what ran there before matters where it should', () => {
    expect(verdicts()).toBe('a:- b:taints c:taints d:ready e:taints f:names')
    expect(verdicts('b')).toBe('a:- b:- c:taints d:ready e:taints f:names')
    expect(verdicts('d', 'e')).toBe('a:- b:taints c:taints d:- e:names f:names')
    expect(verdicts('a', 'b', 'c', 'd', 'e', 'f', 'gone')).toBe('a:- b:- c:taints d:- e:names f:names')
    expect(verdicts()).toBe('a:- b:taints c:taints d:ready e:taints f:names')
  })

  it('gives the same object to units that differ in nothing that matters', () => {
    expect(filter(filters, fleet, undefined)).toBe(filter(filters, fleet, new Set(['a'])))
    expect(filter(filters, fleet, new Set(['b']))).toBe(filter(structuredClone(filters), fleet, new Set(['b', 'a'])))
  })

  it('tells apart lists that differ in a name, a term or a number of them', () => {
    const terms = (...values: string[]): Filter => ({
      kind: 'affinity',
      clusterSelector: new Map(),
      terms: values.map((value) => aTerm([], [['metadata.name', 'In', value]])),
    })
    const unrestricted: Filter = { kind: 'affinity', clusterSelector: new Map(), terms: undefined }
    const selecting: Filter = { kind: 'affinity', clusterSelector: new Map([['x', 'y']]), terms: undefined }
    const lists: readonly (readonly Filter[])[] = [
      [],
      [namesFilter('a')],
      [namesFilter('a', 'b')],
      [namesFilter('a'), namesFilter('b')],
      [terms('a')],
      [terms('b')],
      [terms()],
      [unrestricted],
      [selecting],
    ]
    const passing = lists.map((list) =>
      filter(list, fleet, undefined)
        .clusters.map(({ name }) => name)
        .join(''),
    )
    expect(passing).toEqual(['abcdef', 'a', 'ab', '', 'a', 'b', '', 'abcdef', ''])
  })

  it('no filter passes all, and no cluster is no trouble', () => {
    expect(filter([], fleet, undefined)).toEqual({ clusters: fleet, rejected: [] })
    expect(filter(filters, [], undefined)).toEqual({ clusters: [], rejected: [] })
  })
})
