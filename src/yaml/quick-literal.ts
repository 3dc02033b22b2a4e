import { isTab, lineFeed, type Scan, skipSpaces, space, toContent } from './quick-scan.ts'

const plus = 0x2b
const minus = 0x2d

/**
 * Reads the literal block whose `|` is at `scan.at`, and moves to the next line with content. The block belongs to a
 * collection at column `parent`; it must have content, and end with a line feed.
 */
export function literal(scan: Scan, parent: number): string | undefined {
  const { text, end } = scan
  let at = scan.at + 1
  const chomping = text.charCodeAt(at)
  if (chomping === plus || chomping === minus) at++
  if (text.charCodeAt(at) !== lineFeed) return undefined
  let line = at + 1
  const indent = indentOf(text, line, end)
  if (indent <= parent) return undefined
  /** With all lines so far, and with those up to the last that is not empty. */
  let value = ''
  let filled = ''
  while (line < end) {
    const column = columnIn(text, line, indent)
    if (column === indent) {
      const newline = text.indexOf('\n', line + indent)
      if (newline < 0) return undefined
      value += text.slice(line + indent, newline + 1)
      if (newline > line + indent) filled = value
      line = newline + 1
    } else {
      const unit = text.charCodeAt(line + column)
      if (Number.isNaN(unit)) return undefined
      if (unit !== lineFeed) break
      value += '\n'
      line += column + 1
    }
  }
  if (!toContent(scan, line)) return undefined
  if (chomping === plus) return value
  return chomping === minus ? filled.slice(0, -1) : filled
}

/** The column of the first line with content; -1 where there is none, or where white space confuses the readers. */
function indentOf(text: string, start: number, end: number): number {
  let widest = 0
  for (let line = start; line < end; ) {
    const at = skipSpaces(text, line)
    const unit = text.charCodeAt(at)
    const column = at - line
    if (unit !== lineFeed) return Number.isNaN(unit) || isTab(unit) || column < widest ? -1 : column
    if (column > widest) widest = column
    line = at + 1
  }
  return -1
}

/** How many spaces a line begins with, at most `most`. */
function columnIn(text: string, line: number, most: number): number {
  let column = 0
  while (column < most && text.charCodeAt(line + column) === space) column++
  return column
}
