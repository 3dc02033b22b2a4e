import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import type { PlacementPolicy } from '../model/policy.ts'

/** Minimums above their maximums, also where nothing is divided now and place has nothing to tell. */
export function lintLimits({ division }: PlacementPolicy, report: Report): void {
  if (division.kind === 'duplicate') return
  for (const [cluster, { min, max, from }] of division.preferences) {
    if (max === undefined || min <= max || cluster === '*') continue
    report(diagnostic('placement/min-above-max', { cluster, min, max }, from ?? division.from))
  }
}
