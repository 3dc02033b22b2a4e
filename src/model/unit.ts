import type { FleetRecord } from './fleet.ts'
import type { JsonObject } from './json.ts'
import type { OverrideRule } from './override.ts'
import type { PlacementPolicy } from './policy.ts'
import type { ObjectId } from './resource.ts'
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
  /** What asks for a new decision; undefined for a unit that is decided anew in every render. */
  readonly rescheduling: Rescheduling | undefined
  /** Once placed, it stays as it is: a new decision is the previous one. */
  readonly sticky: boolean
  /** Where that was written. */
  readonly stickyBy?: Origin
  /** It is not placed anew, though the facts are remembered as if it were. */
  readonly held: boolean
  /** Where that was written. */
  readonly heldBy?: Origin
  /** It is placed and remembered, and not rendered as long as it was not rendered before. */
  readonly dryRun: boolean
  /** Objects that follow it may go where it goes; `followers` of the facts in force must say so, too. */
  readonly leads: boolean
  /** Identities of the workloads it follows: it goes where they go, beside its own placement. Sorted. */
  readonly leaders: readonly string[]
  /** Facts the decision rests on, to be remembered with it. */
  readonly facts: JsonObject
  /** The previous decision, where there is one. */
  readonly previous: PreviousPlacement | undefined
}

export interface PolicyRef extends ObjectId {
  readonly origin: Origin
}

/** What is compared with the previous decision before a unit is decided anew. */
export interface Rescheduling {
  /** By key of the remembered facts; a difference always asks for a new decision. null stands for absent. */
  readonly compared: JsonObject
  /** Tells a changed policy; compared with the fact `policy`. */
  readonly policy: string
  /** The word for why neither the policy nor the fleet may ask for a new decision; undefined where they may. */
  readonly barred: string | undefined
  /** For each change that must not ask for one, the word for it; absent where it asks. */
  readonly deferred: Readonly<Partial<Record<Change, string>>>
}

/** Changes of the policy and of the fleet, in the order in which they are told. */
export type Change = 'policy' | 'labels' | 'apis' | 'joined'

/** The decision before this one. */
export interface PreviousPlacement {
  /** Where the unit's own policy placed it; undefined where each cluster runs all of a duplicated workload. */
  readonly clusters: ReadonlyMap<string, number | undefined>
  /** Of these replicas, those that are asked of a cluster beyond what it can run. */
  readonly overflow: ReadonlyMap<string, number>
  /** Clusters that it was in because of its leaders alone. */
  readonly following: ReadonlySet<string>
  /** Name of the policy that decided. */
  readonly policyName: string | undefined
  /** The facts remembered with it. */
  readonly facts: JsonObject
  /** The fleet it rested on; undefined where that is not known any more. */
  readonly fleet: FleetRecord | undefined
  /** Whether it was rendered; a dry run was not. */
  readonly dispatched: boolean
  readonly origin: Origin
}
