import type { Resources } from '../model/cluster.ts'
import { isObject, type JsonObject, own } from '../model/json.ts'
import { parseQuantity, type Quantity } from '../model/quantity.ts'
import { identity } from '../model/resource.ts'
import { type Decisions, wantedBy, wantedNow, whereaboutsBefore } from './moves.ts'

/** Replicas of one cluster, and what they request of cpu and memory. */
export interface Sum {
  readonly replicas: number
  readonly requests: Resources
}

export interface Sums {
  readonly before: ReadonlyMap<string, Sum>
  readonly after: ReadonlyMap<string, Sum>
}

/**
 * Sums by cluster, from what decisions remember: the replicas of each workload times what one pod requests (the fact
 * `requests`; workloads whose dialect remembers none request nothing here). A cluster that runs a whole workload runs
 * as many replicas as were wanted.
 */
export function sumsOf({ decisions, previous }: Decisions): Sums {
  const before = new Map<string, Draft>()
  const after = new Map<string, Draft>()
  const wanted = new Map<string, number>()
  for (const decision of decisions) {
    const now = wantedNow(decision)
    if (now !== undefined) wanted.set(identity(decision.unit.workload), now)
    if (!decision.dispatched) continue
    const requests = requestsOf(decision.facts)
    for (const { cluster, replicas } of decision.targets) add(after, cluster, replicas ?? now ?? 0, requests)
  }
  for (const [key, placement] of previous) {
    const then = wantedBy(placement.facts) ?? wanted.get(key) ?? 0
    const requests = requestsOf(placement.facts)
    for (const [cluster, replicas] of whereaboutsBefore(placement)) add(before, cluster, replicas ?? then, requests)
  }
  return { before, after }
}

interface Draft {
  replicas: number
  readonly requests: Map<string, Quantity>
}

function add(sums: Map<string, Draft>, cluster: string, replicas: number, requests: Resources): void {
  let sum = sums.get(cluster)
  if (sum === undefined) {
    sum = { replicas: 0, requests: new Map() }
    sums.set(cluster, sum)
  }
  sum.replicas += replicas
  for (const [name, amount] of requests) {
    sum.requests.set(name, (sum.requests.get(name) ?? 0n) + amount * BigInt(replicas))
  }
}

function requestsOf(facts: JsonObject): Resources {
  const written = own(facts, 'requests')
  if (!isObject(written)) return none
  const requests = new Map<string, Quantity>()
  for (const name of ['cpu', 'memory']) {
    const amount = own(written, name)
    const quantity =
      typeof amount === 'string' || typeof amount === 'number' ? parseQuantity(String(amount)) : undefined
    if (quantity !== undefined) requests.set(name, quantity)
  }
  return requests
}

const none: Resources = new Map()
