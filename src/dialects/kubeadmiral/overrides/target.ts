import { type Diagnostic, diagnostic, type Report } from '../../../diagnostics/diagnostic.ts'
import { closest } from '../../../model/closest.ts'
import type { Cluster } from '../../../model/cluster.ts'
import { isObject, type JsonObject } from '../../../model/json.ts'
import { matchAffinity, matchLabels } from '../../../model/match.ts'
import type { OverrideTarget } from '../../../model/override.ts'
import type { AffinityTerm, Match } from '../../../model/selector.ts'
import { type Origin, within } from '../../../model/source.ts'
import { listOf, objectOf, textsOf } from '../../fields.ts'
import { readTerm } from '../policy/policy.ts'

/** The clusters that rules can be for, joined or not. */
export interface Roster {
  readonly clusters: readonly Cluster[]
  readonly names: readonly string[]
  readonly known: ReadonlySet<string>
}

export function rosterOf(clusters: readonly Cluster[]): Roster {
  const names = clusters.map(({ name }) => name)
  return { clusters, names, known: new Set(names) }
}

/**
 * The clusters that a rule is for: those of its list of names, its selector and its affinity alike, where an absent or
 * empty part is for all. 'nowhere', with a warning, where that leaves none, and with an error where a selector or
 * an affinity cannot be evaluated, whether or not a cluster comes as far as that. Source: KubeAdmiral,
 * pkg/controllers/override/util.go.
 */
export function resolveTarget(
  rule: JsonObject,
  origin: Origin,
  roster: Roster,
  report: Report,
): OverrideTarget | 'nowhere' {
  const target = objectOf(rule, 'targetClusters')
  const at = within(origin, 'targetClusters')
  const written = listOf(target, 'clusters')
  const names = new Set(written.filter((name) => typeof name === 'string'))
  const selector = { matchLabels: textsOf(target, 'clusterSelector'), matchExpressions: [] }
  const terms = listOf(target, 'clusterAffinity').filter(isObject).map(readTerm)
  const invalid = [
    ...selectorProblems(selector.matchLabels, within(at, 'clusterSelector')),
    ...terms.flatMap((term, index) => termProblems(term, within(at, 'clusterAffinity', index))),
  ]
  for (const one of invalid) report(one)
  if (invalid.length > 0) return 'nowhere'
  if (names.size === 0 && selector.matchLabels.size === 0 && terms.length === 0) return {}
  const matched = roster.clusters.filter(
    ({ name, labels }) =>
      (names.size === 0 || names.has(name)) &&
      matchLabels(selector, labels) === true &&
      (terms.length === 0 || matchAffinity(terms, name, labels) === true),
  )
  const unknown = [...names].filter((name) => !roster.known.has(name))
  if (matched.length === 0) {
    const similar = new Set(unknown.map((name) => closest(name, roster.names)).filter((name) => name !== undefined))
    report(diagnostic('kubeadmiral/override-matches-no-cluster', { unknown, similar: [...similar] }, origin))
    return 'nowhere'
  }
  const untold = new Set(unknown)
  for (const [index, name] of written.entries()) {
    if (typeof name !== 'string' || !untold.delete(name)) continue
    const suggestion = closest(name, roster.names) ?? ''
    const place = within(at, 'clusters', index)
    report(diagnostic('kubeadmiral/override-unknown-cluster', { cluster: name, suggestion }, place))
  }
  return { names: new Set(matched.map(({ name }) => name)) }
}

function selectorProblems(labels: ReadonlyMap<string, string>, at: Origin): Diagnostic[] {
  return [...labels].flatMap(([key, value]) =>
    problem(matchLabels({ matchLabels: new Map([[key, value]]), matchExpressions: [] }, none), within(at, key)),
  )
}

/** Each requirement by itself, so that what others say does not hide it. */
function termProblems({ matchExpressions, matchFields }: AffinityTerm, at: Origin): Diagnostic[] {
  const alone = (term: Partial<AffinityTerm>): Match =>
    matchAffinity([{ matchExpressions: [], matchFields: [], ...term }], '', none)
  return [
    ...matchExpressions.flatMap((one, index) =>
      problem(alone({ matchExpressions: [one] }), within(at, 'matchExpressions', index)),
    ),
    ...matchFields.flatMap((one, index) => problem(alone({ matchFields: [one] }), within(at, 'matchFields', index))),
  ]
}

const none: ReadonlyMap<string, string> = new Map()

function problem(match: Match, at: Origin): Diagnostic[] {
  return typeof match === 'object' ? [diagnostic('kubeadmiral/override-selector', { problem: match.invalid }, at)] : []
}
