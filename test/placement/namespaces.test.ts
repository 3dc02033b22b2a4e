import { describe, expect, it } from 'vitest'
import type { PlacementDecision } from '../../src/model/decision.ts'
import { placeNamespaces } from '../../src/placement/namespaces.ts'
import { place } from '../../src/placement/place.ts'
import { aCluster, aFleet } from '../builders/cluster.ts'
import { aNamespace } from '../builders/resource.ts'
import { aUnit, namesFilter } from '../builders/unit.ts'

const fleet = aFleet(aCluster({ name: 'c' }), 'a', 'b', aCluster({ name: 'left', joined: false }))

function decided(namespace: string, ...clusters: string[]): PlacementDecision {
  const workload = { apiVersion: 'v1', kind: 'Secret', namespace, name: 'x' }
  return place(aUnit({ workload, policy: { filters: [namesFilter(...clusters)] } }), fleet, () => {})
}

describe('placeNamespaces', () => {
  const names = ['web', 'idle', 'default', 'kube-system', 'kube-public', 'kube-extra', '__proto__', 'held']
  const namespaces = names.map((name) => ({ resource: aNamespace(name), propagates: name !== 'held' }))
  const decisions = [
    decided('web', 'b', 'c'),
    decided('web', 'a', 'c'),
    decided('default', 'a'),
    decided('', 'b'),
    decided('kube-system', 'a'),
    decided('kube-extra', 'a'),
    decided('__proto__', 'b'),
    decided('held', 'a'),
    decided('unknown', 'a'),
  ]

  it.each<['used' | 'all', Record<string, string>]>([
    ['used', { web: 'a b c', 'kube-extra': 'a', ['__proto__']: 'b' }],
    ['all', { web: 'a b c', idle: 'a b c', ['__proto__']: 'a b c' }],
  ])('%s', (mode, expected) => {
    const placed = placeNamespaces(namespaces, decisions, fleet, mode)
    expect([...placed.keys()]).toEqual(namespaces)
    for (const [{ resource: namespace }, clusters] of placed) {
      const wanted = Object.hasOwn(expected, namespace.name) ? expected[namespace.name] : ''
      expect([namespace.name, clusters.join(' ')]).toEqual([namespace.name, wanted])
    }
  })

  it('nothing in, nothing out', () => {
    expect(placeNamespaces([], decisions, fleet, 'used').size).toBe(0)
  })
})
