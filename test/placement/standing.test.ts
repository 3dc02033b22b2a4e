import { describe, expect, it } from 'vitest'
import { type Diagnostic, wording } from '../../src/diagnostics/diagnostic.ts'
import type { PlacementDecision, Target } from '../../src/model/decision.ts'
import { type Fleet, recordOf } from '../../src/model/fleet.ts'
import type { JsonObject } from '../../src/model/json.ts'
import type { Origin } from '../../src/model/source.ts'
import type { Rescheduling, SchedulingUnit } from '../../src/model/unit.ts'
import { place } from '../../src/placement/place.ts'
import { aCluster, aFleet } from '../builders/cluster.ts'
import { anOrigin, aPolicyRef, aPrevious, aSpread, aUnit, namesFilter } from '../builders/unit.ts'

function decide(unit: SchedulingUnit, fleet: Fleet): PlacementDecision & { codes: string[]; found: Diagnostic[] } {
  const found: Diagnostic[] = []
  const decision = place(unit, fleet, (one) => void found.push(one))
  for (const one of found) expect(wording(one)).not.toMatch(/undefined|\[object/)
  return { ...decision, found, codes: found.map(({ code }) => code) }
}

const fleet = aFleet('a', 'b', 'c')
const then = recordOf(fleet)

function rescheduling(plan: Partial<Rescheduling> = {}): Rescheduling {
  const deferred = { labels: 'clusterLabelsChanged:false', joined: 'clusterJoined:false' }
  return { compared: { replicas: 9, migration: null }, policy: 'p', barred: undefined, deferred, ...plan }
}

/** A divided workload of nine replicas, decided before by the same facts: five in `a`, four in `c`. */
function aStandingUnit(plan: Parameters<typeof aUnit>[0] = {}): SchedulingUnit {
  const facts: JsonObject = { replicas: 9, policy: 'p', followers: true }
  return aUnit({
    policyRef: aPolicyRef(),
    policy: { division: aSpread(9, { a: {}, b: {}, c: {} }) },
    replicas: 9,
    rescheduling: rescheduling(),
    facts,
    previous: aPrevious({ c: 4, a: 5 }, { facts: { ...facts, fleet: then.digest }, fleet: then }),
    ...plan,
  })
}

const stood: readonly Target[] = [
  { cluster: 'a', replicas: 5 },
  { cluster: 'c', replicas: 4 },
]

/** The unit with ten replicas, which always asks for a new decision. */
const scaled: Parameters<typeof aUnit>[0] = {
  replicas: 10,
  policy: { division: aSpread(10, { a: {}, b: {}, c: {} }) },
  rescheduling: rescheduling({ compared: { replicas: 10, migration: null } }),
  facts: { replicas: 10, policy: 'p', followers: false, unschedulableAfter: 60 },
}

describe('kept: nothing asks for a new decision', () => {
  it('is the previous decision, sorted, with its facts and its fleet', () => {
    const unit = aStandingUnit({ facts: { replicas: 9, policy: 'q', followers: false } })
    expect(decide(unit, fleet)).toMatchObject({
      targets: stood,
      outcome: 'kept',
      deferred: [],
      facts: { replicas: 9, policy: 'p', followers: true },
      fleet: then,
      dispatched: true,
      codes: [],
    })
    expect(decide(unit, fleet).facts).not.toHaveProperty('fleet')
  })

  it('with overflow, whole workloads and clusters that have not joined or are not ready', () => {
    const whole = aFleet('a', aCluster({ name: 'b', joined: false }), aCluster({ name: 'c', ready: false }))
    const previous = aPrevious(
      { b: 3, a: null, c: 12 },
      {
        overflow: new Map([['c', 6]]),
        following: new Set(['x']),
        facts: { replicas: 9, policy: 'p' },
        fleet: recordOf(whole),
      },
    )
    expect(decide(aStandingUnit({ previous }), whole).targets).toEqual([
      { cluster: 'a', replicas: undefined },
      { cluster: 'b', replicas: 3 },
      { cluster: 'c', replicas: 12, overflow: 6 },
    ])
  })

  it('says what was deferred, and keeps the old fleet', () => {
    const now = aFleet(aCluster({ name: 'a', labels: { x: '1' } }), 'b', 'c', 'd')
    const { deferred, fleet: remembered, targets } = decide(aStandingUnit(), now)
    expect(deferred).toEqual(['clusterLabelsChanged:false', 'clusterJoined:false'])
    expect(remembered).toBe(then)
    expect(targets).toEqual(stood)
  })

  it('is not filtered, scored or gated: a taint that stands since then does not move it', () => {
    const policy = { filters: [namesFilter()], gate: [namesFilter()], division: aSpread(9, { b: {} }) }
    expect(decide(aStandingUnit({ policy }), fleet).targets).toEqual(stood)
  })

  it('loses clusters that are not declared any more, and says how many replicas run nowhere', () => {
    const barred = rescheduling({ barred: 'disableRescheduling:true' })
    const { targets, codes, found } = decide(aStandingUnit({ rescheduling: barred }), aFleet('a', 'b'))
    expect(targets).toEqual(stood.slice(0, 1))
    expect(codes).toEqual(['placement/unplaced-replicas'])
    expect(found[0]?.args).toMatchObject({ wanted: 9, placed: 5 })
  })
})

describe('sticky: once placed it stays', () => {
  it('gives the current numbers, whatever is asked for, and remembers the new facts', () => {
    const { targets, outcome, facts, codes, found } = decide(aStandingUnit({ ...scaled, sticky: true }), fleet)
    expect(targets).toEqual(stood)
    expect(outcome).toBe('sticky')
    expect(facts).toEqual({
      replicas: 10,
      policy: 'p',
      followers: false,
      unschedulableAfter: 60,
      dividedReplicas: 9,
    })
    expect(codes).toEqual(['placement/not-scaled'])
    expect(found[0]?.args).toMatchObject({ wanted: 10, placed: 9, held: false })
  })

  it('is still told in the renders after that', () => {
    const { facts = {} } = scaled
    const previous = aPrevious({ a: 5, c: 4 }, { facts, fleet: then })
    const { outcome, codes } = decide(aStandingUnit({ ...scaled, sticky: true, previous }), fleet)
    expect([outcome, ...codes]).toEqual(['kept', 'placement/not-scaled'])
  })

  it('keeps whole workloads when the mode changes, and their number is nobody’s business', () => {
    const previous = aPrevious({ b: null, a: null }, { facts: {}, fleet: then })
    const { targets, codes } = decide(aStandingUnit({ ...scaled, sticky: true, previous }), fleet)
    expect(targets.map(({ cluster, replicas }) => [cluster, replicas])).toEqual([
      ['a', undefined],
      ['b', undefined],
    ])
    expect(codes).toEqual([])
  })

  it.each<[string, SchedulingUnit['previous']]>([
    ['the first time', undefined],
    ['from nowhere', aPrevious({}, { fleet: then })],
  ])('%s it is decided like any other', (_, previous) => {
    const { outcome, targets } = decide(aStandingUnit({ ...scaled, sticky: true, previous }), fleet)
    expect(outcome).toBe('decided')
    expect(targets.reduce((sum, { replicas }) => sum + (replicas ?? 0), 0)).toBe(10)
  })

  it('overflow is no lack of replicas', () => {
    const previous = aPrevious({ a: 5, c: 6 }, { overflow: new Map([['c', 2]]), facts: {}, fleet: then })
    expect(decide(aStandingUnit({ sticky: true, previous }), fleet).codes).toEqual([])
    expect(decide(aStandingUnit({ ...scaled, sticky: true, previous }), fleet).codes).toEqual([])
    const more = { ...scaled, replicas: 12 }
    expect(decide(aStandingUnit({ ...more, sticky: true, previous }), fleet).codes).toEqual(['placement/not-scaled'])
  })
})

describe('held: there is to be no new decision', () => {
  const held = aStandingUnit({ ...scaled, held: true })

  it('keeps the placement and warns', () => {
    const { targets, outcome, codes, found } = decide(held, fleet)
    expect(targets).toEqual(stood)
    expect(outcome).toBe('held')
    expect(codes).toEqual(['placement/not-scaled'])
    expect(found[0]?.args).toMatchObject({ wanted: 10, placed: 9, held: true })
  })

  it('remembers what it is compared by and today’s fleet; what a decision brings into force stays', () => {
    const now = aFleet('a', 'b', aCluster({ name: 'c', taints: ['x:NoSchedule'] }))
    const { facts, fleet: remembered } = decide(held, now)
    expect(facts).toEqual({ replicas: 10, policy: 'p', followers: true, dividedReplicas: 9 })
    expect(remembered).toBe(recordOf(now))
  })

  it('to let it go does nothing by itself', () => {
    const now = aFleet('a', 'b', aCluster({ name: 'c', taints: ['x:NoSchedule'] }))
    const { facts, fleet: remembered } = decide(held, now)
    const previous = aPrevious({ a: 5, c: 4 }, { facts, fleet: remembered })
    const { outcome, targets } = decide({ ...held, held: false, previous }, now)
    expect(outcome).toBe('kept')
    expect(targets).toEqual(stood)
  })

  it('stands where nothing changed, and is then only kept', () => {
    expect(decide(aStandingUnit({ held: true }), fleet)).toMatchObject({ outcome: 'kept', targets: stood, codes: [] })
  })

  it('from the beginning, it goes nowhere and its followers have nobody to follow', () => {
    const { targets, codes, facts, found } = decide({ ...held, previous: undefined }, fleet)
    expect(targets).toEqual([])
    expect(facts).toEqual({ replicas: 10, policy: 'p' })
    expect(codes).toEqual(['placement/stays-nowhere'])
    expect(found[0]?.args).toMatchObject({ held: true })
  })
})

describe('a number that changed while the placement was not to change', () => {
  const to = (replicas: number, plan: Partial<SchedulingUnit> = {}): SchedulingUnit => {
    const compared = { replicas, migration: null }
    const policy = { division: aSpread(replicas, { a: {}, b: {}, c: {} }) }
    const facts = { replicas, policy: 'p', followers: true }
    return { ...aStandingUnit({ replicas, policy, facts, rescheduling: rescheduling({ compared }) }), ...plan }
  }
  const asHistory = ({ facts, fleet: on }: PlacementDecision) => aPrevious({ a: 5, c: 4 }, { facts, fleet: on ?? then })
  const ways: [string, Partial<SchedulingUnit>][] = [
    ['held', { held: true }],
    ['sticky', { sticky: true }],
  ]

  describe.each(ways)('%s', (_, plan) => {
    it.each([12, 2])('to %i is told for what it is, as long as it stands', (replicas) => {
      const first = decide(to(replicas, plan), fleet)
      expect(first.codes).toEqual(['placement/not-scaled'])
      const again = decide(to(replicas, { ...plan, previous: asHistory(first) }), fleet)
      expect([again.outcome, ...again.codes]).toEqual(['kept', 'placement/not-scaled'])
      const free = decide(to(replicas, { previous: asHistory(again) }), fleet)
      expect([free.outcome, ...free.codes]).toEqual(['kept', 'placement/scaled-while-held'])
      expect(free.found[0]?.args).toMatchObject({ wanted: replicas, placed: 9, before: 9 })
      expect(free.facts).toEqual(first.facts)
    })

    it('and back again is nothing to tell', () => {
      const first = decide(to(12, plan), fleet)
      const back = decide(to(9, { ...plan, previous: asHistory(first) }), fleet)
      expect(back.facts).not.toHaveProperty('dividedReplicas')
      expect(back.codes).toEqual([])
    })

    it('is made up for by the next change of it', () => {
      const first = decide(to(12, plan), fleet)
      const { outcome, codes, facts } = decide(to(13, { previous: asHistory(first) }), fleet)
      expect([outcome, ...codes]).toEqual(['decided'])
      expect(facts).not.toHaveProperty('dividedReplicas')
    })
  })

  it('is another matter than replicas that found no place, held or not', () => {
    const previous = aPrevious({ a: 5, c: 2 }, { facts: { replicas: 9, policy: 'p' }, fleet: then })
    expect(decide(aStandingUnit({ previous }), fleet).codes).toEqual(['placement/unplaced-replicas'])
    expect(decide(aStandingUnit({ previous, held: true }), fleet).codes).toEqual(['placement/unplaced-replicas'])
  })
})

describe('what keeps a placement is named, at its place', () => {
  const heldBy = anOrigin('web.yaml', 'metadata', 'annotations', 'x/hold')
  const stickyBy = anOrigin('policy.yaml', 'spec', 'sticky')

  it.each<[string, Partial<SchedulingUnit>, string, Origin, string | undefined]>([
    ['held', { held: true, heldBy }, 'placement/not-scaled', heldBy, 'x/hold'],
    ['sticky', { sticky: true, stickyBy }, 'placement/not-scaled', stickyBy, 'sticky'],
    [
      'held from the beginning',
      { held: true, heldBy, previous: undefined },
      'placement/stays-nowhere',
      heldBy,
      'x/hold',
    ],
    ['sticky, and nobody says where', { sticky: true }, 'placement/not-scaled', anOrigin(), undefined],
  ])('%s', (_, plan, code, at, cause) => {
    const { found } = decide({ ...aStandingUnit(scaled), ...plan }, fleet)
    expect(found).toMatchObject([{ code, at }])
    expect(found[0]?.args.cause).toBe(cause)
    if (cause !== undefined) expect(found[0] && wording(found[0])).toContain(`"${cause}"`)
    expect(found[0]?.related).toContainEqual(aPolicyRef().origin)
  })

  it('also in the renders after that, where it is nowhere', () => {
    const previous = aPrevious({}, { facts: { replicas: 10, policy: 'p' }, fleet: then })
    const { outcome, found } = decide({ ...aStandingUnit(scaled), held: true, heldBy, previous }, fleet)
    expect(outcome).toBe('kept')
    expect(found).toMatchObject([{ code: 'placement/stays-nowhere', at: heldBy, args: { held: true } }])
  })
})

describe('a dry run', () => {
  it.each<[string, Partial<SchedulingUnit>, boolean]>([
    ['is not rendered', { previous: undefined }, false],
    ['goes on', { previous: aPrevious({ a: 1 }, { dispatched: false }) }, false],
    ['comes too late for what is rendered', { previous: aPrevious({ a: 1 }) }, true],
    ['comes too late for what follows', { previous: aPrevious({}, { following: new Set(['a']) }) }, true],
    ['starts anew from nowhere', { previous: aPrevious({}) }, false],
    ['ends', { dryRun: false, previous: aPrevious({ a: 1 }, { dispatched: false }) }, true],
  ])('%s', (_, plan, dispatched) => {
    expect(decide(aUnit({ dryRun: true, ...plan }), fleet).dispatched).toBe(dispatched)
    expect(decide(aStandingUnit({ dryRun: true, sticky: true, ...plan }), fleet).dispatched).toBe(dispatched)
  })

  it('that ends nowhere leaves no cluster', () => {
    const policy = { filters: [namesFilter()] }
    const ran = (dispatched: boolean) => decide(aUnit({ policy, previous: aPrevious({ a: 1 }, { dispatched }) }), fleet)
    expect(ran(false).codes).toEqual(['placement/nowhere'])
    expect(ran(true).codes).toEqual(['placement/nowhere', 'placement/leaves-every-cluster'])
  })
})

describe('a standing decision for nowhere', () => {
  const nowhere = aPrevious({}, { facts: { replicas: 9, policy: 'p' }, fleet: then })

  it('is told, with what to do', () => {
    expect(decide(aStandingUnit({ previous: nowhere }), fleet).codes).toEqual(['placement/stays-nowhere'])
  })

  it('is what no replicas want', () => {
    const unit = aStandingUnit({ previous: nowhere, replicas: 0, policy: { division: aSpread(0, {}) } })
    expect(decide(unit, fleet).codes).toEqual([])
  })

  it('is nothing to tell of a unit that has leaders', () => {
    const unit = aStandingUnit({ previous: nowhere, leaders: ['apps/Deployment/default/api'] })
    expect(decide(unit, fleet).codes).toEqual([])
  })

  it('is asked about where the clusters it ran in are not declared any more', () => {
    const barred = rescheduling({ barred: 'rescheduleWhen:nil' })
    const { codes, found, targets } = decide(aStandingUnit({ rescheduling: barred }), aFleet('b'))
    expect(targets).toEqual([])
    expect(codes).toEqual(['placement/leaves-every-cluster'])
    expect(found[0]?.args).toMatchObject({ clusters: ['a', 'c'] })
  })
})

it('a decision that placed too little is told again as long as it stands', () => {
  const previous = aPrevious({ a: 5, c: 2 }, { facts: { replicas: 9, policy: 'p' }, fleet: then })
  const { codes, found } = decide(aStandingUnit({ previous }), fleet)
  expect(codes).toEqual(['placement/unplaced-replicas'])
  expect(found[0]?.args).toMatchObject({ wanted: 9, placed: 7 })
})
