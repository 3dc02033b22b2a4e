import { describe, expect, it } from 'vitest'
import type { Cluster } from '../../src/model/cluster.ts'
import { type Fleet, recordOf } from '../../src/model/fleet.ts'
import type { JsonObject } from '../../src/model/json.ts'
import type { Change, PreviousPlacement, Rescheduling, SchedulingUnit } from '../../src/model/unit.ts'
import { reschedule, triggersOf } from '../../src/placement/reschedule.ts'
import { aCluster, aFleet } from '../builders/cluster.ts'
import { aPolicyRef, aPrevious, aUnit } from '../builders/unit.ts'

/** The words of a policy with all its toggles off; a toggle that is on has none. */
const words: Readonly<Record<Change, string>> = {
  policy: 'policyContentChanged:false',
  labels: 'clusterLabelsChanged:false',
  apis: 'clusterAPIResourcesChanged:false',
  joined: 'clusterJoined:false',
}
const allOff = Object.values(words)

const facts: JsonObject = {
  annotations: { mode: 'Divide' },
  replicas: 3,
  requests: { cpu: '100m', memory: '1Gi' },
}

const apis = [{ group: '', version: 'v1', kind: 'Secret' }]
const a = (plan: Parameters<typeof aCluster>[0] = {}): Cluster =>
  aCluster({ name: 'a', labels: { zone: 'x' }, taints: ['k=v:NoSchedule', 'j:NoExecute'], apis, ...plan })
const b = (plan: Parameters<typeof aCluster>[0] = {}): Cluster => aCluster({ name: 'b', ...plan })
const before = aFleet(a(), b())

interface Situation {
  readonly fleet?: Fleet
  readonly policy?: string
  readonly policyName?: string
  readonly compared?: JsonObject
  readonly on?: readonly Change[]
  readonly barred?: string
  readonly previous?: Partial<PreviousPlacement>
}

function unitIn({
  policy = 'p1',
  policyName = 'policy',
  compared,
  on = [],
  barred,
  previous,
}: Situation): SchedulingUnit {
  const deferred = Object.fromEntries(Object.entries(words).filter(([change]) => !on.some((one) => one === change)))
  const rescheduling: Rescheduling = { compared: { migration: null, ...facts, ...compared }, policy, barred, deferred }
  return aUnit({
    policyRef: aPolicyRef({ name: policyName }),
    rescheduling,
    previous: aPrevious({ a: 2, b: 1 }, { facts: { ...facts, policy: 'p1' }, fleet: recordOf(before), ...previous }),
  })
}

/** 'decide', or the words for what was deferred. */
function verdict(situation: Situation): 'decide' | readonly string[] {
  const [unit, fleet] = [unitIn(situation), situation.fleet ?? aFleet(a(), b())]
  const found = reschedule(unit, fleet)
  const triggers = triggersOf(unit, fleet)
  if (triggers !== undefined) expect(triggers.length > 0).toBe(found === 'decide')
  return found === 'decide' ? found : found.deferred
}

const nil = 'rescheduleWhen:nil'
const disabled = 'disableRescheduling:true'
const barriers = [nil, disabled]

describe('without anything to compare with', () => {
  it.each<[string, Partial<SchedulingUnit>]>([
    ['a unit that remembers nothing', { rescheduling: undefined }],
    ['the first decision', { previous: undefined }],
    ['an unknown fleet', { previous: aPrevious({ a: 1 }, { facts: { ...facts, policy: 'p1' } }) }],
  ])('%s is decided', (_, plan) => {
    expect(reschedule({ ...unitIn({ barred: disabled }), ...plan }, before)).toBe('decide')
  })

  it('nothing changed: it stands, and there is nothing to tell, whatever is barred', () => {
    for (const barred of [undefined, ...barriers]) expect(verdict(barred === undefined ? {} : { barred })).toEqual([])
  })

  it('the order of keys, labels, taints, clusters and APIs does not count', () => {
    const many = [...apis, { group: 'apps', version: 'v1', kind: 'Deployment' }]
    const one = aFleet(a({ labels: { x: '1', y: '2' }, apis: many }), b())
    const other = aFleet(
      b(),
      a({ labels: { y: '2', x: '1' }, taints: ['j:NoExecute', 'k=v:NoSchedule'], apis: many.toReversed() }),
    )
    const compared = { requests: { memory: '1Gi', cpu: '100m' } }
    expect(verdict({ fleet: other, compared, previous: { fleet: recordOf(one) } })).toEqual([])
  })
})

describe('changes of the workload always ask, whatever is barred', () => {
  it.each<[string, Situation]>([
    ['replicas', { compared: { replicas: 4 } }],
    ['a request', { compared: { requests: { cpu: '200m', memory: '1Gi' } } }],
    ['an annotation changed', { compared: { annotations: { mode: 'Duplicate' } } }],
    ['an annotation gone', { compared: { annotations: null } }],
    ['migration appeared', { compared: { migration: { estimatedCapacity: { a: 1 } } } }],
    ['migration gone', { previous: { facts: { ...facts, policy: 'p1', migration: { a: 1 } } } }],
    ['a fact that was not known before', { previous: { facts: { policy: 'p1', replicas: 3 } } }],
    ['the name of the policy', { policyName: 'another' }],
    ['a policy where none decided', { previous: { policyName: undefined } }],
  ])('%s', (_, situation) => {
    for (const barred of barriers) expect(verdict({ ...situation, barred })).toBe('decide')
    expect(verdict(situation)).toBe('decide')
  })

  it('facts that are not compared do not', () => {
    expect(
      verdict({ previous: { facts: { ...facts, policy: 'p1', followers: true, unschedulableAfter: 60 } } }),
    ).toEqual([])
  })

  it('the kind and the namespace of the policy do not', () => {
    const unit = unitIn({})
    const policyRef = aPolicyRef({ kind: 'ClusterPolicy', namespace: '' })
    expect(reschedule({ ...unit, policyRef }, before)).toEqual({ deferred: [] })
  })
})

