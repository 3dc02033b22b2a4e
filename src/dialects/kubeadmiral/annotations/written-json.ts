import { limits } from '../../../model/limits.ts'

/** JSON as it is written in an annotation: every field of an object is kept, and numbers are their digits. */
export type Written = null | boolean | string | readonly Written[] | WrittenNumber | WrittenObject

export interface WrittenNumber {
  readonly digits: string
}

export interface WrittenObject {
  /** In the order of the text; a name may occur twice. */
  readonly fields: readonly (readonly [name: string, value: Written])[]
}

interface Reader {
  readonly text: string
  at: number
}

/**
 * Reads the JSON of an annotation; undefined where it is none, or where it is nested deeper than a manifest may be.
 * `JSON.parse` alone would lose fields that occur twice, the difference between `1` and `1.0`, and large numbers.
 */
export function readWritten(text: string): Written | undefined {
  if (depthOf(text) > limits.depth) return undefined
  try {
    JSON.parse(text)
  } catch {
    return undefined
  }
  return readValue({ text, at: 0 })
}

/** How many brackets are open at most; those inside of strings count, too, which real annotations never notice. */
function depthOf(text: string): number {
  let open = 0
  let most = 0
  for (let at = 0; at < text.length; at++) {
    const char = text.charCodeAt(at)
    if (char === 0x5b || char === 0x7b) most = Math.max(most, ++open)
    else if (char === 0x5d || char === 0x7d) open--
  }
  return most
}

/** Reads a value of a text that is known to be JSON. */
function readValue(reader: Reader): Written {
  switch (peek(reader)) {
    case '{':
      return { fields: readItems(reader, '}', readField) }
    case '[':
      return readItems(reader, ']', readValue)
    case '"':
      return readText(reader)
    case 't':
      return take(reader, 4, true)
    case 'f':
      return take(reader, 5, false)
    case 'n':
      return take(reader, 4, null)
    default: {
      number.lastIndex = reader.at
      const digits = number.exec(reader.text)?.[0] ?? ''
      return take(reader, digits.length, { digits })
    }
  }
}

const number = /[-+.0-9eE]+/y

function readItems<T>(reader: Reader, end: string, read: (reader: Reader) => T): T[] {
  const items: T[] = []
  reader.at++
  while (peek(reader) !== end) {
    items.push(read(reader))
    if (peek(reader) === ',') reader.at++
  }
  return take(reader, 1, items)
}

function readField(reader: Reader): readonly [string, Written] {
  peek(reader)
  const name = readText(reader)
  peek(reader)
  reader.at++
  return [name, readValue(reader)]
}

function readText(reader: Reader): string {
  const { text, at } = reader
  let end = at + 1
  while (text[end] !== '"') end += text[end] === '\\' ? 2 : 1
  reader.at = end + 1
  return JSON.parse(text.slice(at, end + 1)) as string
}

/** The next character that is not blank, and moves there. */
function peek(reader: Reader): string | undefined {
  while (' \t\n\r'.includes(reader.text[reader.at] ?? 'x')) reader.at++
  return reader.text[reader.at]
}

function take<T>(reader: Reader, length: number, value: T): T {
  reader.at += length
  return value
}
