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

/**
 * The words for what asked for a new decision of a unit that is decided anew, in the order in which they are looked at;
 * undefined where nobody remembers what the previous decision rested on. What changed beside it and would not have
 * asked for one is none of them.
 */
export function triggersOf(unit: SchedulingUnit, fleet: Fleet): readonly string[] | undefined {
  const { rescheduling, previous } = unit
  if (rescheduling === undefined || previous === undefined || previous.fleet === undefined) return undefined
  const { facts, policyName } = previous
  const found = Object.keys(rescheduling.compared).filter(
    (key) => !equal(own(facts, key) ?? null, own(rescheduling.compared, key) ?? null),
  )
  if (policyName !== unit.policyRef?.name) return [...found, 'policy']
  if (rescheduling.barred !== undefined) return found
  const asks = (change: Change): boolean => rescheduling.deferred[change] === undefined
  const { changed, gated } = fleetChanges(previous.fleet, recordOf(fleet))
  if (own(facts, 'policy') !== rescheduling.policy && asks('policy')) found.push('policy')
  for (const word of changed) if (word === 'taints' || word === 'left' || asks(word)) found.push(word)
  if (gated.includes('joined') && asks('joined')) found.push('joined')
  return found
}

interface FleetChanges {
  readonly taints: boolean
  /** What differs of clusters that both have, and whether one is gone. */
  readonly changed: readonly ('left' | 'taints' | 'labels' | 'apis')[]
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
  if (before.digest === after.digest) return { taints: false, changed: [], gated: [] }
  const found = { left: false, taints: false, labels: false, apis: false }
  for (const [name, then] of before.clusters) {
    const now = after.clusters.get(name)
    if (now === undefined) {
      found.left = true
      continue
    }
    found.labels ||= textOf(then.labels) !== textOf(now.labels)
    found.taints ||= taintsText(then.taints) !== taintsText(now.taints)
    found.apis ||= then.apis !== now.apis
  }
  const joined = !found.left && after.clusters.size > before.clusters.size
  const gated = [
    ...(found.labels || found.left ? (['labels'] as const) : []),
    ...(found.apis || found.left ? (['apis'] as const) : []),
    ...(joined ? (['joined'] as const) : []),
  ]
  const changed = (['left', 'taints', 'labels', 'apis'] as const).filter((word) => found[word])
  return { taints: found.taints || found.left, changed, gated }
}

function textOf(labels: ReadonlyMap<string, string>): string {
  return JSON.stringify([...labels].sort(([a], [b]) => byCodePoint(a, b)))
}

function taintsText(taints: readonly Taint[]): string {
  return JSON.stringify(taints.map(({ key, value, effect }) => JSON.stringify([key, value, effect])).sort(byCodePoint))
}
