import { formatInstant, parseInstant } from '../model/instant.ts'
import { equal, type Json, type JsonObject, keysOf, setOwn } from '../model/json.ts'
import { snapshotObject } from './compose.ts'
import { countAt, listAt, objectAt, textAt } from './fields.ts'
import { mostSkew, type SnapshotSettings } from './settings.ts'
import { type Answer, nextStanding, type Standing, standingFields, standingOf } from './standing.ts'
import type { Failure, Survey } from './survey.ts'

/** What becomes of the snapshot of a cluster. */
export interface Next {
  /** undefined where there is none, and none to make. */
  readonly snapshot: JsonObject | undefined
  /** false: `snapshot` is the previous one, and its file stays as it is. */
  readonly changed: boolean
  /** Why the cluster was not read, or its answer not believed. */
  readonly failure: Failure | undefined
}

/**
 * The next snapshot of a cluster, after it was read or failed; `now` is the time of whoever asked, in milliseconds.
 *
 * - A failure keeps every fact and takenAt of the previous snapshot; only its standing moves on. Without a previous
 *   snapshot there is nothing to keep, and none is made.
 * - An answer that cannot be believed is a failure: a clock that is too far off, or nothing where there was something.
 * - A cluster that says itself that it is not ready is failing, but its facts were read, and count.
 * - takenAt is renewed with every other change, and alone where {@link isDue}; else the previous snapshot stays.
 */
export function nextSnapshot(
  name: string,
  previous: JsonObject | undefined,
  outcome: Survey | Failure,
  settings: SnapshotSettings,
  now: number,
): Next {
  const failure = 'takenAt' in outcome ? disbelief(name, previous, outcome, now) : outcome
  const standing = (answer: Answer): Standing =>
    nextStanding(previous && standingOf(objectAt(previous, ['spec'])), answer, now, settings)
  if (failure !== undefined || !('takenAt' in outcome)) {
    if (previous === undefined) return { snapshot: undefined, changed: false, failure }
    // The word alone: details differ from time to time, and would make a diff each time.
    const next = withStanding(previous, standing({ good: false, reason: failure?.reason ?? '' }))
    return { ...unlessEqual(previous, next), failure }
  }
  const answer: Answer = outcome.ready ? { good: true } : { good: false, reason: outcome.reason || 'not ready' }
  const made = snapshotObject(name, outcome, standing(answer), previous, settings)
  if (previous === undefined || isDue(previous, outcome.takenAt, settings)) {
    return { snapshot: made, changed: true, failure }
  }
  const before = textAt(previous, ['spec', 'takenAt'])
  const sameTime = { ...made, spec: { ...objectAt(made, ['spec']), takenAt: before } }
  const unchanged = equal(sameTime, previous)
  return { snapshot: unchanged ? previous : made, changed: !unchanged, failure }
}

/**
 * Whether takenAt is renewed alone: once it is as old as refreshAfter, or by far too new. Time is a fact while pods wait
 * for a node, for policies ask how long they do: then it is renewed each time during their first hour, and afterwards
 * each time that their waiting has doubled.
 */
function isDue(previous: JsonObject, takenAt: number, { refreshAfter }: SnapshotSettings): boolean {
  const before = parseInstant(textAt(previous, ['spec', 'takenAt']))
  if (before === undefined) return true
  const age = takenAt - before
  if (age >= refreshAfter || age < -mostSkew) return true
  if (formatInstant(before) === formatInstant(takenAt)) return false
  return waitingSince(previous).some((since) => before - since < hour || takenAt - since >= 2 * (before - since))
}

const hour = 3_600_000

function waitingSince(previous: JsonObject): number[] {
  return listAt(previous, ['spec', 'workloads'])
    .flatMap((workload) => listAt(workload, ['unschedulable']))
    .map((group) => parseInstant(textAt(group, ['since'])))
    .filter((since) => since !== undefined)
}

/** Why an answer is not believed, as a failure; undefined where it is. */
function disbelief(name: string, previous: JsonObject | undefined, survey: Survey, now: number): Failure | undefined {
  const ahead = survey.takenAt - now
  if (Math.abs(ahead) > mostSkew) {
    const detail = `its clock is ${Math.round(Math.abs(ahead) / 60_000)}m ${ahead > 0 ? 'ahead' : 'behind'}`
    return { cluster: name, reason: 'clock', asked: '', detail }
  }
  const what = survey.confirmed === true ? undefined : emptied(previous, survey)
  return what && { cluster: name, reason: 'empty', asked: '', detail: `no ${what}, and there were some` }
}

/**
 * What is empty in a survey though the previous snapshot had some; undefined where nothing is. Nobody can tell that from
 * a mistake, so the cluster is to be read again: what is empty the second time, too, is so, and `confirmed`.
 */
export function emptied(
  previous: JsonObject | undefined,
  survey: Survey,
): 'nodes' | 'API types' | 'workloads' | undefined {
  const spec: Json = previous === undefined ? null : objectAt(previous, ['spec'])
  if (survey.nodes.total === 0 && (countAt(spec, ['resources', 'schedulableNodes']) ?? 0) > 0) return 'nodes'
  if (survey.apis.length === 0 && listAt(spec, ['apis']).length > 0) return 'API types'
  if (survey.workloads.length === 0 && listAt(spec, ['workloads']).length > 0) return 'workloads'
  return undefined
}

function unlessEqual(previous: JsonObject, next: JsonObject): Pick<Next, 'snapshot' | 'changed'> {
  const unchanged = equal(previous, next)
  return { snapshot: unchanged ? previous : next, changed: !unchanged }
}

const standingKeys: ReadonlySet<string> = new Set(['takenAt', 'ready', 'reason', 'failing', 'recovering'])

/** The previous snapshot with another standing. */
function withStanding(previous: JsonObject, standing: Standing): JsonObject {
  const before = objectAt(previous, ['spec'])
  const spec: JsonObject = { takenAt: textAt(before, ['takenAt']), ...standingFields(standing) }
  for (const key of keysOf(before)) if (!standingKeys.has(key)) setOwn(spec, key, before[key] ?? null)
  return { ...previous, spec }
}
