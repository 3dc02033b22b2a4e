import type { Report } from '../../../diagnostics/diagnostic.ts'
import { byCodePoint } from '../../../model/order.ts'
import type { PlacementPolicy } from '../../../model/policy.ts'
import { identity, type Resource } from '../../../model/resource.ts'
import type { SchedulingUnit } from '../../../model/unit.ts'
import { holdsOf } from '../annotations/annotations.ts'
import { isKeptOut } from '../binding.ts'
import { toTemplate } from '../template.ts'
import type { UnitContext } from '../unit.ts'
import { followersOf, mayFollow, refusesToFollow } from './followers.ts'

/** Identities of the leaders of an object; sorted, and empty for what does not follow. */
export type LeadersOf = (follower: Resource) => readonly string[]

/**
 * Asks every leader for its followers. Whether a leader takes them along is known once it is placed; what is named and
 * is not in the input is nobody's business.
 */
export function leadersAmong(
  made: ReadonlyMap<Resource, SchedulingUnit>,
  { types, report }: { readonly types: UnitContext['types']; readonly report: Report },
): LeadersOf {
  const leaders = new Map<string, string[]>()
  for (const [workload, { leads }] of made) {
    if (!leads) continue
    const leader = identity(workload)
    for (const follower of followersOf(workload, types, report)) {
      const there = leaders.get(follower)
      if (there === undefined) leaders.set(follower, [leader])
      else there.push(leader)
    }
  }
  return (follower) => {
    const found = mayFollow(follower, types) ? leaders.get(identity(follower)) : undefined
    if (found === undefined || refusesToFollow(follower) || isKeptOut(follower)) return []
    return found.sort(byCodePoint)
  }
}

/** The unit of an object that has no policy and goes where its leaders go; undefined where its overrides are refused. */
export function followerUnit(
  follower: Resource,
  leaders: readonly string[],
  { history, overrides }: Pick<UnitContext, 'history' | 'overrides'>,
): SchedulingUnit | undefined {
  const { apiVersion, kind, namespace, name, origin } = follower
  const rules = overrides(follower)
  if (rules === 'refused') return undefined
  return {
    workload: { apiVersion, kind, namespace, name },
    key: `${namespace === '' ? 'default' : namespace}/${name}`,
    template: toTemplate(follower),
    origin,
    policyRef: undefined,
    policy: nowhere,
    replicasPath: undefined,
    replicas: undefined,
    retainReplicas: false,
    overrides: rules,
    rescheduling: undefined,
    sticky: false,
    held: false,
    dryRun: holdsOf(follower).dryRun,
    leads: false,
    leaders,
    facts: {},
    previous: history.get(identity(follower)),
  }
}

/** Placement knows shared policies by their identity, so all that follow have the same one. */
const nowhere: PlacementPolicy = {
  filters: [{ kind: 'nothing', reason: 'follows' }],
  scorers: [],
  selection: { by: 'name', priorities: new Map(), limit: undefined },
  division: { kind: 'duplicate' },
  gate: [],
  keepZero: false,
}
