import type { Report } from '../../diagnostics/diagnostic.ts'
import type { ObservedWorkload } from '../../model/cluster.ts'
import { isObject, type JsonObject, own } from '../../model/json.ts'
import { identity, type Resource } from '../../model/resource.ts'
import { within } from '../../model/source.ts'
import { quantitiesOf, servedApisOf, taintsOf } from '../cluster-fields.ts'
import type { ClusterFacts } from '../dialect.ts'
import { flagOf, integerOf, listOf, objectOf, textOf, textsOf } from '../fields.ts'

/** What a Cluster says: labels and taints, and whatever else its author knows. */
export function clusterFacts(resource: Resource, report: Report): ClusterFacts {
  const { value, name, origin } = resource
  const labels = textsOf(objectOf(value, 'metadata'), 'labels')
  return { name, origin, labels, taints: taintsOf(objectOf(value, 'spec'), 'taints'), ...reported(resource, report) }
}

/** What a ClusterSnapshot says. Its own labels are not those of the cluster. */
export function snapshotFacts(resource: Resource, report: Report): ClusterFacts {
  const { value, name, origin } = resource
  const observed = new Map<string, ObservedWorkload>()
  for (const workload of listOf(objectOf(value, 'spec'), 'workloads')) {
    if (isObject(workload)) observed.set(workloadIdentity(workload), observation(workload))
  }
  return { name, origin, ...reported(resource, report), observed }
}

/** The part that both kinds share; what is absent stays unknown. */
function reported({ value, origin }: Resource, report: Report): Partial<ClusterFacts> {
  const spec = objectOf(value, 'spec')
  const resources = objectOf(spec, 'resources')
  const ready = flagOf(spec, 'ready')
  const at = within(origin, 'spec', 'resources')
  return {
    ...(ready === undefined ? {} : { ready }),
    ...(isList(spec, 'apis') ? { apis: servedApisOf(spec, 'apis') } : {}),
    ...(isObject(own(resources, 'allocatable'))
      ? { allocatable: quantitiesOf(resources, 'allocatable', at, report) }
      : {}),
    ...(isObject(own(resources, 'available')) ? { available: quantitiesOf(resources, 'available', at, report) } : {}),
  }
}

function isList(object: JsonObject, key: string): boolean {
  return Array.isArray(own(object, key))
}

/** Where some replicas find no node, the cluster can run as many as the rest of what it was asked for. */
function observation(workload: JsonObject): ObservedWorkload {
  const desired = integerOf(workload, 'desired') ?? 0
  const unschedulable = integerOf(workload, 'unschedulable') ?? 0
  const seen = { desired, current: integerOf(workload, 'current') ?? 0 }
  return unschedulable > 0 ? { ...seen, capacity: Math.max(0, desired - unschedulable) } : seen
}

/** The identity of the workload that a reference of apiVersion, kind, namespace and name is to. */
export function workloadIdentity(reference: JsonObject): string {
  return identity({
    apiVersion: textOf(reference, 'apiVersion'),
    kind: textOf(reference, 'kind'),
    namespace: textOf(reference, 'namespace'),
    name: textOf(reference, 'name'),
  })
}
