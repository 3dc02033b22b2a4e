import type { Quantity } from './quantity.ts'
import type { Origin } from './source.ts'

export interface Taint {
  readonly key: string
  readonly value: string
  readonly effect: string
}

/** One entry of a cluster's served API types. */
export interface ServedApi {
  readonly group: string
  readonly version: string
  readonly kind: string
}

/** Amounts by resource name, such as `cpu` or `nvidia.com/gpu`. */
export type Resources = ReadonlyMap<string, Quantity>

/** What a cluster reported of one workload that it runs; pods are counted, never named. */
export interface ObservedWorkload {
  /** spec.replicas of the live object. */
  readonly desired: number
  /** Replicas that run, ready or not. */
  readonly current: number
  /** status.replicas and status.readyReplicas of the live object. */
  readonly replicas: number
  readonly ready: number
  /** Pods of the current revision, those that are being deleted included. */
  readonly pods: number
  /** Of these, pods that have a node and are not being deleted. */
  readonly scheduled: number
  /** Pods that no node can take, oldest first. */
  readonly unschedulable: readonly UnschedulablePods[]
  /** When it was seen, in milliseconds since 1970. */
  readonly takenAt: number
}

/** Pods that became unschedulable at one moment. */
export interface UnschedulablePods {
  readonly pods: number
  /** Of these, pods of an earlier revision, or being deleted. */
  readonly outdated: number
  /** In milliseconds since 1970. */
  readonly since: number
}

/** A member cluster, all that is known of it from the objects of one name. */
export interface Cluster {
  readonly name: string
  readonly labels: ReadonlyMap<string, string>
  readonly taints: readonly Taint[]
  /** Part of the fleet: placement looks at joined clusters only. */
  readonly joined: boolean
  /** Answers; a cluster that is not ready keeps the files it has. */
  readonly ready: boolean
  /** Being removed: it takes nothing and keeps nothing. */
  readonly terminating: boolean
  /** The API types it serves; undefined where nobody said, which hides nothing. */
  readonly apis: readonly ServedApi[] | undefined
  readonly allocatable: Resources
  readonly available: Resources
  /** Live facts by workload identity (model/resource identity); empty without a snapshot. */
  readonly observed: ReadonlyMap<string, ObservedWorkload>
  /** When its newest snapshot was taken, in milliseconds since 1970; absent without a snapshot. */
  readonly takenAt?: number
  /** The objects it was read from; empty for a cluster that only a policy names. */
  readonly origins: readonly Origin[]
}
