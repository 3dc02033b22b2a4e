import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import type { Cluster } from '../model/cluster.ts'
import { matchAffinity, matchPreferred } from '../model/match.ts'
import type { Filter, PlacementPolicy } from '../model/policy.ts'
import type { AffinityTerm, Requirement } from '../model/selector.ts'
import { type Origin, within } from '../model/source.ts'
import { filter } from '../placement/filter.ts'
import { blameOf } from './blame.ts'

/** Selectors that match no cluster, joined or not, and terms that do not where another one does. */
export function lintSelectors(policy: PlacementPolicy, clusters: readonly Cluster[], report: Report): void {
  for (const one of [...policy.filters, ...policy.gate]) lintFilter(one, clusters, report)
  for (const scorer of policy.scorers) {
    if (scorer.kind !== 'affinity') continue
    for (const { term } of scorer.preferred) {
      // A term that cannot be evaluated is not one that matches nothing.
      if (clusters.some(({ labels }) => matchPreferred(term, labels) !== false)) continue
      lintTerm({ ...term, matchFields: [] }, scorer.from, clusters, report)
    }
  }
}

function lintFilter(one: Filter, clusters: readonly Cluster[], report: Report): void {
  if (one.kind !== 'labels' && one.kind !== 'affinity') return
  const { clusters: matching, rejected } = filter([one], clusters, undefined)
  if (matching.length === 0) {
    if (rejected.some(({ reason }) => reason === 'invalid')) {
      complainOfInvalid(one, rejected, report)
      return
    }
    report(diagnostic('lint/selector-matches-nothing', blameOf(requirementsOf(one), clusters), one.from))
    return
  }
  if (one.kind !== 'affinity' || one.terms === undefined || one.terms.length < 2) return
  for (const [index, term] of one.terms.entries()) {
    if (clusters.some(({ name, labels }) => matchAffinity([term], name, labels) !== false)) continue
    lintTerm(term, one.from && within(one.from, index), clusters, report)
  }
}

function lintTerm(term: AffinityTerm, at: Origin | undefined, clusters: readonly Cluster[], report: Report): void {
  report(diagnostic('lint/term-matches-nothing', blameOf(inTerm(term), clusters), at))
}

/** Place tells of it where a workload uses the policy; here it is told of every policy. */
function complainOfInvalid({ from }: Filter, rejected: ReturnType<typeof filter>['rejected'], report: Report): void {
  const invalid = rejected.find(({ reason }) => reason === 'invalid')
  if (invalid === undefined) return
  const code = invalid.filter === 'affinity' ? 'placement/invalid-affinity' : 'placement/invalid-selector'
  report(diagnostic(code, { detail: String(invalid.args.detail) }, from))
}

/** What a cluster must have; of alternatives, all. */
function requirementsOf(one: Extract<Filter, { kind: 'labels' | 'affinity' }>): Requirement[] {
  const equals = one.kind === 'labels' ? one.selector.matchLabels : one.clusterSelector
  const pairs = [...equals].map(([key, value]) => ({ key, operator: 'In', values: [value] }))
  if (one.kind === 'labels') return [...pairs, ...one.selector.matchExpressions]
  return [...pairs, ...(one.terms ?? []).flatMap(inTerm)]
}

function inTerm({ matchExpressions, matchFields }: AffinityTerm): Requirement[] {
  return [...matchExpressions, ...matchFields]
}
