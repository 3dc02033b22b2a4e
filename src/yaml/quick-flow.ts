import type { Json, JsonObject } from '../model/json.ts'
import { flowKey, quotedKey } from './quick-keys.ts'
import { quickPlain } from './quick-plain.ts'
import { quoted } from './quick-quoted.ts'
import {
  colon,
  dash,
  doubleQuote,
  hash,
  quickDepth,
  quickKeys,
  type Scan,
  singleQuote,
  skipSpaces,
  space,
  startsPlain,
} from './quick-scan.ts'

const comma = 0x2c
const openList = 0x5b
const closeList = 0x5d
const openMap = 0x7b
const closeMap = 0x7d

/** Reads the list or map in brackets at `start`, all on one line, and moves behind it. */
export function flow(scan: Scan, start: number, depth: number): Json | undefined {
  if (depth > quickDepth) return undefined
  return scan.text.charCodeAt(start) === openMap ? flowMap(scan, start + 1, depth) : flowList(scan, start + 1, depth)
}

function flowList(scan: Scan, start: number, depth: number): Json[] | undefined {
  const { text } = scan
  const items: Json[] = []
  let at = skipSpaces(text, start)
  if (text.charCodeAt(at) === closeList) {
    scan.at = at + 1
    return items
  }
  for (;;) {
    const item = flowValue(scan, at, depth)
    if (item === undefined) return undefined
    items.push(item)
    at = skipSpaces(text, scan.at)
    const unit = text.charCodeAt(at)
    if (unit === closeList) break
    if (unit !== comma) return undefined
    at = skipSpaces(text, at + 1)
  }
  scan.at = at + 1
  return items
}

function flowMap(scan: Scan, start: number, depth: number): JsonObject | undefined {
  const { text } = scan
  const object: JsonObject = {}
  let at = skipSpaces(text, start)
  if (text.charCodeAt(at) === closeMap) {
    scan.at = at + 1
    return object
  }
  for (let size = 0; size < quickKeys; size++) {
    const key = keyAt(scan, at)
    if (key === undefined || text.charCodeAt(scan.at) !== space || Object.hasOwn(object, key)) return undefined
    const value = flowValue(scan, skipSpaces(text, scan.at), depth)
    if (value === undefined) return undefined
    object[key] = value
    at = skipSpaces(text, scan.at)
    const unit = text.charCodeAt(at)
    if (unit === closeMap) {
      scan.at = at + 1
      return object
    }
    if (unit !== comma) return undefined
    at = skipSpaces(text, at + 1)
  }
  return undefined
}

/** The key at `at`; moves behind its colon. */
function keyAt(scan: Scan, at: number): string | undefined {
  const { text } = scan
  const first = text.charCodeAt(at)
  if (first === doubleQuote || first === singleQuote) return quotedKey(scan, at)
  const end = plainEndInFlow(scan, at)
  if (end < 0 || end !== scan.at || text.charCodeAt(end) !== colon) return undefined
  scan.at = end + 1
  return flowKey(text, at, end)
}

function flowValue(scan: Scan, at: number, depth: number): Json | undefined {
  const { text } = scan
  const first = text.charCodeAt(at)
  if (first === doubleQuote || first === singleQuote) return quoted(scan, at)
  if (first === openMap || first === openList) return flow(scan, at, depth + 1)
  const end = plainEndInFlow(scan, at)
  return end < 0 ? undefined : quickPlain(text.slice(at, end))
}

/** As `plainEnd`, between brackets: `scan.at` is then at a comma, a closing bracket or a colon. */
function plainEndInFlow(scan: Scan, start: number): number {
  const { text } = scan
  if (!startsPlain(text, start)) return -1
  let at = start
  let end = start
  for (;;) {
    const unit = text.charCodeAt(at)
    if (unit === space) {
      at++
      continue
    }
    if (unit === comma || unit === closeList || unit === closeMap) break
    if (unit === colon) {
      const next = text.charCodeAt(at + 1)
      if (next === space) break
      // Readers differ on what a colon before a bracket or a comma is.
      if (!(next > space) || next === comma || isBracket(next)) return -1
    }
    if (
      !(unit > space) ||
      unit === openList ||
      unit === openMap ||
      (unit === hash && text.charCodeAt(at - 1) === space)
    ) {
      return -1
    }
    end = ++at
  }
  scan.at = at
  return end > start && !(end === start + 1 && text.charCodeAt(start) === dash) ? end : -1
}

function isBracket(unit: number): boolean {
  return unit === openList || unit === closeList || unit === openMap || unit === closeMap
}
