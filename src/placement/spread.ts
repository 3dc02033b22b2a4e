import type { CompareTurn } from '../model/arithmetic.ts'
import type { Preference } from '../model/policy.ts'
import { distribute, grantMinimums, type Work } from './distribute.ts'
import { column, isRefused, negative, oddity, overflow, type PlanResult, planOf, trim } from './plan.ts'
import { byWeight, type Table, tableOf } from './table.ts'
import { capsOf, type Trace } from './trace.ts'

export interface SpreadInput {
  /** Unique names, in any order: the result does not depend on it. */
  readonly clusters: readonly string[]
  /** The workload's key; it settles ties. */
  readonly key: string
  /** Replicas to place. */
  readonly total: number
  /** By cluster; `*` stands for the others. Must not change after the call: see tableOf. */
  readonly preferences: ReadonlyMap<string, Preference>
  /** Replicas that each cluster has now; read only where disruption is avoided. */
  readonly current: ReadonlyMap<string, number>
  /** What a cluster was seen to be able to run; what it is asked for beyond that is overflow. */
  readonly estimated: ReadonlyMap<string, number>
  /** What a cluster may have at most. */
  readonly limited: ReadonlyMap<string, number>
  /** Move no more replicas than the change of the sum asks for. */
  readonly avoidDisruption: boolean
  /** Keep overflow that found a place elsewhere; always so where disruption is not avoided. */
  readonly keepUnschedulable: boolean
  /** Takes down the arithmetic. */
  readonly trace?: Trace | undefined
}

/**
 * Divides replicas by weight. Without `avoidDisruption` the current replicas do not count. With it, equal sums of
 * current and desired replicas move nothing, and otherwise clusters on one side of their desired share make up the
 * difference, in proportion to their gaps.
 *
 * Source: KubeAdmiral, pkg/controllers/scheduler/planner/planner.go (Plan, getDesiredPlan, distribute).
 */
export function planSpread(input: SpreadInput): PlanResult {
  const { clusters, key, total, estimated, limited, avoidDisruption, trace } = input
  const table = tableOf(clusters, input.preferences)
  if (isRefused(table)) return table
  if (total < 0) return negative
  const oddEstimate = oddity(estimated)
  const oddLimit = oddity(limited)
  if (oddEstimate === 'overflow' || oddLimit === 'overflow' || !Number.isSafeInteger(total)) return overflow
  const desired: Work = {
    table,
    key,
    rows: table.rows.slice(),
    weight: table.weight,
    max: table.max,
    limited: column(clusters, limited, Number.POSITIVE_INFINITY),
    estimated: column(clusters, estimated, Number.POSITIVE_INFINITY),
    plan: new Float64Array(clusters.length),
    overflow: estimated.size === 0 ? undefined : new Float64Array(clusters.length),
    givesBack: table.crossed || oddEstimate === 'negative' || oddLimit === 'negative',
    minimumsOverflow: true,
    prepaid: undefined,
    trace,
    goal: 'share',
  }
  const nothingFirst = !table.hasMin && !desired.givesBack
  const rest = distribute(desired, nothingFirst ? total : grantMinimums(desired, table.min, total))
  if (rest === undefined) return overflow
  if (avoidDisruption && !input.keepUnschedulable) trim(desired.overflow, rest, trace)
  if (!avoidDisruption) return planOf(clusters, desired.plan, desired.overflow)
  if (oddity(input.current) === 'overflow') return overflow
  const plan = approach(desired, column(clusters, input.current, 0) ?? new Float64Array(clusters.length))
  return plan === undefined ? overflow : planOf(clusters, plan, desired.overflow)
}

const any = Number.POSITIVE_INFINITY

/** Brings the sum of what is there to the sum of what is desired, moving only what must. `current` is used up. */
function approach(desired: Work, current: Float64Array): Float64Array | undefined {
  const { table, plan: wanted, limited, estimated } = desired
  let have = 0
  let want = 0
  let gaps = 0
  const turns: CompareTurn[] | undefined = desired.trace && []
  for (let row = 0; row < current.length; row++) {
    const before = current[row] as number
    let here = before
    if (limited !== undefined) here = Math.min(here, limited[row] as number)
    if (estimated !== undefined) here = Math.min(here, estimated[row] as number)
    current[row] = here
    have += here
    want += wanted[row] as number
    gaps += Math.max(0, (wanted[row] as number) - here)
    turns?.push({
      cluster: table.clusters[row] as string,
      current: before,
      ...capsOf(any, limited?.[row] ?? any, estimated?.[row] ?? any),
      have: here,
      want: wanted[row] as number,
    })
  }
  if (!(Number.isSafeInteger(have) && Number.isSafeInteger(want) && Number.isSafeInteger(gaps))) return undefined
  const grow = want > have
  const amount = Math.abs(want - have)
  // Where every gap closes completely the desired plan is the result, unless a maximum below it interferes.
  const closes = !table.crossed && (grow ? gaps === amount : gaps === 0)
  const outcome = have === want ? 'stay' : closes ? 'share' : grow ? 'more' : 'fewer'
  if (turns !== undefined) desired.trace?.steps.push({ kind: 'compare', have, want, outcome, turns })
  if (outcome === 'stay') return current
  if (outcome === 'share') return wanted
  const moved = moveByGap({ desired, current, grow, amount })
  if (moved === undefined) return undefined
  for (let row = 0; row < current.length; row++) {
    current[row] = (current[row] as number) + (grow ? (moved[row] as number) : -(moved[row] as number))
  }
  return current
}

/** Divides `amount` among the clusters on the wrong side of their desired share, weighted by their gaps. */
function moveByGap(move: {
  desired: Work
  current: Float64Array
  grow: boolean
  amount: number
}): Float64Array | undefined {
  const { desired, current, grow, amount } = move
  const table: Table = desired.table
  const size = current.length
  const weight = new Float64Array(size)
  const max = new Float64Array(size)
  const rows: number[] = []
  for (let row = 0; row < size; row++) {
    const here = current[row] as number
    const gap = grow ? (desired.plan[row] as number) - here : here - (desired.plan[row] as number)
    if (gap <= 0) continue
    weight[row] = gap
    max[row] = grow ? (table.max[row] as number) - here : here
    rows.push(row)
  }
  byWeight(rows, weight)
  const work: Work = {
    ...desired,
    rows,
    weight,
    max,
    limited: undefined,
    estimated: undefined,
    plan: new Float64Array(size),
    overflow: undefined,
    goal: grow ? 'more' : 'fewer',
  }
  return distribute(work, amount) === undefined ? undefined : work.plan
}
