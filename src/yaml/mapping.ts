import { EVENT_ID, type Event, SCALAR_STYLE } from 'js-yaml'
import { diagnostic } from '../diagnostics/diagnostic.ts'
import { isObject, type Json, type JsonObject, keyOrder, keysOf, setOwn } from '../model/json.ts'
import { limits } from '../model/limits.ts'
import { alias, anchorName } from './alias.ts'
import {
  type Composer,
  checkQuestionMark,
  checkSurrogates,
  node,
  place,
  questionMark,
  refuse,
  scalar,
  skipRest,
  warnAmbiguous,
} from './compose.ts'
import { keyOf, keyOfValue, mergeKey, noKey, rawOf } from './keys.ts'
import { isFull, tell } from './problems.ts'
import { isAmbiguous } from './scalar.ts'

const { ALIAS, MAPPING, POP, SCALAR, SEQUENCE } = EVENT_ID
const { PLAIN, DOUBLE_QUOTED } = SCALAR_STYLE

/** A map on its way. */
interface Draft {
  readonly object: JsonObject
  /** Index of the event of its first key. */
  readonly first: number
  /** Keys in source order, from the moment on that `Object.keys` may give another. */
  order: string[] | undefined
  /** Keys that a merge brought and no key of its own has replaced. */
  merged: Set<string> | undefined
  size: number
}

/** Composes the map whose event was just taken; it stands at `depth`. */
export function mapping(composer: Composer, depth: number): JsonObject {
  const { events, text } = composer
  const draft: Draft = { object: {}, first: composer.next, order: undefined, merged: undefined, size: 0 }
  const { object } = draft
  for (;;) {
    const index = composer.next
    const event = events[index]
    if (event === undefined || event.type === POP) break
    composer.next = index + 1
    composer.nodes++
    let key = keyOf(text, event)
    if (!isSimple(event, key)) key = checkedKey(composer, event, key, depth)
    if (key === mergeKey) {
      merge(composer, draft, index, depth)
      continue
    }
    const value = node(composer, depth + 1)
    if (key === noKey) continue
    if (Object.hasOwn(object, key)) replace(composer, draft, key, index)
    else if (!grow(composer, draft, key, index)) continue
    if (key === '__proto__') setOwn(object, key, value)
    else object[key] = value
  }
  composer.next++
  if (draft.order !== undefined) recordOrder(object, draft.order)
  return object
}

/** A plain word: nothing needs to be checked. */
function isSimple(event: Event, key: string | symbol): boolean {
  if (event.type !== SCALAR || event.style !== PLAIN || event.anchorStart >= 0) return false
  return typeof key === 'string' && key !== 'true' && key !== 'false' && key.charCodeAt(0) !== questionMark
}

/** Looks at keys that are more than plain words. */
function checkedKey(
  composer: Composer,
  event: Event,
  key: string | typeof mergeKey | typeof noKey,
  depth: number,
): string | typeof mergeKey | typeof noKey {
  if (event.type === ALIAS) {
    const followed = keyOfValue(alias(composer, event, depth + 1))
    if (followed === noKey) tellNoKey(composer, event)
    return followed
  }
  if (event.type !== SCALAR) {
    tellNoKey(composer, event)
    if (event.type === MAPPING || event.type === SEQUENCE) skipRest(composer)
    return noKey
  }
  if (event.anchorStart >= 0) {
    composer.anchors ??= new Map()
    composer.anchors.set(anchorName(composer, event), {
      value: scalar(composer, event),
      nodes: 1,
      height: 0,
      open: false,
    })
  }
  if (event.style === PLAIN && String(key).startsWith('?')) checkQuestionMark(composer, event)
  if (key === noKey) tellNoKey(composer, event)
  else if (event.style === DOUBLE_QUOTED && !event.fast) checkSurrogates(composer, event, String(key))
  else if ((key === 'true' || key === 'false') && event.style === PLAIN && event.tagStart < 0) {
    const raw = rawOf(composer.text, event)
    if (isAmbiguous(raw)) warnAmbiguous(composer, event, raw, key === 'true')
  }
  return key
}

function tellNoKey(composer: Composer, event: Event): void {
  const start = startOf(event)
  const key = composer.text.slice(start, start + 40).split('\n')[0] ?? ''
  tell(composer.problems, diagnostic('input/key-not-a-string', { key }, place(composer, start)))
}

