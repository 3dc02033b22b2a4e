import { type Diagnostic, severityOf } from './diagnostic.ts'

/** The exit codes of every command; a script may rely on them. */
export const exitCode = {
  done: 0,
  wouldChange: 1,
  refused: 2,
  guarded: 3,
  facts: 4,
  limit: 5,
  locked: 6,
  io: 7,
  usage: 64,
  bug: 70,
} as const

export type ExitCode = (typeof exitCode)[keyof typeof exitCode]

/** Codes that do not mean "input refused", which is what an error means otherwise. */
const special: Readonly<Record<string, ExitCode>> = {
  'placement/leaves-every-cluster': exitCode.guarded,
  'placement/cluster-gone': exitCode.guarded,
  'placement/nothing-left': exitCode.guarded,
  'io/locked': exitCode.locked,
  'io/failed': exitCode.io,
  'io/output-lost': exitCode.io,
  'io/journal-damaged': exitCode.locked,
  'io/unfinished': exitCode.locked,
  'io/too-many-files': exitCode.limit,
  'io/too-much': exitCode.limit,
}

/** The worst that was found decides: trouble with the disk or the lock, then refused input, then the guard. */
export function exitCodeOf(found: readonly Diagnostic[]): ExitCode {
  const codes = new Set(
    found.filter((one) => severityOf(one.code) === 'error').map((one) => special[one.code] ?? exitCode.refused),
  )
  for (const code of [exitCode.io, exitCode.locked, exitCode.refused, exitCode.limit, exitCode.guarded]) {
    if (codes.has(code)) return code
  }
  return exitCode.done
}
