import type { Arithmetic } from './arithmetic.ts'
import type { PlacementDecision, Rejection, Target } from './decision.ts'
import type { Requirement } from './selector.ts'
import type { Origin } from './source.ts'

/** A decision with what each phase made of every cluster of the fleet. */
export interface Explanation {
  /** What is in force and rendered; its unit says what asked for it. */
  readonly decision: PlacementDecision
  /** Where the clusters come from: the leaders, with what each gives. */
  readonly leaders: readonly Leading[]
  /** Own targets that a decision made now gives. The same as those of `decision` where it was decided anew. */
  readonly anew: readonly Target[]
  /** The decision in force is an earlier one, and `anew` only what another would give. */
  readonly stands: boolean
  /** Every cluster of the fleet, in name order, and what a decision made now says of it. */
  readonly clusters: readonly Examined[]
  /** How replicas are divided now; undefined where they are not. */
  readonly arithmetic: Arithmetic | undefined
  /** The weights that count, by cluster; empty where none do. */
  readonly weights: ReadonlyMap<string, number>
  /** Clusters that may be selected at most. */
  readonly limit: number | undefined
  /** What ranks clusters. */
  readonly rankedBy: 'score' | 'priority' | 'name'
}

export interface Leading {
  /** Identity of the leader. */
  readonly leader: string
  /** `leads`: its clusters are given. `keeps`: it takes nothing along. `absent`: it is not placed here. */
  readonly state: 'leads' | 'keeps' | 'absent'
  readonly clusters: readonly string[]
}

/** What a decision made now says of one cluster. */
export interface Examined {
  readonly cluster: string
  /**
   * `selected`: it is a target. `filtered`: a filter rejected it. `beyond-limit`: others rank before it. `no-share`: it
   * was selected, and no replicas fell to it. `gated`: it is rejected after the division. `not-joined`: it is not part
   * of the fleet.
   */
  readonly verdict: 'selected' | 'filtered' | 'beyond-limit' | 'no-share' | 'gated' | 'not-joined'
  /** It does not answer, or leaves: its files stay as they are. */
  readonly frozen: boolean
  readonly rejection: Rejected | undefined
  readonly score: Score | undefined
  /** What the policy writes where priorities rank. */
  readonly priority: number | undefined
  /** Its place among the feasible clusters, from 1. */
  readonly rank: number | undefined
  /** What a decision made now gives it. */
  readonly target: Target | undefined
  /** What is in force: undefined where it is in none. */
  readonly standing: Target | undefined
  /** Where the policy wishes something for it. */
  readonly wishedAt: Origin | undefined
}

export interface Score {
  readonly total: number
  /** In the order of the policy's scorers. */
  readonly parts: readonly { readonly scorer: string; readonly value: number; readonly at: Origin | undefined }[]
}

/** Why a cluster was rejected, and where that was written. */
export interface Rejected extends Rejection {
  /** What was asked of it and does not hold: of every alternative term, the first. */
  readonly unmet: readonly Unmet[]
  /** The step of the policy. */
  readonly at: Origin | undefined
  /** Where the cluster says what it is. */
  readonly declaredAt: readonly Origin[]
}

/** A requirement that a cluster does not meet. */
export interface Unmet extends Requirement {
  readonly on: 'label' | 'field'
  /** What the cluster has there; undefined where it has nothing. */
  readonly found: string | undefined
  readonly at: Origin | undefined
}
