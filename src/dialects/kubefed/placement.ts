import { diagnostic, type Report } from '../../diagnostics/diagnostic.ts'
import { isObject, type Json, type JsonObject, own } from '../../model/json.ts'
import { matchLabels } from '../../model/match.ts'
import type { Filter } from '../../model/policy.ts'
import type { LabelSelector, Requirement } from '../../model/selector.ts'
import { type Origin, within } from '../../model/source.ts'
import { listOf, textOf, textsOf } from '../fields.ts'
import type { Family } from './family.ts'
import { listIn, objectIn } from './shape.ts'

/** Where an object says that it goes. */
export interface Placement {
  /** Clusters by name, where it lists any; an empty list is one that selects nothing. */
  readonly names: readonly string[] | undefined
  /** Where the list of names stands. */
  readonly origin: Origin
  /** One filter; the same array for all that share it, so that placement sees that it is the same. */
  readonly filters: readonly Filter[]
  /** What its selector alone says, its list left out; undefined where the selector is invalid. */
  readonly selectorOnly: () => Filter | undefined
}

/** Reads `spec.placement`: names win over the selector, and with neither nothing is selected. */
export function readPlacement(spec: JsonObject, origin: Origin, family: Family, report: Report): Placement {
  const placement = objectIn(spec, 'placement', origin, report) ?? {}
  const at = within(origin, 'placement')
  const names = namesOf(placement, at, family, report)
  const bySelector = once(() => selectorFilter(placement, at, report))
  if (names === undefined) {
    const filter = bySelector() ?? { kind: 'nothing', reason: 'invalid-selector', from: at }
    return { names, origin: at, filters: [filter], selectorOnly: bySelector }
  }
  const from = within(at, family.placementField)
  return { names, origin: from, filters: [{ kind: 'names', names: new Set(names), from }], selectorOnly: bySelector }
}

function namesOf(placement: JsonObject, origin: Origin, family: Family, report: Report): string[] | undefined {
  const field = family.placementField
  const list = listIn(placement, field, origin, report)
  if (list === undefined || (list.length === 0 && family.emptyListIsAbsent)) return undefined
  const names: string[] = []
  for (const [index, item] of list.entries()) {
    const name = field === 'clusterNames' ? item : isObject(item) ? own(item, 'name') : undefined
    if (typeof name === 'string') names.push(name)
    else
      report(diagnostic('kubefed/wrong-type', { field, expected: expectedItem(field) }, within(origin, field, index)))
  }
  return names
}

function expectedItem(field: Family['placementField']): string {
  return field === 'clusterNames' ? 'a list of names' : 'a list of objects with a name'
}

function selectorFilter(placement: JsonObject, origin: Origin, report: Report): Filter | undefined {
  const at = within(origin, 'clusterSelector')
  const written = objectIn(placement, 'clusterSelector', origin, report)
  if (written === undefined) return { kind: 'nothing', reason: 'no-placement', from: origin }
  const selector: LabelSelector = {
    matchLabels: textsOf(written, 'matchLabels'),
    matchExpressions: listOf(written, 'matchExpressions').filter(isObject).map(requirementOf),
  }
  return valid(selector, at, report) ? { kind: 'labels', selector, from: at } : undefined
}

function requirementOf(written: JsonObject): Requirement {
  const values = listOf(written, 'values').filter((value: Json) => typeof value === 'string')
  return { key: textOf(written, 'key'), operator: textOf(written, 'operator'), values }
}

/** Whether each part of a selector can be evaluated; complains at the part that cannot. */
function valid(selector: LabelSelector, origin: Origin, report: Report): boolean {
  let sound = true
  const check = (part: LabelSelector, ...path: (string | number)[]): void => {
    const match = matchLabels(part, new Map())
    if (typeof match !== 'object') return
    sound = false
    report(diagnostic('kubefed/invalid-selector', { detail: match.invalid }, within(origin, ...path)))
  }
  for (const [key, value] of selector.matchLabels) {
    check({ matchLabels: new Map([[key, value]]), matchExpressions: [] }, 'matchLabels', key)
  }
  for (const [index, one] of selector.matchExpressions.entries()) {
    check({ matchLabels: new Map(), matchExpressions: [one] }, 'matchExpressions', index)
  }
  return sound
}

function once<T>(compute: () => T): () => T {
  let known: { readonly value: T } | undefined
  return () => {
    known ??= { value: compute() }
    return known.value
  }
}
