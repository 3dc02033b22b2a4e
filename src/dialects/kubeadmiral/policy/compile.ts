import type { Resources } from '../../../model/cluster.ts'
import type { Capacity, Division, Filter, PlacementPolicy } from '../../../model/policy.ts'
import { groupOf, type ObjectId, versionOf } from '../../../model/resource.ts'
import { within } from '../../../model/source.ts'
import { gpu, reclaimedCpu, reclaimedMemory } from '../rescheduling/requests.ts'
import { filterOf, scorerOf } from './plugin-parts.ts'
import type { ReadPolicy } from './policy.ts'
import { selectionOf } from './selection.ts'

/** What a policy needs to know of a workload. */
export interface Demand {
  readonly id: ObjectId
  /** The replicas to divide; undefined where every cluster gets the whole workload. */
  readonly total: number | undefined
  /** What one pod asks for; only resources that placement looks at are taken. */
  readonly requests: Resources
  readonly capacity: Capacity
  /** Clusters to leave, until when, in milliseconds since 1970. */
  readonly evicted: ReadonlyMap<string, number>
  /** The time of the render, in the same unit. */
  readonly now: number | undefined
}

/** What Katalyst reclaims of cpu and memory; placement looks at them where a profile turns its plugin on. */
const reclaimed: readonly string[] = [reclaimedCpu, reclaimedMemory]

/**
 * A compiler for one policy. Parts that do not depend on the workload are made once and shared, so that placement
 * can tell by identity that two workloads want the same.
 */
export function compiler(policy: ReadPolicy): (demand: Demand) => PlacementPolicy {
  const { plugins } = policy
  const evicts = plugins.filter.includes('ClusterEvicted')
  const scalars = plugins.filter.includes('KatalystResourcesExist') ? [gpu, ...reclaimed] : [gpu]
  const filters = remembered((type: string, wants: Resources) => filtersOf(policy, type, wants))
  const scorers = remembered((_: string, wants: Resources) => {
    return plugins.score.flatMap((plugin) => scorerOf(plugin, policy, wants) ?? [])
  })
  const spread = selectionOf(policy, false)
  const packed = policy.binpack ? selectionOf(policy, true) : spread
  const duplicate: Division = { kind: 'duplicate', from: policy.at.mode }
  const divide = divider(policy)
  return (demand) => {
    const { id, total, evicted, now } = demand
    const wants = wantsOf(demand.requests, scalars)
    const asked = wants === nothing ? '' : [...wants].join(' ')
    const type = `${id.apiVersion} ${id.kind}`
    return {
      filters:
        evicts && evicted.size > 0
          ? filtersOf(policy, type, wants, { kind: 'evicted', until: evicted, now })
          : filters(`${type} ${asked}`, type, wants),
      scorers: scorers(asked, asked, wants),
      selection: total === undefined ? spread : packed,
      division: total === undefined ? duplicate : divide(total, wants, capacityOf(demand.capacity)),
      gate: [],
      keepZero: false,
    }
  }
}

/** In the order of the plugins: the first that rejects a cluster is the reason that is told. */
function filtersOf(policy: ReadPolicy, type: string, wants: Resources, evicted?: Filter): readonly Filter[] {
  const [apiVersion = '', kind = ''] = type.split(' ')
  const api = { group: groupOf(apiVersion), version: versionOf(apiVersion), kind }
  const offered = reclaimed.some((resource) => wants.has(resource)) ? reclaimed : []
  return policy.plugins.filter.flatMap((plugin) => {
    return (plugin === 'ClusterEvicted' ? evicted : filterOf(plugin, policy, { api, wants, offered })) ?? []
  })
}

/** Of a pod's requests, those of some resources; one constant where there are none. */
function wantsOf(requests: Resources, scalars: readonly string[]): Resources {
  let wants: Map<string, bigint> | undefined
  for (const resource of scalars) {
    const amount = requests.get(resource)
    if (amount === undefined) continue
    wants ??= new Map()
    wants.set(resource, amount)
  }
  return wants ?? nothing
}

const nothing: Resources = new Map()

/** Nothing is known of the capacities of most workloads; they share one object. */
function capacityOf(capacity: Capacity): Capacity {
  const { estimated, limited, scheduled } = capacity
  return estimated.size + limited.size + scheduled.size === 0 ? unknown : capacity
}

const unknown: Capacity = { estimated: new Map(), limited: new Map(), scheduled: new Map() }

function divider(policy: ReadPolicy): (total: number, wants: Resources, capacity: Capacity) => Division {
  const { preferences, disruption, tolerations } = policy
  const common = { preferences, disruption, tolerations }
  if (policy.binpack) {
    const from = within(policy.spec, 'replicasStrategy')
    return (total, _wants, capacity) => ({ kind: 'binpack', total, ...common, capacity, from })
  }
  const weights = policy.weighted ? 'static' : 'dynamic'
  const from = policy.at.mode
  return (total, wants, capacity) => {
    const weightResource = wants.has(gpu) ? gpu : wants.has(reclaimedCpu) ? reclaimedCpu : 'cpu'
    return { kind: 'spread', total, ...common, capacity, weights, weightResource, from }
  }
}

/** Makes a thing once for each key; the other arguments follow from the key. */
function remembered<Args extends readonly unknown[], T>(make: (...args: Args) => T): (key: string, ...args: Args) => T {
  const made = new Map<string, T>()
  return (key, ...args) => {
    let value = made.get(key)
    if (value === undefined) {
      value = make(...args)
      made.set(key, value)
    }
    return value
  }
}
