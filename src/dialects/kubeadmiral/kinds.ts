import { groupOf, type ObjectId, type Resource } from '../../model/resource.ts'

const group = 'core.kubeadmiral.io'

/** The kinds this dialect reads; the schemas refuse the rest of the group, which is a controller's own state. */
export type Kind =
  | 'PropagationPolicy'
  | 'ClusterPropagationPolicy'
  | 'OverridePolicy'
  | 'ClusterOverridePolicy'
  | 'FederatedCluster'
  | 'FederatedTypeConfig'
  | 'SchedulingProfile'

export function isOurs(id: ObjectId): boolean {
  return groupOf(id.apiVersion) === group
}

export function ofKind(owned: readonly Resource[], kind: Kind): Resource[] {
  return owned.filter((resource) => resource.kind === kind)
}

export function isPropagationPolicy(resource: Resource): boolean {
  return resource.kind === 'PropagationPolicy' || resource.kind === 'ClusterPropagationPolicy'
}
