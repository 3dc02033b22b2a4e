import { type Diagnostic, severityOf } from '../../src/diagnostics/diagnostic.ts'
import type { Json } from '../../src/model/json.ts'
import { locate } from '../../src/yaml/locate.ts'
import { type ParsedDocument, parse } from '../../src/yaml/parse.ts'

export interface Reading {
  readonly documents: readonly ParsedDocument[]
  readonly values: readonly Json[]
  readonly found: readonly Diagnostic[]
  /** `code line:column` of every diagnostic, in order of place. */
  readonly places: readonly string[]
  readonly errors: readonly string[]
}

/** Reads one text, and finds the places of what was told. */
export function reading(text: string, path = 'a.yaml'): Reading {
  const found: Diagnostic[] = []
  const documents = parse({ path, text }, (one) => void found.push(one))
  return {
    documents,
    values: documents.map(({ value }) => value),
    found,
    places: placesOf(found, path, text),
    errors: found.filter(({ code }) => severityOf(code) === 'error').map(({ code }) => code),
  }
}

export function placesOf(found: readonly Diagnostic[], path: string, text: string): string[] {
  return locate(found, new Map([[path, text]])).map(
    ({ diagnostic, line, column }) => `${diagnostic.code} ${line ?? '?'}:${column ?? '?'}`,
  )
}