/** One change each, with the toggle that lets it ask. */
const gated: readonly [Change, Situation][] = [
  ['policy', { policy: 'p2' }],
  ['labels', { fleet: aFleet(a({ labels: { zone: 'y' } }), b()) }],
  ['labels', { fleet: aFleet(a(), b({ labels: { new: '' } })) }],
  ['labels', { fleet: aFleet(a({ labels: {} }), b()) }],
  ['apis', { fleet: aFleet(a({ apis: [] }), b()) }],
  ['apis', { fleet: aFleet(a({ apis: undefined }), b()) }],
  ['apis', { fleet: aFleet(a(), b({ apis: [] })) }],
  ['joined', { fleet: aFleet(a(), b(), 'c') }],
]

describe('gated changes', () => {
  it.each(gated)('%s: %j', (change, situation) => {
    expect(verdict(situation)).toEqual([words[change]])
    expect(verdict({ ...situation, on: [change] })).toBe('decide')
    const others = (Object.keys(words) as Change[]).filter((one) => one !== change)
    expect(verdict({ ...situation, on: others })).toEqual([words[change]])
    for (const barred of barriers) expect(verdict({ ...situation, on: [change, ...others], barred })).toEqual([barred])
  })

  it('are told in the order of the original', () => {
    const fleet = aFleet('c', b({ apis: [] }), a({ labels: {} }))
    expect(verdict({ fleet, policy: 'p2' })).toEqual(allOff)
    expect(verdict({ fleet, policy: 'p2', on: ['policy'] })).toBe('decide')
    expect(verdict({ fleet, policy: 'p2', on: ['joined'] })).toBe('decide')
    expect(verdict({ fleet })).toEqual(allOff.slice(1))
    expect(verdict({ fleet, policy: 'p2', barred: nil })).toEqual([nil])
  })

  it('a toggle is read from the new policy: switched off it silences itself, switched on it fires', () => {
    // The toggle is part of the policy, so that its digest changes either way.
    expect(verdict({ policy: 'switched-off', on: [] })).toEqual([words.policy])
    expect(verdict({ policy: 'switched-on', on: ['policy'] })).toBe('decide')
    expect(verdict({ policy: 'other toggle on', on: ['labels', 'apis', 'joined'] })).toEqual([words.policy])
    expect(verdict({ policy: 'disabled', on: ['policy'], barred: disabled })).toEqual([disabled])
    expect(verdict({ policy: 'enabled again', on: ['policy'] })).toBe('decide')
  })
})

describe('taints have no toggle', () => {
  it.each<[string, Cluster[]]>([
    ['a taint more', [a(), b({ taints: ['x:NoSchedule'] })]],
    ['a taint less', [a({ taints: ['k=v:NoSchedule'] }), b()]],
    ['another value', [a({ taints: ['k=w:NoSchedule', 'j:NoExecute'] }), b()]],
    ['another effect', [a({ taints: ['k=v:PreferNoSchedule', 'j:NoExecute'] }), b()]],
  ])('%s', (_, clusters) => {
    expect(verdict({ fleet: aFleet(...clusters) })).toBe('decide')
    expect(verdict({ fleet: aFleet(...clusters, 'c'), policy: 'p2' })).toBe('decide')
    for (const barred of barriers) expect(verdict({ fleet: aFleet(...clusters), barred })).toEqual([barred])
  })
})

describe('clusters that leave and join', () => {
  it.each<[string, Fleet]>([
    ['one is gone', aFleet(a())],
    ['one is not joined any more', aFleet(a(), b({ joined: false }))],
    ['all are gone', aFleet()],
    ['one joined while another left', aFleet(a(), 'c')],
    ['two joined while one left', aFleet(a(), 'c', 'd')],
  ])('%s: always decided, unless that is barred', (_, fleet) => {
    expect(verdict({ fleet })).toBe('decide')
    for (const barred of barriers) expect(verdict({ fleet, barred })).toEqual([barred])
  })

  it('one that is declared and has not joined is not there', () => {
    expect(verdict({ fleet: aFleet(a(), b(), aCluster({ name: 'c', joined: false })) })).toEqual([])
  })

  it('labels, taints and APIs of a cluster that the decision did not know do not count', () => {
    const c = aCluster({ name: 'c', labels: { x: '1' }, taints: ['x:NoExecute'], apis: [] })
    expect(verdict({ fleet: aFleet(a(), b(), c) })).toEqual([words.joined])
    expect(verdict({ fleet: aFleet(a(), b(), c), on: ['labels', 'apis', 'policy'] })).toEqual([words.joined])
  })

  it('readiness, resources and removal are not remembered', () => {
    const clusters = [a({ ready: false, available: { cpu: '1' } }), b({ terminating: true, allocatable: { cpu: '2' } })]
    expect(verdict({ fleet: aFleet(...clusters), on: ['policy', 'labels', 'apis', 'joined'] })).toEqual([])
  })
})
