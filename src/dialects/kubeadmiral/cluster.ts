import { diagnostic, type Report } from '../../diagnostics/diagnostic.ts'
import { isObject, type JsonObject, own } from '../../model/json.ts'
import type { Resource } from '../../model/resource.ts'
import { within } from '../../model/source.ts'
import { quantitiesOf, servedApisOf, taintsOf } from '../cluster-fields.ts'
import type { ClusterFacts } from '../dialect.ts'
import { listOf, objectOf, textOf, textsOf } from '../fields.ts'

/**
 * What a FederatedCluster says. Labels and taints are written by people; the rest is its status, which a repository
 * may or may not hold. An empty status counts as none, for tools that print manifests leave one behind. With a status,
 * a missing condition is false, as upstream.
 */
export function toFacts(resource: Resource, report: Report): ClusterFacts {
  const { value, name, origin } = resource
  const metadata = objectOf(value, 'metadata')
  const declared = {
    name,
    origin,
    labels: textsOf(metadata, 'labels'),
    taints: taintsOf(objectOf(value, 'spec'), 'taints'),
    ...(isSet(metadata, 'deletionTimestamp') ? { terminating: true } : {}),
  }
  const status = own(value, 'status')
  if (!isObject(status) || Object.keys(status).length === 0) {
    report(diagnostic('kubeadmiral/cluster-without-status', { cluster: name }, origin))
    return declared
  }
  const resources = objectOf(status, 'resources')
  const at = within(origin, 'status', 'resources')
  return {
    ...declared,
    joined: hasCondition(status, 'Joined'),
    ready: hasCondition(status, 'Ready'),
    ...(isSet(status, 'apiResourceTypes') || isSet(status, 'conditions')
      ? { apis: servedApisOf(status, 'apiResourceTypes') }
      : {}),
    ...(isSet(resources, 'allocatable') ? { allocatable: quantitiesOf(resources, 'allocatable', at, report) } : {}),
    ...(isSet(resources, 'available') ? { available: quantitiesOf(resources, 'available', at, report) } : {}),
  }
}

function hasCondition(status: JsonObject, type: string): boolean {
  return listOf(status, 'conditions').some(
    (condition) => isObject(condition) && textOf(condition, 'type') === type && textOf(condition, 'status') === 'True',
  )
}

function isSet(object: JsonObject, key: string): boolean {
  const value = own(object, key)
  return value !== undefined && value !== null
}
