import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SettledDecision } from '../../src/model/decision.ts'
import { type GuardSettings, guardDefaults, guardRules } from '../../src/model/guard.ts'
import type { Manifest } from '../../src/model/manifest.ts'
import { identity, type ObjectId } from '../../src/model/resource.ts'
import type { Changes } from '../../src/review/changes.ts'
import { compare } from '../../src/review/compare.ts'
import type { FileChange } from '../../src/review/files.ts'
import { guard } from '../../src/review/guard.ts'
import type { ParseObjects, WrittenObject } from '../../src/review/objects.ts'
import { aPrevious, aSpread, aUnit } from '../builders/unit.ts'
import { oracle, type Pair } from './oracle.ts'
import { digest } from './reviewed.ts'

const apiVersions: Readonly<Record<string, string>> = { Deployment: 'apps/v1', StatefulSet: 'apps/v1' }
const idOf = (kind: string, name: string): ObjectId => ({
  apiVersion: apiVersions[kind] ?? 'v1',
  kind,
  namespace: kind === 'Namespace' ? '' : 'shop',
  name,
})

/** One object per line, `kind name`, with a `!` behind it where it is protected. */
const parseLines: ParseObjects = (text) =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line): WrittenObject => {
      const [kind = '', name = ''] = line.replace('!', '').split(' ')
      return { id: idOf(kind, name), text: line.replace('!', ''), protected: line.endsWith('!') }
    })

/** The pair as compare sees it; `perFile`: one file for all objects of a cluster, or one for each. */
function changesOf(pair: Pair, perFile: boolean): Changes {
  const workloads = pair.workloads.map((one) => ({ ...one, workload: idOf('Deployment', one.name) }))
  const files = (objects: readonly string[]): Map<string, string> => {
    const found = new Map<string, string>()
    for (const object of objects) {
      const [cluster, ...line] = object.split(' ')
      const path = `clusters/${cluster}/${perFile ? 'all' : line.join('_').replace('!', '')}.yaml`
      found.set(path, `${found.get(path) ?? ''}${line.join(' ')}\n`)
    }
    return found
  }
  const kept = new Set(pair.clusters.filter(({ ready }) => !ready).map(({ name }) => `clusters/${name}/`))
  const isKept = (path: string): boolean => [...kept].some((directory) => path.startsWith(directory))
  const [before, after] = [files(pair.before), files(pair.after)]
  const changed: FileChange[] = [...new Set([...before.keys(), ...after.keys()])]
    .filter((path) => !isKept(path) && before.get(path) !== after.get(path))
    .map((path) => {
      const [old, next] = [before.get(path), after.get(path)]
      return {
        path,
        before: old === undefined ? undefined : () => old,
        after: next === undefined ? undefined : () => next,
      }
    })
  const manifests = new Map<string, Manifest[]>()
  for (const object of pair.after) {
    const [cluster = '', kind = '', name = ''] = object.replace('!', '').split(' ')
    const manifest = { id: idOf(kind, name), printed: { head: '', tail: undefined }, replicas: undefined }
    manifests.set(cluster, [...(manifests.get(cluster) ?? []), manifest])
  }
  return compare({
    files: changed,
    clusters: pair.clusters.map(({ name, ready }) => ({
      name,
      directory: `clusters/${name}`,
      kept: !ready,
      available: new Map(),
    })),
    manifests,
    decisions: workloads.filter(({ input }) => input).map((one) => decision(one)),
    unplaced: Array.from({ length: pair.others }, (_, n) => idOf('ConfigMap', `other-${n}`)),
    previous: new Map(
      workloads
        .filter((one) => Object.keys(one.before).length > 0)
        .map((one) => [identity(one.workload), aPrevious(one.before)]),
    ),
    parseObjects: parseLines,
    digest,
    scope: [],
  })
}

function decision(one: {
  readonly workload: ObjectId
  readonly after: Readonly<Record<string, number>>
  readonly wanted: number
}): SettledDecision {
  const unit = aUnit({ workload: one.workload, replicas: one.wanted, policy: { division: aSpread(one.wanted, {}) } })
  return {
    unit,
    policyRef: undefined,
    targets: Object.entries(one.after).map(([cluster, replicas]) => ({ cluster, replicas })),
    evidence: {
      rejected: [],
      scores: new Map(),
      ranking: [],
      kept: 0,
      plan: new Map(),
      overflow: new Map(),
      gated: [],
    },
    outcome: 'decided',
    deferred: [],
    facts: {},
    fleet: undefined,
    dispatched: true,
    follows: [],
  }
}

