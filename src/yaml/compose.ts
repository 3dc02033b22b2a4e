import {
  COLLECTION_STYLE,
  EVENT_ID,
  type Event,
  type MappingEvent,
  SCALAR_STYLE,
  type ScalarEvent,
  type SequenceEvent,
} from 'js-yaml'
import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts'
import type { Json } from '../model/json.ts'
import { limits } from '../model/limits.ts'
import { type Anchor, alias, anchored } from './alias.ts'
import { rawOf } from './keys.ts'
import { mapping } from './mapping.ts'
import { type Problems, tell } from './problems.ts'
import { isAmbiguous, notFinite, resolvePlain } from './scalar.ts'
import { mismatch, resolveTagged, tagName, unknownTag } from './tags.ts'

const { ALIAS, MAPPING, POP, SCALAR, SEQUENCE } = EVENT_ID
const { PLAIN, DOUBLE_QUOTED } = SCALAR_STYLE
const { FLOW } = COLLECTION_STYLE
export const questionMark = 0x3f

/** One document on its way from events to a value. */
export interface Composer {
  readonly text: string
  /** Where the text begins in its file. */
  readonly base: number
  readonly events: readonly Event[]
  readonly problems: Problems
  /** Index of the next event. */
  next: number
  /** Nodes so far, those behind aliases included. */
  nodes: number
  aliases: number
  /** Level of the deepest collection since it was last reset; the root is at 1. */
  deepest: number
  anchors: Map<string, Anchor> | undefined
  /** How many of the collections around are written with brackets. */
  flow: number
  /** A limit was passed: the value is not what was written, and must not be used. */
  broken: boolean
}

/**
 * The value of a document, from its events without the enclosing document. What is wrong is told; the value is then
 * the best guess, so that the rest of the run can go on, or undefined where a limit was passed.
 */
export function compose(text: string, base: number, events: readonly Event[], problems: Problems): Json | undefined {
  const composer: Composer = {
    text,
    base,
    events,
    problems,
    next: 1,
    nodes: 0,
    aliases: 0,
    deepest: 0,
    anchors: undefined,
    flow: 0,
    broken: false,
  }
  const value = node(composer, 1)
  return composer.broken ? undefined : value
}

/** Composes the next node; a collection there would stand at `depth`. */
export function node(composer: Composer, depth: number): Json {
  const event = composer.events[composer.next++]
  if (event === undefined) return null
  composer.nodes++
  if (event.type === SCALAR) {
    return event.anchorStart < 0 ? scalar(composer, event) : anchored(composer, event, depth)
  }
  if (event.type === MAPPING || event.type === SEQUENCE) {
    return event.anchorStart < 0 ? collection(composer, event, depth) : anchored(composer, event, depth)
  }
  return event.type === ALIAS ? alias(composer, event, depth) : null
}

/** A node without regard to its anchor. */
export function bare(composer: Composer, event: ScalarEvent | MappingEvent | SequenceEvent, depth: number): Json {
  return event.type === SCALAR ? scalar(composer, event) : collection(composer, event, depth)
}

function collection(composer: Composer, event: MappingEvent | SequenceEvent, depth: number): Json {
  if (event.tagStart >= 0) checkTag(composer, event)
  if (depth > composer.deepest) composer.deepest = depth
  if (depth > limits.depth) {
    refuse(composer, diagnostic('input/too-deep', { limit: limits.depth }, place(composer, event.start)))
    skipRest(composer)
    return null
  }
  const flow = event.style === FLOW ? 1 : 0
  composer.flow += flow
  const value = event.type === MAPPING ? mapping(composer, depth) : sequence(composer, depth)
  composer.flow -= flow
  return value
}

function sequence(composer: Composer, depth: number): Json[] {
  const { events } = composer
  const items: Json[] = []
  while (composer.next < events.length && events[composer.next]?.type !== POP) items.push(node(composer, depth + 1))
  composer.next++
  return items
}

