import type { Goal, Minimums, Round, Turn } from '../model/arithmetic.ts'
import { rankRun } from './rank.ts'
import type { Table } from './table.ts'
import { begin, capsOf, type Trace, unlessZero } from './trace.ts'

/**
 * Replicas to give out among rows. Amounts by row are whole numbers; `limited` and `estimated` are
 * undefined where no cluster has any, Infinity where one has none.
 *
 * The order of rows of equal weight decides only where replicas run out among them. So rows come sorted by weight
 * alone, and a run of equals is sorted by hash when it comes to that; the results are those of the full order.
 */
export interface Work {
  readonly table: Table
  readonly key: string
  /** Rows by weight, the heaviest first; they are reordered and used up. */
  readonly rows: number[]
  readonly weight: Float64Array
  readonly max: Float64Array
  readonly limited: Float64Array | undefined
  readonly estimated: Float64Array | undefined
  readonly plan: Float64Array
  readonly overflow: Float64Array | undefined
  /** Whether a row may hand replicas back: a minimum above its maximum, a capacity below 0. */
  readonly givesBack: boolean
  /** Whether a minimum beyond the estimate counts as overflow. */
  readonly minimumsOverflow: boolean
  /** Replicas granted ahead of the rounds, which a row's shares pay off first. */
  readonly prepaid: Float64Array | undefined
  /** What is recorded of each step, and to which end it is taken. */
  readonly trace: Trace | undefined
  readonly goal: Goal
}

const limit = 1n << 63n

/** Gives minimums in order of rows, as long as there are replicas; returns what remains. */
export function grantMinimums(work: Work, min: Float64Array, total: number): number {
  const { rows, weight, limited, estimated, plan, overflow } = work
  let remaining = total
  const turns = begin<Minimums>(work.trace, { kind: 'minimums', goal: work.goal, total })
  for (let from = 0; from < rows.length; ) {
    const to = endOfRun(rows, weight, from, rows.length)
    let hashes: Float64Array | undefined
    if (to - from > 1 && sum(min, rows, from, to) > remaining) {
      if (remaining === 0 && !work.givesBack) break
      hashes = rankRun(work.table, work.key, rows, from, to)
    }
    for (let at = from; at < to; at++) {
      const row = rows[at] as number
      let target = Math.min(min[row] as number, remaining)
      if (limited !== undefined) target = Math.min(target, limited[row] as number)
      let beyond = 0
      if (estimated !== undefined && target > (estimated[row] as number)) {
        if (overflow !== undefined && work.minimumsOverflow) {
          beyond = target - (estimated[row] as number)
          overflow[row] = beyond
        }
        target = estimated[row] as number
      }
      plan[row] = target
      turns?.push({
        ...turnOf(work, row, hashes?.[at - from], remaining),
        min: min[row] as number,
        after: target,
        ...unlessZero('beyond', beyond),
      })
      remaining -= target
    }
    from = to
  }
  return remaining
}

/**
 * Gives out the rest by weight, in rounds: every row that is not full gets its share of what remained at the start of
 * the round, rounded up and capped by what is left now. Ends when a round moved nothing. Returns what remains;
 * undefined where int64 would not hold a product. It always ends: a round that does not use everything up fills at
 * least one row, or pays off prepaid replicas.
 */
