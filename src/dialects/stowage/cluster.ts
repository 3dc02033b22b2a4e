import type { Report } from '../../diagnostics/diagnostic.ts'
import type { ObservedWorkload, UnschedulablePods } from '../../model/cluster.ts'
import { parseInstant } from '../../model/instant.ts'
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
  const spec = objectOf(value, 'spec')
  const takenAt = parseInstant(textOf(spec, 'takenAt')) ?? 0
  const observed = new Map<string, ObservedWorkload>()
  for (const workload of listOf(spec, 'workloads')) {
    if (isObject(workload)) observed.set(workloadIdentity(workload), observation(workload, takenAt))
  }
  return { name, origin, ...reported(resource, report), observed, takenAt }
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

/** What is left out follows from what is there: `current` replicas exist, are ready and have a node. */
function observation(workload: JsonObject, takenAt: number): ObservedWorkload {
  const current = integerOf(workload, 'current') ?? 0
  const unschedulable = listOf(workload, 'unschedulable').filter(isObject).map(waitingPods)
  const waiting = unschedulable.reduce((sum, { pods, outdated }) => sum + pods - outdated, 0)
  const replicas = integerOf(workload, 'replicas') ?? current + waiting
  return {
    desired: integerOf(workload, 'desired') ?? 0,
    current,
    replicas,
    ready: integerOf(workload, 'ready') ?? current,
    pods: integerOf(workload, 'pods') ?? replicas,
    scheduled: integerOf(workload, 'scheduled') ?? Math.max(0, replicas - waiting),
    unschedulable: unschedulable.sort((a, b) => a.since - b.since),
    takenAt,
  }
}

function waitingPods(group: JsonObject): UnschedulablePods {
  return {
    pods: integerOf(group, 'pods') ?? 0,
    outdated: integerOf(group, 'outdated') ?? 0,
    since: parseInstant(textOf(group, 'since')) ?? 0,
  }
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