export function scalar(composer: Composer, event: ScalarEvent): Json {
  if (event.tagStart >= 0) return tagged(composer, event)
  if (event.valueStart < 0) return event.style === PLAIN ? null : ''
  checkLength(composer, event)
  const raw = rawOf(composer.text, event)
  if (event.style !== PLAIN) {
    if (event.style === DOUBLE_QUOTED && !event.fast) checkSurrogates(composer, event, raw)
    return raw
  }
  if (raw.charCodeAt(0) === questionMark) checkQuestionMark(composer, event)
  const value = resolvePlain(raw)
  if (value === notFinite) {
    tell(composer.problems, diagnostic('input/not-finite', { value: raw }, place(composer, event.valueStart)))
    return raw
  }
  if (typeof value === 'boolean' && isAmbiguous(raw)) warnAmbiguous(composer, event, raw, value)
  return value
}

export function warnAmbiguous(composer: Composer, event: ScalarEvent, text: string, value: boolean): void {
  tell(composer.problems, diagnostic('input/ambiguous-boolean', { text, value }, place(composer, event.valueStart)))
}

/** Between brackets Kubernetes' reader takes `?a` for the key `a`, YAML 1.2 for a word. */
export function checkQuestionMark(composer: Composer, event: ScalarEvent): void {
  if (composer.flow === 0) return
  const detail = 'a word in [] or {} begins with ?, put it in quotes'
  tell(composer.problems, diagnostic('input/syntax', { detail }, place(composer, event.valueStart)))
}

function tagged(composer: Composer, event: ScalarEvent): Json {
  const { text, problems } = composer
  checkLength(composer, event)
  const tag = text.slice(event.tagStart, event.tagEnd)
  const raw = rawOf(text, event)
  const value = resolveTagged(tag, raw)
  if (typeof value !== 'symbol') return value
  const at = place(composer, event.tagStart)
  if (value === notFinite) tell(problems, diagnostic('input/not-finite', { value: raw }, at))
  else if (value === mismatch) tell(problems, diagnostic('input/tag-mismatch', { tag, value: brief(raw) }, at))
  else if (value === unknownTag) tell(problems, diagnostic('input/unknown-tag', { tag: brief(tag) }, at))
  return raw
}

function checkTag(composer: Composer, event: MappingEvent | SequenceEvent): void {
  const tag = composer.text.slice(event.tagStart, event.tagEnd)
  const name = tagName(tag)
  if (name === (event.type === MAPPING ? 'map' : 'seq')) return
  const known = name === 'map' || name === 'seq' || name === 'str' || name === 'int' || name === 'bool'
  const value = event.type === MAPPING ? '{...}' : '[...]'
  const at = place(composer, event.tagStart)
  if (known) tell(composer.problems, diagnostic('input/tag-mismatch', { tag, value }, at))
  else tell(composer.problems, diagnostic('input/unknown-tag', { tag: brief(tag) }, at))
}

function checkLength(composer: Composer, event: ScalarEvent): void {
  const units = event.valueEnd - event.valueStart
  if (units <= limits.scalarUnits) return
  const args = { units, limit: limits.scalarUnits }
  refuse(composer, diagnostic('input/scalar-too-long', args, place(composer, event.valueStart)))
}

export function checkSurrogates(composer: Composer, event: ScalarEvent, raw: string): void {
  if (!/\p{Surrogate}/u.test(raw)) return
  tell(composer.problems, diagnostic('input/lone-surrogate', {}, place(composer, event.valueStart - 1)))
}

/** Tells of a passed limit; the document will have no value. */
export function refuse(composer: Composer, found: Diagnostic): void {
  composer.broken = true
  tell(composer.problems, found)
}

/** Moves behind the end of the collection whose first event was just taken. */
export function skipRest(composer: Composer): void {
  for (let open = 1; open > 0 && composer.next < composer.events.length; composer.next++) {
    const type = composer.events[composer.next]?.type
    if (type === POP) open--
    else if (type === MAPPING || type === SEQUENCE) open++
  }
}

export function place(composer: Composer, offset: number): { file: string; offset: number } {
  return { file: composer.problems.file, offset: composer.base + Math.max(0, offset) }
}

function brief(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}...` : text
}
