export type Severity = 'error' | 'warning' | 'info'

/** One row of the catalogue: how grave it is, and how it is worded. The wording says what is wrong and what to do. */
export interface Rule<Args> {
  readonly severity: Severity
  readonly word: (args: Args) => string
}

/** Values that a diagnostic may carry: plain data, so that a machine can read them too. */
export type Argument = string | number | boolean | readonly string[]

export function rule<Args extends Readonly<Record<string, Argument>> = Record<never, never>>(
  severity: Severity,
  word: (args: Args) => string,
): Rule<Args> {
  return { severity, word }
}
