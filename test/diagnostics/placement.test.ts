import { expect, it } from 'vitest'
import { type Diagnostic, diagnostic, wording } from '../../src/diagnostics/diagnostic.ts'
import type { Cluster } from '../../src/model/cluster.ts'
import { byCodePoint } from '../../src/model/order.ts'
import type { PlacementPolicy } from '../../src/model/policy.ts'
import { plannerHash } from '../../src/placement/hash.ts'
import { place } from '../../src/placement/place.ts'
import { aCluster, aFleet } from '../builders/cluster.ts'
import { anOrigin, aSpread, aUnit } from '../builders/unit.ts'

function placed(policy: Partial<PlacementPolicy>, ...clusters: Cluster[]) {
  const found: Diagnostic[] = []
  const { targets } = place(aUnit({ policy }), aFleet(...clusters), (one) => void found.push(one))
  return { targets, found }
}

it('a selector that cannot be evaluated is an error at its field', () => {
  const from = anOrigin('placement/policy.yaml', 'spec', 'clusterSelector')
  const selector = { matchLabels: new Map([['a b', 'c']]), matchExpressions: [] }
  const { targets, found } = placed({ filters: [{ kind: 'labels', selector, from }] }, aCluster())
  expect(targets).toEqual([])
  expect(found.find(({ code }) => code === 'placement/invalid-selector')?.at).toEqual(from)
})

it('weights that come to nothing are told, with what found no place', () => {
  const { targets, found } = placed(
    {
      division: { ...aSpread(5, {}), weights: 'dynamic' },
    },
    aCluster({ name: 'a', allocatable: { cpu: '10000' }, available: { cpu: '0' } }),
    aCluster({ name: 'b', allocatable: { cpu: '1' }, available: { cpu: '1' } }),
  )
  expect(targets).toEqual([])
  expect(found.map(({ code }) => code)).toContain('placement/no-weight-data')
})

it('a placement that is kept for want of rescheduleWhen says so', () => {
  const args = { count: 1, examples: ['Deployment shop/web'] }
  const said = (reason: string): string => wording(diagnostic('placement/deferred', { ...args, reason }))
  expect(said('rescheduleWhen:nil')).toContain('reschedulePolicy without rescheduleWhen')
  expect(said('clusterJoined:false')).not.toContain('reschedulePolicy')
})

it('two clusters of one hash are told apart by name, whatever their order', () => {
  const names = new Map<number, string>()
  let pair: readonly string[] = []
  for (let at = 0; pair.length === 0; at++) {
    const name = `c${at}`
    const hash = plannerHash(name, 'default/web')
    const other = names.get(hash)
    if (other !== undefined) pair = [other, name].sort(byCodePoint)
    names.set(hash, name)
  }
  const division = aSpread(1, Object.fromEntries(pair.map((name) => [name, { weight: 1 }])))
  for (const order of [pair, [...pair].reverse()]) {
    const { targets } = placed({ division }, ...order.map((name) => aCluster({ name })))
    expect(targets.map(({ cluster }) => cluster)).toEqual([pair[0]])
  }
})
