import type { Selection } from '../../../model/policy.ts'
import type { ReadPolicy } from './policy.ts'

/**
 * How the feasible clusters are sorted and cut by the plugins of a policy. PrioritySort sorts by score; any priority
 * in the placement list, or packing, replaces the score. MaxCluster sorts by what the scores are by then, and cuts.
 * Without either, nothing sorts, and the name settles what upstream leaves to chance. `packs`: replicas are packed.
 */
export function selectionOf(policy: ReadPolicy, packs: boolean): Selection {
  const { select } = policy.plugins
  const sort = select.indexOf('PrioritySort')
  const cut = select.indexOf('MaxCluster')
  const byPriority = sort >= 0 && (policy.priorities.size > 0 || packs)
  const limit = cut < 0 ? undefined : policy.limit
  const selection: Selection = {
    by: byPriority ? 'priority' : sort < 0 && cut < 0 ? 'name' : 'score',
    priorities: policy.priorities,
    limit,
    from: limit === undefined && byPriority ? policy.at.priorities : policy.at.limit,
  }
  return limit !== undefined && cut < sort ? { ...selection, limitFirst: true } : selection
}
