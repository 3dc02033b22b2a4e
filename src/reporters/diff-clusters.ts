import type { Quantity } from '../model/quantity.ts'
import type { Changes, ClusterChange } from '../review/changes.ts'
import { amountText, signed } from './diff-amounts.ts'

/** One row for each cluster in which something changes. */
export interface ClusterRow {
  readonly cluster: ClusterChange
  readonly replicas: string
  readonly cpu: Load
  readonly memory: Load
}

/** A change in what is requested; `over`: it is more than the cluster has available. */
export interface Load {
  readonly text: string
  readonly over: boolean
}

export function clusterRows({ clusters }: Changes): ClusterRow[] {
  return clusters.map(rowOf).filter(({ cluster, replicas, cpu, memory }) => {
    const { removed, changed, added } = cluster
    return removed + changed + added > 0 || replicas.includes('→') || cpu.text !== '' || memory.text !== ''
  })
}

function rowOf(cluster: ClusterChange): ClusterRow {
  const { replicasBefore: then, replicasAfter: now } = cluster
  return {
    cluster,
    replicas: then === now ? String(now) : `${then} → ${now}`,
    cpu: loadOf(cluster, 'cpu'),
    memory: loadOf(cluster, 'memory'),
  }
}

function loadOf({ requestsBefore, requestsAfter, available }: ClusterChange, resource: string): Load {
  const zero: Quantity = 0n
  const more = (requestsAfter.get(resource) ?? zero) - (requestsBefore.get(resource) ?? zero)
  if (more === zero) return { text: '', over: false }
  const free = available.get(resource)
  const text = signed(resource, more)
  if (free === undefined || more < zero) return { text, over: false }
  return { text: `${text} of ${amountText(resource, free)} free`, over: more > free }
}
