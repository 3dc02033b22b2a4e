import { doubleQuote, type Scan, singleQuote, space } from './quick-scan.ts'

const backslash = 0x5c

/** Reads the quoted scalar at `start`, which ends on its line and has simple escapes only, and moves behind it. */
export function quoted(scan: Scan, start: number): string | undefined {
  return scan.text.charCodeAt(start) === doubleQuote ? double(scan, start + 1) : single(scan, start + 1)
}

function single(scan: Scan, start: number): string | undefined {
  const { text } = scan
  let doubled = false
  for (let at = start; ; at++) {
    const unit = text.charCodeAt(at)
    if (unit === singleQuote) {
      if (text.charCodeAt(at + 1) !== singleQuote) {
        scan.at = at + 1
        const raw = text.slice(start, at)
        return doubled ? raw.replaceAll("''", "'") : raw
      }
      doubled = true
      at++
    } else if (!(unit >= space)) return undefined
  }
}

function double(scan: Scan, start: number): string | undefined {
  const { text } = scan
  let value = ''
  let from = start
  for (let at = start; ; at++) {
    const unit = text.charCodeAt(at)
    if (unit === doubleQuote) {
      scan.at = at + 1
      return from === start ? text.slice(start, at) : value + text.slice(from, at)
    }
    if (unit === backslash) {
      const escaped = simple(text.charCodeAt(at + 1))
      if (escaped === undefined) return undefined
      value += text.slice(from, at) + escaped
      at++
      from = at + 1
    } else if (!(unit >= space)) return undefined
  }
}

function simple(unit: number): string | undefined {
  if (unit === backslash) return '\\'
  if (unit === doubleQuote) return '"'
  if (unit === 0x6e) return '\n'
  return unit === 0x74 ? '\t' : undefined
}
