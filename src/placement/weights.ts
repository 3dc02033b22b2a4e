import type { DynamicWeight, DynamicWeights } from '../model/arithmetic.ts'
import type { Cluster } from '../model/cluster.ts'
import { byCodePoint } from '../model/order.ts'
import { units } from '../model/quantity.ts'
import { plannerHash } from './hash.ts'
import type { Trace } from './trace.ts'

/** Weights by a resource, before the workload's key settles who gets what rounding left over. */
export interface WeightBase {
  /** By cluster, in the order of the clusters; they sum up to 1000 but for `correction`. */
  readonly weights: ReadonlyMap<string, number>
  /** What the heaviest cluster gets on top, to make 1000; may be negative. */
  readonly correction: number
  /** The clusters with the greatest weight; empty where there is nothing to correct. */
  readonly heaviest: readonly string[]
  /** Every weight is 0, because the clusters that have something left are not allowed any of it. */
  readonly noData: boolean
}

const scale = 1000
/** A cluster's weight may be this much more than its part of the whole fleet's resource. */
const limitRatio = 1.4

/**
 * Weighs clusters by what is available of a resource, in whole units rounded up, limited by their part of what is
 * allocatable. Doubles, in the original's order of operations.
 *
 * Source: KubeAdmiral, framework/plugins/rsp/rsp.go (CalcWeightLimit, AvailableToPercentage). Two deviations: where
 * the original divides 0 by 0, all weights are 0; and a correction never takes a weight below 0.
 */
export function weightBase(clusters: readonly Cluster[], resource: string, trace?: Trace): WeightBase {
  const amounts = clusters.map((cluster) => amountsOf(cluster, resource))
  const free = sum(amounts.map((amount) => amount.available))
  const even = Math.round(scale / clusters.length)
  if (free === 0n) {
    if (trace !== undefined) trace.dynamic = { resource, available: 0, allocatable: 0, capped: 0, even, clusters: [] }
    return { weights: new Map(clusters.map(({ name }) => [name, even])), correction: 0, heaviest: [], noData: false }
  }
  const whole = Number(sum(amounts.map((amount) => amount.allocatable)))
  const limitOf = (allocatable: bigint): number =>
    whole === 0 ? even : Math.round((Number(allocatable) / whole) * scale * limitRatio)
  const partOf = (available: bigint): number => Math.round((Number(available) / Number(free)) * scale)
  const shares = amounts.map(({ available, allocatable }) => Math.min(partOf(available), limitOf(allocatable)))
  const total = shares.reduce((before, share) => before + share, 0)
  if (trace !== undefined) {
    const weighed = clusters.map(({ name }, index): DynamicWeight => {
      const { available, allocatable } = amounts[index] as Amounts
      return {
        cluster: name,
        available: Number(available),
        allocatable: Number(allocatable),
        part: partOf(available),
        limit: limitOf(allocatable),
        capped: shares[index] as number,
      }
    })
    trace.dynamic = { resource, available: Number(free), allocatable: whole, capped: total, even, clusters: weighed }
  }
  if (total <= 0) {
    return { weights: new Map(clusters.map(({ name }) => [name, 0])), correction: 0, heaviest: [], noData: true }
  }
  const weights = new Map<string, number>()
  let correction = scale
  let top = 0
  let heaviest: string[] = []
  clusters.forEach(({ name }, index) => {
    const weight = Math.max(0, Math.round(((shares[index] as number) / total) * scale))
    weights.set(name, weight)
    correction -= weight
    if (weight > top) heaviest = []
    if (weight >= top) heaviest.push(name)
    top = Math.max(top, weight)
  })
  return { weights, correction, heaviest: correction === 0 ? [] : heaviest, noData: false }
}

/**
 * The cluster that gets the correction: of the heaviest, the one the planner ranks first. The original leaves the
 * choice to chance; choosing by name would send every single replica to the alphabetically first cluster.
 */
export function corrected(base: WeightBase, key: string, trace?: Trace): string | undefined {
  let first: string | undefined
  let least = 0
  if (base.heaviest.length === 1) {
    record(trace, { cluster: base.heaviest[0] as string, by: base.correction })
    return base.heaviest[0]
  }
  for (const name of base.heaviest) {
    const hash = plannerHash(name, key)
    if (first !== undefined && (hash > least || (hash === least && byCodePoint(name, first) > 0))) continue
    first = name
    least = hash
  }
  if (first !== undefined) record(trace, { cluster: first, by: base.correction, hash: least })
  return first
}

function record(trace: Trace | undefined, corrected: NonNullable<DynamicWeights['corrected']>): void {
  if (trace?.dynamic !== undefined) trace.dynamic = { ...trace.dynamic, corrected }
}

/** The weights with the correction applied to one cluster. */
export function weightsWith(base: WeightBase, cluster: string | undefined): ReadonlyMap<string, number> {
  if (cluster === undefined) return base.weights
  const weights = new Map(base.weights)
  weights.set(cluster, Math.max(0, (base.weights.get(cluster) ?? 0) + base.correction))
  return weights
}

/** Dynamic weights for one workload: by cluster, from 0 to 1000. */
export function dynamicWeights(
  clusters: readonly Cluster[],
  resource: string,
  key: string,
): { readonly weights: ReadonlyMap<string, number>; readonly noData: boolean } {
  const base = weightBase(clusters, resource)
  return { weights: weightsWith(base, corrected(base, key)), noData: base.noData }
}

/** In whole units, rounded up; none is below 0. */
interface Amounts {
  readonly available: bigint
  readonly allocatable: bigint
}

function amountsOf(cluster: Cluster, resource: string): Amounts {
  const available = units(cluster.available.get(resource) ?? 0n)
  return { available: available > 0n ? available : 0n, allocatable: units(cluster.allocatable.get(resource) ?? 0n) }
}

function sum(values: readonly bigint[]): bigint {
  return values.reduce((before, value) => before + value, 0n)
}
