import type { Report } from '../diagnostics/diagnostic.ts'
import type { Fleet } from '../model/fleet.ts'
import type { OverrideRule } from '../model/override.ts'
import type { PlacementPolicy } from '../model/policy.ts'
import type { Resource } from '../model/resource.ts'
import type { SchedulingUnit } from '../model/unit.ts'
import { lintKinds } from './kinds.ts'
import { lintLimits } from './limits.ts'
import { once } from './once.ts'
import { lintOverrides } from './overrides.ts'
import { lintSelectors } from './selectors.ts'
import { lintTolerations } from './tolerations.ts'
import { lintWishes } from './wishes.ts'

/** What lints look at. */
export interface LintSubject {
  readonly fleet: Fleet
  readonly units: readonly SchedulingUnit[]
  /** Policies beside those of the units: nothing needs to use them. */
  readonly policies: readonly PlacementPolicy[]
  /** Overrides of objects that are no units, and go where units go. */
  readonly otherOverrides: readonly (readonly OverrideRule[])[]
  /** Objects that are not policies or clusters. */
  readonly objects: readonly Resource[]
}

/** Tells of what works and is probably not meant. What a lint finds depends on nothing but its subject. */
export function lint(subject: LintSubject, report: Report): void {
  const tell = once(report)
  const { fleet, objects } = subject
  lintKinds(objects, fleet.clusters, tell)
  const policies = distinctPolicies(subject)
  for (const policy of policies) lintLimits(policy, tell)
  // Of clusters that only policies name, neither labels nor taints are known.
  if (!fleet.clusters.some(({ origins }) => origins.length > 0)) return
  for (const policy of policies) {
    lintSelectors(policy, fleet.clusters, tell)
    lintWishes(policy, fleet.clusters, tell)
    lintTolerations(policy, fleet.clusters, tell)
  }
  lintOverrides(subject, tell)
}

/** Of the policies of workloads, which share most of their parts, one for each combination of what lints look at. */
function distinctPolicies({ units, policies }: LintSubject): PlacementPolicy[] {
  const known = new Map<object, Set<object>>()
  const kept = [...policies]
  for (const { policy } of units) {
    const { filters, division } = policy
    const wishes = division.kind === 'duplicate' ? policy.selection : division.preferences
    const seen = known.get(filters)
    if (seen?.has(wishes)) continue
    if (seen === undefined) known.set(filters, new Set([wishes]))
    else seen.add(wishes)
    kept.push(policy)
  }
  return kept
}
