import type { Json, JsonObject } from '../model/json.ts'
import { flow } from './quick-flow.ts'
import { blockKey } from './quick-keys.ts'
import { literal } from './quick-literal.ts'
import { quickPlain } from './quick-plain.ts'
import { quoted } from './quick-quoted.ts'
import {
  colon,
  dash,
  doubleQuote,
  endLine,
  hash,
  isBreak,
  lineFeed,
  plainEnd,
  quickDepth,
  quickKeys,
  type Scan,
  singleQuote,
  skipSpaces,
  startsPlain,
  toContent,
} from './quick-scan.ts'

/** UTF-16 units of a document, at most; a larger one may pass a limit. */
const quickUnits = 256 * 1024
const pipe = 0x7c
const openList = 0x5b
const openMap = 0x7b
const unusual = /[^\t\n\x20-\x7e]/
const unquick = /\r|\p{Surrogate}/u

/** Whether a text has the characters of ASCII that one can see, spaces, tabs and line feeds only. */
export function isPlainAscii(text: string): boolean {
  return !unusual.test(text)
}

/** Whether a file has none of the characters that the quick reader does not look for: `\r` and lone surrogates. */
export function isQuick(text: string): boolean {
  return !unquick.test(text)
}

/**
 * Reads the document between two offsets if it is an ordinary manifest: block maps and lists, scalars on one line,
 * literal blocks, brackets on one line. For everything else, and wherever there would be something to report, the
 * answer is undefined: the document is then read with events, by `compose`, which is the reference for this reader.
 *
 * The text must have passed the gate and `isQuick`; the document must hold no marker, as `segmentsOf` cuts it.
 */
export function quick(text: string, start: number, end: number): JsonObject | Json[] | undefined {
  if (end - start > quickUnits) return undefined
  const scan: Scan = { text, end, at: start, indent: -1 }
  if (!toContent(scan, start) || scan.indent < 0) return undefined
  const value = block(scan, 1)
  return scan.indent < 0 ? value : undefined
}

/** The list or map whose first line is the current one. */
function block(scan: Scan, depth: number): JsonObject | Json[] | undefined {
  return isItem(scan) ? list(scan, scan.indent, depth) : map(scan, scan.indent, depth)
}

function isItem({ text, at }: Scan): boolean {
  return text.charCodeAt(at) === dash && isBreak(text.charCodeAt(at + 1))
}

/** A map whose keys stand at column `indent`; the first one is at `scan.at`. */
function map(scan: Scan, indent: number, depth: number): JsonObject | undefined {
  if (depth > quickDepth) return undefined
  const object: JsonObject = {}
  for (let size = 0; size < quickKeys; size++) {
    const key = blockKey(scan)
    if (key === undefined) return undefined
    const value = mapValue(scan, indent, depth)
    if (value === undefined) return undefined
    object[key] = value
    if (scan.indent === indent) continue
    // A key that is there twice is one too few.
    const whole = size === 0 || Object.keys(object).length === size + 1
    return whole && scan.indent < indent ? object : undefined
  }
  return undefined
}

/** What stands behind a colon, or on the lines below; the next line with content is then the current one. */
function mapValue(scan: Scan, indent: number, depth: number): Json | undefined {
  const { text } = scan
  const at = skipSpaces(text, scan.at)
  const unit = text.charCodeAt(at)
  if (unit === lineFeed || unit === hash || Number.isNaN(unit)) {
    if (!endLine(scan)) return undefined
    if (scan.indent > indent) return block(scan, depth + 1)
    return scan.indent === indent && isItem(scan) ? list(scan, indent, depth + 1) : null
  }
  if (startsPlain(text, at)) {
    const end = plainEnd(scan, at)
    if (end < 0 || text.charCodeAt(scan.at) === colon || !endPlain(scan)) return undefined
    return quickPlain(text.slice(at, end))
  }
  return marked(scan, at, unit, indent, depth)
}

/** Moves on from where a plain scalar was ended. */
function endPlain(scan: Scan): boolean {
  // A comment needs the blank before it.
  if (scan.text.charCodeAt(scan.at) === hash) scan.at--
  return endLine(scan)
}

/** A value that begins with a quote, a bracket or `|`. */
function marked(scan: Scan, at: number, unit: number, indent: number, depth: number): Json | undefined {
  if (unit === pipe) {
    scan.at = at
    return literal(scan, indent)
  }
  let value: Json | undefined
  if (unit === doubleQuote || unit === singleQuote) value = quoted(scan, at)
  else if (unit === openMap || unit === openList) value = flow(scan, at, depth + 1)
  return value === undefined || !endLine(scan) ? undefined : value
}

/** A list whose dashes stand at column `indent`; the first one is at `scan.at`. */
function list(scan: Scan, indent: number, depth: number): Json[] | undefined {
  if (depth > quickDepth) return undefined
  const first = listItem(scan, indent, depth)
  if (first === undefined) return undefined
  const items = [first]
  while (scan.indent === indent && isItem(scan)) {
    const item = listItem(scan, indent, depth)
    if (item === undefined) return undefined
    items.push(item)
  }
  if (scan.indent > indent) return undefined
  // A list that grew has room for many more.
  return items.length === 1 ? items : items.slice()
}

function listItem(scan: Scan, indent: number, depth: number): Json | undefined {
  const { text, at: start } = scan
  const at = skipSpaces(text, start + 1)
  const unit = text.charCodeAt(at)
  if (unit === lineFeed || unit === hash || Number.isNaN(unit)) {
    scan.at = start + 1
    if (!endLine(scan)) return undefined
    return scan.indent > indent ? block(scan, depth + 1) : null
  }
  scan.at = at
  const column = indent + at - start
  if (isItem(scan)) return list(scan, column, depth + 1)
  if (startsPlain(text, at)) {
    const end = plainEnd(scan, at)
    if (end < 0) return undefined
    if (text.charCodeAt(scan.at) !== colon) return endPlain(scan) ? quickPlain(text.slice(at, end)) : undefined
  } else {
    if (unit !== doubleQuote && unit !== singleQuote) return marked(scan, at, unit, indent, depth)
    const value = quoted(scan, at)
    if (value === undefined) return undefined
    if (text.charCodeAt(scan.at) !== colon) return endLine(scan) ? value : undefined
  }
  scan.at = at
  return map(scan, column, depth + 1)
}
