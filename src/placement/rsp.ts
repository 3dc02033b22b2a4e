import type { Running } from '../model/arithmetic.ts'
import type { Preference } from '../model/policy.ts'
import { distribute, endOfRun, grantMinimums, turnOf, type Work } from './distribute.ts'
import { column, isRefused, negative, oddity, overflow, type PlanResult, planOf, trim } from './plan.ts'
import { rankRun } from './rank.ts'
import { tableOf } from './table.ts'
import { begin, type Trace } from './trace.ts'

export interface RspInput {
  /** Unique names, in any order: the result does not depend on it. */
  readonly clusters: readonly string[]
  /** `<namespace>/<name>`; it settles ties. */
  readonly key: string
  /** Replicas to place. */
  readonly total: number
  /** By cluster; `*` stands for the others, and a cluster without either gets 0. Must not change after the call. */
  readonly preferences: ReadonlyMap<string, Preference>
  /** Ignore what runs now, and keep asking a short cluster for its whole share. */
  readonly rebalance: boolean
  /** Replicas that run in each cluster. */
  readonly current: ReadonlyMap<string, number>
  /** What each cluster can run, where known; may be negative, and then its plan is. */
  readonly capacity: ReadonlyMap<string, number>
  /** Takes down the arithmetic. */
  readonly trace?: Trace | undefined
}

/**
 * Divides replicas by weight after the minimums. Without `rebalance`, running replicas stay where they are as long
 * as the total and the limits allow, counting against each cluster's share.
 *
 * Source: KubeFed, pkg/controller/util/planner/planner.go (Plan).
 */
export function planRsp(input: RspInput): PlanResult {
  const { clusters, key, total, rebalance, current, capacity, trace } = input
  const table = tableOf(clusters, input.preferences)
  if (isRefused(table)) return table
  if (total < 0) return negative
  const odd = oddity(capacity)
  if (odd === 'overflow' || oddity(current) === 'overflow' || !Number.isSafeInteger(total)) return overflow
  const keeps = !rebalance && current.size > 0
  const work: Work = {
    table,
    key,
    rows: table.rows.slice(),
    weight: table.weight,
    max: table.max,
    limited: undefined,
    estimated: column(clusters, capacity, Number.POSITIVE_INFINITY),
    plan: new Float64Array(clusters.length),
    overflow: capacity.size === 0 ? undefined : new Float64Array(clusters.length),
    givesBack: table.crossed || odd === 'negative',
    minimumsOverflow: false,
    prepaid: keeps ? new Float64Array(clusters.length) : undefined,
    trace,
    goal: 'share',
  }
  const nothingFirst = !table.hasMin && !work.givesBack
  let rest = nothingFirst ? total : grantMinimums(work, table.min, total)
  if (work.prepaid !== undefined) rest = keepRunning(work, work.prepaid, current, rest)
  const left = Number.isSafeInteger(rest) ? distribute(work, rest) : undefined
  if (left === undefined) return overflow
  if (!rebalance) trim(work.overflow, left, trace)
  return planOf(clusters, work.plan, work.overflow)
}

/** Grants what runs beyond the minimum, in order of rows, and remembers it as prepaid; returns what remains. */
function keepRunning(work: Work, prepaid: Float64Array, current: ReadonlyMap<string, number>, total: number): number {
  const { table, rows, weight, max, estimated, plan } = work
  let remaining = total
  // First what each row would keep, then what it can.
  for (const row of rows) {
    let target = Math.min(current.get(table.clusters[row] as string) ?? 0, max[row] as number)
    if (estimated !== undefined) target = Math.min(target, estimated[row] as number)
    prepaid[row] = Math.max(0, target - (plan[row] as number))
  }
  const turns = begin<Running>(work.trace, { kind: 'running', total })
  for (let from = 0; from < rows.length; ) {
    const to = endOfRun(rows, weight, from, rows.length)
    let hashes: Float64Array | undefined
    if (to - from > 1 && remaining > 0) {
      let wanted = 0
      for (let at = from; at < to; at++) wanted += prepaid[rows[at] as number] as number
      if (wanted > remaining) hashes = rankRun(table, work.key, rows, from, to)
    }
    for (let at = from; at < to; at++) {
      const row = rows[at] as number
      const extra = Math.min(prepaid[row] as number, remaining)
      turns?.push({
        ...turnOf(work, row, hashes?.[at - from], remaining),
        current: current.get(table.clusters[row] as string) ?? 0,
        before: plan[row] as number,
        kept: extra,
      })
      prepaid[row] = extra
      plan[row] = (plan[row] as number) + extra
      remaining -= extra
    }
    from = to
  }
  return remaining
}
