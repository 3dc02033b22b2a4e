import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts'
import type { PlacementDecision, SettledDecision, Target } from '../../src/model/decision.ts'
import { byCodePoint } from '../../src/model/order.ts'
import type { SchedulingUnit } from '../../src/model/unit.ts'
import { follow, type Leaders, leadersAmong } from '../../src/placement/follow.ts'
import { place } from '../../src/placement/place.ts'
import { aFleet } from '../builders/cluster.ts'
import { aPolicyRef, aPrevious, aUnit, namesFilter } from '../builders/unit.ts'

const fleet = aFleet('a', 'b', 'c')
const takesAlong = { followers: true }

function placed(unit: SchedulingUnit): { decision: PlacementDecision; found: Diagnostic[] } {
  const found: Diagnostic[] = []
  return { decision: place(unit, fleet, (one) => void found.push(one)), found }
}

describe('who takes followers along', () => {
  const leader = (plan: Partial<SchedulingUnit> = {}): SettledDecision =>
    placed(aUnit({ leads: true, facts: takesAlong, ...plan, policy: { filters: [namesFilter('a', 'b')] } })).decision

  test('a leader that was dispatched, to where it is', () => {
    const given = ['a', 'b'].map((cluster) => ({ cluster, replicas: undefined, following: true }))
    expect([...leadersAmong([leader()])]).toEqual([['apps/Deployment/default/web', given]])
  })

  test.each<[string, SettledDecision]>([
    ['what does not lead', leader({ leads: false })],
    ['a policy without followers', leader({ facts: { followers: false } })],
    ['a decision that says nothing of followers', leader({ facts: {} })],
    ['a dry run', leader({ dryRun: true })],
  ])('not %s', (_, decision) => {
    expect(leadersAmong([decision]).size).toBe(0)
  })

  test('a dry run that is rendered already is none any more', () => {
    expect(leadersAmong([leader({ dryRun: true, previous: aPrevious({ a: null }) })]).size).toBe(1)
  })

  test('the facts in force count, not those of the unit', () => {
    expect(leadersAmong([{ ...leader(), facts: { followers: false } }]).size).toBe(0)
    expect(leadersAmong([{ ...leader({ facts: {} }), facts: takesAlong }]).size).toBe(1)
  })
})

function givers(clusters: Readonly<Record<string, readonly string[]>>): Leaders {
  const given = (names: readonly string[]): Target[] =>
    names.map((cluster) => ({ cluster, replicas: undefined, following: true }))
  return new Map(Object.entries(clusters).map(([leader, names]) => [leader, given(names)]))
}

const leaders = givers({ 'L/1': ['a'], 'L/2': ['a', 'c'], 'L/3': [] })

/** A unit that its own policy places in the named clusters. */
function following(own: readonly string[], plan: Partial<SchedulingUnit> = {}) {
  const policyRef = own.length === 0 ? undefined : aPolicyRef()
  const unit = aUnit({ policyRef, ...plan, policy: { filters: [namesFilter(...own)] } })
  const { decision, found } = placed(unit)
  const result = follow(decision, leaders, (one) => void found.push(one))
  const targets = result.targets.map(({ cluster, following: only }) => `${cluster}${only === true ? '+' : ''}`)
  return { targets: targets.join(' '), follows: result.follows, codes: found.map(({ code }) => code), found, result }
}

describe('where a follower goes', () => {
  test.each<[string, string[], string[], string, string[]]>([
    ['where its leader is', [], ['L/1'], 'a+', ['L/1']],
    ['where any of its leaders is', [], ['L/1', 'L/2'], 'a+ c+', ['L/1', 'L/2']],
    ['nowhere with a leader that is nowhere', [], ['L/3'], '', ['L/3']],
    ['nowhere with one that takes nothing along', [], ['L/4'], '', []],
    ['where its own policy places it, too', ['b', 'c'], ['L/2'], 'a+ b c', ['L/2']],
    ['where its policy alone places it', ['b'], ['L/4'], 'b', []],
  ])('%s', (_, own, among, targets, follows) => {
    expect(following(own, { leaders: among })).toMatchObject({ targets, follows, codes: [] })
  })

  test('it has the whole of its template where it only follows', () => {
    const { result } = following(['b'], { leaders: ['L/1'] })
    expect(result.targets[0]).toEqual({ cluster: 'a', replicas: undefined, following: true })
  })

  it('is the union, in name order, whatever the order of leaders', () => {
    const names = fc.subarray(['a', 'b', 'c', 'd', 'e'])
    fc.assert(
      fc.property(names, fc.array(names, { maxLength: 4 }), (own, sets) => {
        const known = givers(Object.fromEntries(sets.map((clusters, index) => [`L/${index}`, clusters])))
        const unit = aUnit({ leaders: [...known.keys()].reverse(), policy: { filters: [namesFilter(...own)] } })
        const decision = place(unit, aFleet('a', 'b', 'c', 'd', 'e'), () => {})
        const { targets, follows } = follow(decision, known, () => {})
        const union = [...new Set([...own, ...sets.flat()])].sort(byCodePoint)
        expect(targets.map(({ cluster }) => cluster)).toEqual(union)
        expect(targets.filter(({ following: only }) => only !== true).map(({ cluster }) => cluster)).toEqual(own)
        expect(follows).toEqual([...known.keys()].sort(byCodePoint))
      }),
    )
  })
})

describe('what is told', () => {
  const was = aPrevious({ b: null }, { following: new Set(['a']) })

  test('leaving all clusters, with those where it only followed', () => {
    const { codes, found } = following([], { leaders: ['L/4'], previous: was })
    expect(codes).toEqual(['placement/leaves-every-cluster'])
    expect(found[0]?.args.clusters).toEqual(['a', 'b'])
  })

  test('nothing while a leader holds it anywhere', () => {
    expect(following([], { leaders: ['L/1'], previous: was }).codes).toEqual([])
  })

  test('nothing where it was a dry run, which stood nowhere', () => {
    expect(following([], { leaders: ['L/4'], previous: { ...was, dispatched: false } }).codes).toEqual([])
  })

  test('an own policy that fits nowhere, where no leader helps', () => {
    expect(following(['x'], { leaders: ['L/4'] }).codes).toEqual(['placement/nowhere'])
    expect(following(['x'], { leaders: ['L/1'] }).codes).toEqual([])
    expect(following(['x'], { leaders: ['L/4'], previous: was }).codes).toEqual([
      'placement/nowhere',
      'placement/leaves-every-cluster',
    ])
  })

  test('being kept from placement, where no leader helps', () => {
    expect(following(['b'], { leaders: ['L/4'], held: true }).codes).toEqual(['placement/stays-nowhere'])
    expect(following(['b'], { leaders: ['L/1'], held: true })).toMatchObject({ targets: 'a+', codes: [] })
  })
})
