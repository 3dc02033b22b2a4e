import type { Taint } from '../model/cluster.ts'
import { type Fleet, type FleetRecord, recordOf } from '../model/fleet.ts'
import { equal, own } from '../model/json.ts'
import { byCodePoint } from '../model/order.ts'
import type { Change, SchedulingUnit } from '../model/unit.ts'

/** Whether a unit is decided anew, or why its previous decision stands though something changed. */
export type Verdict = 'decide' | { readonly deferred: readonly string[] }

/**
 * Compares what the previous decision rested on with what is so now. Changed facts of the workload, another policy by
 * name, and changed taints always ask for a new decision; other changes of the policy and of the fleet do where the
 * policy lets them. Of the fleet, the clusters that the previous decision knew count: one that is gone differs in
 * everything, and new ones only count as joined when none is gone.
 *
 * Source: KubeAdmiral, pkg/controllers/scheduler/schedulingtriggers.go.
 */
export function reschedule(unit: SchedulingUnit, fleet: Fleet): Verdict {
  const { rescheduling, previous } = unit
  if (rescheduling === undefined || previous === undefined || previous.fleet === undefined) return 'decide'
  const { facts, policyName } = previous
  if (policyName !== unit.policyRef?.name) return 'decide'
  for (const key of Object.keys(rescheduling.compared)) {
    if (!equal(own(facts, key) ?? null, own(rescheduling.compared, key) ?? null)) return 'decide'
  }
  const changes = fleetChanges(previous.fleet, recordOf(fleet))
  const policyChanged = own(facts, 'policy') !== rescheduling.policy
  const changed = [...(policyChanged ? (['policy'] as const) : []), ...changes.gated]
  if (changed.length === 0 && !changes.taints) return unchanged
  if (rescheduling.barred !== undefined) return { deferred: [rescheduling.barred] }
  const deferred: string[] = []
  for (const change of changed) {
    const word = rescheduling.deferred[change]
    if (word === undefined) return 'decide'
    deferred.push(word)
  }
  return changes.taints ? 'decide' : { deferred }
}

const unchanged: Verdict = { deferred: [] }

interface FleetChanges {
  readonly taints: boolean
  /** In the order in which they are told. */
  readonly gated: readonly Exclude<Change, 'policy'>[]
}

const comparisons = new WeakMap<FleetRecord, WeakMap<FleetRecord, FleetChanges>>()

/** What differs between two records; thousands of workloads ask about the same two. */
function fleetChanges(before: FleetRecord, after: FleetRecord): FleetChanges {
  let known = comparisons.get(before)
  if (known === undefined) {
    known = new WeakMap()
    comparisons.set(before, known)
  }
  let changes = known.get(after)
  if (changes === undefined) {
    changes = compare(before, after)
    known.set(after, changes)
  }
  return changes
}

function compare(before: FleetRecord, after: FleetRecord): FleetChanges {
  if (before.digest === after.digest) return { taints: false, gated: [] }
  const found = { taints: false, labels: false, apis: false }
  let gone = false
  for (const [name, then] of before.clusters) {
    const now = after.clusters.get(name)
    if (now === undefined) gone = true
    found.labels ||= now === undefined || textOf(then.labels) !== textOf(now.labels)
    found.taints ||= now === undefined || taintsText(then.taints) !== taintsText(now.taints)
    found.apis ||= now === undefined || then.apis !== now.apis
  }
  const joined = !gone && after.clusters.size > before.clusters.size
  const gated = [
    ...(found.labels ? (['labels'] as const) : []),
    ...(found.apis ? (['apis'] as const) : []),
    ...(joined ? (['joined'] as const) : []),
  ]
  return { taints: found.taints, gated }
}

function textOf(labels: ReadonlyMap<string, string>): string {
  return JSON.stringify([...labels].sort(([a], [b]) => byCodePoint(a, b)))
}

function taintsText(taints: readonly Taint[]): string {
  return JSON.stringify(taints.map(({ key, value, effect }) => JSON.stringify([key, value, effect])).sort(byCodePoint))
}
