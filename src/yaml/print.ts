import { isObject, type Json, type JsonArray, type JsonObject, keysOf } from '../model/json.ts'
import type { Printed } from '../model/manifest.ts'
import type { FieldPath } from '../model/source.ts'
import { literal } from './block.ts'
import { quote } from './quote.ts'

/** Stands where the replicas go. Text never holds it, because U+0000 is always escaped. */
const GAP = '\u0000'

/** Readers find the colon of a key within 1,024 characters only; longer keys are written with a `?`. */
const LONGEST_SIMPLE_KEY = 1000

/** What is left of the slot's path below the value at hand; undefined where the slot is elsewhere. */
type Rest = FieldPath | undefined

/**
 * Prints an object as a YAML document in the one style of Stowage: block style, two spaces, keys in source order,
 * sequences at the indentation of their key, no line folding, one line feed at the end.
 *
 * With a slot, `head + String(value) + tail` is the document: what stands at the slot's path is left out, and a last
 * key that is missing comes last in its parent. Throws where the slot's parent is missing and where a number is not
 * finite, both of which are bugs.
 */
export function print(value: JsonObject, slot?: FieldPath): Printed {
  if (slot === undefined) {
    const whole = isEmpty(value) ? '{}\n' : printMap(value, '', '', undefined)
    // Searching makes the engine join the pieces now; unjoined they take several times the room of the text.
    if (whole.indexOf(GAP) >= 0) throw new Error('a gap without a slot')
    return { head: whole, tail: undefined }
  }
  const text = printMap(value, '', '', slot)
  const gap = text.indexOf(GAP)
  if (gap < 0) throw new Error(`no place for the slot ${slot.join('.')}`)
  return { head: text.slice(0, gap), tail: text.slice(gap + 1) }
}

/** The lines of a map that is not empty or gets the slot; `lead` opens the first one, `indent` the others. */
function printMap(map: JsonObject, lead: string, indent: string, slot: Rest): string {
  let text = ''
  let start = lead
  const last = slot?.length === 1 ? slot[0] : undefined
  let open = typeof last === 'string'
  for (const key of keysOf(map)) {
    const name = quote(key)
    const long = name.length > LONGEST_SIMPLE_KEY
    text += long ? `${start}? ${name}\n${indent}:` : `${start}${name}:`
    start = indent
    if (slot === undefined || slot[0] !== key) {
      text += printValue(map[key] as Json, indent, long, undefined)
    } else if (slot.length === 1) {
      text += ` ${GAP}\n`
      open = false
    } else {
      text += printValue(map[key] as Json, indent, long, slot.slice(1))
    }
  }
  return open ? `${text}${start}${quote(String(last))}: ${GAP}\n` : text
}

/** What follows a key's colon, with its line feed. */
function printValue(value: Json, indent: string, long: boolean, slot: Rest): string {
  if (typeof value === 'string') return ` ${literal(value, `${indent}  `) ?? `${quote(value)}\n`}`
  if (typeof value !== 'object' || value === null) return ` ${printAtom(value)}\n`
  const inner = `${indent}  `
  if (Array.isArray(value)) {
    if (value.length === 0) return ' []\n'
    const own = long ? inner : indent
    return `\n${printSequence(value, own, own, slot)}`
  }
  return isEmpty(value) && slot === undefined ? ' {}\n' : `\n${printMap(value, inner, inner, slot)}`
}

/** The lines of a sequence that is not empty. */
function printSequence(items: JsonArray, lead: string, indent: string, slot: Rest): string {
  let text = ''
  let start = lead
  const inner = `${indent}  `
  items.forEach((item, index) => {
    const rest = slot !== undefined && slot[0] === index ? slot.slice(1) : undefined
    text += printItem(item, `${start}- `, inner, rest)
    start = indent
  })
  return text
}

function printItem(item: Json, lead: string, inner: string, slot: Rest): string {
  if (slot?.length === 0) return `${lead}${GAP}\n`
  if (typeof item === 'string') return lead + (literal(item, inner) ?? `${quote(item)}\n`)
  if (Array.isArray(item)) return item.length === 0 ? `${lead}[]\n` : printSequence(item, lead, inner, slot)
  if (isObject(item)) {
    return isEmpty(item) && slot === undefined ? `${lead}{}\n` : printMap(item, lead, inner, slot)
  }
  return `${lead}${printAtom(item)}\n`
}

/**
 * Numbers as Go's encoding/json writes them, which is ECMAScript's way but for the sign of zero, and with a point
 * before an exponent, without which YAML 1.1 sees a string.
 */
function printAtom(value: null | boolean | number | bigint): string {
  if (typeof value !== 'number') return String(value)
  if (!Number.isFinite(value)) throw new Error('a number that is not finite cannot be printed')
  if (Object.is(value, -0)) return '-0'
  const digits = String(value)
  return digits.includes('e') && !digits.includes('.') ? digits.replace('e', '.0e') : digits
}

function isEmpty(map: JsonObject): boolean {
  return Object.keys(map).length === 0
}
