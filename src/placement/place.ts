import type { Report } from '../diagnostics/diagnostic.ts'
import type { Cluster } from '../model/cluster.ts'
import type { Evidence, PlacementDecision, Rejection, Target } from '../model/decision.ts'
import { type Fleet, recordOf } from '../model/fleet.ts'
import type { JsonObject } from '../model/json.ts'
import { by } from '../model/order.ts'
import type { SchedulingUnit } from '../model/unit.ts'
import { candidatesOf } from './candidates.ts'
import { complain, complainOfStanding } from './complaints.ts'
import { divide, type Shares } from './divide.ts'
import { filter } from './filter.ts'
import { reschedule, triggersOf } from './reschedule.ts'
import { withDivided } from './scaled.ts'
import { score } from './score.ts'
import { type Selected, select } from './select.ts'
import type { Trace } from './trace.ts'

/**
 * Decides where one unit goes. A previous decision stands where nothing that asks for a new one changed, where the
 * unit is held or where it is sticky; otherwise it is decided anew. The order of the fleet's clusters does not matter,
 * and the same input gives the same decision. What a user should know is reported; a decision without targets is a
 * decision. `trace` takes down how replicas are divided.
 */
export function place(unit: SchedulingUnit, fleet: Fleet, report: Report, trace?: Trace): PlacementDecision {
  const verdict = reschedule(unit, fleet)
  if (verdict !== 'decide') return stand(unit, fleet, 'kept', verdict.deferred, report)
  if (unit.held) return stand(unit, fleet, 'held', [], report)
  if (unit.sticky && (unit.previous?.clusters.size ?? 0) > 0) return stand(unit, fleet, 'sticky', [], report)
  return decide(unit, fleet, report, trace)
}

/** Decides anew: filter → score → select → divide, then the gate. */
export function decide(unit: SchedulingUnit, fleet: Fleet, report: Report, trace?: Trace): PlacementDecision {
  const { filters, scorers, selection, division } = unit.policy
  const feasible = filter(filters, candidatesOf(fleet), unit.previous?.clusters)
  const scored = score(scorers, feasible.clusters)
  const selected = select(selection, scored)
  const shares =
    division.kind === 'duplicate' ? undefined : divide(division, unit.key, selected.clusters, unit.previous, trace)
  const wanted = shares === undefined ? whole(selected) : divided(selected, shares, unit.policy.keepZero)
  const { targets, gated } = pass(unit, selected.clusters, wanted)
  const evidence = {
    rejected: feasible.rejected,
    scores: scored.scores,
    ranking: selected.ranking,
    kept: selected.clusters.length,
    plan: shares?.plan ?? none,
    overflow: shares?.overflow ?? none,
    gated,
  }
  const because = triggersOf(unit, fleet)
  const decision: PlacementDecision = {
    unit,
    policyRef: unit.policyRef,
    targets,
    evidence,
    outcome: 'decided',
    ...(because === undefined ? {} : { because }),
    deferred: noWords,
    facts: unit.facts,
    fleet: unit.rescheduling && recordOf(fleet),
    dispatched: dispatches(unit),
    follows: noWords,
  }
  complain(decision, shares, report)
  return decision
}

const noWords: readonly string[] = []

/** A dry run stays one until the workload was rendered without it. */
function dispatches({ dryRun, previous }: SchedulingUnit): boolean {
  return !dryRun || (previous?.dispatched === true && previous.clusters.size + previous.following.size > 0)
}

