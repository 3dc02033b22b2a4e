import { diagnostic, type Report } from '../../diagnostics/diagnostic.ts'
import { parseDuration } from '../../model/duration.ts'
import { type JsonObject, own } from '../../model/json.ts'
import type { Quantity } from '../../model/quantity.ts'
import type { Resource } from '../../model/resource.ts'
import { within } from '../../model/source.ts'
import { quantitiesOf } from '../cluster-fields.ts'
import type { DivisibleKind } from '../dialect.ts'
import { distinct } from '../duplicates.ts'
import { integerOf, listOf, objectOf, textOf, textsOf } from '../fields.ts'
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
  /** How old the newest snapshot of each cluster may be; any age where it is absent. The edge checks it. */
  readonly maxSnapshotAge?: Age
}

/** A length of time, as it was written and in milliseconds. */
export interface Age {
  readonly text: string
  readonly milliseconds: number
}

/** How member clusters are read; `spec.snapshot` of a `Render` object. All times are in milliseconds. */
export interface SurveySettings {
  /** The kubeconfig context of a cluster, by the name of the cluster. */
  readonly contexts: ReadonlyMap<string, string>
  /** A cluster that fails counts as not ready after so many failures in a row and so long. */
  readonly notReadyAfter: { readonly failures: number; readonly duration: number }
  /** One that was not ready counts as ready again after so many good answers in a row and so long. */
  readonly readyAfter: { readonly answers: number; readonly duration: number }
  /** How old `takenAt` may become while nothing else changes. */
  readonly refreshAfter: number
  /** What resources are rounded down to, by resource name; others have the default step. */
  readonly steps: ReadonlyMap<string, Quantity>
  readonly workloads: 'placed' | 'all'
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
  const age = textOf(spec, 'maxSnapshotAge')
  const milliseconds = parseDuration(age)
  return {
    layout: oneOf(spec, 'layout', ['object', 'namespace']),
    unplaced: oneOf(spec, 'unplaced', ['warn', 'error']),
    namespaces: oneOf(spec, 'namespaces', ['used', 'all']),
    exclude: listOf(spec, 'exclude').filter((glob) => typeof glob === 'string'),
    ...(cluster === '' ? {} : { cluster }),
    divide: listOf(spec, 'divide').filter((kind): kind is DivisibleKind => divisible.some((one) => one === kind)),
    ...(milliseconds === undefined ? {} : { maxSnapshotAge: { text: age, milliseconds } }),
  }
}

const minute = 60_000

/** The part of the one `Render` object that `stowage snapshot` goes by, and the defaults where it says nothing. */
export function readSurveySettings(resources: readonly Resource[], report: Report): SurveySettings {
  const render = distinct(resources.filter(isRender), silent)[0]
  const settings: JsonObject = render === undefined ? {} : objectOf(render.value, 'spec')
  const spec = objectOf(settings, 'snapshot')
  const oldest = parseDuration(textOf(settings, 'maxSnapshotAge'))
  const [down, up] = [objectOf(spec, 'notReadyAfter'), objectOf(spec, 'readyAfter')]
  return {
    contexts: textsOf(spec, 'contexts'),
    notReadyAfter: {
      failures: integerOf(down, 'failures') ?? 3,
      duration: parseDuration(textOf(down, 'duration')) ?? 5 * minute,
    },
    readyAfter: {
      answers: integerOf(up, 'answers') ?? 2,
      duration: parseDuration(textOf(up, 'duration')) ?? 5 * minute,
    },
    // A fleet in which nothing changes must not grow too old for a render.
    refreshAfter:
      parseDuration(textOf(spec, 'refreshAfter')) ??
      Math.min(12 * 60 * minute, (oldest ?? Number.POSITIVE_INFINITY) / 2),
    steps:
      render === undefined ? new Map() : quantitiesOf(spec, 'steps', within(render.origin, 'spec', 'snapshot'), report),
    workloads: oneOf(spec, 'workloads', ['placed', 'all']),
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
