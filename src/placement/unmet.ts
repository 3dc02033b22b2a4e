import type { Cluster } from '../model/cluster.ts'
import type { Unmet } from '../model/explanation.ts'
import { matchAffinity, matchLabels } from '../model/match.ts'
import type { Filter } from '../model/policy.ts'
import type { AffinityTerm, Requirement } from '../model/selector.ts'
import { type Origin, within } from '../model/source.ts'

/**
 * What a filter asks of a cluster that it rejects: the labels and fields that do not hold. The same functions answer
 * that answer for the whole filter. Of terms that are alternatives, the first failure of each.
 */
export function unmetOf(filter: Filter, cluster: Cluster): readonly Unmet[] {
  const { from } = filter
  if (filter.kind === 'labels') return unmetLabels(filter.selector, cluster, from)
  if (filter.kind !== 'affinity') return []
  const written = [...filter.clusterSelector].map(
    ([key, value]): Unmet => label(cluster, equals(key, value), below(from, key)),
  )
  const labels = written.filter(({ key, values, found }) => found !== values[0] || !cluster.labels.has(key))
  if (labels.length > 0) return labels
  return (filter.terms ?? []).flatMap((term, index) => firstUnmet(term, cluster, below(from, index)) ?? [])
}

function unmetLabels(
  { matchLabels: wanted, matchExpressions }: Extract<Filter, { kind: 'labels' }>['selector'],
  cluster: Cluster,
  from: Origin | undefined,
): readonly Unmet[] {
  const pairs = [...wanted].map(([key, value]) => ({
    one: equals(key, value),
    at: below(from, 'matchLabels', key),
    selector: { matchLabels: new Map([[key, value]]), matchExpressions: [] },
  }))
  const expressions = matchExpressions.map((one, index) => ({
    one,
    at: below(from, 'matchExpressions', index),
    selector: { matchLabels: new Map<string, string>(), matchExpressions: [one] },
  }))
  return [...pairs, ...expressions]
    .filter(({ selector }) => matchLabels(selector, cluster.labels) === false)
    .map(({ one, at }) => label(cluster, one, at))
}

function firstUnmet(term: AffinityTerm, cluster: Cluster, from: Origin | undefined): Unmet | undefined {
  const fails = (part: AffinityTerm): boolean => matchAffinity([part], cluster.name, cluster.labels) === false
  for (const [index, one] of term.matchExpressions.entries()) {
    if (!fails({ matchExpressions: [one], matchFields: [] })) continue
    return label(cluster, one, below(from, 'matchExpressions', index))
  }
  for (const [index, one] of term.matchFields.entries()) {
    if (!fails({ matchExpressions: [], matchFields: [one] })) continue
    const found = one.key === 'metadata.name' ? cluster.name : undefined
    return { ...one, on: 'field', found, at: below(from, 'matchFields', index) }
  }
  return undefined
}

function label({ labels }: Cluster, one: Requirement, at: Origin | undefined): Unmet {
  return { ...one, on: 'label', found: labels.get(one.key), at }
}

function equals(key: string, value: string): Requirement {
  return { key, operator: 'In', values: [value] }
}

function below(from: Origin | undefined, ...path: (string | number)[]): Origin | undefined {
  return from && within(from, ...path)
}
