import type { Target } from '../model/decision.ts'
import type { Explanation, Leading } from '../model/explanation.ts'
import { describe } from '../model/resource.ts'
import { positionText } from './diagnostics.ts'
import type { Where } from './explain-json.ts'
import { type Paint, visible } from './paint.ts'
import { lineWidth, wrap } from './wrap.ts'

/** Where the workload goes and why, in one sentence; then what stands in the way of another answer. */
export function leadText(explanation: Explanation, where: Where, paint: Paint): string {
  const { leaders } = explanation
  const [first, ...more] = [
    `${whither(explanation)}${why(explanation, where)}`,
    ...standing(explanation, where),
    ...leaders.map(leaderWords),
  ]
  return [paint.strong(lines(first)), ...more.map(lines)].map((text) => `${text}\n`).join('')
}

function lines(text: string): string {
  return wrap(text, lineWidth).join('\n')
}

function whither({ decision, clusters }: Explanation): string {
  const { targets, dispatched, unit } = decision
  const name = visible(describe(unit.workload))
  if (targets.length === 0) return `${name} goes to none of the ${clusters.length} clusters`
  const verb = dispatched ? 'goes to' : 'would go to (dry run, it is not rendered)'
  return `${name} ${verb} ${targets.length} of ${clusters.length} ${clusters.length === 1 ? 'cluster' : 'clusters'}: ${listed(targets)}`
}

const most = 8

/** `eu 3, us 2`; the number is left out where each has the whole. */
function listed(targets: readonly Target[]): string {
  const names = targets
    .slice(0, most)
    .map(({ cluster, replicas }) => `${visible(cluster)}${replicas === undefined ? '' : ` ${replicas}`}`)
  return targets.length > most ? `${names.join(', ')} and ${targets.length - most} more` : names.join(', ')
}

function why({ decision, leaders }: Explanation, where: Where): string {
  const { outcome, policyRef, unit } = decision
  const policy = policyRef === undefined ? '' : ` by ${visible(describe(policyRef))}${at(where, policyRef.origin)}`
  if (policyRef === undefined && leaders.length > 0) return ', with its leaders.'
  if (outcome === 'decided') {
    const carried = policyRef === undefined ? ` by the workload itself${at(where, unit.origin)}` : policy
    return `, decided ${unit.previous === undefined ? 'for the first time' : 'anew'}${carried}.`
  }
  return `, as it was decided before${policy}.`
}

function at(where: Where, origin: Parameters<Where>[0]): string {
  const found = where(origin)
  return found?.file === undefined ? '' : ` (${positionText(found.file, found.line)})`
}

/** Why no new decision was made, since when, and what it would give. */
function standing({ decision, stands, anew: targetsAnew }: Explanation, where: Where): string[] {
  if (!stands) return []
  const { outcome, deferred, unit, targets } = decision
  const reason =
    outcome === 'held'
      ? `It is kept from being placed anew${at(where, unit.heldBy)}.`
      : outcome === 'sticky'
        ? `Its placement is not to change once it is made${at(where, unit.stickyBy)}.`
        : deferred.length === 0
          ? 'Nothing that asks for a new decision changed since then.'
          : `Something changed that does not ask for a new decision, because of ${[...new Set(deferred)].map(visible).join(', ')}.`
  const own = targets.filter(({ following }) => following !== true)
  const same = JSON.stringify(own) === JSON.stringify(targetsAnew)
  const anew = same
    ? 'A new decision would be the same.'
    : `A new decision would give ${targetsAnew.length === 0 ? 'no cluster' : listed(targetsAnew)}.`
  const file = where(unit.previous?.origin)?.file
  // A command that is to be copied takes no strange names.
  const since = file !== undefined && /^[\w./-]+$/.test(file) ? [`Since when: git log -1 -- ${file}`] : []
  return [`${reason} ${anew}`, ...since]
}

function leaderWords({ leader, state, clusters }: Leading): string {
  const [, kind = '', namespace = '', name = ''] = leader.split('/')
  const text = visible(`${kind} ${namespace}/${name}`)
  if (state === 'absent') return `It would follow ${text}, which is not placed here.`
  if (state === 'keeps') return `It would follow ${text}, which takes nothing along.`
  const list = clusters.slice(0, most).map(visible).join(', ')
  const more = clusters.length > most ? ` and ${clusters.length - most} more` : ''
  return `It follows ${text}${clusters.length === 0 ? ', which is nowhere' : ` to ${list}${more}`}.`
}
