import type { Cluster, Taint } from '../../src/model/cluster.ts'
import type { Fleet } from '../../src/model/policy.ts'
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
