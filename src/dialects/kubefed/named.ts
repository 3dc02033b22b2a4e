import { diagnostic, type Report } from '../../diagnostics/diagnostic.ts'
import { closest } from '../../model/closest.ts'
import type { Cluster } from '../../model/cluster.ts'
import { isObject, own } from '../../model/json.ts'
import { type Origin, within } from '../../model/source.ts'
import { listOf, textOf } from '../fields.ts'
import type { Federated } from './federated.ts'
import type { SchedulingPreference } from './preference.ts'

interface Named {
  readonly name: string
  readonly origin: Origin
}

/** The clusters that placements list and preferences have entries for, but for those that are known. */
export function* namesIn(
  objects: readonly Federated[],
  preferences: readonly SchedulingPreference[],
  known: ReadonlySet<string> = new Set(),
): Generator<Named> {
  for (const { placement } of objects) {
    const { names = [], origin } = placement
    for (let index = 0; index < names.length; index++) {
      const name = names[index]
      if (name !== undefined && !known.has(name)) yield { name, origin: within(origin, index) }
    }
  }
  for (const { preferences: wishes, origin } of preferences) {
    for (const [name, { from }] of wishes) if (name !== '*' && !known.has(name)) yield { name, origin: from ?? origin }
  }
}

/** Warns of every cluster that is named but not there; upstream takes no notice of those. */
export function checkNames(
  objects: readonly Federated[],
  preferences: readonly SchedulingPreference[],
  clusters: readonly Cluster[],
  report: Report,
): void {
  const names = clusters.map((cluster) => cluster.name)
  const known = new Set(names)
  const complain = (name: string, origin: Origin): void => {
    report(diagnostic('kubefed/unknown-cluster', { cluster: name, suggestion: closest(name, names) ?? '' }, origin))
  }
  for (const { name, origin } of namesIn(objects, preferences, known)) complain(name, origin)
  for (const { spec, origin } of objects) {
    if (own(spec, 'overrides') === undefined) continue
    for (const [index, entry] of listOf(spec, 'overrides').entries()) {
      const name = isObject(entry) ? textOf(entry, 'clusterName') : undefined
      if (name !== undefined && !known.has(name)) complain(name, within(origin, 'overrides', index, 'clusterName'))
    }
  }
}
