import type { Resources, ServedApi } from '../../../model/cluster.ts'
import type { Filter, Scorer } from '../../../model/policy.ts'
import type { ReadPolicy } from './policy.ts'

/** What the filters of a policy need to know of a workload. */
export interface Asked {
  readonly api: ServedApi
  /** What one pod asks for, of the resources that count. */
  readonly wants: Resources
  /** Resources of which a cluster must have one; empty where it need not. */
  readonly offered: readonly string[]
}

/** The filter of a plugin; undefined where it has nothing to say. */
export function filterOf(plugin: string, policy: ReadPolicy, asked: Asked): Filter | undefined {
  const { spec, at } = policy
  switch (plugin) {
    case 'APIResources':
      return { kind: 'apis', api: asked.api, from: spec }
    case 'TaintToleration':
      return { kind: 'taints', tolerations: policy.tolerations, from: at.tolerations }
    case 'PlacementFilter':
      return policy.names.size === 0 ? undefined : { kind: 'names', names: policy.names, from: at.names }
    case 'ClusterAffinity':
      return affinityOf(policy)
    case 'ClusterReady':
      return { kind: 'ready', unlessCurrent: true, from: spec }
    case 'ClusterTerminating':
      return { kind: 'terminating', from: spec }
    case 'ClusterResourcesFit':
      return asked.wants.size === 0 ? undefined : { kind: 'fits', requests: asked.wants, from: spec }
    case 'KatalystResourcesExist':
      return asked.offered.length === 0 ? undefined : { kind: 'offers', resources: asked.offered, from: spec }
    default:
      return undefined
  }
}

function affinityOf({ clusterSelector, clusterAffinity: terms, at }: ReadPolicy): Filter | undefined {
  if (clusterSelector.size === 0 && terms === undefined) return undefined
  return { kind: 'affinity', clusterSelector, terms, from: terms === undefined ? at.selector : at.affinity }
}

/** The scorer of a plugin. */
export function scorerOf(plugin: string, policy: ReadPolicy, wants: Resources): Scorer | undefined {
  const { spec, at } = policy
  const counted = {
    resources: ['cpu', 'memory', ...wants.keys()],
    ...(wants.size === 0 ? {} : { requests: wants }),
    from: spec,
  }
  switch (plugin) {
    case 'TaintToleration':
      return { kind: 'taints', tolerations: policy.tolerations, from: at.tolerations }
    case 'ClusterResourcesBalancedAllocation':
      return { kind: 'balanced', ...counted }
    case 'ClusterResourcesLeastAllocated':
      return { kind: 'leastAllocated', ...counted }
    case 'ClusterResourcesMostAllocated':
      return { kind: 'mostAllocated', ...counted }
    case 'ClusterAffinity':
      return { kind: 'affinity', preferred: policy.preferred, from: at.affinity }
    default:
      return undefined
  }
}
