import { EVENT_ID, type Event } from 'js-yaml'
import type { FieldPath } from '../model/source.ts'
import { eventsOf } from './events.ts'
import { refuseSize } from './gate.ts'
import { keyOf } from './keys.ts'
import { startOf } from './mapping.ts'
import { isJson } from './parse.ts'
import { type Segment, segmentsOf } from './segments.ts'

const { ALIAS, DOCUMENT, MAPPING, POP, SEQUENCE } = EVENT_ID

/** A field that is looked for, and the fields below it. `offset` is set when it is found. */
interface Wanted {
  offset: number | undefined
  readonly below: Map<string | number, Wanted>
}

/** Finds the offsets of fields in a file. */
export interface FieldFinder {
  /** Asks for a field; call it for all fields before the first one is taken. */
  ask(document: number, path: FieldPath): () => number
}

/**
 * The offset of a field is where its key stands, and for list items where the item begins. A field that is not there
 * has the offset of its nearest parent. Each document that is asked for is read once.
 */
export function fieldFinder(file: string, text: string): FieldFinder {
  const wanted = new Map<number, Wanted>()
  let walked = false
  const walkAll = (): void => {
    walked = true
    const segments: readonly Segment[] = isJson(file)
      ? [{ index: 0, start: 0, end: text.length }]
      : segmentsOf(file, text)
    for (const [index, root] of wanted) {
      const segment = segments[index]
      if (segment !== undefined) walkDocument(file, text, segment, root)
    }
  }
  return {
    ask(document, path) {
      const root = wanted.get(document) ?? leaf()
      wanted.set(document, root)
      const chain = [root]
      let here = root
      for (const step of path) {
        const next = here.below.get(step) ?? leaf()
        here.below.set(step, next)
        here = next
        chain.push(here)
      }
      return () => {
        if (!walked) walkAll()
        return chain.findLast(({ offset }) => offset !== undefined)?.offset ?? 0
      }
    },
  }
}

function leaf(): Wanted {
  return { offset: undefined, below: new Map() }
}

interface Walk {
  readonly text: string
  readonly base: number
  readonly events: readonly Event[]
  next: number
}

function walkDocument(file: string, whole: string, { start, end }: Segment, root: Wanted): void {
  const text = start === 0 && end === whole.length ? whole : whole.slice(start, end)
  root.offset = start + Math.max(0, text.search(/\S/))
  if (refuseSize(file, text, start) !== undefined) return
  const events = eventsOf(file, text, start)
  if (!Array.isArray(events) || events.length < 2) return
  const walk: Walk = { text, base: start, events, next: events[0]?.type === DOCUMENT ? 1 : 0 }
  root.offset = start + Math.max(0, startOf(events[walk.next]))
  visit(walk, root)
}

/** Moves over one node, and sets the offsets of what is wanted in it. */
function visit(walk: Walk, wanted: Wanted | undefined): void {
  const event = walk.events[walk.next++]
  if (event === undefined || (event.type !== MAPPING && event.type !== SEQUENCE)) return
  for (let index = 0; ; index++) {
    const inner = walk.events[walk.next]
    if (inner === undefined || inner.type === POP) break
    const offset = startOf(inner)
    const step = event.type === SEQUENCE ? index : stepOf(walk, inner)
    const child = step === undefined ? undefined : wanted?.below.get(step)
    if (child !== undefined) child.offset ??= walk.base + offset
    visit(walk, child)
  }
  walk.next++
}

/** Takes a key from the events. Keys behind aliases and merges have no place of their own. */
function stepOf(walk: Walk, event: Event): string | undefined {
  if (event.type === MAPPING || event.type === SEQUENCE) {
    visit(walk, undefined)
    return undefined
  }
  walk.next++
  const key = event.type === ALIAS ? undefined : keyOf(walk.text, event)
  return typeof key === 'string' ? key : undefined
}
