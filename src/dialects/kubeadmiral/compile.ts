import type { Resources } from '../../model/cluster.ts'
import type { Capacity, Division, Filter, PlacementPolicy, Scorer, Selection } from '../../model/policy.ts'
import type { Quantity } from '../../model/quantity.ts'
import { groupOf, type ObjectId, versionOf } from '../../model/resource.ts'
import { within } from '../../model/source.ts'
import { type ReadPolicy, selectionOf } from './policy.ts'
import { gpu } from './requests.ts'

/** What a policy needs to know of a workload. */
export interface Demand {
  readonly id: ObjectId
  /** The replicas to divide; undefined where every cluster gets the whole workload. */
  readonly total: number | undefined
  /** GPUs that one pod asks for; undefined where it does not mention them. */
  readonly gpus: Quantity | undefined
}

/**
 * A compiler for one policy. Parts that do not depend on the workload are made once and shared, so that placement
 * can tell by identity that two workloads want the same.
 */
export function compiler(policy: ReadPolicy): (demand: Demand) => PlacementPolicy {
  const filters = remembered((api) => filtersOf(policy, api))
  const scorers = remembered((gpus) => scorersOf(policy, gpus === '' ? undefined : BigInt(gpus)))
  const selections = new Map([true, false].map((packs): [boolean, Selection] => [packs, selectionOf(policy, packs)]))
  const duplicate: Division = { kind: 'duplicate', from: within(policy.spec, 'schedulingMode') }
  const divide = divider(policy)
  return ({ id, total, gpus }) => ({
    filters: filters(`${id.apiVersion} ${id.kind}`),
    scorers: scorers(gpus === undefined ? '' : String(gpus)),
    selection: selections.get(policy.binpack && total !== undefined) as Selection,
    division: total === undefined ? duplicate : divide(total, gpus !== undefined),
    gate: [],
    keepZero: false,
  })
}

/** In upstream's order: the first that rejects a cluster is the reason that is told. */
function filtersOf(policy: ReadPolicy, type: string): Filter[] {
  const [apiVersion = '', kind = ''] = type.split(' ')
  const { spec, tolerations, names, clusterSelector, clusterAffinity } = policy
  const filters: Filter[] = [
    { kind: 'apis', api: { group: groupOf(apiVersion), version: versionOf(apiVersion), kind }, from: spec },
    { kind: 'taints', tolerations, from: within(spec, 'tolerations') },
  ]
  if (names.size > 0) filters.push({ kind: 'names', names, from: within(spec, 'placement') })
  if (clusterSelector.size > 0 || clusterAffinity.length > 0) {
    filters.push({
      kind: 'affinity',
      clusterSelector,
      terms: clusterAffinity.length === 0 ? undefined : clusterAffinity,
      from: within(spec, clusterAffinity.length === 0 ? 'clusterSelector' : 'clusterAffinity'),
    })
  }
  filters.push({ kind: 'ready', unlessCurrent: true, from: spec }, { kind: 'terminating', from: spec })
  return filters
}

function scorersOf(policy: ReadPolicy, gpus: Quantity | undefined): Scorer[] {
  const { spec, tolerations } = policy
  const resources = gpus === undefined ? ['cpu', 'memory'] : ['cpu', 'memory', gpu]
  const asked: { readonly requests?: Resources } = gpus === undefined ? {} : { requests: new Map([[gpu, gpus]]) }
  return [
    { kind: 'taints', tolerations, from: within(spec, 'tolerations') },
    { kind: 'balanced', resources, ...asked, from: spec },
    { kind: 'leastAllocated', resources, ...asked, from: spec },
    { kind: 'affinity', preferred: [], from: within(spec, 'clusterAffinity') },
  ]
}

/** What migration knows of capacities comes with migration; until then nothing is known. */
const unknown: Capacity = { estimated: new Map(), limited: new Map(), scheduled: new Map() }

function divider(policy: ReadPolicy): (total: number, wantsGpu: boolean) => Division {
  const { preferences, disruption, tolerations } = policy
  const common = { preferences, disruption, tolerations, capacity: unknown }
  if (policy.binpack) {
    const from = within(policy.spec, 'replicasStrategy')
    return (total) => ({ kind: 'binpack', total, ...common, from })
  }
  const weights = policy.weighted ? 'static' : 'dynamic'
  const from = within(policy.spec, 'schedulingMode')
  return (total, wantsGpu) => ({
    kind: 'spread',
    total,
    ...common,
    weights,
    weightResource: wantsGpu ? gpu : 'cpu',
    from,
  })
}

function remembered<T>(make: (key: string) => T): (key: string) => T {
  const made = new Map<string, T>()
  return (key) => {
    let value = made.get(key)
    if (value === undefined) {
      value = make(key)
      made.set(key, value)
    }
    return value
  }
}
