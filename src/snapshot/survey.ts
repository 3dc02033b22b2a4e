import type { ObservedWorkload, Resources, ServedApi } from '../model/cluster.ts'
import type { ObjectId } from '../model/resource.ts'

/** What one member cluster said at one moment, read completely. Nothing in it names a pod, a node or a secret. */
export interface Survey {
  /** By the clock of its API server, in milliseconds since 1970. */
  readonly takenAt: number
  /** Whether `/readyz` said so. */
  readonly ready: boolean
  /** Why it is not ready, in a few words; empty where it is. */
  readonly reason: string
  /** Such as `v1.34.1`. */
  readonly kubernetesVersion: string
  /** Sorted by group, version and kind, each once. */
  readonly apis: readonly ServedApi[]
  /**
   * Group-versions, such as `metrics.k8s.io/v1beta1`, whose server did not answer the API server: what else they serve
   * is not known.
   */
  readonly staleApis?: readonly string[]
  readonly nodes: NodeSums
  /** What pods that have not ended request on any node. */
  readonly requested: Resources
  /** Sorted by identity. */
  readonly workloads: readonly SeenWorkload[]
  /** Present and true: what is empty in it was empty when it was read a second time; see next.ts, `emptied`. */
  readonly confirmed?: boolean
}

/** Sums over the nodes of a cluster. */
export interface NodeSums {
  /** All nodes. */
  readonly total: number
  /** Nodes that take pods. */
  readonly schedulable: number
  /** Of these, what they offer to pods. */
  readonly allocatable: Resources
  /** How many nodes, schedulable or not, carry each value of the well-known topology labels. */
  readonly regions: ReadonlyMap<string, number>
  readonly zones: ReadonlyMap<string, number>
}

/** A workload with replicas as it runs in one cluster; the counts of model/cluster ObservedWorkload. */
export interface SeenWorkload extends ObjectId, Omit<ObservedWorkload, 'takenAt'> {}

/** Why a cluster could not be read; codes of diagnostics/snapshot word them. No secret, token or body is in it. */
export interface Failure {
  readonly cluster: string
  /** `refused`, `timeout`, `tls`, `unauthorized`, `forbidden`, `server`, `bad-answer`, `too-large`, `gone`, `exec` ... */
  readonly reason: string
  /** What was asked for: `GET /api/v1/pods`. */
  readonly asked: string
  /** A few words that carry no secret, such as an HTTP status or an errno. */
  readonly detail: string
}
