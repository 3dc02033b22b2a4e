import fs from 'node:fs'
import { sync } from './durable.ts'
import { tolerate } from './errno.ts'
import type { Journal } from './journal.ts'

/** Renames what was staged into place, then removes what goes. Throws the errno of the first call that fails. */
export function carryOut(root: string, stage: string, journal: Journal, durable: boolean): void {
  for (const [index, target] of journal.moves.entries()) fs.renameSync(`${stage}/${index}`, `${root}/${target}`)
  // What is added must be safe before anything is removed.
  if (durable) syncParents(root, journal.moves)
  for (const path of journal.removed) tolerate(['ENOENT'], () => fs.unlinkSync(`${root}/${path}`))
  for (const path of journal.emptied) dropIfEmpty(`${root}/${path}`)
  if (durable) syncParents(root, [...journal.removed, ...journal.emptied])
}

export function dropIfEmpty(path: string): void {
  tolerate(['ENOENT', 'ENOTEMPTY', 'EEXIST'], () => fs.rmdirSync(path))
}

/** Brings the directories to the disk in which these paths came or went, as far as they still stand. */
export function syncParents(root: string, paths: readonly string[]): void {
  const parents = new Set<string>()
  for (const path of paths) parents.add(path.slice(0, Math.max(path.lastIndexOf('/'), 0)))
  for (const parent of parents) tolerate(['ENOENT'], () => sync(`${root}/${parent}`))
}
