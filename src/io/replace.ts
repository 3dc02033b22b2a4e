import fs from 'node:fs'
import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import { dropTree, writeSynced } from './durable.ts'
import { errnoOf } from './errno.ts'
import { isCleanPath } from './journal.ts'
import { makeDirectory } from './make-directory.ts'
import { readFiles } from './read.ts'
import { beginSession, homeOf } from './session.ts'
import { openTree, type Tree } from './tree.ts'

/** A file that is to have another text, or to be made. */
export interface Replacement {
  /** Slash-separated, below the root. */
  readonly path: string
  readonly text: string
  /** The text that was read there; undefined where no file stood. */
  readonly before: string | undefined
}

/**
 * Replaces files one by one, each whole or not at all, under the lock of the root. Never through a link, and never a
 * file that is not any more what was read: each such file is reported, and the others are still written. Gives the
 * paths that were written, in the order given. Nothing is opened for writing where there is nothing to replace.
 */
export function replaceFiles(root: string, files: readonly Replacement[], report: Report): string[] {
  const written: string[] = []
  if (files.length === 0) return written
  beginSession(root, report, (session) => {
    session.lock()
    const tree = openTree(root)
    const stage = `${homeOf(root)}/stage`
    fs.mkdirSync(stage)
    for (const [index, file] of files.entries()) {
      if (!isFree(root, file, tree, report)) continue
      try {
        writeSynced(`${stage}/${index}`, file.text)
        makeDirectory(`${root}/${parentOf(file.path)}`)
        fs.renameSync(`${stage}/${index}`, `${root}/${file.path}`)
        written.push(file.path)
      } catch (error) {
        const errno = errnoOf(error)
        if (errno === undefined) throw error
        const operation = (error as NodeJS.ErrnoException).syscall ?? 'system call'
        report(diagnostic('io/failed', { operation, path: file.path, errno }, { file: file.path }))
      }
    }
    dropTree(stage)
  })
  return written
}

/** Whether a file stands as it was read, in directories that are no links; what is in the way is reported. */
function isFree(root: string, { path, before }: Replacement, tree: Tree, report: Report): boolean {
  if (!isCleanPath(path)) throw new Error(`not a path below the root: ${JSON.stringify(path)}`)
  const directory = parentOf(path)
  const found = tree.look(directory)
  if (found !== undefined && 'blockedBy' in found) {
    if (found.kind === 'link') report(diagnostic('io/symlink-in-output', {}, { file: found.blockedBy }))
    else report(diagnostic('io/in-the-way', { found: 'file', wanted: 'directory' }, { file: found.blockedBy }))
    return false
  }
  const kind = found?.get(path.slice(path.lastIndexOf('/') + 1))
  if (kind === undefined && before === undefined) return true
  if (kind === 'link') report(diagnostic('io/symlink-in-output', {}, { file: path }))
  else if (kind === 'directory' || kind === 'special') {
    const noun = kind === 'special' ? 'pipe' : kind
    report(diagnostic('io/in-the-way', { found: noun, wanted: 'file' }, { file: path }))
  } else if (before === undefined) report(diagnostic('io/foreign-file', {}, { file: path }))
  else if (kind === 'file' && textAt(root, path, report) === before) return true
  else report(diagnostic('io/changing-file', {}, { file: path }))
  return false
}

/** Without a byte order mark, as it was read. */
function textAt(root: string, path: string, report: Report): string | undefined {
  for (const { bytes } of readFiles(root, [path], report)) return bytes.toString('utf8').replace(/^\uFEFF/, '')
  return undefined
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), 0))
}
