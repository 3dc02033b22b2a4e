import type { Diagnostic } from './diagnostic.ts'

/** A place in a text as people count: both from 1, the column in code points. */
export interface Position {
  readonly file: string
  readonly line: number
  readonly column: number
}

/** A diagnostic with its place in the text, as far as it has one. */
export interface Located {
  readonly diagnostic: Diagnostic
  readonly file?: string
  readonly line?: number
  readonly column?: number
  /** The line, shortened and with everything unprintable escaped; `column` counts in this text, from 1. */
  readonly excerpt?: { readonly text: string; readonly column: number }
  readonly related: readonly Position[]
}
