import { describe, expect, it } from 'vitest'
import type { Json } from '../../src/model/json.ts'
import { readAggregatedDiscovery, readGroupVersions, readResourceList, readVersion } from '../../src/snapshot/apis.ts'

const resource = (kind: string, more: Record<string, Json> = {}): Json => ({
  resource: `${kind.toLowerCase()}s`,
  responseKind: { group: '', version: '', kind },
  scope: 'Namespaced',
  verbs: ['list'],
  ...more,
})
const item = (name: string | undefined, versions: readonly Json[]): Json => ({
  metadata: name === undefined ? { creationTimestamp: null } : { name, creationTimestamp: null },
  versions: [...versions],
})
const list = (version: string, ...items: readonly Json[]): Json => ({
  kind: 'APIGroupDiscoveryList',
  apiVersion: `apidiscovery.k8s.io/${version}`,
  metadata: {},
  items: [...items],
})

describe('aggregated discovery', () => {
  it.each(['v2', 'v2beta1'])('%s: sorted, each once, without subresources', (version) => {
    const scale = [{ subresource: 'scale', responseKind: { group: 'autoscaling', version: 'v1', kind: 'Scale' } }]
    const apps = item('apps', [
      {
        version: 'v1',
        resources: [resource('StatefulSet'), resource('Deployment', { subresources: scale })],
        freshness: 'Current',
      },
      { version: 'v1beta1', resources: [resource('Deployment'), resource('Deployment')], freshness: 'Current' },
    ])
    const found = readAggregatedDiscovery(
      list(version, apps, item(undefined, [{ version: 'v1', resources: [resource('Pod')] }])),
    )
    expect(found).toEqual({
      apis: [
        { group: '', version: 'v1', kind: 'Pod' },
        { group: 'apps', version: 'v1', kind: 'Deployment' },
        { group: 'apps', version: 'v1', kind: 'StatefulSet' },
        { group: 'apps', version: 'v1beta1', kind: 'Deployment' },
      ],
      stale: [],
    })
  })

  it('names group-versions that are stale', () => {
    const metrics = item('metrics.k8s.io', [{ version: 'v1beta1', resources: [], freshness: 'Stale' }])
    expect(readAggregatedDiscovery(list('v2', metrics))).toEqual({ apis: [], stale: ['metrics.k8s.io/v1beta1'] })
  })

  it('leaves out entries without a kind', () => {
    const broken = item('x.io', [{ version: 'v1', resources: [resource(''), { resource: 'a', responseKind: null }] }])
    expect(readAggregatedDiscovery(list('v2', broken))?.apis).toEqual([])
  })

  it.each<[string, Json]>([
    ['the plain answer of an old server', { kind: 'APIGroupList', apiVersion: 'v1', groups: [] }],
    ['a later version', list('v3')],
    ['a version without a name', list('v2', item('x.io', [{ resources: [] }]))],
    ['nothing', null],
    ['a list', []],
  ])('%s is none', (_name, document) => {
    expect(readAggregatedDiscovery(document)).toBeUndefined()
  })
})

describe('plain discovery', () => {
  it('reads group-versions', () => {
    expect(readGroupVersions({ kind: 'APIVersions', versions: ['v1', 2] })).toEqual(['v1'])
    const versions = [{ groupVersion: 'apps/v1', version: 'v1' }, { version: 'v2' }]
    expect(readGroupVersions({ kind: 'APIGroupList', groups: [{ name: 'apps', versions }] })).toEqual(['apps/v1'])
    expect(readGroupVersions({ kind: 'Status' })).toBeUndefined()
  })

  it('reads the kinds of one', () => {
    const resources = [
      { name: 'deployments', kind: 'Deployment' },
      { name: 'deployments/scale', kind: 'Scale', group: 'autoscaling', version: 'v1' },
      { name: 'odd', kind: 'Odd', group: 'odd.io', version: 'v3' },
      { name: 'nothing', kind: '' },
    ]
    expect(readResourceList({ kind: 'APIResourceList', groupVersion: 'apps/v1', resources })).toEqual([
      { group: 'apps', version: 'v1', kind: 'Deployment' },
      { group: 'odd.io', version: 'v3', kind: 'Odd' },
    ])
    const core = { kind: 'APIResourceList', groupVersion: 'v1', resources: [{ name: 'pods', kind: 'Pod' }] }
    expect(readResourceList(core)).toEqual([{ group: '', version: 'v1', kind: 'Pod' }])
    expect(readResourceList({ kind: 'APIResourceList' })).toBeUndefined()
    expect(readResourceList({ kind: 'Status', groupVersion: 'v1' })).toBeUndefined()
  })
})

it.each<[Json, string | undefined]>([
  [{ gitVersion: 'v1.34.1' }, 'v1.34.1'],
  [{ gitVersion: 'v1.27.3-gke.100+ab_c' }, 'v1.27.3-gke.100+ab_c'],
  [{ gitVersion: 'v1.34.1\nx' }, undefined],
  [{ gitVersion: 'password' }, undefined],
  [{}, undefined],
])('version %j is %s', (document, expected) => {
  expect(readVersion(document)).toBe(expected)
})
