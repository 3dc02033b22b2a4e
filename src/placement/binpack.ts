import type { Preference } from '../model/policy.ts'
import { isRefused, negative, oddity, overflow, type PlanResult, planOf, trim } from './plan.ts'
import { type Table, tableOf } from './table.ts'

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
}

interface Fill {
  readonly total: number
  /** Rows in the order of filling. */
  readonly rows: readonly number[]
  readonly min: (row: number) => number
  readonly max: (row: number) => number
  readonly limited: (row: number) => number
  readonly estimated: (row: number) => number
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
  const { clusters, total, current, scheduled, avoidDisruption } = input
  const table = tableOf(clusters, input.preferences)
  if (isRefused(table)) return table
  if (total < 0) return negative
  const amounts = [current, input.estimated, input.limited, scheduled]
  if (!Number.isSafeInteger(total) || amounts.some((amount) => oddity(amount) === 'overflow')) return overflow
  if (!hasSettled(input)) return { plan: current, overflow: new Map() }

  const keep = input.keepUnschedulable || !avoidDisruption
  const limited = byRow(clusters, input.limited, Number.POSITIVE_INFINITY)
  const estimated = byRow(clusters, input.estimated, Number.POSITIVE_INFINITY)
  const min = (row: number): number => table.min[row] as number
  const max = (row: number): number => table.max[row] as number
  const rows = clusters.map((_, row) => row)
  const desired = fill(table, { total, rows, min, max, limited, estimated })
  let placed = 0
  for (let row = 0; row < clusters.length; row++) {
    const here = scheduled.get(clusters[row] as string)
    if (here !== undefined) placed += Math.min(here, limited(row))
  }
  if (!keep && placed === total) return { plan: scheduled, overflow: new Map() }
  if (!avoidDisruption) return planOf(clusters, desired.plan, desired.overflow)
  if (!keep) trim(desired.overflow, total - placed)

  const now = byRow(clusters, current, 0)
  const plan = new Float64Array(clusters.length)
  let have = 0
  let want = 0
  for (const row of rows) {
    plan[row] = Math.min(now(row), estimated(row), limited(row))
    have += plan[row] as number
    want += desired.plan[row] as number
  }
  if (!(Number.isSafeInteger(have) && Number.isSafeInteger(want))) return overflow
  const here = (row: number): number => plan[row] as number
  const wanted = (row: number): number => desired.plan[row] as number
  if (have > want) {
    const over = rows.filter((row) => wanted(row) < here(row)).reverse()
    const down = fill(table, { total: have - total, rows: over, min: none, max: here, limited: any, estimated: any })
    for (const row of over) plan[row] = here(row) - (down.plan[row] as number)
  } else if (have < want) {
    const under = rows.filter((row) => wanted(row) > here(row))
    const room = (row: number): number => max(row) - here(row)
    const up = fill(table, { total: total - have, rows: under, min, max: room, limited, estimated: any })
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
 * Whether it is time to plan: a cluster was left, a limit is exceeded, or each cluster's scheduled replicas are all
 * that it can run or was asked for.
 */
function hasSettled(input: BinpackInput): boolean {
  const { current, limited, estimated, scheduled } = input
  if (current.size > 0) {
    const selected = new Set(input.clusters)
    for (const [cluster, replicas] of current) {
      if (!selected.has(cluster)) return true
      const most = limited.get(cluster)
      if (most !== undefined && replicas > most) return true
    }
  }
  for (const [cluster, replicas] of scheduled) {
    if ((estimated.get(cluster) ?? current.get(cluster) ?? 0) !== replicas) return false
  }
  return true
}

/** Minimums first, then all that fits, in order. */
function fill(table: Table, work: Fill): { plan: Float64Array; overflow: Float64Array } {
  const { rows, min, max, limited, estimated } = work
  const plan = new Float64Array(table.clusters.length)
  const beyond = new Float64Array(table.clusters.length)
  let remaining = work.total
  for (const row of rows) {
    let target = Math.min(min(row), remaining, limited(row))
    const able = estimated(row)
    if (target > able) {
      beyond[row] = target - able
      target = able
    }
    plan[row] = target
    remaining -= target
  }
  for (const row of rows) {
    const start = plan[row] as number
    let target = Math.min(start + remaining, max(row), limited(row))
    const able = estimated(row)
    if (target > able) {
      beyond[row] = Math.max(beyond[row] as number, target - able)
      target = able
    }
    plan[row] = target
    remaining -= target - start
  }
  return { plan, overflow: beyond }
}
