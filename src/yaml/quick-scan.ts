/** A document on its way through the quick reader: a cursor over the lines of the text before `end`. */
export interface Scan {
  readonly text: string
  /** Where the document ends: at the start of a line, or at the end of the text. */
  readonly end: number
  /** Between lines the first character of the next line with content, else where the last token ended. */
  at: number
  /** Spaces before that line; -1 where there is none. */
  indent: number
}

/** Collections inside one another, at most. */
export const quickDepth = 60
/** Keys of one map, at most. */
export const quickKeys = 5000
/** UTF-16 units of a key, at most. */
export const quickKeyUnits = 512

export const lineFeed = 0x0a
export const space = 0x20
const tab = 0x09
export const doubleQuote = 0x22
export const singleQuote = 0x27
export const hash = 0x23
export const dash = 0x2d
export const colon = 0x3a

/** What a plain scalar cannot begin with, or begins with in odd cases only. */
const indicators = new Uint8Array(128).fill(1, 0, 0x21)
for (const character of '-?:,[]{}#&*!|>\'"%@`\x7f') indicators[character.charCodeAt(0)] = 1

/** Whether a space, a line feed or the end stands there: what ends a key or a dash. */
export function isBreak(unit: number): boolean {
  return unit === space || unit === lineFeed || Number.isNaN(unit)
}

/** Whether a plain scalar begins there for sure; one with a dash needs a word right behind it. */
export function startsPlain(text: string, at: number): boolean {
  const unit = text.charCodeAt(at)
  if (unit < 128) {
    if (indicators[unit] === 0) return true
    if (unit !== dash) return false
    const next = text.charCodeAt(at + 1)
    return next < 128 && (indicators[next] === 0 || next === dash)
  }
  return unit >= 0xa1
}

export function skipSpaces(text: string, at: number): number {
  let here = at
  while (text.charCodeAt(here) === space) here++
  return here
}

/** Moves to the next line with content, from the start of a line; false where a tab stands in the way. */
export function toContent(scan: Scan, start: number): boolean {
  const { text, end } = scan
  let line = start
  while (line < end) {
    let at = line
    let unit = text.charCodeAt(at)
    while (unit === space) unit = text.charCodeAt(++at)
    if (unit === hash) {
      const newline = text.indexOf('\n', at)
      if (newline < 0) break
      line = newline + 1
    } else if (unit === lineFeed) line = at + 1
    else if (Number.isNaN(unit)) break
    else {
      scan.at = at
      scan.indent = at - line
      return unit !== tab
    }
  }
  scan.at = end
  scan.indent = -1
  return true
}

/** Moves on from behind a value that must be the last thing on its line but for a comment. */
export function endLine(scan: Scan): boolean {
  const { text } = scan
  let { at } = scan
  let unit = text.charCodeAt(at)
  if (unit === space) {
    at = skipSpaces(text, at)
    unit = text.charCodeAt(at)
    if (unit === hash) return toContent(scan, endOfLine(text, at))
  }
  if (unit === lineFeed) return toContent(scan, at + 1)
  return Number.isNaN(unit) && toContent(scan, scan.end)
}

function endOfLine(text: string, at: number): number {
  const newline = text.indexOf('\n', at)
  return newline < 0 ? text.length : newline + 1
}

/**
 * The end of the plain scalar that begins at `start`, in block context; -1 where it has a tab. `scan.at` is then at
 * what ended it: a line feed, the end, `#`, or a colon that makes it a key.
 */
export function plainEnd(scan: Scan, start: number): number {
  const { text } = scan
  let at = start
  let end = start
  for (;;) {
    const unit = text.charCodeAt(at)
    if (unit <= colon) {
      if (unit === space) {
        at++
        continue
      }
      if (unit === lineFeed) break
      if (unit === tab) return -1
      if (unit === colon && isBreak(text.charCodeAt(at + 1))) break
      if (unit === hash && text.charCodeAt(at - 1) === space) break
    } else if (Number.isNaN(unit)) break
    end = ++at
  }
  scan.at = at
  return end
}

/** Whether a tab stands there. */
export function isTab(unit: number): boolean {
  return unit === tab
}
