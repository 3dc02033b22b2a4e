import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts'
import { severityOf } from '../../src/diagnostics/diagnostic.ts'
import { decode } from '../../src/yaml/decode.ts'
import { locate } from '../../src/yaml/locate.ts'
import { parse } from '../../src/yaml/parse.ts'
import { resourcesOf } from '../../src/yaml/resources.ts'
import type { Hostile } from './corpus.ts'

export interface Outcome {
  /** Codes of all errors, in order of place. */
  readonly codes: readonly string[]
  /** `line:column` of the first error with each code; a code is missing where only the file is known. */
  readonly places: Readonly<Record<string, string>>
  readonly found: readonly Diagnostic[]
  readonly milliseconds: number
}

/** Sends one file the whole way from bytes to objects. */
export function readOne({ make, path = 'a.yaml' }: Hostile): Outcome {
  const made = make()
  const bytes = typeof made === 'string' ? new TextEncoder().encode(made) : made
  const start = performance.now()
  const found: Diagnostic[] = []
  const texts = new Map<string, string>()
  const decoded = decode(path, bytes)
  if ('problem' in decoded) found.push(decoded.problem)
  else {
    texts.set(path, decoded.file.text)
    resourcesOf(
      parse(decoded.file, (one) => void found.push(one)),
      (one) => void found.push(one),
    )
  }
  const errors = locate(found, texts).filter(({ diagnostic }) => severityOf(diagnostic.code) === 'error')
  const places: Record<string, string> = {}
  for (const { diagnostic, line, column } of errors) {
    if (line !== undefined) places[diagnostic.code] ??= `${line}:${column}`
  }
  return {
    codes: errors.map(({ diagnostic }) => diagnostic.code),
    places,
    found,
    milliseconds: performance.now() - start,
  }
}
