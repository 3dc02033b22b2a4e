import { describe, expect, test } from 'vitest'
import type { ClusterFacts } from '../../src/dialects/dialect.ts'
import { assumeFleet, mergeFleet } from '../../src/dialects/fleet.ts'
import { collector } from './resource.ts'

const origin = (file: string) => ({ file, document: 0, path: [] })

function merge(...facts: Omit<ClusterFacts, 'name' | 'origin'>[]) {
  const { report, codes, found } = collector()
  const fleet = mergeFleet(
    facts.map((one, index) => ({ name: 'eu', origin: origin(`${index}.yaml`), ...one })),
    report,
  )
  return { cluster: fleet.clusters[0], codes: codes(), found }
}

describe('facts of one name', () => {
  test('what nobody said', () => {
    expect(merge({}).cluster).toEqual({
      name: 'eu',
      labels: new Map(),
      taints: [],
      joined: true,
      ready: true,
      terminating: false,
      apis: undefined,
      allocatable: new Map(),
      available: new Map(),
      observed: new Map(),
      origins: [origin('0.yaml')],
    })
  })

  test('the later word counts, where there is one', () => {
    const apis = [{ group: '', version: 'v1', kind: 'Secret' }]
    const { cluster } = merge(
      { ready: true, joined: false, apis, allocatable: new Map([['cpu', 1n]]), available: new Map([['cpu', 1n]]) },
      { ready: false, available: new Map([['cpu', 2n]]) },
    )
    expect(cluster).toMatchObject({ ready: false, joined: false, apis, origins: [origin('0.yaml'), origin('1.yaml')] })
    expect(cluster?.allocatable.get('cpu')).toBe(1n)
    expect(cluster?.available.get('cpu')).toBe(2n)
  })

  test('more available than allocatable is a warning at whoever said what is available', () => {
    const amounts = (cpu: bigint, memory: bigint) =>
      new Map([
        ['cpu', cpu],
        ['memory', memory],
      ])
    const { codes, found } = merge({ allocatable: amounts(4n, 4n) }, { available: amounts(5n, 4n) }, { ready: true })
    expect(codes).toEqual(['bind/more-available 1.yaml:'])
    expect(found[0]?.args).toEqual({ cluster: 'eu', resources: ['cpu'] })
  })

  test('terminating stays', () => {
    expect(merge({ terminating: true }, {}).cluster?.terminating).toBe(true)
  })

  test('labels are united', () => {
    const result = merge(
      { labels: new Map([['a', '1']]) },
      {
        labels: new Map([
          ['a', '1'],
          ['b', '2'],
        ]),
      },
    )
    expect(result.cluster?.labels).toEqual(
      new Map([
        ['a', '1'],
        ['b', '2'],
      ]),
    )
    expect(result.codes).toEqual([])
  })

  test('two values of a label are an error at the second', () => {
    const result = merge({ labels: new Map([['a', '1']]) }, { labels: new Map([['a', '2']]) })
    expect(result.cluster?.labels.get('a')).toBe('1')
    expect(result.codes).toEqual(['bind/label-conflict 1.yaml:metadata.labels.a'])
    expect(result.found[0]?.related).toEqual([{ ...origin('0.yaml'), path: ['metadata', 'labels', 'a'] }])
  })

  test('taints are united by key and effect', () => {
    const taint = (key: string, value: string, effect = 'NoSchedule') => ({ key, value, effect })
    const { cluster } = merge(
      { taints: [taint('a', '1'), taint('b', '')] },
      { taints: [taint('a', '2'), taint('a', '', 'NoExecute')] },
    )
    expect(cluster?.taints).toEqual([taint('a', '2'), taint('b', ''), taint('a', '', 'NoExecute')])
  })
})

test('clusters are sorted by name', () => {
  const { report } = collector()
  const names = ['b', 'a', '__proto__', 'a'].map((name) => ({ name, origin: origin('x') }))
  expect(mergeFleet(names, report).clusters.map(({ name }) => name)).toEqual(['__proto__', 'a', 'b'])
})

describe('without any declared cluster', () => {
  test('those that policies name are taken, with one warning', () => {
    const { report, codes, found } = collector()
    const named = ['us', 'eu', 'us'].map((name, index) => ({ name, origin: origin(`${index}.yaml`) }))
    const { clusters } = assumeFleet(named, report)
    expect(clusters).toMatchObject([
      { name: 'eu', joined: true, ready: true, labels: new Map(), origins: [] },
      { name: 'us', joined: true, ready: true, labels: new Map(), origins: [] },
    ])
    expect(codes()).toEqual(['bind/clusters-assumed 1.yaml:'])
    expect(found[0]?.args).toEqual({ clusters: ['eu', 'us'] })
  })

  test('where policies name none either, there is nothing to tell', () => {
    const { report, codes } = collector()
    expect(assumeFleet([], report)).toEqual({ clusters: [] })
    expect(codes()).toEqual([])
  })
})
