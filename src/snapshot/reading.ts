import { isObject, type Json } from '../model/json.ts'
import { by } from '../model/order.ts'
import { identity, type ObjectId } from '../model/resource.ts'
import type { Malformed } from './fields.ts'
import { addNodes, type NodeTally, newNodeTally, nodeSums } from './nodes.ts'
import { countPod, newWatch, seenWorkload, type Watch } from './observe.ts'
import { podFacts, podRequests } from './pods.ts'
import { addAmounts, type QuantityCache, type Sums } from './quantities.ts'
import { addReplicaSets, type Revision } from './revisions.ts'
import type { Survey } from './survey.ts'
import { addWorkloads, isDeployment, type WorkloadFacts, type WorkloadType } from './workloads.ts'

/**
 * How far the reading of one cluster has come. Pages are added as they arrive, and dropped. Nodes at any time; else
 * first workloads of every kind, then ReplicaSets, then pods. Within each of these the order does not count.
 *
 * What cannot be read ends the reading: the functions that add a page then say why, and the cluster was not read.
 */
export interface Reading {
  readonly nodes: NodeTally
  readonly workloads: Map<string, WorkloadFacts>
  readonly revisions: Map<string, Revision>
  readonly requested: Sums
  readonly cache: QuantityCache
  /** Deployments by uid, once a ReplicaSet was added; then no workload may be. */
  deployments: ReadonlyMap<string, WorkloadFacts> | undefined
  /** Present once a pod was added; then nothing but nodes and pods may be. */
  watch: Watch | undefined
}

export function newReading(): Reading {
  return {
    nodes: newNodeTally(),
    workloads: new Map(),
    revisions: new Map(),
    requested: new Map(),
    cache: new Map(),
    deployments: undefined,
    watch: undefined,
  }
}

/** Adds a page of core/v1 Nodes. */
export function readNodes(reading: Reading, page: readonly Json[]): Malformed {
  return addNodes(reading.nodes, page)
}

/** Adds a page of workloads of one kind, those that are wanted. */
export function readWorkloads(
  reading: Reading,
  type: WorkloadType,
  page: readonly Json[],
  wanted?: (id: ObjectId) => boolean,
): Malformed {
  if (reading.deployments !== undefined || reading.watch !== undefined) throw new Error('workloads are read first')
  return addWorkloads(reading.workloads, type, page, wanted)
}

/** Whether there is a Deployment, so that ReplicaSets must be read. */
export function hasDeployments(reading: Reading): boolean {
  for (const workload of reading.workloads.values()) if (isDeployment(workload)) return true
  return false
}

/** Adds a page of apps/v1 ReplicaSets, as the revisions of Deployments. As workloads they are read by themselves. */
export function readReplicaSets(reading: Reading, page: readonly Json[]): Malformed {
  if (reading.watch !== undefined) throw new Error('ReplicaSets are read before pods')
  reading.deployments ??= new Map(
    [...reading.workloads.values()].filter(isDeployment).map((workload) => [workload.uid, workload]),
  )
  return addReplicaSets(reading.revisions, reading.deployments, page)
}

/** Adds a page of core/v1 Pods, of all namespaces: what they request counts, whoever they belong to. */
export function readPods(reading: Reading, page: readonly Json[]): Malformed {
  const watch = watchOf(reading)
  for (const pod of page) {
    const facts = isObject(pod) ? podFacts(pod) : undefined
    if (facts === undefined) return 'a pod without a name, or without a moment'
    const requests = podRequests(pod, reading.cache)
    if (requests === 'malformed') return 'a pod whose requests cannot be read'
    addAmounts(reading.requested, requests)
    countPod(watch, facts)
  }
  return undefined
}

function watchOf(reading: Reading): Watch {
  reading.watch ??= newWatch(reading.workloads.values(), reading.revisions)
  return reading.watch
}

/** What the lists of a cluster tell, all of them read to their end. */
export function readingSums(reading: Reading): Pick<Survey, 'nodes' | 'requested' | 'workloads'> {
  return {
    nodes: nodeSums(reading.nodes),
    requested: new Map(reading.requested),
    workloads: watchOf(reading).all.map(seenWorkload).sort(by(identity)),
  }
}
