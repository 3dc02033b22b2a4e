import type { Origin } from '../model/source.ts'
import { type Code, catalogue } from './catalogue.ts'
import type { Argument, Severity } from './rule.ts'

/** Where a problem is: a field of a document, or an offset (UTF-16 units) in a file that could not be read further. */
export type Place = Origin | { readonly file: string; readonly offset: number } | { readonly file: string }

/** Something to tell the user, as data. */
export interface Diagnostic {
  readonly code: Code
  readonly args: Readonly<Record<string, Argument>>
  readonly at: Place | undefined
  /** Other places that take part: the first of two duplicates, the policy of a workload. */
  readonly related: readonly Place[]
}

export type Report = (diagnostic: Diagnostic) => void

type ArgsOf<C extends Code> = Parameters<(typeof catalogue)[C]['word']>[0]

/** Builds a diagnostic; the code decides which arguments it takes. */
export function diagnostic<C extends Code>(
  code: C,
  args: ArgsOf<C>,
  at?: Place,
  related: readonly Place[] = [],
): Diagnostic {
  return { code, args: args as Readonly<Record<string, Argument>>, at, related }
}

export function severityOf(code: Code): Severity {
  return catalogue[code].severity
}

/** The sentence of a diagnostic. */
export function wording(found: Diagnostic): string {
  return (catalogue[found.code].word as (args: Diagnostic['args']) => string)(found.args)
}
