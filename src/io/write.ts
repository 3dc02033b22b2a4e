import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import type { Layout, OutputFile } from '../model/manifest.ts'
import { byCodePoint } from '../model/order.ts'
import { carryOut } from './carry-out.ts'
import { sync } from './durable.ts'
import { hasJournal, writeJournal } from './journal.ts'
import { makeDirectory } from './make-directory.ts'
import { type Plan, plan } from './plan.ts'
import { clear } from './recovery.ts'
import { beginSession, homeOf, type Outcome, refused } from './session.ts'
import { stageAll } from './stage.ts'
import { type PlannedFile, touchedBy } from './standing.ts'
import { openTree } from './tree.ts'

/** The directories below the output root that are ours. */
export const outputFolders: readonly string[] = ['clusters', 'placements']

export interface WriteOptions {
  /** Also outlive a power cut: every file and directory is brought to the disk. */
  readonly durable: boolean
  /** Only say what would be written. */
  readonly dryRun: boolean
  /** Directories below the root in which our files that the layout does not name are removed. */
  readonly owned: readonly string[]
  /** Sees what would be written, in a dry run too; nothing is where it gives false, which it tells itself. */
  readonly review?: (files: () => Iterable<PlannedFile>) => boolean
}

/** What was written, or would be in a dry run; paths below the root, in order. Empty unless the outcome is `done`. */
export interface WriteResult {
  readonly outcome: Outcome
  /** Number of files that were created or changed. */
  readonly count: number
  /** Their paths. */
  readonly written: readonly string[]
  /** Those of `written` that were not there before. */
  readonly created: readonly string[]
  readonly removed: readonly string[]
  /** Number of files that already were as they should be. */
  readonly unchanged: number
}

/**
 * Makes the output at `root` what `layout` says, whole or not at all. A run in which nothing changes opens nothing for
 * writing. Otherwise: lock, settle what an interrupted run left, stage everything new beside the output, write the
 * journal (from here on the run counts as done, and whoever comes next completes it), rename into place, remove, drop
 * the journal, unlock.
 */
export function writeLayout(root: string, layout: Layout, options: WriteOptions, report: Report): WriteResult {
  let done: Plan | undefined
  const outcome = beginSession(root, report, (session) => {
    if (!options.dryRun) session.settleIfNeeded()
    else if (session.isUnfinished()) {
      report(diagnostic('io/unfinished', {}, { file: '.stowage' }))
      throw refused
    }
    let tree = openTree(root)
    let wanted = plan(root, layout, options.owned, tree, report)
    if (wanted.refused) throw refused
    const review = (plan: Plan): void => {
      if (options.review?.(() => touchedBy(root, plan)) === false) throw refused
    }
    if (options.dryRun || isNothing(wanted)) review(wanted)
    else {
      makeDirectory(root)
      if (session.lock() && !tree.isStill()) {
        // Another run may have written between our look and our lock.
        tree = openTree(root)
        wanted = plan(root, layout, options.owned, tree, report)
        if (wanted.refused) throw refused
      }
      review(wanted)
      if (!isNothing(wanted))
        replace(root, wanted, stageAll(`${homeOf(root)}/stage`, wanted, tree, options.durable), options)
    }
    done = wanted
  })
  if (outcome !== 'done' || done === undefined) {
    return { outcome, count: 0, written: [], created: [], removed: [], unchanged: 0 }
  }
  return resultOf(outcome, done)
}

/** The lists of paths are made when they are asked for: after a first write they are most of what is remembered. */
function resultOf(outcome: Outcome, { created, changed, removed, unchanged }: Plan): WriteResult {
  const pathOf = (file: OutputFile): string => file.path
  return {
    outcome,
    count: created.length + changed.length,
    get written() {
      return created.concat(changed).map(pathOf).sort(byCodePoint)
    },
    get created() {
      return created.map(pathOf)
    },
    removed,
    unchanged,
  }
}

/** Brings a tree to rest that an interrupted run left; nothing is opened for writing where there is none. */
export function recover(root: string, report: Report): Outcome {
  return beginSession(root, report, (session) => session.settleIfNeeded())
}

/** Whether a tree was left half replaced, so that it must not be read as anybody's output. */
export function inspect(root: string): 'clean' | 'unfinished' {
  return hasJournal(homeOf(root)) ? 'unfinished' : 'clean'
}

function isNothing(wanted: Plan): boolean {
  return wanted.created.length + wanted.changed.length + wanted.removed.length === 0
}

function replace(root: string, wanted: Plan, moves: readonly string[], options: WriteOptions): void {
  const home = homeOf(root)
  const journal = { moves, removed: wanted.removed, emptied: wanted.emptied }
  writeJournal(home, journal)
  if (options.durable) sync(home)
  carryOut(root, `${home}/stage`, journal, options.durable)
  clear(home)
  if (options.durable) sync(home)
}
