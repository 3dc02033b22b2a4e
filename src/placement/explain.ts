import type { Report } from '../diagnostics/diagnostic.ts'
import type { Cluster } from '../model/cluster.ts'
import type { PlacementDecision, Rejection, SettledDecision, Target } from '../model/decision.ts'
import type { Examined, Explanation, Leading, Rejected, Score } from '../model/explanation.ts'
import type { Fleet } from '../model/fleet.ts'
import { by } from '../model/order.ts'
import type { Filter } from '../model/policy.ts'
import { identity } from '../model/resource.ts'
import { within } from '../model/source.ts'
import type { SchedulingUnit } from '../model/unit.ts'
import { follow, leadersAmong } from './follow.ts'
import { decide, place } from './place.ts'
import { newTrace, type Trace } from './trace.ts'
import { unmetOf } from './unmet.ts'

/**
 * Places a unit as a render does, and tells what each phase made of every cluster. `led`: the decisions of the units it
 * may follow. Where an earlier decision stands, a new one is made beside it, of which nothing is reported.
 */
export function explain(
  unit: SchedulingUnit,
  fleet: Fleet,
  led: readonly SettledDecision[],
  report: Report,
): Explanation {
  const trace = newTrace()
  const own = place(unit, fleet, report, trace)
  const leaders = leadersAmong(led)
  const decision = unit.leaders.length === 0 ? own : follow(own, leaders, report)
  const stands = own.outcome !== 'decided'
  const anew = stands ? decide(unit, fleet, () => undefined, trace) : own
  const { division, selection } = unit.policy
  return {
    decision,
    leaders: unit.leaders.map((leader): Leading => {
      const found = led.find((one) => identity(one.unit.workload) === leader)
      const clusters = (found?.targets ?? []).map(({ cluster }) => cluster)
      return { leader, state: leaders.has(leader) ? 'leads' : found === undefined ? 'absent' : 'keeps', clusters }
    }),
    anew: anew.targets,
    stands,
    clusters: [...fleet.clusters].sort(by(({ name }) => name)).map((cluster) => examined(cluster, decision, anew)),
    arithmetic: division.kind === 'duplicate' || anew.evidence.kept === 0 ? undefined : arithmeticOf(trace),
    weights: weightsOf(trace),
    limit: selection.limit,
    rankedBy: selection.by,
  }
}

/** A plain record: nothing that is added later may change it. */
function arithmeticOf({ total, dynamic, frozen, steps }: Trace): Explanation['arithmetic'] {
  return { total, ...(dynamic === undefined ? {} : { dynamic }), frozen, steps }
}

/** The weights that the first round went by. */
function weightsOf({ steps }: Trace): ReadonlyMap<string, number> {
  const round = steps.find((step) => step.kind === 'round')
  return new Map(round?.kind === 'round' ? round.turns.map(({ cluster, weight }) => [cluster, weight]) : [])
}

function examined(cluster: Cluster, decision: PlacementDecision, anew: PlacementDecision): Examined {
  const { name } = cluster
  const { evidence, unit } = anew
  const { policy } = unit
  const filtered = evidence.rejected.find((one) => one.cluster === name)
  const gated = evidence.gated.find((one) => one.cluster === name)
  const place = evidence.ranking.indexOf(name)
  const target = targetOf(anew.targets, name)
  const verdict = !cluster.joined
    ? 'not-joined'
    : filtered !== undefined
      ? 'filtered'
      : gated !== undefined
        ? 'gated'
        : target !== undefined
          ? 'selected'
          : place >= evidence.kept
            ? 'beyond-limit'
            : 'no-share'
  return {
    cluster: name,
    verdict,
    frozen: !cluster.ready || !cluster.joined,
    rejection:
      filtered !== undefined
        ? rejectionOf(filtered, policy.filters, cluster)
        : gated && rejectionOf(gated, policy.gate, cluster),
    score: scoreOf(anew, name),
    priority: policy.selection.by === 'priority' ? (policy.selection.priorities.get(name) ?? 0) : undefined,
    rank: place < 0 ? undefined : place + 1,
    target,
    standing: targetOf(decision.targets, name),
    wishedAt: policy.division.kind === 'duplicate' ? undefined : policy.division.preferences.get(name)?.from,
  }
}

function targetOf(targets: readonly Target[], name: string): Target | undefined {
  return targets.find(({ cluster }) => cluster === name)
}

/** The first filter of the kind is the one: no policy has two of a kind in one list. */
function rejectionOf(rejection: Rejection, filters: readonly Filter[], cluster: Cluster): Rejected {
  const filter = filters.find(({ kind }) => kind === rejection.filter)
  return {
    ...rejection,
    unmet: filter === undefined ? [] : unmetOf(filter, cluster),
    at: filter?.from,
    declaredAt: cluster.origins.map((origin) => placeOf(rejection, origin)),
  }
}

/** Taints, labels and readiness stand in the cluster's own object. */
function placeOf({ filter }: Rejection, origin: Cluster['origins'][number]): Cluster['origins'][number] {
  if (filter === 'taints') return within(origin, 'spec', 'taints')
  if (filter === 'labels' || filter === 'affinity') return within(origin, 'metadata', 'labels')
  return origin
}

function scoreOf({ evidence, unit }: PlacementDecision, name: string): Score | undefined {
  const found = evidence.scores.get(name)
  if (found === undefined) return undefined
  const origins = new Map(unit.policy.scorers.map(({ kind, from }) => [kind as string, from]))
  const parts = [...found.parts].map(([scorer, value]) => ({ scorer, value, at: origins.get(scorer) }))
  return { total: found.total, parts }
}
