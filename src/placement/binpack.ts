import type { CompareTurn, Fill, Goal, Minimums, Stands, Turn } from '../model/arithmetic.ts'
import type { Preference } from '../model/policy.ts'
import { isRefused, negative, oddity, overflow, type PlanResult, planOf, trim } from './plan.ts'
import { type Table, tableOf } from './table.ts'
import { begin, capsOf, stands, type Trace, unlessZero } from './trace.ts'

export interface BinpackInput {
  /** Unique names in the order in which they are filled. */
  readonly clusters: readonly string[]
  /** Replicas to place. */
  readonly total: number
  /** By cluster; weights do not count. Must not change after the call: see tableOf. */
  readonly preferences: ReadonlyMap<string, Preference>
  /** Replicas that each cluster has now, clusters that are not selected any more included. */
  readonly current: ReadonlyMap<string, number>
  /** What a cluster was seen to be able to run; what it is asked for beyond that is overflow. */
  readonly estimated: ReadonlyMap<string, number>
  /** What a cluster may have at most. */
  readonly limited: ReadonlyMap<string, number>
  /** Replicas that are scheduled in each cluster, where known. */
  readonly scheduled: ReadonlyMap<string, number>
  readonly avoidDisruption: boolean
  /** Keep overflow that found a place elsewhere; always so where disruption is not avoided. */
  readonly keepUnschedulable: boolean
  /** Takes down the arithmetic. */
  readonly trace?: Trace | undefined
}

interface Load {
  readonly goal: Goal
  readonly total: number
  /** Rows in the order of filling. */
  readonly rows: readonly number[]
  readonly min: (row: number) => number
  readonly max: (row: number) => number
  readonly limited: (row: number) => number
  readonly estimated: (row: number) => number
  readonly trace: Trace | undefined
}

/**
 * Fills one cluster after the other. Two plans are not the fill: while replicas are still being scheduled the
 * current replicas are returned as they are, and once exactly `total` are scheduled, those are; neither map need
 * name all clusters, and the second may name others. Odd results of the original under `avoidDisruption` are kept:
 * limits apply to what is added, and an excess over maximums counts as missing.
 *
 * Source: KubeAdmiral, pkg/controllers/scheduler/framework/plugins/preferencebinpack/planner.go (Plan).
 */
export function planBinpack(input: BinpackInput): PlanResult {
  const { clusters, total, current, scheduled, avoidDisruption, trace } = input
  const table = tableOf(clusters, input.preferences)
  if (isRefused(table)) return table
  if (total < 0) return negative
  const amounts = [current, input.estimated, input.limited, scheduled]
  if (!Number.isSafeInteger(total) || amounts.some((amount) => oddity(amount) === 'overflow')) return overflow
  const waits = waiting(input)
  if (waits !== undefined) {
    stands(trace, 'scheduling', current, waits)
    return { plan: current, overflow: new Map() }
  }

  const keep = input.keepUnschedulable || !avoidDisruption
  const limited = byRow(clusters, input.limited, Number.POSITIVE_INFINITY)
  const estimated = byRow(clusters, input.estimated, Number.POSITIVE_INFINITY)
  const min = (row: number): number => table.min[row] as number
  const max = (row: number): number => table.max[row] as number
  const rows = clusters.map((_, row) => row)
  const desired = fill(table, { goal: 'share', total, rows, min, max, limited, estimated, trace })
  let placed = 0
  for (let row = 0; row < clusters.length; row++) {
    const here = scheduled.get(clusters[row] as string)
    if (here !== undefined) placed += Math.min(here, limited(row))
  }
  if (!keep && placed === total) {
    stands(trace, 'scheduled', scheduled)
    return { plan: scheduled, overflow: new Map() }
  }
  if (!avoidDisruption) return planOf(clusters, desired.plan, desired.overflow)
  if (!keep) trim(desired.overflow, total - placed, trace)

  const now = byRow(clusters, current, 0)
  const plan = new Float64Array(clusters.length)
  let have = 0
  let want = 0
  const turns: CompareTurn[] | undefined = trace && []
  for (const row of rows) {
    plan[row] = Math.min(now(row), estimated(row), limited(row))
    have += plan[row] as number
    want += desired.plan[row] as number
    turns?.push({
      cluster: clusters[row] as string,
      current: now(row),
      ...capsOf(any(), limited(row), estimated(row)),
      have: plan[row] as number,
      want: desired.plan[row] as number,
    })
  }
  if (!(Number.isSafeInteger(have) && Number.isSafeInteger(want))) return overflow
  const outcome = have === want ? 'stay' : have > want ? 'fewer' : 'more'
  if (turns !== undefined) trace?.steps.push({ kind: 'compare', have, want, outcome, turns })
  const here = (row: number): number => plan[row] as number
  const wanted = (row: number): number => desired.plan[row] as number
  if (have > want) {
    const over = rows.filter((row) => wanted(row) < here(row)).reverse()
    const excess = have - total
    const down = fill(table, {
      goal: 'fewer',
      total: excess,
      rows: over,
      min: none,
      max: here,
      limited: any,
      estimated: any,
      trace,
    })
    for (const row of over) plan[row] = here(row) - (down.plan[row] as number)
  } else if (have < want) {
    const under = rows.filter((row) => wanted(row) > here(row))
    const room = (row: number): number => max(row) - here(row)
    const missing = total - have
    const up = fill(table, {
      goal: 'more',
      total: missing,
      rows: under,
      min,
      max: room,
      limited,
      estimated: any,
      trace,
    })
    for (const row of under) plan[row] = here(row) + (up.plan[row] as number)
  }
  return planOf(clusters, plan, desired.overflow)
}

