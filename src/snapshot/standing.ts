import { formatInstant, parseInstant } from '../model/instant.ts'
import { at, type Json, type JsonObject } from '../model/json.ts'
import { countAt, textAt } from './fields.ts'
import type { SnapshotSettings } from './settings.ts'

/** A row of failures, or of good answers. */
interface Row {
  /** When it began, in milliseconds since 1970. */
  readonly since: number
  /** Its length so far; counted no further than readiness needs. */
  readonly count: number
}

/** Whether a cluster counts as ready, and what speaks against it. */
export interface Standing {
  readonly ready: boolean
  /** Why it counts as not ready; empty where it does not. */
  readonly reason: string
  readonly failing: (Row & { readonly reason: string }) | undefined
  readonly recovering: Row | undefined
}

/** What the cluster did this time. */
export type Answer = { readonly good: true } | { readonly good: false; readonly reason: string }

/**
 * What a cluster counts as after one more answer at `now`, by the clock of whoever asked.
 *
 * The first answer counts as it is. From then on, a ready cluster turns not ready once it failed so many times in a row
 * and so long after the first of them, and one that is not ready turns ready likewise; anything in between starts anew.
 * Counts end where they no longer matter, so that a cluster that is down for long makes no diff each time.
 */
export function nextStanding(
  before: Standing | undefined,
  answer: Answer,
  now: number,
  settings: Pick<SnapshotSettings, 'notReadyAfter' | 'readyAfter'>,
): Standing {
  return answer.good ? afterAnswer(before, now, settings) : afterFailure(before, answer.reason, now, settings)
}

const sound: Standing = { ready: true, reason: '', failing: undefined, recovering: undefined }

function afterAnswer(
  before: Standing | undefined,
  now: number,
  { readyAfter }: Pick<SnapshotSettings, 'readyAfter'>,
): Standing {
  if (before === undefined || before.ready) return sound
  const recovering = grown(before.recovering, now, readyAfter.answers)
  const isReady = reached(recovering, now, readyAfter.answers, readyAfter.duration)
  return isReady ? sound : { ...before, failing: undefined, recovering }
}

function afterFailure(
  before: Standing | undefined,
  reason: string,
  now: number,
  { notReadyAfter }: Pick<SnapshotSettings, 'notReadyAfter'>,
): Standing {
  const failing = { ...grown(before?.failing, now, notReadyAfter.failures), reason }
  if (before !== undefined && !before.ready) return { ...before, failing, recovering: undefined }
  const isDown = before === undefined || reached(failing, now, notReadyAfter.failures, notReadyAfter.duration)
  return { ready: !isDown, reason: isDown ? reason : '', failing, recovering: undefined }
}

/** A row begins at a whole second, as a snapshot tells it; at the next one, so that nothing is early. */
function grown(row: Row | undefined, now: number, most: number): Row {
  if (row === undefined) return { since: Math.ceil(now / 1000) * 1000, count: 1 }
  return { since: row.since, count: Math.max(row.count, Math.min(row.count + 1, most)) }
}

/** A clock that was set back makes the row seem younger, never older. */
function reached(row: Row, now: number, count: number, duration: number): boolean {
  return row.count >= count && now - row.since >= duration
}

/** The standing that a snapshot tells. */
export function standingOf(spec: Json): Standing {
  const failing = rowAt(spec, 'failing')
  const ready = at(spec, ['ready']) !== false
  return {
    ready,
    reason: ready ? '' : textAt(spec, ['reason']),
    failing: failing && { ...failing, reason: textAt(spec, ['failing', 'reason']) },
    recovering: ready ? undefined : rowAt(spec, 'recovering'),
  }
}

function rowAt(spec: Json, key: string): Row | undefined {
  const since = parseInstant(textAt(spec, [key, 'since']))
  const count = countAt(spec, [key, 'count'])
  return since === undefined || count === undefined ? undefined : { since, count }
}

/** The fields of a snapshot that tell a standing, in their order. */
export function standingFields({ ready, reason, failing, recovering }: Standing): JsonObject {
  return {
    ready,
    ...(reason === '' ? {} : { reason: inOneLine(reason) }),
    ...(failing === undefined ? {} : { failing: { ...rowFields(failing), ...reasonField(failing.reason) } }),
    ...(recovering === undefined ? {} : { recovering: rowFields(recovering) }),
  }
}

function reasonField(reason: string): JsonObject {
  return reason === '' ? {} : { reason: inOneLine(reason) }
}

function rowFields({ since, count }: Row): JsonObject {
  return { since: formatInstant(since), count }
}

/** What others worded is kept short, and in one line. */
function inOneLine(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ').slice(0, 200)
}
