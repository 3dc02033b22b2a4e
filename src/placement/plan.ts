import type { Trace } from './trace.ts'

/** How many replicas each cluster gets. All numbers are whole. */
export interface Plan {
  /** By cluster; it names every cluster that was asked for, zeros included, unless the planner says otherwise. */
  readonly plan: ReadonlyMap<string, number>
  /** Replicas asked of a cluster beyond what it was seen to be able to run. No zeros. */
  readonly overflow: ReadonlyMap<string, number>
}

/**
 * Why a planner did not plan. `negative`: a weight, a limit or the total is below 0. `overflow`: a number is not a
 * safe integer, or `amount · weight + weights` reaches 2⁶³, where the original wraps round and may never end.
 */
export interface Refusal {
  readonly refused: 'negative' | 'overflow'
}

export type PlanResult = Plan | Refusal

export const overflow: Refusal = { refused: 'overflow' }
export const negative: Refusal = { refused: 'negative' }

export function isRefused<T extends object>(result: T | Refusal): result is Refusal {
  return 'refused' in result
}

/** What is odd about amounts: a number that is not a safe integer, or else one below 0. */
export function oddity(amounts: ReadonlyMap<string, number>): 'overflow' | 'negative' | undefined {
  let found: 'negative' | undefined
  for (const amount of amounts.values()) {
    if (!Number.isSafeInteger(amount)) return 'overflow'
    if (amount < 0) found = 'negative'
  }
  return found
}

/** The amounts in the order of the clusters; undefined where there is none at all. */
export function column(
  clusters: readonly string[],
  amounts: ReadonlyMap<string, number>,
  absent: number,
): Float64Array | undefined {
  if (amounts.size === 0) return undefined
  const values = new Float64Array(clusters.length)
  for (let row = 0; row < values.length; row++) values[row] = amounts.get(clusters[row] as string) ?? absent
  return values
}

/** Puts names back to the numbers. */
export function planOf(
  clusters: readonly string[],
  plan: Float64Array,
  overflows: Float64Array | undefined,
): PlanResult {
  const named = new Map<string, number>()
  for (let row = 0; row < clusters.length; row++) named.set(clusters[row] as string, plan[row] as number)
  return { plan: named, overflow: overflowOf(clusters, overflows) }
}

/** The overflow by name, without zeros. */
export function overflowOf(
  clusters: readonly string[],
  overflows: Float64Array | undefined,
): ReadonlyMap<string, number> {
  const named = new Map<string, number>()
  if (overflows === undefined) return named
  for (let row = 0; row < clusters.length; row++) {
    const value = overflows[row] as number
    if (value !== 0) named.set(clusters[row] as string, value)
  }
  return named
}

/** Trims each overflow to `most`; what is not above 0 goes. Each is trimmed by itself, so their sum may be more. */
export function trim(overflows: Float64Array | undefined, most: number, trace?: Trace): void {
  if (overflows === undefined) return
  trace?.steps.push({ kind: 'trim', most })
  for (let row = 0; row < overflows.length; row++) {
    overflows[row] = Math.max(0, Math.min(overflows[row] as number, most))
  }
}
