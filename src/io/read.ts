import fs from 'node:fs'
import { type Diagnostic, diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import { limits } from '../model/limits.ts'
import { errnoOf } from './errno.ts'

export interface InputFile {
  /** Slash-separated, relative to the root. */
  readonly path: string
  readonly bytes: Buffer
}

/** Without following a link, and without waiting for a writer where a pipe was put in place of the file. */
const openFlags = fs.constants.O_RDONLY | (fs.constants.O_NOFOLLOW ?? 0) | (fs.constants.O_NONBLOCK ?? 0)

/**
 * Reads regular files below a root, each at most `limits.fileBytes`, all together at most `limits.totalBytes`. Every
 * file that cannot be had whole is reported and missing from the answer. Files come one by one, so that the taker need
 * not hold the bytes of all of them beside what it makes of them.
 */
export function* readFiles(root: string, paths: readonly string[], report: Report): Generator<InputFile> {
  let total = 0
  for (const path of paths) {
    const found = readFile(root, path)
    if ('code' in found) {
      report(found)
      continue
    }
    total += found.bytes.length
    if (total > limits.totalBytes) {
      report(diagnostic('io/too-much', { limit: limits.totalBytes }, { file: path }))
      return
    }
    yield found
  }
}

function readFile(root: string, path: string): InputFile | Diagnostic {
  const place = { file: path }
  try {
    for (let attempt = 0; attempt < 2; attempt++) {
      const before = fs.lstatSync(`${root}/${path}`)
      if (before.isSymbolicLink()) return diagnostic('io/symlink', {}, place)
      if (before.isDirectory()) return diagnostic('io/not-a-file', {}, place)
      if (!before.isFile()) return diagnostic('io/special-file', {}, place)
      if (before.size > limits.fileBytes) {
        return diagnostic('io/file-too-large', { size: before.size, limit: limits.fileBytes }, place)
      }
      const bytes = readSame(`${root}/${path}`, before)
      if (bytes !== undefined) return { path, bytes }
    }
    return diagnostic('io/changing-file', {}, place)
  } catch (error) {
    const errno = errnoOf(error)
    if (errno === undefined) throw error
    if (errno === 'ELOOP') return diagnostic('io/symlink', {}, place)
    return diagnostic('io/unreadable', { errno }, place)
  }
}

/**
 * The bytes of the very file that `before` describes, or undefined where it is another by now. One byte more than it
 * had is asked for: a read that stays below that has met the end, and one that does not tells of growth.
 */
function readSame(path: string, before: fs.Stats): Buffer | undefined {
  const fd = fs.openSync(path, openFlags)
  try {
    const buffer = Buffer.allocUnsafe(before.size + 1)
    let length = 0
    while (length < buffer.length) {
      const got = fs.readSync(fd, buffer, length, buffer.length - length, null)
      length += got
      if (got === 0 || length === before.size) break
    }
    const after = fs.fstatSync(fd)
    const same =
      after.ino === before.ino &&
      after.dev === before.dev &&
      after.size === before.size &&
      after.mtimeMs === before.mtimeMs &&
      after.ctimeMs === before.ctimeMs
    return same && length === before.size ? buffer.subarray(0, length) : undefined
  } finally {
    fs.closeSync(fd)
  }
}
