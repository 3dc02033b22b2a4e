import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts'
import { isObject, type Json, keyOrder, keysOf } from '../../src/model/json.ts'
import { hasRefusedCharacter } from '../../src/yaml/gate.ts'
import { parse, parseSlowly } from '../../src/yaml/parse.ts'
import { isQuick, quick } from '../../src/yaml/quick.ts'
import { segmentsOf } from '../../src/yaml/segments.ts'

export interface Comparison {
  /** Documents that are not empty, and those of them that the quick reader read. */
  readonly documents: number
  readonly quick: number
  /** What the two readers do not agree in. */
  readonly differences: readonly string[]
}

/** Reads a text with both readers. */
export function compare(text: string): Comparison {
  const differences: string[] = []
  let quickly = 0
  let documents = 0
  if (!hasRefusedCharacter(text) && isQuick(text)) {
    for (const { start, end, problem } of segmentsOf('a.yaml', text)) {
      if (problem !== undefined) continue
      const slow = read(parseSlowly, text.slice(start, end))
      documents += slow.values.length
      const value = quick(text, start, end)
      if (value === undefined) continue
      quickly++
      if (slow.found.length > 0) differences.push(`taken: ${slow.found.map(({ code }) => code)}`)
      else if (slow.values.length !== 1 || !same(value, slow.values[0])) {
        differences.push(`${shown(value)} for ${shown(slow.values[0])}`)
      }
    }
  }
  const [a, b] = [read(parse, text), read(parseSlowly, text)]
  if (JSON.stringify(a.found) !== JSON.stringify(b.found)) differences.push('other diagnostics')
  if (!same(a.values, b.values) || a.origins !== b.origins) differences.push('other documents')
  return { documents, quick: quickly, differences }
}

function read(reader: typeof parse, text: string) {
  const found: Diagnostic[] = []
  const documents = reader({ path: 'a.yaml', text }, (one) => void found.push(one))
  return {
    found,
    values: documents.map(({ value }) => value),
    origins: JSON.stringify(documents.map(({ origin }) => origin)),
  }
}

/** Equality to the last detail: types, the order of keys and how it is kept. */
export function same(a: Json | undefined, b: Json | undefined): boolean {
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, index) => same(item, b[index]))
  }
  if (!isObject(a) || !isObject(b)) return Object.is(a, b)
  const keys = keysOf(a)
  const others = keysOf(b)
  return (
    Object.getPrototypeOf(a) === Object.getPrototypeOf(b) &&
    (a[keyOrder] === undefined) === (b[keyOrder] === undefined) &&
    keys.length === others.length &&
    keys.every((key, index) => key === others[index] && same(a[key], b[key]))
  )
}

function shown(value: Json | undefined): string {
  return JSON.stringify(value, (_, one) => (typeof one === 'bigint' ? `${one}n` : one)) ?? 'nothing'
}
