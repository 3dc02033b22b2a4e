import type { Report } from '../diagnostics/diagnostic.ts'
import type { Cluster, ObservedWorkload, Resources, ServedApi, Taint } from '../model/cluster.ts'
import type { JsonObject } from '../model/json.ts'
import type { OverrideRule } from '../model/override.ts'
import type { PlacementPolicy } from '../model/policy.ts'
import type { Resource } from '../model/resource.ts'
import type { Origin } from '../model/source.ts'
import type { PreviousPlacement, SchedulingUnit } from '../model/unit.ts'

/**
 * A family of policies. A dialect compiles its own objects to the neutral terms of the model; nothing to the right of
 * it knows that it exists. All its functions are pure, and none depends on the order of what it is given: the binder
 * sorts resources by identity first.
 */
export interface Dialect {
  readonly name: string
  /** Whether an object steers this dialect rather than being something to place. */
  owns(resource: Resource): boolean
  /** What the dialect's own objects say of the member clusters. Called once, with objects that passed their schema. */
  clusters(owned: readonly Resource[], report: Report): ClusterFacts[]
  /** Clusters that policies name; they are taken for the fleet where nothing declares a cluster. */
  namedClusters(
    owned: readonly Resource[],
    others: readonly Resource[],
  ): Iterable<{ readonly name: string; readonly origin: Origin }>
  /** The workloads this dialect places. */
  units(context: BindContext): Claim
  /**
   * Tells of what works and is probably not meant, as far as only the dialect can know, and gives its policies, whether
   * or not an object uses them, as they would place one. What {@link units} tells is not told again.
   */
  lint?(context: LintContext): readonly PlacementPolicy[]
}

/** `complete`: everything was read, so what is not there is missing. */
export interface LintContext extends Pick<BindContext, 'owned' | 'others' | 'report' | 'divisible' | 'refused'> {
  readonly complete: boolean
}

export interface BindContext {
  /** The dialect's own objects, valid by their schema, sorted by identity. */
  readonly owned: readonly Resource[]
  /** Objects that no dialect owns, sorted by identity. */
  readonly others: readonly Resource[]
  /** Sorted by name. */
  readonly clusters: readonly Cluster[]
  /** Previous decisions by workload identity (model/resource). */
  readonly history: ReadonlyMap<string, PreviousPlacement>
  readonly report: Report
  /** Kinds whose `spec.replicas` may be divided beside those that the dialect knows. */
  readonly divisible?: readonly DivisibleKind[]
  /** The time of the render in milliseconds since 1970; absent where nothing says. */
  readonly now?: number
  /** The dialect's own objects that broke their schema: reported already, so whoever names one need not be. */
  readonly refused?: readonly Resource[]
}

/** What a dialect places, and what is its business even where it places nothing. */
export interface Claim {
  readonly units: readonly SchedulingUnit[]
  /**
   * Objects among `others` that the dialect answers for: those it places, and those it refused with a diagnostic.
   * They are not unplaced.
   */
  readonly claimed: ReadonlySet<Resource>
  /** Of the claimed, those it holds back on purpose, with a warning at most: a departure if they were placed. */
  readonly held?: ReadonlySet<Resource>
  /** What the dialect says of plain Namespaces: how they are rendered, once something else decides where. */
  readonly namespaces?: ReadonlyMap<Resource, NamespacePlan>
}

/** A plain Namespace as members get it. */
export interface NamespacePlan {
  readonly template: JsonObject
  readonly overrides: readonly OverrideRule[]
  /** false: it is never rendered. */
  readonly propagates: boolean
}

/** Kinds with replicas that are divided only where the user asks for it. */
export type DivisibleKind = 'StatefulSet' | 'ReplicaSet' | 'Rollout'

/** What one object says of a cluster; absent parts are not known to it. */
export interface ClusterFacts {
  readonly name: string
  readonly origin: Origin
  readonly labels?: ReadonlyMap<string, string>
  readonly taints?: readonly Taint[]
  readonly joined?: boolean
  readonly ready?: boolean
  readonly terminating?: boolean
  readonly apis?: readonly ServedApi[]
  readonly allocatable?: Resources
  readonly available?: Resources
  /** By workload identity (model/resource). */
  readonly observed?: ReadonlyMap<string, ObservedWorkload>
  /** When a snapshot was taken, in milliseconds since 1970. */
  readonly takenAt?: number
}