const kinds = ['ConfigMap', 'ConfigMap', 'ConfigMap', 'Service', 'Secret', 'Namespace', 'StatefulSet']

/** Fleets of one to nine clusters; what is lost is drawn from a few large causes and many small ones. */
const pairs: fc.Arbitrary<Pair> = fc
  .record({
    clusters: fc.integer({ min: 1, max: 9 }),
    names: fc.integer({ min: 0, max: 24 }),
    spread: fc.double({ min: 0.2, max: 1, noNaN: true }),
    loss: fc.constantFrom(0, 0, 0, 0.02, 0.08, 0.2, 0.5, 1),
    drained: fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 2 }),
    dropped: fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 5 }),
    undeclared: fc.integer({ min: 0, max: 30 }),
    unready: fc.integer({ min: 0, max: 12 }),
    plain: fc.boolean(),
    others: fc.constantFrom(0, 0, 3),
    dice: fc.infiniteStream(fc.double({ min: 0, max: 0.999_999, noNaN: true })),
    replicas: fc.array(
      fc.record({
        before: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 9, maxLength: 9 }),
        after: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 9, maxLength: 9 }),
        same: fc.constantFrom(true, true, true, false),
        wanted: fc.integer({ min: 0, max: 20 }),
        input: fc.boolean(),
        leaves: fc.constantFrom(false, false, false, false, false, true),
      }),
      { maxLength: 3 },
    ),
  })
  .map((plan) => {
    const roll = (): number => plan.dice.next().value as number
    const names = Array.from({ length: plan.clusters }, (_, n) => `c${n}`)
    const before: string[] = []
    const after: string[] = []
    for (const [index, cluster] of names.entries()) {
      for (let n = 0; n < plan.names; n++) {
        if (roll() > plan.spread) continue
        const object = `${cluster} ${plan.plain ? 'ConfigMap' : kinds[n % kinds.length]} o${n}`
        const stood = roll() < 0.9
        if (stood) before.push(roll() < 0.01 ? `${object}!` : object)
        const drains = plan.drained.includes(index) && n > 0
        if (index === plan.undeclared || drains || plan.dropped.includes(n) || roll() < plan.loss) continue
        after.push(object)
      }
    }
    const places = (numbers: readonly number[]): Record<string, number> =>
      Object.fromEntries(names.map((name, n) => [name, numbers[n] ?? 0] as const).filter(([, count]) => count > 0))
    return {
      clusters: names
        .map((name, index) => ({ name, ready: index !== plan.unready }))
        .filter((_, index) => index !== plan.undeclared),
      before,
      after,
      workloads: plan.replicas.map((one, n) => ({
        name: `w${n}`,
        before: places(one.before),
        after: one.input && !one.leaves ? places(one.same ? one.before : one.after) : {},
        wanted: one.wanted,
        input: one.input,
      })),
      others: plan.others,
    }
  })

const settings: fc.Arbitrary<GuardSettings> = fc.oneof(
  { weight: 3, arbitrary: fc.constant(guardDefaults) },
  {
    weight: 1,
    arbitrary: fc.record({
      cluster: fc.record({ share: percent(), objects: fc.nat(5), most: fc.nat(20) }),
      fleet: fc.record({ share: percent(), objects: fc.nat(5) }),
      atOnce: fc.record({ share: percent(), objects: fc.nat(12) }),
      protect: fc.subarray([...guardDefaults.protect, 'Secret']),
      disable: fc.subarray([...guardRules], { maxLength: 3 }),
    }),
  },
)

function percent(): fc.Arbitrary<{ part: number; of: number }> {
  return fc.nat(100).map((part) => ({ part, of: 100 }))
}

describe('the guard and a second one, written from the text of the rules', () => {
  it('agree on 2,000 pairs', () => {
    const seen = new Map<string, number>()
    let clear = 0
    fc.assert(
      fc.property(pairs, settings, fc.boolean(), (pair, set, perFile) => {
        const { refusals, outcome } = guard(changesOf(pair, perFile), set, [])
        const rules = refusals.map(({ rule }) => rule).sort()
        expect(rules).toEqual(oracle(pair, set))
        expect(outcome).toBe(rules.length === 0 ? 'clear' : 'refused')
        for (const rule of rules) seen.set(rule, (seen.get(rule) ?? 0) + 1)
        if (rules.length === 0) clear++
      }),
      { seed: 20_261_122, numRuns: 2000 },
    )
    // Pairs that never meet a rule would agree on nothing.
    expect(
      [...seen]
        .filter(([, count]) => count >= 20)
        .map(([rule]) => rule)
        .sort(),
    ).toEqual([...guardRules].sort())
    expect(clear).toBeGreaterThan(200)
  })
})

