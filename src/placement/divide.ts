import type { Cluster } from '../model/cluster.ts'
import type { Division, Preference } from '../model/policy.ts'
import type { PreviousPlacement } from '../model/unit.ts'
import { planBinpack } from './binpack.ts'
import { isRefused, type PlanResult } from './plan.ts'
import { type Roster, rosterOf, type Wishes, weighedWishes, writtenWishes } from './roster.ts'
import { planRsp } from './rsp.ts'
import { planSpread } from './spread.ts'
import { untolerated } from './taints.ts'
import type { Trace } from './trace.ts'

/** Something about a division that its reader should know, as data. */
export type DivisionNote =
  /** Fewer replicas were placed than wanted: minimums, maximums, capacities or weights of 0 leave no place. */
  | { readonly kind: 'unplaced'; readonly wanted: number; readonly placed: number }
  /** The planner asked for less than nothing, which a capacity below 0 makes it do; the share is 0. */
  | { readonly kind: 'negative-clamped'; readonly cluster: string; readonly value: number }
  /** Dynamic weights are all 0: what is available and what is allocatable do not go together. */
  | { readonly kind: 'no-weight-data'; readonly resource: string }
  /** A written minimum above its maximum; `*` stands for itself. */
  | { readonly kind: 'min-above-max'; readonly cluster: string; readonly min: number; readonly max: number }
  /** Nothing was planned: a number is below 0, or too large. All shares are 0 and must not be rendered. */
  | { readonly kind: 'refused'; readonly why: 'negative' | 'overflow' }

export interface Shares {
  /** Plan and overflow together, never below 0, for every selected cluster, zeros included. */
  readonly replicas: ReadonlyMap<string, number>
  /** As the planner gave it: it may be negative, leave out clusters and name others that are not selected. */
  readonly plan: ReadonlyMap<string, number>
  readonly overflow: ReadonlyMap<string, number>
  /** The weights that counted, by selected cluster; empty where none count. */
  readonly weights: ReadonlyMap<string, number>
  readonly notes: readonly DivisionNote[]
}

type Divided = Exclude<Division, { readonly kind: 'duplicate' }>
type Stateful = Extract<Divided, { readonly kind: 'spread' | 'binpack' }>

const nothing: ReadonlyMap<string, number> = new Map()

/**
 * Divides a workload's replicas among the selected clusters, which come in the order of the selection: that is the
 * order in which binpack fills. The maps of `division` must not change between calls; workloads that share its
 * `preferences` map share the work that depends on it. `trace` takes down the arithmetic.
 */
export function divide(
  division: Divided,
  key: string,
  selected: readonly Cluster[],
  previous: PreviousPlacement | undefined,
  trace?: Trace,
): Shares {
  if (trace !== undefined) trace.total = division.total
  const roster = rosterOf(division.preferences, selected)
  const notes: DivisionNote[] = roster.crossed.map((found) => ({ kind: 'min-above-max', ...found }))
  const { names } = roster
  if (division.kind === 'rsp') {
    const { total, preferences, rebalance, current, capacity } = division
    const result = planRsp({ clusters: names, key, total, preferences, rebalance, current, capacity, trace })
    return sharesOf(result, total, names, writtenWishes(roster, preferences, preferences.get('*')).weights, notes)
  }
  const { total, disruption, capacity } = division
  // Without replicas the original plans nothing at all, and the workload leaves every cluster.
  if (total <= 0) return sharesOf({ plan: nothing, overflow: nothing }, total, names, nothing, notes)
  const current = currentReplicas(previous, total)
  const wishes = wishesFor(division, roster, key, notes, trace)
  const input = {
    clusters: names,
    key,
    total,
    preferences: frozen(wishes.preferences, roster, division, current, trace),
    current,
    estimated: capacity.estimated,
    limited: capacity.limited,
    avoidDisruption: disruption.avoid,
    keepUnschedulable: disruption.keepUnschedulable,
    trace,
  }
  if (division.kind === 'spread') return sharesOf(planSpread(input), total, names, wishes.weights, notes)
  return sharesOf(planBinpack({ ...input, scheduled: capacity.scheduled }), total, names, nothing, notes)
}

function wishesFor(
  division: Stateful,
  roster: Roster,
  key: string,
  notes: DivisionNote[],
  trace: Trace | undefined,
): Wishes {
  if (division.kind === 'binpack' || division.weights === 'static') {
    return writtenWishes(roster, division.preferences)
  }
  const resource = division.weightResource
  const weighed = weighedWishes(roster, division.preferences, resource, key, trace)
  if (weighed.noData) notes.push({ kind: 'no-weight-data', resource })
  return weighed
}

/** What each cluster has now; one that ran the whole workload has all of today's total. */
function currentReplicas(previous: PreviousPlacement | undefined, total: number): ReadonlyMap<string, number> {
  const current = new Map<string, number>()
  if (previous === undefined) return current
  for (const [cluster, replicas] of previous.clusters) current.set(cluster, replicas ?? total)
  return current
}

/** A cluster with an untolerated NoSchedule taint keeps what it has at most. */
function frozen(
  preferences: ReadonlyMap<string, Preference>,
  roster: Roster,
  division: Stateful,
  current: ReadonlyMap<string, number>,
  trace: Trace | undefined,
): ReadonlyMap<string, Preference> {
  let changed: Map<string, Preference> | undefined
  for (const { name, taints } of roster.tainted) {
    if (untolerated(taints, division.tolerations, ['NoSchedule']) === undefined) continue
    const wish = preferences.get(name)
    const here = current.get(name) ?? 0
    if (wish === undefined || (wish.max !== undefined && wish.max <= here)) continue
    changed ??= new Map(preferences)
    changed.set(name, { ...wish, max: here })
    trace?.frozen.push({ cluster: name, max: here })
  }
  return changed ?? preferences
}

function sharesOf(
  result: PlanResult,
  wanted: number,
  names: readonly string[],
  weights: ReadonlyMap<string, number>,
  notes: DivisionNote[],
): Shares {
  const refused = isRefused(result)
  if (refused) notes.push({ kind: 'refused', why: result.refused })
  const { plan, overflow } = refused ? { plan: nothing, overflow: nothing } : result
  const replicas = new Map<string, number>()
  let placed = 0
  for (const name of names) {
    const value = (plan.get(name) ?? 0) + (overflow.get(name) ?? 0)
    if (value < 0) notes.push({ kind: 'negative-clamped', cluster: name, value })
    const share = Math.max(0, value)
    replicas.set(name, share)
    placed += share
  }
  if (!refused && placed < wanted) notes.push({ kind: 'unplaced', wanted, placed })
  return { replicas, plan, overflow, weights, notes }
}
