import { byCodePoint } from './order.ts'

/** Names longer than this are not compared. */
const longest = 64

/**
 * The known name that was probably meant: one that differs in case only, one few edits away, or one that shares a
 * long beginning, as `clusterNames` and `clusters` do.
 */
export function closest(name: string, known: readonly string[]): string | undefined {
  if (name.length > longest) return undefined
  const lower = name.toLowerCase()
  let best: string | undefined
  let least = Number.POSITIVE_INFINITY
  for (const candidate of known) {
    const target = candidate.toLowerCase()
    const edits = distance(lower, target)
    const near = edits <= Math.min(3, Math.max(1, Math.floor(lower.length / 3)))
    const rank = near ? edits : commonLength(lower, target) >= 6 ? longest + edits : Number.POSITIVE_INFINITY
    if (rank < least || (rank === least && best !== undefined && byCodePoint(candidate, best) < 0)) {
      best = candidate
      least = rank
    }
  }
  return best
}

/** Edits between two texts: insert, delete, replace, and swap of two neighbours (optimal string alignment). */
export function distance(a: string, b: string): number {
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let least = Math.min(get(last, j) + 1, get(row, j - 1) + 1, get(last, j - 1) + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, get(before, j - 2) + 1)
      row.push(least)
    }
    before = last
    last = row
  }
  return get(last, b.length)
}

function get(row: readonly number[], index: number): number {
  return row[index] ?? 0
}

function commonLength(a: string, b: string): number {
  let count = 0
  while (count < a.length && a[count] === b[count]) count++
  return count
}
