import type { JsonObject } from '../model/json.ts'
import type { Survey } from './survey.ts'

/**
 * A Cluster for a cluster that nobody described yet. It has the region, and the zone, that all of its nodes agree on;
 * nodes that do not say do not count. Where nodes disagree there is no such label, for a policy that selects by it would
 * be wrong about the others.
 */
export function clusterObject(name: string, { nodes }: Pick<Survey, 'nodes'>): JsonObject {
  const labels = {
    ...onlyLabel('topology.kubernetes.io/region', nodes.regions),
    ...onlyLabel('topology.kubernetes.io/zone', nodes.zones),
  }
  const metadata = Object.keys(labels).length === 0 ? { name } : { name, labels }
  return { apiVersion: 'stowage.dev/v1alpha1', kind: 'Cluster', metadata }
}

function onlyLabel(key: string, counts: ReadonlyMap<string, number>): JsonObject {
  const [value, ...others] = counts.keys()
  return value === undefined || others.length > 0 ? {} : { [key]: value }
}
