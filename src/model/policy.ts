import type { Resources, ServedApi } from './cluster.ts'
import type { AffinityTerm, LabelSelector } from './selector.ts'
import type { Origin } from './source.ts'

/** Where a step of the policy was written, so that an explanation can point at it. */
export interface From {
  readonly from?: Origin
}

/** A short program: filters, then scores, then a selection, then a division, then a gate. */
export interface PlacementPolicy {
  /** All must pass, in this order; the first that rejects is the reason. */
  readonly filters: readonly Filter[]
  readonly scorers: readonly Scorer[]
  readonly selection: Selection
  readonly division: Division
  /** What must hold of a cluster after the division; a target that fails is dropped with its replicas. */
  readonly gate: readonly Filter[]
  /** Whether a cluster whose share is 0 stays a target (KubeFed) or leaves the placement (KubeAdmiral). */
  readonly keepZero: boolean
}

export interface Toleration {
  readonly key: string
  readonly operator: string
  readonly value: string
  readonly effect: string
}

/** `unlessCurrent`: clusters of the previous placement pass. */
export type Filter = From &
  (
    | { readonly kind: 'apis'; readonly api: ServedApi }
    | { readonly kind: 'taints'; readonly tolerations: readonly Toleration[] }
    | { readonly kind: 'names'; readonly names: ReadonlySet<string> }
    | { readonly kind: 'labels'; readonly selector: LabelSelector }
    | {
        readonly kind: 'affinity'
        readonly clusterSelector: ReadonlyMap<string, string>
        /** Terms are alternatives; undefined means no restriction, an empty list matches nothing. */
        readonly terms: readonly AffinityTerm[] | undefined
      }
    | { readonly kind: 'ready'; readonly unlessCurrent: boolean }
    | { readonly kind: 'terminating' }
    /** Rejects a cluster until a moment (milliseconds since 1970); for good where nobody knows what time it is. */
    | { readonly kind: 'evicted'; readonly until: ReadonlyMap<string, number>; readonly now: number | undefined }
    /** One more pod with these requests fits into what is available; clusters of the previous placement pass. */
    | { readonly kind: 'fits'; readonly requests: Resources }
    /** Some of these resources is allocatable; clusters of the previous placement pass. */
    | { readonly kind: 'offers'; readonly resources: readonly string[] }
    /** Rejects every cluster; for an absent selector, which selects nothing. `reason` is a code, not a sentence. */
    | { readonly kind: 'nothing'; readonly reason: string }
  )

export type Scorer = From &
  (
    | { readonly kind: 'taints'; readonly tolerations: readonly Toleration[] }
    /** `requests`: what one pod asks for, counted as used in every cluster. */
    | { readonly kind: 'balanced'; readonly resources: readonly string[]; readonly requests?: Resources }
    | { readonly kind: 'leastAllocated'; readonly resources: readonly string[]; readonly requests?: Resources }
    | { readonly kind: 'mostAllocated'; readonly resources: readonly string[]; readonly requests?: Resources }
    | { readonly kind: 'affinity'; readonly preferred: readonly PreferredTerm[] }
  )

export interface PreferredTerm {
  readonly weight: number
  readonly term: AffinityTerm
}

/**
 * Sorts by score, by priority, which then replaces the score, or by name alone; ties by name. Keeps the first `limit`.
 */
export interface Selection extends From {
  readonly by: 'score' | 'priority' | 'name'
  /** The limit is applied to the order by score, and what is left is sorted afterwards. */
  readonly limitFirst?: boolean
  /** By cluster; a missing one is 0. */
  readonly priorities: ReadonlyMap<string, number>
  /** undefined keeps all; 0 keeps none. */
  readonly limit: number | undefined
}

/** Wishes for one cluster; numbers are replicas, weight is a share. */
export interface Preference extends From {
  readonly min: number
  /** undefined is unbounded; 0 is a limit of none. */
  readonly max: number | undefined
  readonly weight: number
}

export type Division = From &
  /** Every selected cluster gets the whole workload. */
  (
    | { readonly kind: 'duplicate' }
    | {
        readonly kind: 'spread'
        readonly total: number
        readonly preferences: ReadonlyMap<string, Preference>
        /** Static weights stand in the preferences; dynamic ones are computed from `weightResource` of the clusters. */
        readonly weights: 'static' | 'dynamic'
        readonly weightResource: string
        readonly disruption: Disruption
        readonly capacity: Capacity
        readonly tolerations: readonly Toleration[]
      }
    | {
        readonly kind: 'binpack'
        readonly total: number
        readonly preferences: ReadonlyMap<string, Preference>
        readonly disruption: Disruption
        readonly capacity: Capacity
        readonly tolerations: readonly Toleration[]
      }
    | {
        readonly kind: 'rsp'
        readonly total: number
        /** `*` stands for every cluster without an entry of its own. */
        readonly preferences: ReadonlyMap<string, Preference>
        readonly rebalance: boolean
        /** What runs now; a cluster that is absent runs nothing. */
        readonly current: ReadonlyMap<string, number>
        readonly capacity: ReadonlyMap<string, number>
      }
  )

export interface Disruption {
  /** Keep running replicas where they are as long as the total allows it. */
  readonly avoid: boolean
  /** Keep asking a cluster for replicas that it cannot schedule now. */
  readonly keepUnschedulable: boolean
}

export interface Capacity {
  /** What a cluster was seen to be able to run. */
  readonly estimated: ReadonlyMap<string, number>
  /** What it is allowed to run at most. */
  readonly limited: ReadonlyMap<string, number>
  /** Replicas that are scheduled in each cluster, where known. */
  readonly scheduled: ReadonlyMap<string, number>
}