/** Makes room for a new key; false where the limits forbid it. */
function grow(composer: Composer, draft: Draft, key: string, index: number): boolean {
  draft.size++
  if (draft.size > limits.keys) {
    if (draft.size === limits.keys + 1) {
      const at = place(composer, startOf(composer.events[index]))
      refuse(composer, diagnostic('input/too-many-keys', { limit: limits.keys }, at))
    }
    return false
  }
  if (key.length > limits.keyUnits) {
    const args = { units: key.length, limit: limits.keyUnits }
    refuse(composer, diagnostic('input/key-too-long', args, place(composer, startOf(composer.events[index]))))
  }
  if (draft.order !== undefined) draft.order.push(key)
  else if (isIndex(key)) draft.order = [...Object.keys(draft.object), key]
  return true
}

/** A key that is there already: it may replace a merged one, but not one of its own kind. */
function replace(composer: Composer, draft: Draft, key: string, index: number): void {
  if (draft.merged?.delete(key) === true) return
  const { events } = composer
  const related = placeOfKey(composer, draft.first, index, key)
  const at = place(composer, startOf(events[index]))
  tell(composer.problems, diagnostic('input/duplicate-key', { key }, at, related === undefined ? [] : [related]))
}

/** Walks the map again up to `end`, for the first place of a key. */
function placeOfKey(composer: Composer, first: number, end: number, key: string | typeof mergeKey) {
  // Nobody will read it, and looking for thousands of them would cost quadratic time.
  if (isFull(composer.problems)) return undefined
  const { events, text } = composer
  let open = 0
  let atKey = true
  for (let index = first; index < end; index++) {
    const event = events[index]
    if (event === undefined) return undefined
    if (event.type === POP) open--
    if (open === 0 && event.type !== POP && atKey && keyOf(text, event) === key) return place(composer, startOf(event))
    if (event.type === MAPPING || event.type === SEQUENCE) open++
    if (open === 0) atKey = !atKey
  }
  return undefined
}

/**
 * Merges the value of `<<` as go-yaml v2 does: in a list the earlier map wins. Where a key of the map itself stands
 * before `<<`, go-yaml v2 lets the merge win and every other reader the key; that is refused.
 */
function merge(composer: Composer, draft: Draft, index: number, depth: number): void {
  const at = place(composer, startOf(composer.events[index]))
  if (draft.merged !== undefined) {
    const related = placeOfKey(composer, draft.first, index, mergeKey)
    const found = diagnostic('input/duplicate-key', { key: '<<' }, at, related === undefined ? [] : [related])
    tell(composer.problems, found)
  }
  draft.merged ??= new Set()
  const value = node(composer, depth + 1)
  const sources: Json[] = Array.isArray(value) ? value : [value]
  for (const source of sources) {
    if (!isObject(source)) {
      if (!composer.broken) tell(composer.problems, diagnostic('input/invalid-merge', {}, at))
      return
    }
    for (const key of keysOf(source)) {
      if (draft.merged.has(key)) continue
      if (Object.hasOwn(draft.object, key)) {
        tell(composer.problems, diagnostic('input/ambiguous-merge', { key }, at))
        continue
      }
      if (!grow(composer, draft, key, index)) return
      draft.merged.add(key)
      setOwn(draft.object, key, source[key] as Json)
    }
  }
}

/** Whether `Object.keys` would put a key before all others: the numbers from 0 to 2³² - 2 in their shortest form. */
export function isIndex(key: string): boolean {
  const first = key.charCodeAt(0)
  if (first < 0x30 || first > 0x39 || key.length > 10) return false
  const value = Number(key)
  return value < 4_294_967_295 && String(value) === key
}

/** Keeps the source order with an object, if its own is another. */
export function recordOrder(object: JsonObject, order: readonly string[]): void {
  const keys = Object.keys(object)
  if (order.some((key, index) => key !== keys[index])) object[keyOrder] = order
}

export function startOf(event: Event | undefined): number {
  switch (event?.type) {
    case SCALAR:
      return event.valueStart >= 0 ? event.valueStart - (event.style === PLAIN ? 0 : 1) : event.anchorStart
    case MAPPING:
    case SEQUENCE:
      return event.start
    case ALIAS:
      return event.anchorStart - 1
    default:
      return 0
  }
}
