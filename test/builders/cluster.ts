import type { Cluster, ObservedWorkload, Taint } from '../../src/model/cluster.ts'
import type { Fleet } from '../../src/model/fleet.ts'
import { parseQuantity } from '../../src/model/quantity.ts'

interface ClusterPlan extends Partial<Omit<Cluster, 'labels' | 'taints' | 'allocatable' | 'available'>> {
  readonly labels?: Readonly<Record<string, string>>
  /** As kubectl writes them: `key=value:Effect` or `key:Effect`. */
  readonly taints?: readonly string[]
  /** Texts of quantities by resource. */
  readonly allocatable?: Readonly<Record<string, string>>
  readonly available?: Readonly<Record<string, string>>
}

/** A joined and ready cluster called `a` that says nothing else of itself. */
export function aCluster(plan: ClusterPlan = {}): Cluster {
  return {
    name: 'a',
    joined: true,
    ready: true,
    terminating: false,
    apis: undefined,
    observed: new Map(),
    origins: [],
    ...plan,
    labels: new Map(Object.entries(plan.labels ?? {})),
    taints: (plan.taints ?? []).map(aTaint),
    allocatable: quantities(plan.allocatable),
    available: quantities(plan.available),
  }
}

/** A fleet of clusters, or of plain ones by name; in the order given. */
export function aFleet(...clusters: readonly (Cluster | string)[]): Fleet {
  return { clusters: clusters.map((one) => (typeof one === 'string' ? aCluster({ name: one }) : one)) }
}

export function aTaint(text: string): Taint {
  const [, key = '', value = '', effect = ''] = /^([^=:]*)(?:=([^:]*))?:(.*)$/.exec(text) ?? []
  return { key, value, effect }
}

function quantities(texts: Readonly<Record<string, string>> = {}): Map<string, bigint> {
  return new Map(
    Object.entries(texts).map(([resource, text]) => {
      const quantity = parseQuantity(text)
      if (quantity === undefined) throw new Error(`not a quantity: ${text}`)
      return [resource, quantity]
    }),
  )
}

/** A workload as an hour-old snapshot saw it; `capacity` makes the rest of `desired` wait for a node. */
export function anObserved({
  capacity,
  ...plan
}: Partial<ObservedWorkload> & { readonly desired: number; readonly capacity?: number }): ObservedWorkload {
  const { desired } = plan
  const waiting = capacity === undefined ? 0 : desired - capacity
  return {
    current: desired - waiting,
    replicas: desired,
    ready: desired - waiting,
    pods: desired,
    scheduled: desired - waiting,
    unschedulable: waiting === 0 ? [] : [{ pods: waiting, outdated: 0, since: 0 }],
    takenAt: 3_600_000,
    ...plan,
  }
}
