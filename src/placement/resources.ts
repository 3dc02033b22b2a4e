import type { Cluster, Resources } from '../model/cluster.ts'
import { byCodePoint } from '../model/order.ts'
import { milliUnits, type Quantity, units } from '../model/quantity.ts'

/** Integer amounts of one resource: cpu in thousandths, everything else in whole units, both rounded up. */
interface Usage {
  readonly resource: string
  readonly capacity: bigint
  readonly used: bigint
}

/**
 * How evenly the resources are used, 0 to 100: 100 less the standard deviation of the used fractions, cut off. Any
 * resource that is used up, or of which there is none, makes it 0. Source: KubeAdmiral
 * clusterresources/balanced_allocation.go; the sums are taken in the order of {@link usages}.
 */
export function balancedScore(cluster: Cluster, resources: readonly string[], requests?: Resources): number {
  const fractions = usages(cluster, resources, requests).map(({ capacity, used }) =>
    capacity <= 0n ? 1 : Number(used) / Number(capacity),
  )
  if (fractions.some((fraction) => fraction >= 1)) return 0
  return Math.trunc((1 - deviation(fractions)) * 100)
}

/** The population standard deviation; half the distance for two values, 0 for one. */
function deviation(values: readonly number[]): number {
  const [first = 0, second = 0] = values
  if (values.length < 2) return 0
  if (values.length === 2) return Math.abs(first - second) / 2
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const squares = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0)
  return Math.sqrt(squares / values.length)
}

/**
 * How much is free, 0 to 100: the weighted mean of the free percentages. Source: KubeAdmiral
 * clusterresources/least_allocated.go.
 */
export function leastAllocatedScore(cluster: Cluster, resources: readonly string[], requests?: Resources): number {
  return meanPercentage(usages(cluster, resources, requests), ({ capacity, used }) => capacity - used)
}

/**
 * How much is used, 0 to 100: the weighted mean of the used percentages. Source: KubeAdmiral
 * clusterresources/most_allocated.go.
 */
export function mostAllocatedScore(cluster: Cluster, resources: readonly string[], requests?: Resources): number {
  return meanPercentage(usages(cluster, resources, requests), ({ used }) => used)
}

/**
 * The weighted mean of a part of each capacity in percent, all of it in integers. A resource that is used beyond its
 * capacity, or of which there is none, counts 0.
 */
function meanPercentage(all: readonly Usage[], part: (usage: Usage) => bigint): number {
  let sum = 0n
  let weights = 0n
  for (const usage of all) {
    const { resource, capacity, used } = usage
    const weight = resource === 'nvidia.com/gpu' ? 4n : 1n
    weights += weight
    if (capacity > 0n && used <= capacity) sum += weight * ((part(usage) * 100n) / capacity)
  }
  return weights === 0n ? 0 : Number(sum / weights)
}

/**
 * The resources of which too little is free for one more pod. cpu and memory count for a pod that does not ask for
 * them, too: they are lacking where more is used than there is. Of the others, only those it asks for; and storage
 * never counts. Source: KubeAdmiral clusterresources/fit.go.
 */
export function insufficient(cluster: Cluster, requests: Resources): readonly string[] {
  const asked = [...requests].filter(([, quantity]) => quantity > 0n).map(([resource]) => resource)
  const counted = ['cpu', 'memory', ...asked].filter((resource) => resource !== 'ephemeral-storage')
  return usages(cluster, counted, requests)
    .filter(({ capacity, used }) => capacity < used)
    .map(({ resource }) => resource)
}

/**
 * Capacity of each resource and its use with one more pod that makes the `requests`, in the order cpu, memory, others
 * by name, ephemeral-storage. A cluster that reports more available than allocatable counts as unused there; upstream
 * stops subtracting at a random resource.
 */
function usages(cluster: Cluster, resources: readonly string[], requests: Resources = new Map()): Usage[] {
  return [...new Set(resources)]
    .sort((a, b) => rank(a) - rank(b) || byCodePoint(a, b))
    .map((resource) => {
      const capacity = amount(resource, cluster.allocatable.get(resource))
      const used = capacity - amount(resource, cluster.available.get(resource))
      return { resource, capacity, used: (used < 0n ? 0n : used) + amount(resource, requests.get(resource)) }
    })
}

function rank(resource: string): number {
  if (resource === 'cpu') return 0
  if (resource === 'memory') return 1
  return resource === 'ephemeral-storage' ? 3 : 2
}

function amount(resource: string, quantity: Quantity = 0n): bigint {
  return resource === 'cpu' ? milliUnits(quantity) : units(quantity)
}
