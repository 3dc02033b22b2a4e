/**
 * The planners step by step as they are documented, in bigints and maps, with no thought of speed. The sources are
 * compared with this on random input, and this with the upstream runs.
 */
import { byCodePoint } from '../../src/model/order.ts'
import type { Preference } from '../../src/model/policy.ts'
import type { BinpackInput } from '../../src/placement/binpack.ts'
import type { Plan } from '../../src/placement/plan.ts'
import type { RspInput } from '../../src/placement/rsp.ts'
import type { SpreadInput } from '../../src/placement/spread.ts'

type Big = Map<string, bigint>

interface Entry {
  readonly name: string
  readonly weight: bigint
  readonly min: bigint
  readonly max: bigint | undefined
}

export function referenceHash(name: string, key: string): bigint {
  let hash = 2166136261n
  for (const byte of new TextEncoder().encode(name + key)) hash = ((hash * 16777619n) % 4294967296n) ^ BigInt(byte)
  return hash
}

function big(amounts: ReadonlyMap<string, number>): Big {
  return new Map([...amounts].map(([name, amount]) => [name, BigInt(amount)]))
}

function least(first: bigint, ...others: (bigint | undefined)[]): bigint {
  return others.reduce<bigint>((low, next) => (next !== undefined && next < low ? next : low), first)
}

function sumOf(values: Iterable<bigint>): bigint {
  return [...values].reduce((before, value) => before + value, 0n)
}

function entriesOf(clusters: readonly string[], preferences: ReadonlyMap<string, Preference>): Entry[] {
  return clusters.flatMap((name) => {
    const wish = preferences.get(name) ?? preferences.get('*')
    if (wish === undefined) return []
    const max = wish.max === undefined ? undefined : BigInt(wish.max)
    return [{ name, weight: BigInt(wish.weight), min: BigInt(wish.min), max }]
  })
}

function ordered(entries: readonly Entry[], key: string): Entry[] {
  const hash = new Map(entries.map(({ name }) => [name, referenceHash(name, key)]))
  return entries.slice().sort((a, b) => {
    if (a.weight !== b.weight) return a.weight > b.weight ? -1 : 1
    const x = hash.get(a.name) ?? 0n
    const y = hash.get(b.name) ?? 0n
    if (x !== y) return x < y ? -1 : 1
    return byCodePoint(a.name, b.name)
  })
}

function answer(plan: Big, overflow: Big): Plan {
  return {
    plan: new Map([...plan].map(([name, amount]) => [name, Number(amount)])),
    overflow: new Map([...overflow].filter(([, amount]) => amount !== 0n).map(([name, n]) => [name, Number(n)])),
  }
}

function trimmed(overflow: Big, most: bigint): Big {
  const result: Big = new Map()
  for (const [name, amount] of overflow) {
    const value = least(amount, most)
    if (value > 0n) result.set(name, value)
  }
  return result
}

/** DISTRIBUTE of the spread planner. */
function distribute(entries: Entry[], key: string, total: bigint, est: Big, lim: Big, keep: boolean): [Big, Big] {
  let active = ordered(entries, key)
  const plan: Big = new Map()
  const overflow: Big = new Map()
  let rem = total
  for (const { name, min } of active) {
    let t = least(min, rem)
    const limit = lim.get(name)
    if (limit !== undefined && limit < t) t = limit
    const able = est.get(name)
    if (able !== undefined && able < t) {
      overflow.set(name, t - able)
      t = able
    }
    rem -= t
    plan.set(name, t)
  }
  let increased = true
  while (increased && rem > 0n) {
    increased = false
    const weights = sumOf(active.map((entry) => entry.weight))
    if (weights <= 0n) break
    const amount = rem
    const next: Entry[] = []
    for (const entry of active) {
      const { name, weight, max } = entry
      const start = plan.get(name) ?? 0n
      const extra = least((amount * weight + weights - 1n) / weights, rem)
      let t = start + extra
      let full = false
      if (max !== undefined && t > max) {
        t = max
        full = true
      }
      const limit = lim.get(name)
      if (limit !== undefined && t > limit) {
        t = limit
        full = true
      }
      const able = est.get(name)
      if (able !== undefined && t > able) {
        overflow.set(name, (overflow.get(name) ?? 0n) + t - able)
        t = able
        full = true
      }
      rem -= t - start
      if (t > start) increased = true
      plan.set(name, t)
      if (!full) next.push(entry)
    }
    active = next
  }
  return [plan, keep ? overflow : trimmed(overflow, rem)]
}

export function referenceSpread(input: SpreadInput): Plan {
  const { clusters, key } = input
  const est = big(input.estimated)
  const lim = big(input.limited)
  const none: Big = new Map()
  const entries = entriesOf(clusters, input.preferences)
  const keep = input.avoidDisruption ? input.keepUnschedulable : true
  const [desired, overflow] = distribute(entries, key, BigInt(input.total), est, lim, keep)
  for (const name of clusters) if (!desired.has(name)) desired.set(name, 0n)
  if (!input.avoidDisruption) return answer(desired, overflow)
  const current = big(input.current)
  const cur: Big = new Map()
  for (const name of clusters) cur.set(name, least(current.get(name) ?? 0n, lim.get(name), est.get(name)))
  const a = sumOf(cur.values())
  const d = sumOf(desired.values())
  if (a === d) return answer(cur, overflow)
  const moving: Entry[] = []
  for (const name of clusters) {
    const here = cur.get(name) ?? 0n
    const there = desired.get(name) ?? 0n
    const max = (input.preferences.get(name) ?? input.preferences.get('*'))?.max
    if (a > d && there < here) moving.push({ name, weight: here - there, min: 0n, max: here })
    if (a < d && there > here) {
      moving.push({ name, weight: there - here, min: 0n, max: max === undefined ? undefined : BigInt(max) - here })
    }
  }
  const [moved] = distribute(moving, key, a > d ? a - d : d - a, none, none, false)
  for (const [name, amount] of moved) cur.set(name, (cur.get(name) ?? 0n) + (a > d ? -amount : amount))
  return answer(cur, overflow)
}

