import { diagnostic, type Report } from '../../diagnostics/diagnostic.ts'
import { isObject, own } from '../../model/json.ts'
import type { Resource } from '../../model/resource.ts'
import type { ClusterFacts } from '../dialect.ts'
import { listOf, objectOf, textOf, textsOf } from '../fields.ts'
import { roleOf } from './family.ts'

/** Whether an object is a member cluster of its family. */
export function isCluster(resource: Resource): boolean {
  const role = roleOf(resource)
  return role?.part === 'core' && resource.kind === role.family.clusterKind
}

/**
 * What KubeFedCluster and the older FederatedCluster say. A cluster is ready when a condition says so; in Git the
 * status is often not committed, and then nobody said anything.
 */
export function clustersOf(owned: readonly Resource[], report: Report): ClusterFacts[] {
  return owned.filter(isCluster).map((resource) => {
    const { name, kind, value, origin } = resource
    const labels = textsOf(objectOf(value, 'metadata'), 'labels')
    const status = own(value, 'status')
    if (isObject(status)) return { name, origin, labels, ready: isReady(resource) }
    report(diagnostic('kubefed/cluster-without-status', { kind, cluster: name }, origin))
    return { name, origin, labels }
  })
}

function isReady({ value }: Resource): boolean {
  return listOf(objectOf(value, 'status'), 'conditions').some(
    (one) => isObject(one) && textOf(one, 'type') === 'Ready' && textOf(one, 'status') === 'True',
  )
}
