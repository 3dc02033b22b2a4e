import type { Quantity } from '../model/quantity.ts'

/** How snapshots are made of what clusters say; durations are in milliseconds. */
export interface SnapshotSettings {
  /** A cluster that fails counts as not ready after so many failures in a row, and so long after the first of them. */
  readonly notReadyAfter: { readonly failures: number; readonly duration: number }
  /** A cluster that was not ready counts as ready after so many good answers, and so long after the first of them. */
  readonly readyAfter: { readonly answers: number; readonly duration: number }
  /** How old takenAt may become while nothing else changes. */
  readonly refreshAfter: number
  /** What amounts of a resource are rounded to, by its name; 0 leaves them exact. */
  readonly steps: ReadonlyMap<string, Quantity>
}

const minute = 60_000

/** What holds where a Render says nothing. */
export const defaultSettings: SnapshotSettings = {
  notReadyAfter: { failures: 3, duration: 5 * minute },
  readyAfter: { answers: 2, duration: 5 * minute },
  refreshAfter: 12 * 60 * minute,
  steps: new Map(),
}

/** How far the clock of a cluster may be from ours, either way. */
export const mostSkew = 10 * minute
