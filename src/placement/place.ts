import type { Report } from '../diagnostics/diagnostic.ts'
import type { Cluster } from '../model/cluster.ts'
import type { PlacementDecision, Rejection, Target } from '../model/decision.ts'
import type { Fleet, SchedulingUnit } from '../model/policy.ts'
import { candidatesOf } from './candidates.ts'
import { complain } from './complaints.ts'
import { divide, type Shares } from './divide.ts'
import { filter } from './filter.ts'
import { score } from './score.ts'
import { type Selected, select } from './select.ts'

/**
 * Decides where one unit goes: filter → score → select → divide, then the gate. The order of the fleet's clusters
 * does not matter, and the same input gives the same decision. What a user should know is reported; a decision
 * without targets is a decision.
 */
export function place(unit: SchedulingUnit, fleet: Fleet, report: Report): PlacementDecision {
  const { filters, scorers, selection, division } = unit.policy
  const feasible = filter(filters, candidatesOf(fleet), unit.previous?.clusters)
  const scored = score(scorers, feasible.clusters)
  const selected = select(selection, scored)
  const shares =
    division.kind === 'duplicate' ? undefined : divide(division, unit.key, selected.clusters, unit.previous)
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
  const decision = { unit, policyRef: unit.policyRef, targets, evidence }
  complain(decision, shares, report)
  return decision
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
    if (replicas > 0 || keepZero) targets.push({ cluster, replicas })
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
