import { isIndex } from './mapping.ts'
import { quoted } from './quick-quoted.ts'
import {
  colon,
  doubleQuote,
  hash,
  isBreak,
  isTab,
  quickKeyUnits,
  type Scan,
  singleQuote,
  space,
  startsPlain,
} from './quick-scan.ts'
import { resolvePlain } from './scalar.ts'

/**
 * Plain keys that are strings, by a hash of their units: a key that is met again costs no new string, and has been
 * looked at before. A newcomer takes the place of what was there, so that odd input cannot fill it.
 */
const slots = 8192
const names: string[] = new Array<string>(slots).fill('')
const sharedUnits = 64

/** Reads the key that a block map has at `scan.at`, and moves behind its colon; undefined for all but plain words. */
export function blockKey(scan: Scan): string | undefined {
  const { text, at: start } = scan
  const first = text.charCodeAt(start)
  if (first === doubleQuote || first === singleQuote) return quotedKey(scan, start)
  if (!startsPlain(text, start)) return undefined
  let at = start
  let code = 0
  for (;;) {
    const unit = text.charCodeAt(at)
    if (unit <= colon) {
      if (unit === colon && isBreak(text.charCodeAt(at + 1))) break
      if (unit < space || (unit === hash && text.charCodeAt(at - 1) === space)) return undefined
    } else if (Number.isNaN(unit)) return undefined
    code = (Math.imul(code, 31) + unit) | 0
    at++
  }
  scan.at = at + 1
  return named(text, start, at, code)
}

/** The key that stands between two offsets, in brackets. */
export function flowKey(text: string, start: number, end: number): string | undefined {
  let code = 0
  for (let at = start; at < end; at++) code = (Math.imul(code, 31) + text.charCodeAt(at)) | 0
  return named(text, start, end, code)
}

/** A key in quotes; those that would need their order recorded are left to the other reader. */
export function quotedKey(scan: Scan, start: number): string | undefined {
  const { text } = scan
  const key = quoted(scan, start)
  if (key === undefined || key === '__proto__' || key.length > quickKeyUnits || isIndex(key)) return undefined
  const { at } = scan
  if (text.charCodeAt(at) !== colon || !isBreak(text.charCodeAt(at + 1)) || isTab(text.charCodeAt(at + 1))) {
    return undefined
  }
  scan.at = at + 1
  return key
}

function named(text: string, start: number, end: number, code: number): string | undefined {
  const units = end - start
  const slot = (code ^ (code >>> 13)) & (slots - 1)
  const known = names[slot]
  if (known?.length === units && text.startsWith(known, start)) return known
  if (units > quickKeyUnits || text.charCodeAt(end - 1) === space) return undefined
  const key = text.slice(start, end)
  if (typeof resolvePlain(key) !== 'string' || key === '<<' || key === '__proto__') return undefined
  if (units > sharedUnits) return key
  // As a property's name it is a string of its own, and not a part of a file that it would keep in memory.
  const shared = Object.keys({ [key]: 0 })[0] ?? key
  names[slot] = shared
  return shared
}
