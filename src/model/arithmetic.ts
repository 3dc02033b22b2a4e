/**
 * How replicas were divided, as the planner recorded it: steps in the order in which they were taken. All of it is
 * plain data, and numbers are whole; whoever replays the steps gets the planner's numbers.
 */
export interface Arithmetic {
  /** Replicas to place. */
  readonly total: number
  /** How weights were computed; absent where they are written or do not count. */
  readonly dynamic?: DynamicWeights
  /** Clusters whose maximum is what they have now, because of a taint that keeps new replicas out. */
  readonly frozen: readonly { readonly cluster: string; readonly max: number }[]
  readonly steps: readonly Step[]
}

export type Step = Minimums | Running | Round | Skipped | Fill | Trim | Compare | Stands

/**
 * `share`: what every cluster should have. `more` and `fewer`: how many replicas each gets on top of what it has, or
 * loses of it; they start from nothing again.
 */
export type Goal = 'share' | 'more' | 'fewer'

/** Limits of one cluster; absent where there is none. */
export interface Caps {
  /** The written maximum, or the room that is left below it. */
  readonly max?: number
  /** What the cluster is allowed to run. */
  readonly limited?: number
  /** What the cluster was seen to be able to run. */
  readonly estimated?: number
}

/** What stands before the numbers of a cluster in every step. */
export interface Turn extends Caps {
  readonly cluster: string
  /** FNV-1 of its name and the workload's key: what put it in this place among clusters of equal weight. */
  readonly hash?: number
  /** Replicas that remain when its turn comes. */
  readonly remaining: number
}

/** Every cluster gets its minimum, as long as there are replicas. */
export interface Minimums {
  readonly kind: 'minimums'
  readonly goal: Goal
  readonly total: number
  readonly turns: readonly MinimumTurn[]
}

export interface MinimumTurn extends Turn {
  readonly min: number
  /** min(min, remaining), and no more than the caps but `max`. */
  readonly after: number
  /** What the estimate cut off, where that counts as overflow. */
  readonly beyond?: number
}

/** Every cluster keeps what runs in it; it counts against its shares afterwards. */
export interface Running {
  readonly kind: 'running'
  readonly total: number
  readonly turns: readonly RunningTurn[]
}

export interface RunningTurn extends Turn {
  readonly current: number
  readonly before: number
  /** min(current within the caps - before, remaining), not below 0. */
  readonly kept: number
}

/** One round of shares: every cluster that is not full gets ⌈total · weight / weights⌉, capped by what remains. */
export interface Round {
  readonly kind: 'round'
  readonly goal: Goal
  /** What remained at the start of the round. */
  readonly total: number
  /** The sum of the weights of those that take part. */
  readonly weights: number
  readonly turns: readonly RoundTurn[]
}

export interface RoundTurn extends Turn {
  readonly weight: number
  /** ⌈total · weight / weights⌉ */
  readonly share: number
  /** Of it, replicas that the cluster has already, because they run there. */
  readonly paid?: number
  readonly before: number
  /** before + min(share, remaining) - paid, and no more than the caps. */
  readonly after: number
  /** What the estimate cut off: it adds to the overflow. */
  readonly beyond?: number
}

/** Rounds in which nothing would have moved: every share was replicas that run already. */
export interface Skipped {
  readonly kind: 'skipped'
  readonly rounds: number
}

/** One cluster after the other takes all that fits. */
export interface Fill {
  readonly kind: 'fill'
  readonly goal: Goal
  readonly total: number
  readonly turns: readonly FillTurn[]
}

export interface FillTurn extends Turn {
  readonly before: number
  /** before + remaining, and no more than the caps. */
  readonly after: number
  /** What the estimate cut off: the overflow is no less. */
  readonly beyond?: number
}

/** Overflow that found a place elsewhere is taken back: none is more than `most`. */
export interface Trim {
  readonly kind: 'trim'
  readonly most: number
}

/** What is there against what should be. */
export interface Compare {
  readonly kind: 'compare'
  /** What is there, each no more than its limits. */
  readonly have: number
  readonly want: number
  /**
   * `stay`: all stays as it is. `share`: everybody gets the share. `more`, `fewer`: the steps that follow say how many
   * replicas move.
   */
  readonly outcome: 'stay' | Goal
  readonly turns: readonly CompareTurn[]
}

export interface CompareTurn extends Omit<Caps, 'max'> {
  readonly cluster: string
  readonly current: number
  /** `current` within the caps. */
  readonly have: number
  readonly want: number
}

/** Nothing was planned: these numbers stand. */
export interface Stands {
  readonly kind: 'stands'
  /**
   * `scheduling`: replicas are still being scheduled, so all stay where they are. `scheduled`: exactly the wanted
   * number is scheduled.
   */
  readonly because: 'scheduling' | 'scheduled'
  /** Where replicas are still being scheduled. */
  readonly waits?: { readonly cluster: string; readonly scheduled: number; readonly awaited: number }
  readonly replicas: readonly { readonly cluster: string; readonly replicas: number }[]
}

/** Weights by what is available of a resource; amounts in whole units, rounded up. */
export interface DynamicWeights {
  readonly resource: string
  /** Sums over the selected clusters. */
  readonly available: number
  readonly allocatable: number
  /** Sum of the `capped` of all; 0 where nothing of what is available may be used, and then all weights are 0. */
  readonly capped: number
  /** round(1000 / clusters): the weight of all where nothing is available. */
  readonly even: number
  /** None where nothing is available. */
  readonly clusters: readonly DynamicWeight[]
  /** Who gets what is missing to 1000, of those with the greatest weight; with its hash, where several are. */
  readonly corrected?: { readonly cluster: string; readonly by: number; readonly hash?: number }
}

export interface DynamicWeight {
  readonly cluster: string
  readonly available: number
  readonly allocatable: number
  /** round(available / all · 1000) */
  readonly part: number
  /** round(allocatable / all · 1000 · 1.4) */
  readonly limit: number
  /** min(part, limit); the weight is round(capped / all · 1000), before the correction. */
  readonly capped: number
}
