import type { PolicyRef, SchedulingUnit } from './policy.ts'

/** One cluster of a decision. */
export interface Target {
  readonly cluster: string
  /** undefined where the whole workload goes, with the replicas its template has. */
  readonly replicas: number | undefined
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
}

/** A decision whose object was printed: the template, which is most of a unit's memory, is let go. */
export interface SettledDecision extends Omit<PlacementDecision, 'unit'> {
  readonly unit: Omit<SchedulingUnit, 'template' | 'overrides'>
}
