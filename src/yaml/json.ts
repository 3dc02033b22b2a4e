import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts'
import { type Json, type JsonObject, setOwn } from '../model/json.ts'
import { limits } from '../model/limits.ts'
import { isIndex, recordOrder } from './mapping.ts'
import { integerOf } from './number.ts'
import { type Problems, tell } from './problems.ts'

interface Reader {
  readonly text: string
  readonly problems: Problems
  at: number
  /** Why reading ended before its time. */
  stop: Diagnostic | undefined
}

const blank = /[ \t\n\r]*/y
const plainString = /"[^"\\\x00-\x1f]*"/y
const anyString = /"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y
const numeral = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?/y
const word = /true|false|null/y

/**
 * Reads strict JSON (RFC 8259), one value: no comments, no trailing commas, no duplicate keys; integers are exact.
 * Undefined where it is none; what is wrong is told with its offset.
 */
export function readJson(text: string, problems: Problems): Json | undefined {
  const reader: Reader = { text, problems, at: 0, stop: undefined }
  skip(reader)
  const value = read(reader, 1)
  skip(reader)
  if (value !== undefined && reader.at < text.length) fail(reader, 'more text follows the value')
  if (reader.stop === undefined) return value
  tell(problems, reader.stop)
  return undefined
}

function read(reader: Reader, depth: number): Json | undefined {
  const { text, at } = reader
  switch (text.charAt(at)) {
    case '{':
      return depth > limits.depth ? tooDeep(reader) : readObject(reader, depth)
    case '[':
      return depth > limits.depth ? tooDeep(reader) : readArray(reader, depth)
    case '"':
      return readString(reader)
    case '-':
    case '0':
    case '1':
    case '2':
    case '3':
    case '4':
    case '5':
    case '6':
    case '7':
    case '8':
    case '9':
      return readNumber(reader)
    default: {
      const found = match(reader, word)
      if (found === undefined) return fail(reader, at < text.length ? 'a value is expected' : 'the text ends too early')
      return found === 'null' ? null : found === 'true'
    }
  }
}

function readObject(reader: Reader, depth: number): JsonObject | undefined {
  const { text, problems } = reader
  const object: JsonObject = {}
  const offsets = new Map<string, number>()
  let indexed = false
  reader.at++
  skip(reader)
  if (text.charAt(reader.at) === '}') {
    reader.at++
    return object
  }
  for (;;) {
    const offset = reader.at
    if (text.charAt(offset) !== '"') return fail(reader, 'a key in double quotes is expected')
    const key = readString(reader)
    if (key === undefined) return undefined
    skip(reader)
    if (text.charAt(reader.at) !== ':') return fail(reader, 'a colon is expected after the key')
    reader.at++
    skip(reader)
    const value = read(reader, depth + 1)
    if (value === undefined) return undefined
    const first = offsets.get(key)
    const place = { file: problems.file, offset }
    if (first === undefined) offsets.set(key, offset)
    else tell(problems, diagnostic('input/duplicate-key', { key }, place, [{ file: problems.file, offset: first }]))
    if (offsets.size > limits.keys)
      return stop(reader, diagnostic('input/too-many-keys', { limit: limits.keys }, place))
    if (key.length > limits.keyUnits) {
      return stop(reader, diagnostic('input/key-too-long', { units: key.length, limit: limits.keyUnits }, place))
    }
    indexed ||= isIndex(key)
    setOwn(object, key, value)
    skip(reader)
    const next = text.charAt(reader.at)
    if (next !== ',' && next !== '}') return fail(reader, 'a comma or } is expected')
    reader.at++
    if (next === '}') break
    skip(reader)
  }
  if (indexed) recordOrder(object, [...offsets.keys()])
  return object
}

function readArray(reader: Reader, depth: number): Json[] | undefined {
  const { text } = reader
  const items: Json[] = []
  reader.at++
  skip(reader)
  if (text.charAt(reader.at) === ']') {
    reader.at++
    return items
  }
  for (;;) {
    const value = read(reader, depth + 1)
    if (value === undefined) return undefined
    items.push(value)
    skip(reader)
    const next = text.charAt(reader.at)
    if (next !== ',' && next !== ']') return fail(reader, 'a comma or ] is expected')
    reader.at++
    if (next === ']') return items
    skip(reader)
  }
}

function readString(reader: Reader): string | undefined {
  const { at, problems } = reader
  const place = { file: problems.file, offset: at }
  const plain = match(reader, plainString)
  const quoted = plain ?? match(reader, anyString)
  if (quoted === undefined) return fail(reader, 'a string has no end, a raw control character or a wrong escape')
  if (quoted.length > limits.scalarUnits) {
    const args = { units: quoted.length, limit: limits.scalarUnits }
    return stop(reader, diagnostic('input/scalar-too-long', args, place))
  }
  if (plain !== undefined) return plain.slice(1, -1)
  const value = JSON.parse(quoted) as string
  if (/\p{Surrogate}/u.test(value)) tell(problems, diagnostic('input/lone-surrogate', {}, place))
  return value
}

function readNumber(reader: Reader): number | bigint | undefined {
  const { at, problems } = reader
  const text = match(reader, numeral)
  if (text === undefined) return fail(reader, 'a digit is expected')
  const exact = /[.eE]/.test(text) ? undefined : integerOf(text)
  if (exact !== undefined) return exact
  const value = Number(text)
  if (Number.isFinite(value)) return value + 0
  const args = { value: text.length > 40 ? `${text.slice(0, 40)}...` : text }
  tell(problems, diagnostic('input/not-finite', args, { file: problems.file, offset: at }))
  return 0
}

function match(reader: Reader, pattern: RegExp): string | undefined {
  pattern.lastIndex = reader.at
  const found = pattern.exec(reader.text)?.[0]
  if (found !== undefined) reader.at += found.length
  return found
}

function skip(reader: Reader): void {
  if (reader.text.charCodeAt(reader.at) <= 0x20) match(reader, blank)
}

function tooDeep(reader: Reader): undefined {
  const place = { file: reader.problems.file, offset: reader.at }
  return stop(reader, diagnostic('input/too-deep', { limit: limits.depth }, place))
}

function fail(reader: Reader, detail: string): undefined {
  return stop(reader, diagnostic('input/json-syntax', { detail }, { file: reader.problems.file, offset: reader.at }))
}

function stop(reader: Reader, found: Diagnostic): undefined {
  reader.stop ??= found
  return undefined
}