export function distribute(work: Work, total: number): number | undefined {
  const { rows, weight, max, limited, estimated, plan, overflow, prepaid } = work
  let count = rows.length
  let remaining = total
  let moved = true
  while (moved && remaining > 0 && count > 0) {
    moved = false
    const amount = remaining
    const weights = sum(weight, rows, 0, count)
    if (weights <= 0) break
    const exact = exactWeights(weight, rows, count, amount, weights)
    if (exact === undefined) return undefined
    const turns = begin<Round>(work.trace, { kind: 'round', goal: work.goal, total: amount, weights })
    let kept = 0
    let paidRounds = Number.POSITIVE_INFINITY
    for (let from = 0; from < count; ) {
      const to = endOfRun(rows, weight, from, count)
      const each = weight[rows[from] as number] as number
      const share = shareOf(amount, each, weights, exact)
      const isShort = to - from > 1 && share * (to - from) > remaining
      const hashes = isShort ? rankRun(work.table, work.key, rows, from, to) : undefined
      for (let at = from; at < to; at++) {
        const row = rows[at] as number
        const start = plan[row] as number
        let extra = Math.min(share, remaining)
        let paid = 0
        let beyond = 0
        if (prepaid !== undefined && extra > 0) {
          paid = Math.min(extra, prepaid[row] as number)
          prepaid[row] = (prepaid[row] as number) - paid
          extra -= paid
          if (paid > 0) moved = true
          paidRounds = Math.min(paidRounds, Math.floor((prepaid[row] as number) / share))
        }
        let target = start + extra
        let full = false
        if (target > (max[row] as number)) {
          target = max[row] as number
          full = true
        }
        if (limited !== undefined && target > (limited[row] as number)) {
          target = limited[row] as number
          full = true
        }
        if (estimated !== undefined && overflow !== undefined && target > (estimated[row] as number)) {
          beyond = target - (estimated[row] as number)
          overflow[row] = (overflow[row] as number) + beyond
          target = estimated[row] as number
          full = true
        }
        turns?.push({
          ...turnOf(work, row, hashes?.[at - from], remaining),
          weight: each,
          share,
          ...unlessZero('paid', paid),
          before: start,
          after: target,
          ...unlessZero('beyond', beyond),
        })
        remaining -= target - start
        if (target > start) moved = true
        plan[row] = target
        if (!full && each > 0) rows[kept++] = row
      }
      from = to
      if (remaining === 0 && !work.givesBack) return 0
    }
    if (prepaid !== undefined && remaining === amount && kept === count && paidRounds > 0) {
      work.trace?.steps.push({ kind: 'skipped', rounds: paidRounds })
      payAhead(work, prepaid, count, amount, weights, exact, paidRounds)
    }
    count = kept
  }
  return remaining
}

/** What is recorded of a row in every step. */
export function turnOf(work: Work, row: number, hash: number | undefined, remaining: number): Turn {
  const { table, max, limited, estimated } = work
  return {
    cluster: table.clusters[row] as string,
    ...(hash === undefined ? {} : { hash }),
    remaining,
    ...capsOf(
      max[row] as number,
      limited?.[row] ?? Number.POSITIVE_INFINITY,
      estimated?.[row] ?? Number.POSITIVE_INFINITY,
    ),
  }
}

/** ⌈amount · weight / weights⌉; exact in doubles up to 2⁵³, in bigints beyond. */
function shareOf(amount: number, weight: number, weights: number, exact: bigint): number {
  if (exact === 0n) return Math.floor((amount * weight + weights - 1) / weights)
  return Number((BigInt(amount) * BigInt(weight) + exact - 1n) / exact)
}

/** The sum of weights where doubles do not do, 0 where they do, undefined where int64 does not either. */
function exactWeights(
  weight: Float64Array,
  rows: number[],
  count: number,
  amount: number,
  weights: number,
): bigint | undefined {
  const top = weight[rows[0] as number] as number
  if (amount * top + weights <= Number.MAX_SAFE_INTEGER) return 0n
  let exact = 0n
  for (let at = 0; at < count; at++) exact += BigInt(weight[rows[at] as number] as number)
  return BigInt(amount) * BigInt(top) + exact < limit ? exact : undefined
}

/** Skips rounds in which every share would be paid by prepaid replicas alone: they are all alike. */
function payAhead(
  work: Work,
  prepaid: Float64Array,
  count: number,
  amount: number,
  weights: number,
  exact: bigint,
  roundsToSkip: number,
): void {
  for (let at = 0; at < count; at++) {
    const row = work.rows[at] as number
    const share = shareOf(amount, work.weight[row] as number, weights, exact)
    prepaid[row] = (prepaid[row] as number) - share * roundsToSkip
  }
}

/** The position after the last row that weighs the same as the one at `from`. */
export function endOfRun(rows: number[], weight: Float64Array, from: number, end: number): number {
  const first = weight[rows[from] as number]
  let to = from + 1
  while (to < end && weight[rows[to] as number] === first) to++
  return to
}

/** The sum over the rows at positions `from` to `to`; beyond 2⁵³ it is near enough to compare with what is below. */
export function sum(values: Float64Array, rows: number[], from: number, to: number): number {
  let total = 0
  for (let at = from; at < to; at++) total += values[rows[at] as number] as number
  return total
}
