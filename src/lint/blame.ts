import { closest } from '../model/closest.ts'
import type { Cluster } from '../model/cluster.ts'
import type { Requirement } from '../model/selector.ts'

/** A label, and perhaps a value, that no cluster has, with one that was probably meant. Empty texts say nothing. */
export interface Blame extends Readonly<Record<string, string>> {
  readonly label: string
  readonly value: string
  readonly suggestion: string
}

/** The first requirement that no cluster meets by itself; all empty where only their combination is met by none. */
export function blameOf(requirements: readonly Requirement[], clusters: readonly Cluster[]): Blame {
  const values = valuesOf(clusters)
  for (const { key, operator, values: wanted } of requirements) {
    if (operator !== 'In' && operator !== 'Exists') continue
    const known = values.get(key)
    if (known === undefined) {
      return { label: key, value: '', suggestion: closest(key, [...values.keys()].filter(isLabel)) ?? '' }
    }
    if (operator === 'Exists' || wanted.some((value) => known.has(value))) continue
    const [value = ''] = wanted
    return { label: key, value: value === '' ? '""' : value, suggestion: closest(value, [...known]) ?? '' }
  }
  return { label: '', value: '', suggestion: '' }
}

/** The name of a cluster as affinities know it; no label is called like that by accident. */
const nameField = 'metadata.name'

function isLabel(key: string): boolean {
  return key !== nameField
}

function valuesOf(clusters: readonly Cluster[]): Map<string, Set<string>> {
  const values = new Map<string, Set<string>>([[nameField, new Set(clusters.map(({ name }) => name))]])
  for (const { labels } of clusters) {
    for (const [key, value] of labels) {
      const there = values.get(key)
      if (there === undefined) values.set(key, new Set([value]))
      else there.add(value)
    }
  }
  return values
}
