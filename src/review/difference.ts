import type { Place } from '../diagnostics/diagnostic.ts'
import type { Position } from '../diagnostics/located.ts'
import type { Origin } from '../model/source.ts'
import type { Changes, Move } from './changes.ts'
import type { Verdict } from './guard.ts'

/** One thing that asked for a new decision. */
export interface Reason {
  /** As in {@link Move.because}. */
  readonly word: string
  /** The clusters it is about; empty where it is about the workload or its policy. */
  readonly clusters: readonly string[]
  /** Where it is written. */
  readonly at: readonly Origin[]
}

/** All that a reviewer is shown. */
export interface Difference {
  /** Texts of objects hold no value of a Secret. */
  readonly changes: Changes
  readonly reasons: ReadonlyMap<Move, readonly Reason[]>
  /** Lines of the places that reasons name. */
  readonly positions: ReadonlyMap<Place, Position>
  /** Files that come, change or go; and those of them below `placements/`. */
  readonly files: number
  readonly records: number
  /** The reference that was compared with; undefined for the tree that stands. */
  readonly base: string | undefined
  readonly verdict: Verdict
}
