import fs from 'node:fs'
import { errnoOf } from './errno.ts'

/**
 * What is left to be done once everything is staged. Whoever finds it can carry it out, from the start and as often as
 * need be: a staged entry that is gone has been renamed already, a file to be removed that is gone has been removed.
 */
export interface Journal {
  /** Paths for the staged entries `0`, `1`, ... */
  readonly moves: readonly string[]
  readonly removed: readonly string[]
  /** Directories to be removed if they are empty, in this order. */
  readonly emptied: readonly string[]
}

/** Puts the journal in place, whole and on the disk. Its rename is the commit point of a run. */
export function writeJournal(home: string, journal: Journal): void {
  const draft = `${home}/journal.draft`
  const fd = fs.openSync(draft, 'wx')
  try {
    fs.writeFileSync(fd, JSON.stringify({ version: 1, ...journal }))
    fs.fsyncSync(fd)
  } finally {
    fs.closeSync(fd)
  }
  fs.renameSync(draft, `${home}/journal`)
}

export function hasJournal(home: string): boolean {
  return fs.lstatSync(`${home}/journal`, { throwIfNoEntry: false }) !== undefined
}

/** The journal of an interrupted run; it may have come with a checkout, so nothing in it is trusted. */
export function readJournal(home: string): Journal | 'none' | 'damaged' {
  const path = `${home}/journal`
  const found = fs.lstatSync(path, { throwIfNoEntry: false })
  if (found === undefined) return 'none'
  if (!found.isFile()) return 'damaged'
  try {
    return check(JSON.parse(fs.readFileSync(path, 'utf8')))
  } catch (error) {
    if (errnoOf(error) !== undefined) throw error
    return 'damaged'
  }
}

function check(value: unknown): Journal | 'damaged' {
  if (typeof value !== 'object' || value === null) return 'damaged'
  const { version, moves, removed, emptied } = value as Record<string, unknown>
  return version === 1 && arePaths(moves) && arePaths(removed) && arePaths(emptied)
    ? { moves, removed, emptied }
    : 'damaged'
}

function arePaths(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((path) => typeof path === 'string' && isCleanPath(path))
}

const unclean = /[\0\\]|(?:^|\/)\.{0,2}(?:\/|$)|^\.stowage(?:\/|$)/

/** Whether a path stays below its root: no empty name, no `.` or `..`, and not our own directory. */
export function isCleanPath(path: string): boolean {
  return !unclean.test(path)
}
