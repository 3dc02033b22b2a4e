/** A place in a text: line and column from 1, the column in code points. */
export interface LinePosition {
  readonly line: number
  readonly column: number
  /** Offset of the first character of the line. */
  readonly start: number
}

/**
 * Finds lines and columns for offsets that come in ascending order, in one pass over the text however many they are.
 */
export function lineFinder(text: string): (offset: number) => LinePosition {
  let line = 1
  let start = 0
  let column = 1
  let at = 0
  let newline = newlineFrom(text, 0)
  return (offset) => {
    const end = Math.min(offset, text.length)
    while (newline < end) {
      line++
      column = 1
      at = start = newline + 1
      newline = newlineFrom(text, at)
    }
    for (; at < end; at++) if (!isTail(text, at)) column++
    return { line, column, start }
  }
}

function newlineFrom(text: string, at: number): number {
  const newline = text.indexOf('\n', at)
  return newline < 0 ? text.length : newline
}

/** The second half of a surrogate pair, which is no code point of its own. */
function isTail(text: string, at: number): boolean {
  const unit = text.charCodeAt(at)
  if (unit < 0xdc00 || unit > 0xdfff || at === 0) return false
  const before = text.charCodeAt(at - 1)
  return before >= 0xd800 && before <= 0xdbff
}

/** Most UTF-16 units of a line that are shown before and behind the place. */
const before = 60
const behind = 40

/** The line around an offset, with unprintable characters as `\u{..}`; `column` counts in the excerpt, from 1. */
export function excerptAt(text: string, start: number, offset: number): { text: string; column: number } {
  const place = Math.min(offset, text.length)
  const from = aligned(text, place - start > before + behind ? place - before : start)
  const most = Math.max(place + behind, from + before + behind)
  // The end of a long line is not looked for: it may be megabytes away, and a line may draw thousands of complaints.
  const newline = text.slice(place, most + 1).search(/\r?\n/)
  const cut = newline < 0 && most < text.length
  const end = newline >= 0 ? place + newline : Math.min(aligned(text, most), text.length)
  const head = visible(text.slice(from, place))
  const ellipsis = from > start ? '...' : ''
  return {
    text: `${ellipsis}${head}${visible(text.slice(place, end))}${cut ? '...' : ''}`,
    column: ellipsis.length + [...head].length + 1,
  }
}

function aligned(text: string, at: number): number {
  return isTail(text, at) ? at - 1 : at
}

/** Tabs become one space, so that a caret below stands right. */
function visible(text: string): string {
  return text
    .replaceAll('\t', ' ')
    .replaceAll(/[^\P{C}]|[\u2028\u2029]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`)
}
