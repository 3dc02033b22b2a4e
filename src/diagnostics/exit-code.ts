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
  'guard/nothing-left': exitCode.guarded,
  'guard/cluster-gone': exitCode.guarded,
  'guard/cluster-emptied': exitCode.guarded,
  'guard/leaves-every-cluster': exitCode.guarded,
  'guard/shrinks': exitCode.guarded,
  'guard/protected-object': exitCode.guarded,
  'guard/protected-kind': exitCode.guarded,
  'guard/cluster-share': exitCode.guarded,
  'guard/fleet-share': exitCode.guarded,
  'guard/clusters-at-once': exitCode.guarded,
  'guard/refused': exitCode.guarded,
  'io/locked': exitCode.locked,
  'io/failed': exitCode.io,
  'io/output-lost': exitCode.io,
  'io/git-failed': exitCode.io,
  'io/no-repository': exitCode.io,
  'io/base-reference': exitCode.usage,
  'io/no-such-base': exitCode.usage,
  'io/journal-damaged': exitCode.locked,
  'io/unfinished': exitCode.locked,
  'io/too-many-files': exitCode.limit,
  'io/too-much': exitCode.limit,
  'snapshot/too-old': exitCode.facts,
  'snapshot/ahead': exitCode.facts,
  'snapshot/no-answer': exitCode.facts,
  'snapshot/no-context': exitCode.facts,
  'snapshot/nothing-selected': exitCode.usage,
  'snapshot/unknown-context': exitCode.usage,
}

/**
 * The worst that was found decides: trouble with the disk or the lock, then what was asked for, then refused input, then
 * facts that are missing, then the guard, which may have gone by old facts.
 */
export function exitCodeOf(found: readonly Diagnostic[]): ExitCode {
  const codes = new Set(
    found.filter((one) => severityOf(one.code) === 'error').map((one) => special[one.code] ?? exitCode.refused),
  )
  return order.find((code) => codes.has(code)) ?? exitCode.done
}

const { io, locked, usage, refused, limit, facts, guarded } = exitCode
const order: readonly ExitCode[] = [io, locked, usage, refused, limit, facts, guarded]
