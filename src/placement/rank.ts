import { byCodePoint } from '../model/order.ts'
import { fnv1 } from './hash.ts'
import type { Table } from './table.ts'

/** Rows are below 2²¹ and keys below 2³² where both fit into one double, which sorts fastest. */
const rowSpan = 2 ** 21
const keySpan = 2 ** 32

/**
 * Sorts `rows` from `from` up to `to` by `keys`, the smallest first, and the keys with them. Keys are whole numbers
 * ≥ 0, one for each of these rows.
 */
export function sortRun(rows: number[], from: number, to: number, keys: Float64Array): void {
  const size = to - from
  if (size <= 24) {
    insertionSort(rows, from, keys, size)
    return
  }
  let packs = true
  for (let at = 0; at < size; at++) {
    const key = keys[at] as number
    const row = rows[from + at] as number
    if (key >= keySpan || row >= rowSpan) packs = false
  }
  if (packs) {
    for (let at = 0; at < size; at++) keys[at] = (keys[at] as number) * rowSpan + (rows[from + at] as number)
    keys.sort()
    for (let at = 0; at < size; at++) {
      const packed = keys[at] as number
      const key = Math.floor(packed / rowSpan)
      keys[at] = key
      rows[from + at] = packed - key * rowSpan
    }
    return
  }
  const places = Array.from({ length: size }, (_, at) => at).sort((a, b) => (keys[a] as number) - (keys[b] as number))
  const rowsBefore = rows.slice(from, to)
  const keysBefore = keys.slice()
  for (let at = 0; at < size; at++) {
    const place = places[at] as number
    rows[from + at] = rowsBefore[place] as number
    keys[at] = keysBefore[place] as number
  }
}

function insertionSort(rows: number[], from: number, keys: Float64Array, size: number): void {
  for (let at = 1; at < size; at++) {
    const key = keys[at] as number
    const row = rows[from + at] as number
    let to = at
    while (to > 0 && (keys[to - 1] as number) > key) {
      keys[to] = keys[to - 1] as number
      rows[from + to] = rows[from + to - 1] as number
      to--
    }
    keys[to] = key
    rows[from + to] = row
  }
}

/** Sorts rows of equal weight by the hash of name and key, then by name; gives their hashes in this order. */
export function rankRun(table: Table, key: string, rows: number[], from: number, to: number): Float64Array {
  const keys = new Float64Array(to - from)
  for (let at = from; at < to; at++) keys[at - from] = hashOf(table, key, rows[at] as number)
  sortRun(rows, from, to, keys)
  for (let at = from + 1; at < to; at++) {
    if (keys[at - from] === keys[at - from - 1]) settleByName(table, rows, from, at, keys)
  }
  return keys
}

/** Moves the row at `at` before those of the same hash whose names come later. */
function settleByName(table: Table, rows: number[], from: number, at: number, keys: Float64Array): void {
  const row = rows[at] as number
  const name = table.clusters[row] as string
  let place = at
  while (place > from && keys[place - 1 - from] === keys[at - from]) {
    const before = rows[place - 1] as number
    if (byCodePoint(table.clusters[before] as string, name) <= 0) break
    rows[place] = before
    place--
  }
  rows[place] = row
}

function hashOf(table: Table, key: string, row: number): number {
  const { states } = table
  let state = states[row] as number
  if (state === 0) {
    state = fnv1(table.clusters[row] as string)
    states[row] = state
  }
  return fnv1(key, state)
}