/** The previous decision once more; clusters that are no longer declared leave it. */
function stand(
  unit: SchedulingUnit,
  fleet: Fleet,
  outcome: 'kept' | 'sticky' | 'held',
  deferred: readonly string[],
  report: Report,
): PlacementDecision {
  const { previous } = unit
  const declared = namesOf(fleet)
  const targets: Target[] = []
  for (const [cluster, replicas] of previous?.clusters ?? []) {
    if (!declared.has(cluster)) continue
    const overflow = previous?.overflow.get(cluster)
    targets.push({ cluster, replicas, ...(overflow === undefined ? {} : { overflow }) })
  }
  const kept = outcome === 'kept' && previous !== undefined
  const decision: PlacementDecision = {
    unit,
    policyRef: unit.policyRef,
    targets: targets.sort(by(({ cluster }) => cluster)),
    evidence: unexamined,
    outcome,
    deferred,
    facts: kept
      ? factsBut(previous.facts, 'fleet')
      : withDivided(outcome === 'held' ? heldFacts(unit) : unit.facts, unit, targets),
    fleet: kept ? previous.fleet : unit.rescheduling && recordOf(fleet),
    dispatched: dispatches(unit),
    follows: noWords,
  }
  complainOfStanding(decision, report)
  return decision
}

/**
 * A unit that is held remembers what it would be compared by, so that nothing is made up for once it is let go. What
 * only a decision brings into force stays as the last one left it.
 */
function heldFacts({ rescheduling, previous, facts }: SchedulingUnit): JsonObject {
  if (rescheduling === undefined) return facts
  const { compared, policy } = rescheduling
  const inForce = Object.entries(factsBut(previous?.facts ?? {}, 'fleet')).filter(
    ([key]) => !Object.hasOwn(compared, key),
  )
  const present = Object.entries(compared).filter(([, value]) => value !== null)
  return Object.fromEntries([...inForce, ...present, ['policy', policy]])
}

/** The record of the fleet is remembered beside the other facts. */
function factsBut(facts: JsonObject, key: string): JsonObject {
  return Object.fromEntries(Object.entries(facts).filter(([one]) => one !== key))
}

const unexamined: Evidence = {
  rejected: [],
  scores: new Map(),
  ranking: [],
  kept: 0,
  plan: new Map(),
  overflow: new Map(),
  gated: [],
}

const declaredNames = new WeakMap<Fleet, ReadonlySet<string>>()

function namesOf(fleet: Fleet): ReadonlySet<string> {
  let names = declaredNames.get(fleet)
  if (names === undefined) {
    names = new Set(fleet.clusters.map(({ name }) => name))
    declaredNames.set(fleet, names)
  }
  return names
}

const none: ReadonlyMap<string, number> = new Map()

/** Every selected cluster gets the whole workload. One array serves all units with the same selection. */
function whole(selected: Selected): readonly Target[] {
  let targets = wholes.get(selected)
  if (targets === undefined) {
    targets = selected.names.map((cluster) => ({ cluster, replicas: undefined }))
    wholes.set(selected, targets)
  }
  return targets
}

const wholes = new WeakMap<Selected, readonly Target[]>()

function divided({ names }: Selected, shares: Shares, keepZero: boolean): readonly Target[] {
  const targets: Target[] = []
  for (const cluster of names) {
    const replicas = shares.replicas.get(cluster) ?? 0
    if (replicas === 0 && !keepZero) continue
    const overflow = shares.overflow.get(cluster) ?? 0
    targets.push(overflow > 0 ? { cluster, replicas, overflow } : { cluster, replicas })
  }
  return targets
}

/** Takes away the targets that the gate rejects; their replicas are not given to others. */
function pass(unit: SchedulingUnit, clusters: readonly Cluster[], wanted: readonly Target[]): Passed {
  if (unit.policy.gate.length === 0) return { targets: wanted, gated: nobody }
  const { rejected } = filter(unit.policy.gate, clusters, unit.previous?.clusters)
  if (rejected.length === 0) return { targets: wanted, gated: nobody }
  const barred = new Map(rejected.map((one) => [one.cluster, one]))
  return {
    targets: wanted.filter(({ cluster }) => !barred.has(cluster)),
    gated: wanted.flatMap(({ cluster }) => barred.get(cluster) ?? []),
  }
}

interface Passed {
  readonly targets: readonly Target[]
  readonly gated: readonly Rejection[]
}

const nobody: readonly Rejection[] = []
