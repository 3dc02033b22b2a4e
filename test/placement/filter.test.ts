import { describe, expect, it } from 'vitest'
import type { Filter } from '../../src/model/policy.ts'
import { filter } from '../../src/placement/filter.ts'
import { aCluster } from '../builders/cluster.ts'
import { aTerm, namesFilter } from '../builders/unit.ts'

it('carries the facts of a rejection', () => {
  const deployments = { group: 'apps', version: 'v1', kind: 'Deployment' }
  const { rejected } = filter(
    [
      { kind: 'taints', tolerations: [] },
      { kind: 'apis', api: deployments },
    ],
    [aCluster({ name: 'a', taints: ['x=y:NoSchedule', 'p=q:NoExecute'] }), aCluster({ name: 'b', apis: [] })],
    new Set(['a']),
  )
  expect(rejected).toEqual([
    { cluster: 'a', filter: 'taints', reason: 'untolerated', args: { key: 'p', value: 'q', effect: 'NoExecute' } },
    { cluster: 'b', filter: 'apis', reason: 'not-served', args: deployments },
  ])
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

  it('looks at what comes after an exemption, whatever it is', () => {
    const requests = new Map([['gpu', 1_000_000_000n]])
    const now = 1000
    const clusters = [
      aCluster({ name: 'full' }),
      aCluster({ name: 'left' }),
      aCluster({ name: 'open', allocatable: { gpu: '1' }, available: { gpu: '1' } }),
      aCluster({ name: 'bare', allocatable: { cpu: '1' } }),
    ]
    const list: readonly Filter[] = [
      { kind: 'fits', requests },
      { kind: 'offers', resources: ['cpu', 'gpu'] },
      { kind: 'evicted', until: new Map([['left', now + 1]]), now },
      namesFilter('full', 'left', 'open'),
    ]
    const told = (placed: readonly string[]): string[] =>
      filter(list, clusters, new Set(placed)).rejected.map((one) => `${one.cluster}:${one.filter}`)
    expect(told([])).toEqual(['full:fits', 'left:fits', 'bare:fits'])
    expect(told(['full', 'left', 'bare'])).toEqual(['left:evicted', 'bare:names'])
    expect(told(['full'])).toEqual(['left:fits', 'bare:fits'])
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
    const leaving = (until: Record<string, number>, now?: number): Filter => ({
      kind: 'evicted',
      until: new Map(Object.entries(until)),
      now,
    })
    const asking = (gpus: bigint): Filter => ({ kind: 'fits', requests: new Map([['gpu', gpus]]) })
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
      [leaving({ a: 5 })],
      [leaving({ a: 5 }, 5)],
      [leaving({ a: 5 }, 4)],
      [leaving({ b: 5 }, 4)],
      [asking(0n)],
      [asking(1n)],
      [{ kind: 'fits', requests: new Map() }],
      [{ kind: 'offers', resources: ['gpu'] }],
    ]
    const passing = lists.map((list) =>
      filter(list, fleet, undefined)
        .clusters.map(({ name }) => name)
        .join(''),
    )
    expect(passing).toEqual([
      ...['abcdef', 'a', 'ab', '', 'a', 'b', '', 'abcdef', ''],
      ...['bcdef', 'abcdef', 'bcdef', 'acdef', 'abcdef', '', 'abcdef', ''],
    ])
  })

  it('no filter passes all, and no cluster is no trouble', () => {
    expect(filter([], fleet, undefined)).toEqual({ clusters: fleet, rejected: [] })
    expect(filter(filters, [], undefined)).toEqual({ clusters: [], rejected: [] })
  })
})