/** BP-DISTRIBUTE. */
function pack(entries: Entry[], total: bigint, est: Big, lim: Big): [Big, Big] {
  const plan: Big = new Map()
  const overflow: Big = new Map()
  let rem = total
  for (const { name, min } of entries) {
    let t = least(min, rem, lim.get(name))
    const able = est.get(name)
    if (able !== undefined && able < t) {
      overflow.set(name, t - able)
      t = able
    }
    rem -= t
    plan.set(name, t)
  }
  for (const { name, max } of entries) {
    const start = plan.get(name) ?? 0n
    let t = least(start + rem, max, lim.get(name))
    const able = est.get(name)
    if (able !== undefined && t > able) {
      const before = overflow.get(name) ?? 0n
      overflow.set(name, before > t - able ? before : t - able)
      t = able
    }
    rem -= t - start
    plan.set(name, t)
  }
  return [plan, overflow]
}

export function referenceBinpack(input: BinpackInput): Plan {
  const { clusters } = input
  const est = big(input.estimated)
  const lim = big(input.limited)
  const current = big(input.current)
  const scheduled = big(input.scheduled)
  const total = BigInt(input.total)
  const none: Big = new Map()
  const left = [...current.keys()].some((name) => !clusters.includes(name))
  const above = [...current].some(([name, amount]) => amount > (lim.get(name) ?? amount))
  const settled = [...scheduled].every(([name, amount]) => (est.get(name) ?? current.get(name) ?? 0n) === amount)
  if (!(left || above || settled)) return answer(current, none)
  const keep = input.avoidDisruption ? input.keepUnschedulable : true
  const entries = entriesOf(clusters, input.preferences)
  const [desired, overflow] = pack(entries, total, est, lim)
  const cur: Big = new Map()
  for (const name of clusters) cur.set(name, least(current.get(name) ?? 0n, est.get(name), lim.get(name)))
  const a = sumOf(cur.values())
  const d = sumOf(desired.values())
  const counted = clusters.filter((name) => scheduled.has(name))
  const s = sumOf(counted.map((name) => least(scheduled.get(name) ?? 0n, lim.get(name))))
  if (!keep && s === total) return answer(scheduled, none)
  if (!input.avoidDisruption) return answer(desired, overflow)
  const extra = keep ? overflow : trimmed(overflow, total - s)
  const wanted = (name: string): bigint => desired.get(name) ?? 0n
  const here = (name: string): bigint => cur.get(name) ?? 0n
  if (a > d) {
    const down = entries
      .filter(({ name }) => wanted(name) < here(name))
      .map((entry): Entry => ({ ...entry, min: 0n, max: here(entry.name) }))
    for (const [name, amount] of pack(down.reverse(), a - total, none, none)[0]) cur.set(name, here(name) - amount)
  } else if (a < d) {
    const up = entries
      .filter(({ name }) => wanted(name) > here(name))
      .map((entry): Entry => ({ ...entry, max: entry.max === undefined ? undefined : entry.max - here(entry.name) }))
    for (const [name, amount] of pack(up, total - a, none, lim)[0]) cur.set(name, here(name) + amount)
  }
  return answer(cur, extra)
}

export function referenceRsp(input: RspInput): Plan {
  const cap = big(input.capacity)
  const current = big(input.current)
  const plan: Big = new Map(input.clusters.map((name) => [name, 0n]))
  const overflow: Big = new Map()
  const prepaid: Big = new Map()
  let active = ordered(entriesOf(input.clusters, input.preferences), input.key)
  let rem = BigInt(input.total)
  for (const { name, min } of active) {
    const t = least(least(min, rem), cap.get(name))
    plan.set(name, t)
    rem -= t
  }
  if (!input.rebalance) {
    for (const { name, max } of active) {
      const running = current.get(name)
      const start = plan.get(name) ?? 0n
      if (running === undefined || running <= start) continue
      const t = least(running, max, cap.get(name))
      const granted = least(t - start, rem)
      const extra = granted > 0n ? granted : 0n
      plan.set(name, start + extra)
      rem -= extra
      prepaid.set(name, extra)
    }
  }
  let modified = true
  while (modified && rem > 0n) {
    modified = false
    const weights = sumOf(active.map((entry) => entry.weight))
    const amount = rem
    const next: Entry[] = []
    for (const entry of active) {
      if (weights <= 0n) break
      const { name, weight, max } = entry
      const start = plan.get(name) ?? 0n
      let extra = least((amount * weight + weights - 1n) / weights, rem)
      const paid = least(extra, prepaid.get(name) ?? 0n)
      prepaid.set(name, (prepaid.get(name) ?? 0n) - paid)
      extra -= paid
      if (paid > 0n) modified = true
      let t = start + extra
      let full = false
      if (max !== undefined && t > max) {
        t = max
        full = true
      }
      const able = cap.get(name)
      if (able !== undefined && t > able) {
        overflow.set(name, t - able)
        t = able
        full = true
      }
      if (!full) next.push(entry)
      rem -= t - start
      plan.set(name, t)
      if (t > start) modified = true
    }
    active = next
  }
  return answer(plan, input.rebalance ? overflow : trimmed(overflow, rem))
}
