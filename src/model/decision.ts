import type { FleetRecord } from './fleet.ts'
import type { JsonObject } from './json.ts'
import type { PolicyRef, SchedulingUnit } from './unit.ts'

/** One cluster of a decision. */
export interface Target {
  readonly cluster: string
  /** undefined where the whole workload goes, with the replicas its template has. */
  readonly replicas: number | undefined
  /** Of the replicas, those that the cluster was seen not to be able to run; absent where there are none. */
  readonly overflow?: number
  /** Here because of the leaders alone. */
  readonly following?: true
}

/** Why a cluster was passed over; the arguments are data for an explanation. */
export interface Rejection {
  readonly cluster: string
  readonly filter: string
  readonly reason: string
  readonly args: Readonly<Record<string, string | number>>
}

/** What each phase found, from the same run as the decision. Clusters are in name order. */
export interface Evidence {
  readonly rejected: readonly Rejection[]
  /** Parts by scorer kind, and their sum. */
  readonly scores: ReadonlyMap<string, { readonly parts: ReadonlyMap<string, number>; readonly total: number }>
  /** Feasible clusters in the order of the selection; the first `kept` were selected. */
  readonly ranking: readonly string[]
  readonly kept: number
  readonly plan: ReadonlyMap<string, number>
  readonly overflow: ReadonlyMap<string, number>
  /** Targets that the gate took away after the division. */
  readonly gated: readonly Rejection[]
}

/** The decision for one unit. */
export interface PlacementDecision {
  readonly unit: SchedulingUnit
  readonly policyRef: PolicyRef | undefined
  /** Sorted by cluster name. */
  readonly targets: readonly Target[]
  readonly evidence: Evidence
  /**
   * `decided`: anew. `kept`: nothing that asks for a new decision changed, so the previous one stands. `sticky`: a new
   * decision is the previous one. `held`: there is to be no new decision.
   */
  readonly outcome: 'decided' | 'kept' | 'sticky' | 'held'
  /** What asked for a new decision where one stood, where that is known: keys of facts, and words about the fleet. */
  readonly because?: readonly string[]
  /** Where it was kept though something changed: the words for what. */
  readonly deferred: readonly string[]
  /** The facts in force: the unit's own, or those of the previous decision where it was kept. */
  readonly facts: JsonObject
  /** The fleet the decision rests on; undefined for units that remember none. */
  readonly fleet: FleetRecord | undefined
  /** Whether it is rendered; a dry run is remembered only. */
  readonly dispatched: boolean
  /** Identities of the leaders whose clusters it shares. Sorted. */
  readonly follows: readonly string[]
}

/** A decision whose object was printed: the template, which is most of a unit's memory, is let go. */
export interface SettledDecision extends Omit<PlacementDecision, 'unit'> {
  readonly unit: Omit<SchedulingUnit, 'template' | 'overrides' | 'rescheduling' | 'facts'>
}
