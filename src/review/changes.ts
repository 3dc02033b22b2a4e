import type { Resources } from '../model/cluster.ts'
import type { ObjectId } from '../model/resource.ts'
import type { Origin } from '../model/source.ts'

/** Where a workload is, by cluster; undefined where the cluster runs it with the replicas of its template. */
export type Whereabouts = ReadonlyMap<string, number | undefined>

/** What becomes of one workload. */
export interface Move {
  readonly workload: ObjectId
  /** Empty for a workload that is new. */
  readonly before: Whereabouts
  /** Empty for a workload that leaves, or is not in the input any more. */
  readonly after: Whereabouts
  /** Replicas in sum, where each cluster's number is known. */
  readonly replicasBefore: number | undefined
  readonly replicasAfter: number | undefined
  /** The template's own replicas then and now; they tell whether its owner asked for another number. */
  readonly wantedBefore: number | undefined
  readonly wantedAfter: number | undefined
  /** Still in the input, placed or not. */
  readonly present: boolean
  /** Words for what asked for the new decision, such as `replicas` or `taints`; empty where it was kept. */
  readonly because: readonly string[]
  /** Words for what changed without asking for one. */
  readonly deferred: readonly string[]
  /** Where to look: the workload, or the policy that was edited. */
  readonly at: Origin | undefined
}

/** An object of one cluster that is added, changed or removed; texts are made when they are asked for. */
export interface ObjectChange {
  readonly cluster: string
  readonly id: ObjectId
  readonly change: 'added' | 'changed' | 'removed'
  readonly before: () => string
  readonly after: () => string
  /** What stood there asks not to be removed (annotation `stowage.dev/deletion-protected: "true"`). */
  readonly protected: boolean
  /** For one that is removed: the same object is to stand in another cluster that is written. */
  readonly elsewhere: boolean
}

/** Sums for one cluster. */
export interface ClusterChange {
  readonly cluster: string
  /** In the fleet of the input; one that is not is known by what stands in its directory. */
  readonly declared: boolean
  /** Nothing is to stand here, Namespaces aside. */
  readonly bare: boolean
  /** Objects that stand before the change, and after it; both 0 where the cluster is kept, as nobody looks there. */
  readonly standing: number
  readonly planned: number
  readonly added: number
  readonly changed: number
  readonly removed: number
  readonly replicasBefore: number
  readonly replicasAfter: number
  /** What the replicas request in sum, and what the cluster has available; cpu and memory. */
  readonly requestsBefore: Resources
  readonly requestsAfter: Resources
  readonly available: Resources
  /** Not ready: nothing of it is touched. */
  readonly kept: boolean
}

/** What a render would change. Everything is sorted: removals first, then by cluster and object. */
export interface Changes {
  readonly moves: readonly Move[]
  readonly clusters: readonly ClusterChange[]
  readonly objects: readonly ObjectChange[]
  /** Workloads and other objects to be placed that are in the input. */
  readonly present: number
  /** Names this plan by its content: what stands, and what is to stand. Approvals name it. */
  readonly hash: string
}
