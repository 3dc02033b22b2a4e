import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import type { Resources, ServedApi, Taint } from '../model/cluster.ts'
import { isObject, type JsonObject } from '../model/json.ts'
import { parseQuantity, type Quantity } from '../model/quantity.ts'
import { type Origin, within } from '../model/source.ts'
import { listOf, objectOf, textOf } from './fields.ts'

/** A list of core/v1 taints. */
export function taintsOf(object: JsonObject, key: string): Taint[] {
  return listOf(object, key)
    .filter(isObject)
    .map((taint) => ({ key: textOf(taint, 'key'), value: textOf(taint, 'value'), effect: textOf(taint, 'effect') }))
}

/** A list of served API types; other keys of an entry, such as `scope`, do not count. */
export function servedApisOf(object: JsonObject, key: string): ServedApi[] {
  return listOf(object, key)
    .filter(isObject)
    .map((api) => ({ group: textOf(api, 'group'), version: textOf(api, 'version'), kind: textOf(api, 'kind') }))
}

/** A ResourceList at a key of the object that stands at `origin`; a quantity that cannot be read is an error. */
export function quantitiesOf(object: JsonObject, key: string, origin: Origin, report: Report): Resources {
  const amounts = new Map<string, Quantity>()
  const list = objectOf(object, key)
  for (const name of Object.keys(list)) {
    const value = list[name]
    const text =
      typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint' ? String(value) : ''
    const amount = parseQuantity(text)
    if (amount === undefined) report(diagnostic('bind/quantity', { resource: name, text }, within(origin, key, name)))
    else amounts.set(name, amount)
  }
  return amounts
}
