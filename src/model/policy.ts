import type { Cluster, Resources, ServedApi } from './cluster.ts'
import type { Json, JsonObject } from './json.ts'
import type { ObjectId } from './resource.ts'
import type { AffinityTerm, LabelSelector } from './selector.ts'
import type { FieldPath, Origin } from './source.ts'

/**
 * A workload with its policy, in neutral terms: what `place` works on. Dialects compile their objects to this and no
 * vendor's name goes further.
 */
export interface SchedulingUnit {
  /** The object that is rendered. */
  readonly workload: ObjectId
  /** `<namespace>/<name>`, or the name alone for cluster-scoped objects; part of every tie-break. */
  readonly key: string
  /** The object before overrides, free of steering metadata. Never changed in place. */
  readonly template: JsonObject
  /** Where the template was written. */
  readonly origin: Origin
  /** The object that decides; undefined where the workload itself carries its placement. */
  readonly policyRef: PolicyRef | undefined
  readonly policy: PlacementPolicy
  /** Where the replicas stand in the template, for kinds whose replicas can be divided. */
  readonly replicasPath: FieldPath | undefined
  /** The template's own replicas. */
  readonly replicas: number | undefined
  /** Leave the replicas to an autoscaler: they are not rendered. */
  readonly retainReplicas: boolean
  /** In the order of application; each rule that targets a cluster is applied in it. */
  readonly overrides: readonly OverrideRule[]
  /** Facts the decision rests on that a dialect wants remembered, beside those that placement records itself. */
  readonly facts: JsonObject
  /** The previous decision, where there is one. */
  readonly previous: PreviousPlacement | undefined
}

export interface PolicyRef extends ObjectId {
  readonly origin: Origin
}

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
    /** Rejects every cluster; for an absent selector, which selects nothing. `reason` is a code, not a sentence. */
    | { readonly kind: 'nothing'; readonly reason: string }
  )

export type Scorer = From &
  (
    | { readonly kind: 'taints'; readonly tolerations: readonly Toleration[] }
    /** `requests`: what one pod asks for, counted as used in every cluster. */
    | { readonly kind: 'balanced'; readonly resources: readonly string[]; readonly requests?: Resources }
    | { readonly kind: 'leastAllocated'; readonly resources: readonly string[]; readonly requests?: Resources }
    | { readonly kind: 'affinity'; readonly preferred: readonly PreferredTerm[] }
  )

export interface PreferredTerm {
  readonly weight: number
  readonly term: AffinityTerm
}

/** Sorts by score (or by priority, which then replaces the score), ties by name, and keeps the first `limit`. */
export interface Selection extends From {
  readonly by: 'score' | 'priority'
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

export interface PreviousPlacement {
  /** By cluster; undefined where the workload was duplicated and each cluster runs all. */
  readonly clusters: ReadonlyMap<string, number | undefined>
  /** The facts remembered with it. */
  readonly facts: JsonObject
  readonly origin: Origin
}

/** Which clusters a rule is for. Absent parts match everything. */
export interface OverrideTarget {
  readonly names?: ReadonlySet<string>
}

export interface OverrideRule extends From {
  readonly target: OverrideTarget
  readonly ops: readonly OverrideOp[]
}

/** Stands in a value for the replicas that placement decides for the cluster. */
export const decidedReplicas: unique symbol = Symbol('decidedReplicas')
export type OverrideValue = Json | typeof decidedReplicas

export type OverrideOp = From &
  /** RFC 6902 with the lenient `replace` of evanphx/json-patch v4: a missing key of an existing object is set. */
  (
    | {
        readonly kind: 'patch'
        readonly op: 'add' | 'remove' | 'replace' | 'test'
        readonly path: string
        readonly value: OverrideValue
      }
    /** Sets the value at dotted steps, making the objects on the way. */
    | { readonly kind: 'set'; readonly path: readonly string[]; readonly value: OverrideValue }
    /** Sets a label after everything before it. */
    | { readonly kind: 'label'; readonly key: string; readonly value: string }
  )

/** What placement needs to know of the fleet. */
export interface Fleet {
  /** Sorted by name, names unique. */
  readonly clusters: readonly Cluster[]
}
