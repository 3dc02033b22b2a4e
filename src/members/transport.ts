import { setTimeout as pause } from 'node:timers/promises'
import { isObject, type Json, type JsonObject } from '../model/json.ts'
import type { Failure } from '../snapshot/survey.ts'
import { type Answer, type Connection, exchange } from './exchange.ts'
import { failure, isFailure, isTrouble, type Trouble, trouble } from './failure.ts'
import type { KubeAccess } from './kubeconfig.ts'
import type { Limits } from './limits.ts'

/** A cluster that can be asked, by one caller at a time. */
export interface Member {
  readonly cluster: string
  readonly limits: Limits
  /** Ends everything that is under way for this cluster. */
  readonly signal: AbortSignal
  readonly connection: Connection
  /** Bytes that may still be read from it. */
  left: number
}

/** A JSON object, and when the server sent it, in milliseconds since 1970 by its own clock. */
export interface JsonAnswer {
  readonly value: JsonObject
  readonly date: number | undefined
}

/** Gets the credentials of a cluster; nothing is asked of it yet. */
export async function openCluster(access: KubeAccess, limits: Limits, signal: AbortSignal): Promise<Member | Failure> {
  const connection = await access.connect(limits, signal)
  const over = signal.aborted ? trouble('timeout', 'the time for this cluster is over') : undefined
  if (isTrouble(connection)) return failure(access.cluster, 'kubeconfig', over ?? connection)
  return { cluster: access.cluster, limits, signal, connection, left: limits.clusterBytes }
}

/** Closes its connections. */
export function closeCluster(member: Member): void {
  member.connection.agent.destroy()
}

/** GETs a JSON object; anything but a whole one with status 200 is a failure. `path` may have a query. */
export async function getJson(
  member: Member,
  path: string,
  accept = 'application/json',
): Promise<JsonAnswer | Failure> {
  const answer = await get(member, path, accept, [200])
  if (isFailure(answer)) return answer
  const fail = (detail: string): Failure => failure(member.cluster, asked(path), trouble('bad-answer', detail))
  const refused = refusal(answer.status)
  if (refused !== undefined) return failure(member.cluster, asked(path), refused)
  if (!/^application\/json(?:\s*;|$)/.test(answer.type)) return fail('the answer is not JSON')
  let value: Json
  try {
    value = JSON.parse(answer.body.toString('utf8')) as Json
  } catch {
    return fail(answer.body.length === 0 ? 'the answer is empty' : 'the answer is not JSON')
  }
  return isObject(value) ? { value, date: answer.date } : fail('the answer is not an object')
}

/**
 * GETs any answer, with its body for the given statuses. An answer that puts the request off (429) is waited for, as
 * long as it says, within the time of the cluster.
 */
export async function get(
  member: Member,
  path: string,
  accept: string,
  bodies: readonly number[],
): Promise<Answer | Failure> {
  const { limits, signal, connection } = member
  for (let attempt = 0; ; attempt++) {
    const maxBytes = Math.min(limits.answerBytes, member.left)
    const request = { path, accept, timeoutMs: limits.requestMs, maxBytes, bodies }
    const answer = await exchange(connection, request, signal)
    if (isTrouble(answer)) return failure(member.cluster, asked(path), answer)
    member.left -= answer.body.length
    if (answer.status !== 429 || attempt >= limits.retries) return answer
    try {
      await pause(Math.min(answer.retryAfter ?? 1, 60) * 1000, undefined, { signal })
    } catch {
      return failure(member.cluster, asked(path), trouble('throttled', 'HTTP 429 until the time was over'))
    }
  }
}

/** What a status other than 200 means; undefined for 200. */
export function refusal(status: number): Trouble | undefined {
  if (status === 200) return undefined
  const detail = `HTTP ${status}`
  if (status === 401) return trouble('unauthorized', detail)
  if (status === 403) return trouble('forbidden', detail)
  if (status === 410) return trouble('gone', detail)
  if (status === 429) return trouble('throttled', detail)
  if (status >= 300 && status < 400) return trouble('redirected', detail)
  return trouble(status >= 500 ? 'server' : 'bad-answer', detail)
}

/** The request as messages show it: without its query, which may carry a token that continues a list. */
export function asked(path: string): string {
  return `GET ${path.replace(/\?.*$/s, '')}`
}
