import fs from 'node:fs'
import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import { errnoOf } from './errno.ts'
import { hasJournal } from './journal.ts'
import { acquire, release } from './lock.ts'
import { clear, settle } from './recovery.ts'

/** `refused` and `failed` have been reported as errors; the tree is then the old one, or marked unfinished. */
export type Outcome = 'done' | 'refused' | 'failed'

/** Thrown to leave a session after a refusal that has been reported. */
export const refused = Symbol('refused')

export interface Session {
  /** Takes the lock and settles what an interrupted run left, if there is a trace of one. */
  settleIfNeeded(): void
  /** Takes the lock, unless it is held already; says whether it was taken now. */
  lock(): boolean
  isUnfinished(): boolean
}

/** Where a run keeps its lock, stage and journal: on the file system of the output, and in nobody's way. */
export function homeOf(root: string): string {
  return `${root}/.stowage`
}

/**
 * Runs something that may write, and cleans up after it. A failed system call is reported, and what was not yet
 * committed is taken back; what was committed stays marked for the next run. Any other fault is thrown on.
 */
export function beginSession(root: string, report: Report, body: (session: Session) => void): Outcome {
  const home = homeOf(root)
  let locked = false

  function lock(): boolean {
    if (locked) return false
    const holder = acquire(home)
    if (holder !== undefined) {
      report(diagnostic('io/locked', { holder }, { file: '.stowage/lock' }))
      throw refused
    }
    locked = true
    if (!settle(root, home, report)) throw refused
    return true
  }

  try {
    body({
      lock,
      settleIfNeeded: () => {
        if (isPlainHome(home, report)) lock()
      },
      isUnfinished: () => isPlainHome(home, report) && hasJournal(home),
    })
    if (locked) release(home)
    return 'done'
  } catch (error) {
    if (locked) retreat(home)
    if (error === refused) return 'refused'
    const errno = errnoOf(error)
    if (errno === undefined) throw error
    const { syscall, path } = error as NodeJS.ErrnoException
    report(diagnostic('io/failed', { operation: syscall ?? 'system call', path: below(root, path), errno }))
    return 'failed'
  }
}

/** Without a journal nothing has been replaced, and all traces go; with one, the next run has to find it. */
function retreat(home: string): void {
  try {
    if (!hasJournal(home)) clear(home)
  } catch {
    // The first failure is the one to tell of; the next run clears what is left.
  }
  try {
    release(home)
  } catch {
    // Likewise: a lock that stays is broken once this process is gone.
  }
}

/** Whether there is a `.stowage`; anything but a plain directory is refused. */
function isPlainHome(home: string, report: Report): boolean {
  const found = fs.lstatSync(home, { throwIfNoEntry: false })
  if (found === undefined) return false
  if (found.isDirectory()) return true
  if (found.isSymbolicLink()) report(diagnostic('io/symlink-in-output', {}, { file: '.stowage' }))
  else report(diagnostic('io/in-the-way', { found: 'file', wanted: 'directory' }, { file: '.stowage' }))
  throw refused
}

/** A path as people may see it: relative to the root, never this machine's. */
function below(root: string, path: string | undefined): string {
  if (path === undefined) return '.'
  return path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path === root ? '.' : 'outside of the output'
}
