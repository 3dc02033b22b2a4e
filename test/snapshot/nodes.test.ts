import { describe, expect, it } from 'vitest'
import { rawNode } from './raw.ts'
import { quantities, readAll, sums } from './survey.ts'

const of = (...nodes: readonly Parameters<typeof rawNode>[0][]) => sums({ nodes: [nodes.map(rawNode)] }).nodes

describe('nodes that take pods', () => {
  it.each([
    ['an ordinary one', {}, 1],
    ['without a word on readiness', { ready: null }, 1],
    ['not ready', { ready: 'False' }, 0],
    ['unknown', { ready: 'Unknown' }, 0],
    ['cordoned', { cordoned: true }, 0],
    ['not cordoned, in so many words', { cordoned: false }, 1],
    ['tainted NoSchedule', { taint: 'NoSchedule' }, 0],
    ['tainted NoExecute', { taint: 'NoExecute' }, 0],
    ['tainted PreferNoSchedule', { taint: 'PreferNoSchedule' }, 1],
  ] as const)('%s', (_name, plan, schedulable) => {
    const found = of(plan)
    expect(found).toMatchObject({ total: 1, schedulable })
    expect([...found.allocatable.keys()]).toEqual(schedulable === 1 ? ['cpu', 'memory'] : [])
  })

  it('sums what those offer, pods left out', () => {
    const found = of({ cpu: '3920m', memory: '1Gi' }, { cpu: '1.5', memory: '512Mi' }, { cpu: '64', cordoned: true })
    expect(found.allocatable).toEqual(quantities({ cpu: '5420m', memory: '1536Mi' }))
  })

  it('counts regions and zones of all nodes', () => {
    const labels = { 'topology.kubernetes.io/region': 'eu', 'topology.kubernetes.io/zone': 'eu-1' }
    const found = of({ labels }, { labels, cordoned: true }, { labels: { 'topology.kubernetes.io/region': 'us' } }, {})
    expect([...found.regions]).toEqual([
      ['eu', 2],
      ['us', 1],
    ])
    expect([...found.zones]).toEqual([['eu-1', 2]])
  })
})

it.each([
  ['no object', 7],
  ['no name', { metadata: {} }],
  ['an amount that is none', rawNode({ cpu: 'four' })],
  ['an amount beyond all measure', rawNode({ memory: '1e30' })],
  ['a resource that cannot be one', { metadata: { name: 'n' }, status: { allocatable: { 'a b': '1' } } }],
  ['amounts that are a list', { metadata: { name: 'n' }, status: { allocatable: [1] } }],
])('a node of %s ends the reading', (_name, node) => {
  expect(readAll({ nodes: [[rawNode()], [node]] })).toMatch(/^a node /)
})