const none = (): number => 0
const any = (): number => Number.POSITIVE_INFINITY

function byRow(
  clusters: readonly string[],
  amounts: ReadonlyMap<string, number>,
  absent: number,
): (row: number) => number {
  if (amounts.size === 0) return () => absent
  return (row) => amounts.get(clusters[row] as string) ?? absent
}

/**
 * What there is to wait for before it is time to plan, which it is once a cluster was left, a limit is exceeded, or
 * each cluster's scheduled replicas are all that it can run or was asked for.
 */
function waiting(input: BinpackInput): Stands['waits'] {
  const { current, limited, estimated, scheduled } = input
  if (current.size > 0) {
    const selected = new Set(input.clusters)
    for (const [cluster, replicas] of current) {
      if (!selected.has(cluster)) return undefined
      const most = limited.get(cluster)
      if (most !== undefined && replicas > most) return undefined
    }
  }
  for (const [cluster, replicas] of scheduled) {
    const awaited = estimated.get(cluster) ?? current.get(cluster) ?? 0
    if (awaited !== replicas) return { cluster, scheduled: replicas, awaited }
  }
  return undefined
}

/** Minimums first, then all that fits, in order. */
function fill(table: Table, work: Load): { plan: Float64Array; overflow: Float64Array } {
  const { goal, rows, min, max, limited, estimated, trace } = work
  const plan = new Float64Array(table.clusters.length)
  const beyond = new Float64Array(table.clusters.length)
  let remaining = work.total
  const minimums = begin<Minimums>(trace, { kind: 'minimums', goal, total: remaining })
  for (const row of rows) {
    let target = Math.min(min(row), remaining, limited(row))
    const able = estimated(row)
    if (target > able) {
      beyond[row] = target - able
      target = able
    }
    plan[row] = target
    minimums?.push({
      ...turnOf(table, work, row, remaining),
      min: min(row),
      after: target,
      ...unlessZero('beyond', beyond[row] as number),
    })
    remaining -= target
  }
  const turns = begin<Fill>(trace, { kind: 'fill', goal, total: remaining })
  for (const row of rows) {
    const start = plan[row] as number
    let target = Math.min(start + remaining, max(row), limited(row))
    const able = estimated(row)
    const cut = Math.max(0, target - able)
    if (cut > 0) {
      beyond[row] = Math.max(beyond[row] as number, cut)
      target = able
    }
    plan[row] = target
    turns?.push({ ...turnOf(table, work, row, remaining), before: start, after: target, ...unlessZero('beyond', cut) })
    remaining -= target - start
  }
  return { plan, overflow: beyond }
}

function turnOf(table: Table, { max, limited, estimated }: Load, row: number, remaining: number): Turn {
  const cluster = table.clusters[row] as string
  return { cluster, remaining, ...capsOf(max(row), limited(row), estimated(row)) }
}
