import { diagnostic, type Report } from '../../diagnostics/diagnostic.ts'
import { type JsonObject, own } from '../../model/json.ts'
import type { Resource } from '../../model/resource.ts'
import type { DivisibleKind } from '../dialect.ts'
import { distinct } from '../duplicates.ts'
import { flagOf, listOf, objectOf, textOf } from '../fields.ts'
import { isRender } from './kinds.ts'

/** How a render is done; the spec of a `Render` object. */
export interface Settings {
  /** One file per object, or one per namespace. */
  readonly layout: 'object' | 'namespace'
  /** How grave it is that nothing places an object. */
  readonly unplaced: 'warn' | 'error'
  /** Namespaces go where something of theirs lands, or everywhere. */
  readonly namespaces: 'used' | 'all'
  /** Globs of files that are not read. */
  readonly exclude: readonly string[]
  /** The one cluster that is wanted; all of them where it is absent. */
  readonly cluster?: string
  /** Kinds whose replicas may be divided beside those that are always. */
  readonly divide: readonly DivisibleKind[]
  /** The time of the render in milliseconds since 1970, instead of that of the newest snapshot. */
  readonly now?: number
  /** Whether a workload may leave all of its clusters at once. */
  readonly allowLeaving: boolean
}

/**
 * The settings of the one `Render` object, and the defaults where it says nothing. A value that its schema refuses
 * counts as unsaid here; binding reports it. A second Render is an error.
 */
export function readSettings(resources: readonly Resource[], report: Report): Settings {
  const [first, ...more] = distinct(resources.filter(isRender), silent)
  for (const other of more) report(diagnostic('bind/settings-twice', {}, other.origin, first ? [first.origin] : []))
  const spec: JsonObject = first === undefined ? {} : objectOf(first.value, 'spec')
  const cluster = textOf(spec, 'cluster')
  return {
    layout: oneOf(spec, 'layout', ['object', 'namespace']),
    unplaced: oneOf(spec, 'unplaced', ['warn', 'error']),
    namespaces: oneOf(spec, 'namespaces', ['used', 'all']),
    exclude: listOf(spec, 'exclude').filter((glob) => typeof glob === 'string'),
    ...(cluster === '' ? {} : { cluster }),
    divide: listOf(spec, 'divide').filter((kind): kind is DivisibleKind => divisible.some((one) => one === kind)),
    allowLeaving: flagOf(spec, 'allowLeaving') ?? false,
  }
}

const divisible: readonly DivisibleKind[] = ['StatefulSet', 'ReplicaSet', 'Rollout']

/** Second copies are reported where all objects are bound. */
const silent: Report = () => undefined

/** The first choice is the default. */
function oneOf<T extends string>(spec: JsonObject, key: string, choices: readonly [T, ...T[]]): T {
  const value = own(spec, key)
  return choices.find((choice) => choice === value) ?? choices[0]
}
