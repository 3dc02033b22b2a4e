import { at, type Json, own } from '../model/json.ts'
import type { Failure } from '../snapshot/survey.ts'
import { failure, isFailure, type Trouble, trouble } from './failure.ts'
import { asked, getJson, type Member } from './transport.ts'

/** What to list. */
export interface ListRequest {
  /** Such as `/api/v1/pods`. */
  readonly path: string
  /** What the answer must be: `v1`, `PodList`. */
  readonly apiVersion: string
  readonly kind: string
}

/** Takes the items of one page; says what is wrong with them, or undefined. */
export type TakePage = (items: readonly Json[]) => string | undefined

export interface Listed {
  readonly items: number
  /** When the last page was sent, by the server's clock. */
  readonly date: number
}

/** A list that must be begun anew: its pages expired, or are not of one moment. */
type Anew = Trouble & { readonly anew: true }

/**
 * Reads a whole list page by page; no page is held longer than its turn. `begin` is called at the start and whenever
 * the list must be begun anew (an expired page, pages of different moments), and forgets what was taken before. The
 * list is whole or it is a failure: a page that the server promised and did not send is never taken for the end.
 */
export async function list(member: Member, request: ListRequest, begin: () => TakePage): Promise<Listed | Failure> {
  for (let attempt = 0; ; attempt++) {
    const result = await listOnce(member, request, begin())
    if (!('anew' in result)) return result
    if (attempt >= member.limits.restarts) return failure(member.cluster, asked(request.path), result)
  }
}

async function listOnce(member: Member, request: ListRequest, take: TakePage): Promise<Listed | Failure | Anew> {
  const fail = (detail: string): Failure => failure(member.cluster, asked(request.path), trouble('bad-answer', detail))
  const seen = new Set<string>()
  let version: string | undefined
  let items = 0
  let promised = 0
  let next = ''
  for (;;) {
    const answer = await getJson(member, pathOf(request, member.limits.page, next))
    if (isFailure(answer)) return next !== '' && answer.reason === 'gone' ? again(answer) : answer
    const page = pageOf(answer.value, request)
    if (typeof page === 'string') return fail(page)
    if (answer.date === undefined) return fail('the answer has no Date')
    if (version !== undefined && page.version !== version) return again(trouble('bad-answer', 'pages of two moments'))
    version = page.version
    items += page.items.length
    if (items > member.limits.items) {
      const many = trouble('too-large', `a list of more than ${member.limits.items} objects`)
      return failure(member.cluster, asked(request.path), many)
    }
    // Not every server promises; one that does must keep it.
    promised = Math.max(promised, items + page.remaining)
    if (page.items.length === 0 && page.next !== '') return fail('an empty page that is not the last')
    if (page.next !== '' && seen.has(page.next)) return fail('the same page twice')
    seen.add(page.next)
    const wrong = take(page.items)
    if (wrong !== undefined) return fail(wrong)
    next = page.next
    if (next === '') {
      return items < promised
        ? again(trouble('bad-answer', 'fewer objects than promised'))
        : { items, date: answer.date }
    }
  }
}

function again({ reason, detail }: Trouble | Failure): Anew {
  return { reason: reason as Trouble['reason'], detail, anew: true }
}

interface Page {
  readonly items: readonly Json[]
  readonly next: string
  readonly version: string
  readonly remaining: number
}

function pageOf(value: Json, { apiVersion, kind }: ListRequest): Page | string {
  if (at(value, ['kind']) !== kind || at(value, ['apiVersion']) !== apiVersion) return `the answer is no ${kind}`
  const items = at(value, ['items'])
  // An older API server says null for an empty list.
  if (items !== null && !Array.isArray(items)) return 'the answer has no items'
  const metadata = at(value, ['metadata'])
  if (typeof metadata !== 'object' || metadata === null || Array.isArray(metadata)) return 'the answer has no metadata'
  const next = own(metadata, 'continue') ?? ''
  const version = own(metadata, 'resourceVersion') ?? ''
  const remaining = own(metadata, 'remainingItemCount') ?? 0
  if (typeof next !== 'string' || typeof version !== 'string') return 'the metadata of the list is malformed'
  if (typeof remaining !== 'number' || !Number.isSafeInteger(remaining) || remaining < 0) {
    return 'the metadata of the list is malformed'
  }
  return { items: items ?? [], next, version, remaining }
}

function pathOf({ path }: ListRequest, limit: number, next: string): string {
  const query = new URLSearchParams({ limit: String(limit) })
  if (next !== '') query.set('continue', next)
  return `${path}?${query}`
}
