import type { Preference } from '../../../model/policy.ts'
import type { Origin } from '../../../model/source.ts'
import type { ReadPolicy } from '../policy/policy.ts'
import { fieldsOf, integerOf, itemsOf, newReading, type Reading, textOf } from './go-json.ts'
import type { Written } from './written-json.ts'

/** What a placements annotation changes of a policy, and what of it does not count. */
export interface PlacementsChange {
  readonly change: Partial<Pick<ReadPolicy, 'names' | 'preferences' | 'weighted' | 'priorities'>>
  /** Parts for which the policy counts, and why; `part` is empty for the whole annotation. */
  readonly ignored: readonly { readonly part: string; readonly reason: string }[]
  readonly unknown: Reading['unknown']
}

interface Entry {
  readonly cluster: string
  readonly minReplicas: bigint | undefined
  readonly maxReplicas: bigint | undefined
  readonly weight: bigint | undefined
  readonly priority: bigint | undefined
}

type Aspect = Exclude<keyof Entry, 'cluster'>
type Amounts = ReadonlyMap<string, number>

/**
 * Reads a placements annotation. Upstream reads it once for each thing it tells, so that each falls back to the policy
 * by itself: the clusters count though a preference has the wrong type, and a negative weight spoils the weights
 * alone. Of a cluster that stands in it twice the last entry counts, for all but the minimum the last that says
 * something. Source: KubeAdmiral, pkg/controllers/scheduler/schedulingunit.go.
 */
export function readPlacements(value: Written, policy: ReadPolicy, from: Origin): PlacementsChange {
  const clusters = readClusters(value)
  if (typeof clusters === 'string') {
    return { change: {}, ignored: [{ part: '', reason: clusters }], unknown: [] }
  }
  const names = new Set(clusters)
  const reading = newReading()
  const entries = readEntries(value, reading)
  const { unknown } = reading
  const [reason] = reading.wrong
  if (reason !== undefined) return { change: { names }, ignored: [{ part: 'preferences', reason }], unknown }
  const ignored: { part: string; reason: string }[] = []
  const aspect = (part: Aspect): Amounts | undefined => {
    const amounts = amountsOf(entries, part)
    if (typeof amounts !== 'string') return amounts
    ignored.push({ part, reason: amounts })
    return undefined
  }
  const wishes = {
    min: aspect('minReplicas'),
    max: aspect('maxReplicas'),
    weight: aspect('weight'),
  }
  const priorities = aspect('priority')
  return {
    change: {
      names,
      preferences: combined(policy.preferences, wishes, from),
      weighted: wishes.weight === undefined ? policy.weighted : wishes.weight.size > 0,
      ...(priorities === undefined ? {} : { priorities }),
    },
    ignored,
    unknown,
  }
}

/** The names alone, or what keeps them from being read. An entry that names no cluster names the empty one. */
function readClusters(value: Written): string[] | string {
  const reading = newReading()
  const items = itemsOf({ value, path: '' }, reading) ?? []
  const names = items.map((item) => textOf(fieldsOf(item, ['cluster'], reading).cluster, reading))
  return reading.wrong[0] ?? names
}

function readEntries(value: Written, reading: Reading): Entry[] {
  return (itemsOf({ value, path: '' }, reading) ?? []).map((item) => {
    const { cluster, preferences } = fieldsOf(item, ['cluster', 'preferences'], reading)
    const wishes = fieldsOf(preferences, ['minReplicas', 'maxReplicas', 'weight', 'priority'], reading)
    return {
      cluster: textOf(cluster, reading),
      minReplicas: integerOf(wishes.minReplicas, 64, reading) ?? 0n,
      maxReplicas: integerOf(wishes.maxReplicas, 64, reading),
      weight: integerOf(wishes.weight, 64, reading),
      priority: integerOf(wishes.priority, 64, reading),
    }
  })
}

/** By cluster, where an entry says something; or why none of it counts. */
function amountsOf(entries: readonly Entry[], aspect: Aspect): Amounts | string {
  const amounts = new Map<string, bigint>()
  for (const entry of entries) {
    const amount = entry[aspect]
    if (amount !== undefined) amounts.set(entry.cluster, amount)
  }
  const result = new Map<string, number>()
  for (const [cluster, amount] of amounts) {
    if (amount < 0n) return `${aspect} of "${cluster}" is below 0`
    if (amount > largest && (aspect === 'weight' || aspect === 'priority'))
      return `${aspect} of "${cluster}" is above ${largest}`
    // No workload has that many replicas, so a limit beyond is the same limit.
    result.set(cluster, Number(amount > largest ? largest : amount))
  }
  return result
}

const largest = BigInt(Number.MAX_SAFE_INTEGER)

/** Wishes of which each part is the annotation's or, where that does not count, the policy's. */
function combined(
  written: ReadonlyMap<string, Preference>,
  { min, max, weight }: Readonly<Record<'min' | 'max' | 'weight', Amounts | undefined>>,
  from: Origin,
): ReadonlyMap<string, Preference> {
  if (min === undefined && max === undefined && weight === undefined) return written
  const lists = [min, max, weight].map((amounts) => amounts ?? written)
  const result = new Map<string, Preference>()
  for (const cluster of new Set(lists.flatMap((list) => [...list.keys()]))) {
    const before = written.get(cluster)
    result.set(cluster, {
      min: (min === undefined ? before?.min : min.get(cluster)) ?? 0,
      max: max === undefined ? before?.max : max.get(cluster),
      weight: (weight === undefined ? before?.weight : weight.get(cluster)) ?? 0,
      from,
    })
  }
  return result
}