describe('thresholds', () => {
  const object = (cluster: string, n: number): string => `${cluster} ConfigMap o${n}`
  const range = (count: number, from = 0): number[] => Array.from({ length: count }, (_, n) => n + from)
  const rules = (before: string[], after: string[], clusters = 1, set = guardDefaults): string[] => {
    const names = range(clusters).map((n) => ({ name: `c${n}`, ready: true }))
    const changes = changesOf({ clusters: names, before, after, workloads: [], others: 1 }, false)
    return guard(changes, set, []).refusals.map(({ rule }) => rule)
  }
  const lone = (stood: number, lost: number, others = 0): string[] => {
    const rest = range(others).flatMap((n) => range(100).map((m) => `c${n + 1} Service s${m}`))
    const all = range(stood).map((n) => object('c0', n))
    return rules([...all, ...rest], [...all.slice(lost), ...rest], 1 + others)
  }

  it.each([
    // A fifth of twenty is four; the fifth one is too much.
    [20, 4, []],
    [20, 5, ['cluster-share']],
    // Three may go whatever they are a part of.
    [4, 3, []],
    [5, 4, ['cluster-share']],
    [400, 50, []],
    [400, 51, ['cluster-share']],
    [4, 4, ['cluster-emptied', 'cluster-share']],
    [1, 1, ['cluster-emptied']],
  ])('of %i objects in a cluster of a large fleet, %i go: %j', (stood, lost, expected) => {
    expect(lone(stood, lost, 9)).toEqual(expected)
  })

  it('counts over the fleet what no cluster minds: different objects, a tenth of all', () => {
    const stood = range(3).flatMap((c) => range(20).map((n) => object(`c${c}`, n)))
    const less = (count: number): string[] => stood.filter((one) => Number(one.split('o').at(-1)) >= count)
    expect(rules(stood, less(3), 3)).toEqual([])
    expect(rules(stood, less(4), 3)).toEqual(['fleet-share'])
  })

  it('minds many clusters that lose a little, where it is more than an application', () => {
    const stood = range(6).flatMap((c) => range(200).map((n) => object(`c${c}`, n)))
    const lose = (clusters: number, count: number): string[] =>
      stood.filter((one) => Number(one[1]) >= clusters || Number(one.split('o').at(-1)) >= count)
    expect(rules(stood, lose(6, 10), 6)).toEqual([])
    expect(rules(stood, lose(2, 11), 6)).toEqual([])
    expect(rules(stood, lose(3, 11), 6)).toEqual(['clusters-at-once'])
  })

  it('lets one cluster be drained, the larger of two, and minds the other', () => {
    const stood = range(9).flatMap((c) => range(20).map((n) => object(`c${c}`, n)))
    const drained = (...clusters: string[]): string[] =>
      stood.filter((one) => !clusters.includes(one.slice(0, 2)) || one.endsWith(' o0'))
    expect(rules(stood, drained('c4'), 9)).toEqual([])
    expect(rules(stood, drained('c4', 'c7'), 9)).toEqual(['cluster-share', 'fleet-share'])
    expect(
      rules(
        stood,
        stood.filter((one) => !one.startsWith('c4')),
        9,
      ),
    ).toEqual(['cluster-emptied'])
  })

  it('minds a cluster that had nothing but Namespaces, and not one that keeps them', () => {
    expect(rules(['c0 Namespace a'], [])).toEqual(['cluster-emptied', 'protected-kind'])
    expect(rules(['c0 Namespace a', 'c0 Namespace b'], ['c0 Namespace a'])).toEqual(['protected-kind'])
    expect(rules(['c0 Namespace a', object('c0', 1)], ['c0 Namespace a'])).toEqual(['cluster-emptied'])
  })

  it('switches single rules off', () => {
    const all = [object('c0', 1)]
    expect(rules(all, [], 1, { ...guardDefaults, disable: ['cluster-emptied'] })).toEqual([])
  })
})
