import type { Preference } from '../model/policy.ts'
import { negative, overflow, type Refusal } from './plan.ts'
import { sortRun } from './rank.ts'

/**
 * The wishes for a list of clusters, by row: the row of a cluster is its place in the list. It depends on the
 * clusters and the policy alone, so workloads of one policy share it.
 */
export interface Table {
  readonly clusters: readonly string[]
  readonly weight: Float64Array
  readonly min: Float64Array
  /** Infinity where there is none. */
  readonly max: Float64Array
  /** Rows that take part, by weight, the heaviest first. Order among equals is open: see rankRun. */
  readonly rows: readonly number[]
  readonly hasMin: boolean
  /** Some minimum stands above its maximum. */
  readonly crossed: boolean
  /** Hash state after each name, filled where it is needed; 0 is unknown. */
  readonly states: Uint32Array
}

interface Known {
  readonly clusters: readonly string[]
  readonly table: Table | Refusal
}

const known = new WeakMap<ReadonlyMap<string, Preference>, Known>()

/**
 * The table for these clusters. A cluster without a preference of its own takes that of `*`; without one, it takes
 * no part. The last table of each preferences map is kept, so the map must not change once it was used.
 */
export function tableOf(clusters: readonly string[], preferences: ReadonlyMap<string, Preference>): Table | Refusal {
  const last = known.get(preferences)
  if (last !== undefined && sameNames(last.clusters, clusters)) return last.table
  const names = clusters.slice()
  const table = build(names, preferences)
  known.set(preferences, { clusters: names, table })
  return table
}

function sameNames(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false
  return true
}

function build(clusters: readonly string[], preferences: ReadonlyMap<string, Preference>): Table | Refusal {
  const size = clusters.length
  const weight = new Float64Array(size)
  const min = new Float64Array(size)
  const max = new Float64Array(size).fill(Number.POSITIVE_INFINITY)
  const rows: number[] = []
  const everyone = preferences.get('*')
  let hasMin = false
  let crossed = false
  for (let row = 0; row < size; row++) {
    const wish = preferences.get(clusters[row] as string) ?? everyone
    if (wish === undefined) continue
    const most = wish.max ?? 0
    if (wish.weight < 0 || wish.min < 0 || most < 0) return negative
    if (!(Number.isSafeInteger(wish.weight) && Number.isSafeInteger(wish.min) && Number.isSafeInteger(most))) {
      return overflow
    }
    weight[row] = wish.weight
    min[row] = wish.min
    if (wish.max !== undefined) max[row] = wish.max
    if (wish.min > 0) hasMin = true
    if (wish.max !== undefined && wish.min > wish.max) crossed = true
    rows.push(row)
  }
  byWeight(rows, weight)
  return { clusters, weight, min, max, rows, hasMin, crossed, states: new Uint32Array(size) }
}

/** Sorts rows by weight, the heaviest first. */
export function byWeight(rows: number[], weight: Float64Array): void {
  let top = 0
  let least = Number.POSITIVE_INFINITY
  for (const row of rows) {
    const value = weight[row] as number
    if (value > top) top = value
    if (value < least) least = value
  }
  if (least >= top) return
  const keys = new Float64Array(rows.length)
  for (let at = 0; at < rows.length; at++) keys[at] = top - (weight[rows[at] as number] as number)
  sortRun(rows, 0, rows.length, keys)
}
