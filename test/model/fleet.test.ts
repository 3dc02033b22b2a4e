import { describe, expect, it } from 'vitest'
import { recordJson, recordOf } from '../../src/model/fleet.ts'
import { aCluster, aFleet } from '../builders/cluster.ts'

describe('the record of a fleet', () => {
  const b = aCluster({ name: 'b', labels: { y: '2', x: '1' }, taints: ['k:NoSchedule', 'j=v:NoExecute'], apis: [] })

  it('holds what decisions look at, of joined clusters, in a fixed order', () => {
    const { clusters } = recordOf(aFleet(b, 'a', aCluster({ name: 'c', joined: false })))
    expect(JSON.stringify(recordJson(clusters))).toBe(
      JSON.stringify([
        { name: 'a' },
        {
          name: 'b',
          labels: { x: '1', y: '2' },
          taints: [
            { key: 'j', value: 'v', effect: 'NoExecute' },
            { key: 'k', effect: 'NoSchedule' },
          ],
          apis: clusters.get('b')?.apis,
        },
      ]),
    )
    expect(clusters.get('b')?.apis).toMatch(/^[0-9a-f]{16}$/)
  })

  it('is one object for one fleet, and has one digest for equal fleets', () => {
    const fleet = aFleet('a', b)
    expect(recordOf(fleet)).toBe(recordOf(fleet))
    const turned = aCluster({
      name: 'b',
      labels: { x: '1', y: '2' },
      taints: ['j=v:NoExecute', 'k:NoSchedule'],
      apis: [],
    })
    expect(recordOf(aFleet(turned, 'a')).digest).toBe(recordOf(fleet).digest)
  })

  it.each([
    ['a name', aFleet('b')],
    ['a label', aFleet(aCluster({ name: 'a', labels: { x: '' } }))],
    ['a taint', aFleet(aCluster({ name: 'a', taints: ['x:NoSchedule'] }))],
    ['known APIs', aFleet(aCluster({ name: 'a', apis: [] }))],
    ['another cluster', aFleet('a', 'b')],
    ['no cluster', aFleet()],
  ])('another one for %s', (_, fleet) => {
    expect(recordOf(fleet).digest).not.toBe(recordOf(aFleet('a')).digest)
  })

  it('the same one for what it does not hold', () => {
    const other = aCluster({ name: 'a', ready: false, terminating: true, available: { cpu: '1' } })
    expect(recordOf(aFleet(other)).digest).toBe(recordOf(aFleet('a')).digest)
  })

  it('names with a meaning of their own are names', () => {
    const odd = aCluster({ name: '__proto__', labels: JSON.parse('{"__proto__": "x"}') })
    const [one] = recordJson(recordOf(aFleet(odd)).clusters)
    expect(JSON.stringify(one)).toBe('{"name":"__proto__","labels":{"__proto__":"x"}}')
  })
})
