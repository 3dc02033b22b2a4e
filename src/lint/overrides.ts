import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import { byCodePoint } from '../model/order.ts'
import type { OverrideRule } from '../model/override.ts'
import type { Origin } from '../model/source.ts'
import type { LintSubject } from './lint.ts'
import { reachOf } from './reach.ts'

/** Overrides for clusters where no object that has them may go by its names and selectors. */
export function lintOverrides({ fleet, units, otherOverrides }: LintSubject, report: Report): void {
  const { clusters } = fleet
  const declared = new Set(clusters.map(({ name }) => name))
  const reached = new Set<Origin>(otherOverrides.flat().flatMap(({ from }) => from ?? []))
  const missed = new Map<Origin, OverrideRule>()
  for (const { overrides, policy, leaders } of units) {
    if (overrides.length === 0) continue
    const reach = reachOf(policy.filters, clusters)
    for (const rule of overrides) {
      const { target, from } = rule
      if (from === undefined || target.names === undefined || reached.has(from)) continue
      // Who follows goes elsewhere too, and that a policy lets in no cluster is told by itself.
      const isHit = leaders.length > 0 || reach.size === 0 || [...target.names].some((name) => reach.has(name))
      if (isHit) reached.add(from)
      else missed.set(from, rule)
    }
  }
  for (const [from, { target }] of missed) {
    const names = [...(target.names ?? [])].filter((name) => declared.has(name))
    if (reached.has(from) || names.length === 0) continue
    report(diagnostic('lint/override-elsewhere', { clusters: names.sort(byCodePoint) }, from))
  }
}
