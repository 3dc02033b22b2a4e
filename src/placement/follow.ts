import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import type { PlacementDecision, SettledDecision, Target } from '../model/decision.ts'
import { own } from '../model/json.ts'
import { by, byCodePoint } from '../model/order.ts'
import { describe, identity } from '../model/resource.ts'
import { complainOfNowhere, policyOf } from './blame.ts'
import { complainOfStaying } from './complaints.ts'

/**
 * What leaders give to those that follow them, by the leader's identity; only leaders that take them along, wherever
 * they go. Sorted by cluster name. Leaders that share their targets share these, too.
 */
export type Leaders = ReadonlyMap<string, readonly Target[]>

/** The clusters of each decision whose followers may follow it. */
export function leadersAmong(decisions: Iterable<SettledDecision>): Leaders {
  const leaders = new Map<string, readonly Target[]>()
  const given = new Map<readonly Target[], readonly Target[]>()
  for (const { unit, facts, dispatched, targets } of decisions) {
    // As the last decision had it: a policy that was changed since then does not count until it decides.
    if (!unit.leads || !dispatched || own(facts, 'followers') !== true) continue
    let gives = given.get(targets)
    if (gives === undefined) {
      gives = targets.map(({ cluster }) => ({ cluster, replicas: undefined, following: true }))
      given.set(targets, gives)
    }
    leaders.set(identity(unit.workload), gives)
  }
  return leaders
}

/**
 * Where a unit goes with its leaders: where its own policy places it, and where any of them is. The clusters that only
 * its leaders give it have the whole of it, and no filter of its policy is asked. What a unit without leaders is told
 * of when it is placed, one with leaders is told of here.
 */
export function follow(decision: PlacementDecision, leaders: Leaders, report: Report): PlacementDecision {
  const follows = decision.unit.leaders.filter((leader) => leaders.has(leader)).sort(byCodePoint)
  const given = new Set(follows.map((leader) => leaders.get(leader) ?? []))
  const targets = union(decision.targets, [...given])
  if (targets.length === 0) complain(decision, report)
  return { ...decision, targets, follows }
}

/** All targets by cluster name, the unit's own before those given. Most objects have no more than one list. */
function union(mine: readonly Target[], given: readonly (readonly Target[])[]): readonly Target[] {
  const [first = [], ...more] = given
  if (first.length === 0 && more.length === 0) return mine
  if (mine.length === 0 && more.length === 0) return first
  const byCluster = new Map<string, Target>()
  for (const list of [mine, ...given]) {
    for (const target of list) if (!byCluster.has(target.cluster)) byCluster.set(target.cluster, target)
  }
  return [...byCluster.values()].sort(by(({ cluster }) => cluster))
}

function complain(decision: PlacementDecision, report: Report): void {
  const { unit, evidence, outcome } = decision
  const { previous, policyRef } = unit
  const workload = describe(unit.workload)
  const { kept, gated } = evidence
  // An object without a policy is told of with its leaders, or as unplaced.
  if (policyRef !== undefined && outcome === 'decided' && (kept === 0 || gated.length > 0)) {
    complainOfNowhere(decision, report)
  }
  const clusters = previous?.dispatched ? [...previous.clusters.keys(), ...previous.following].sort(byCodePoint) : []
  if (clusters.length > 0) {
    report(diagnostic('placement/leaves-every-cluster', { workload, clusters }, unit.origin, policyOf(unit)))
  } else if (policyRef !== undefined && outcome !== 'decided') {
    complainOfStaying(decision, report)
  }
}
