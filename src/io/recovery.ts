import fs from 'node:fs'
import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import { dropIfEmpty, syncParents } from './carry-out.ts'
import { newComparer } from './compare.ts'
import { dropTree } from './durable.ts'
import { tolerate } from './errno.ts'
import { type Journal, readJournal } from './journal.ts'

/**
 * Brings a tree to rest that an interrupted run left: without a journal what it staged is dropped, with one the rest is
 * carried out. The caller holds the lock. False where something is in the way; it was reported, and the journal stays.
 *
 * People may have worked on the tree since, and the journal may be a stranger's. So each step looks before it acts:
 * never through a link, never over or at a file that is not ours.
 */
export function settle(root: string, home: string, report: Report): boolean {
  const journal = readJournal(home)
  if (journal === 'damaged') {
    report(diagnostic('io/journal-damaged', {}, { file: '.stowage/journal' }))
    return false
  }
  if (journal !== 'none' && !finish(root, `${home}/stage`, journal, report)) return false
  clear(home)
  return true
}

/** Drops all that a run leaves in `home`, but the lock: first the journal, as without it the stage means nothing. */
export function clear(home: string): void {
  tolerate(['ENOENT'], () => fs.unlinkSync(`${home}/journal`))
  for (const name of fs.readdirSync(home)) if (name !== 'lock') dropTree(`${home}/${name}`)
}

function finish(root: string, stage: string, journal: Journal, report: Report): boolean {
  const comparer = newComparer()
  let free = true

  function kindOf(path: string): 'absent' | 'directory' | 'ours' | 'foreign' | 'link' {
    const found = fs.lstatSync(path, { throwIfNoEntry: false })
    if (found === undefined) return 'absent'
    if (found.isSymbolicLink()) return 'link'
    if (found.isDirectory()) return 'directory'
    return found.isFile() && comparer.isOurs(path) ? 'ours' : 'foreign'
  }

  function refuse(path: string, kind: 'directory' | 'ours' | 'foreign' | 'link'): void {
    free = false
    if (kind === 'link') report(diagnostic('io/symlink-in-output', {}, { file: path }))
    else if (kind === 'foreign') report(diagnostic('io/foreign-file', {}, { file: path }))
    else {
      const found = kind === 'ours' ? 'file' : kind
      report(diagnostic('io/in-the-way', { found, wanted: found === 'file' ? 'directory' : 'file' }, { file: path }))
    }
  }

  /** Whether all parents of a path are plain directories; those missing are made where `make` says so. */
  function hasParents(path: string, make: boolean): boolean {
    for (let end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1)) {
      const parent = path.slice(0, end)
      const kind = kindOf(`${root}/${parent}`)
      if (kind === 'absent' && make) fs.mkdirSync(`${root}/${parent}`)
      else if (kind !== 'directory') {
        if (kind !== 'absent') refuse(parent, kind)
        return false
      }
    }
    return true
  }

  function move(from: string, path: string): void {
    const staged = kindOf(from)
    if (staged === 'absent') return
    if (staged === 'link' || staged === 'foreign') {
      // Not what was staged: a power cut took its content, or a stranger made the journal.
      free = false
      report(diagnostic('io/journal-damaged', {}, { file: from.slice(root.length + 1) }))
      return
    }
    if (!hasParents(path, true)) return
    const standing = kindOf(`${root}/${path}`)
    if (standing === 'absent' || (standing === 'ours' && staged === 'ours')) {
      fs.renameSync(from, `${root}/${path}`)
    } else if (standing === 'directory' && staged === 'directory') {
      // Somebody made the directory in the meantime.
      for (const name of fs.readdirSync(from)) move(`${from}/${name}`, `${path}/${name}`)
      dropIfEmpty(from)
    } else {
      refuse(path, standing)
    }
  }

  const staging = kindOf(stage)
  if (staging === 'directory') {
    for (const [index, target] of journal.moves.entries()) move(`${stage}/${index}`, target)
    if (free) syncParents(root, journal.moves)
  } else if (staging !== 'absent') {
    refuse('.stowage/stage', staging)
  }
  if (!free) return false
  for (const path of journal.removed) {
    if (hasParents(path, false) && kindOf(`${root}/${path}`) === 'ours') fs.unlinkSync(`${root}/${path}`)
  }
  for (const path of journal.emptied) if (hasParents(path, false)) dropIfEmpty(`${root}/${path}`)
  return free
}
