import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import { limits } from '../model/limits.ts'
import { isOwned } from '../model/marker.ts'
import { byCodePoint } from '../model/order.ts'
import { parseBatch } from './git-batch.ts'
import { git } from './git-process.ts'

/** A file of a commit. */
export interface CommittedFile {
  /** Slash-separated, relative to the directory that was asked for. */
  readonly path: string
  readonly bytes: Buffer
}

/** A commit of the repository that a directory is in. */
export interface Base {
  /** The full name of the commit, whatever the reference was that led to it. */
  readonly commit: string
  /** Path of the directory in the repository, with a slash at its end; empty at the top. */
  readonly prefix: string
}

/**
 * Finds the commit that a reference names, without touching the work tree. Reports and gives undefined where the
 * reference is not a plain one, where there is no repository or no git, and where the commit is not there.
 */
export async function findBase(root: string, reference: string, report: Report): Promise<Base | undefined> {
  if (!isPlainReference(reference)) {
    report(diagnostic('io/base-reference', { reference }))
    return undefined
  }
  const found = await git(root, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${reference}^{commit}`])
  const place = await git(root, ['rev-parse', '--show-prefix'])
  if ('failed' in place) {
    report(diagnostic('io/no-repository', { reason: place.failed }))
    return undefined
  }
  const commit = 'failed' in found ? '' : found.out.toString('latin1').trim()
  if (!/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(commit)) {
    report(diagnostic('io/no-such-base', { reference }))
    return undefined
  }
  return { commit, prefix: place.out.toString('utf8').replace(/\n$/, '') }
}

/**
 * Reads files of a commit below `directory`, a path in the repository that is empty or ends in a slash. `wanted` picks
 * them by their path below it. Only plain files are read, at most as many and as much as of any input; what cannot be
 * had is reported, and then there is no answer.
 */
export async function readCommitted(
  root: string,
  base: Base,
  wanted: (path: string) => boolean,
  report: Report,
): Promise<CommittedFile[] | undefined> {
  const { commit, prefix } = base
  const listed = await git(root, ['ls-tree', '-rz', '--full-tree', '--end-of-options', commit, ...below(prefix)])
  if ('failed' in listed) return failed(report, 'ls-tree', listed.failed)
  const entries = entriesOf(listed.out.toString('utf8'), prefix).filter(({ path }) => wanted(path))
  if (entries.length > limits.files) {
    report(diagnostic('io/too-many-files', { limit: limits.files }))
    return undefined
  }
  if (entries.length === 0) return []
  const objects = [...new Set(entries.map(({ object }) => object))]
  // Sizes come first, so that nothing is read that is too large to be held.
  const sizes = await git(root, ['cat-file', '--batch-check=%(objectname) %(objectsize)'], objects)
  if ('failed' in sizes) return failed(report, 'cat-file', sizes.failed)
  const lines = sizes.out.toString('latin1').trimEnd().split('\n')
  const absent = lines.find((line) => !/^[0-9a-f]+ \d+$/.test(line))
  if (absent !== undefined) return failed(report, 'cat-file', absent)
  if (!isBounded(lines, report)) return undefined
  const read = await git(root, ['cat-file', '--batch'], objects)
  if ('failed' in read) return failed(report, 'cat-file', read.failed)
  const contents = parseBatch(read.out)
  const files: CommittedFile[] = []
  for (const { path, object } of entries) {
    const bytes = contents?.get(object)
    if (bytes === undefined) return failed(report, 'cat-file', `no object ${object}`)
    files.push({ path, bytes })
  }
  return files.sort((a, b) => byCodePoint(a.path, b.path))
}

/** Of committed files, those that render wrote, as texts by path. */
export function ownedTexts(files: readonly CommittedFile[]): Map<string, () => string> {
  const owned = files.filter(({ bytes }) => isOwned(bytes.toString('utf8', 0, 256)))
  return new Map(owned.map(({ path, bytes }) => [path, () => bytes.toString('utf8').replaceAll('\r\n', '\n')]))
}

/**
 * A branch, tag or commit as git names them, with `~2` or `^` behind it; nothing that git could take for an option, a
 * range, a path in a commit or a search.
 */
export function isPlainReference(reference: string): boolean {
  return (
    reference.length <= 250 &&
    /^[A-Za-z0-9_][A-Za-z0-9_./-]*(?:[~^][0-9]{0,4}){0,4}$/.test(reference) &&
    !/\.\.|\/\/|@\{|\/\.|\.lock(?:\/|$)|\/$/.test(reference)
  )
}

function below(prefix: string): string[] {
  return prefix === '' ? [] : [prefix]
}

interface Entry {
  readonly path: string
  readonly object: string
}

/** Plain files of an `ls-tree -rz`; links and submodules are none. */
function entriesOf(listing: string, prefix: string): Entry[] {
  return listing.split('\0').flatMap((line) => {
    const match = /^100(?:644|755) blob ([0-9a-f]{40}|[0-9a-f]{64})\t([\s\S]+)$/.exec(line)
    const [, object, path] = match ?? []
    if (object === undefined || path === undefined || !path.startsWith(prefix)) return []
    return [{ path: path.slice(prefix.length), object }]
  })
}

function isBounded(sizes: readonly string[], report: Report): boolean {
  let total = 0
  for (const line of sizes) {
    const size = Number(line.split(' ')[1])
    total += size
    if (size > limits.fileBytes) {
      report(diagnostic('io/file-too-large', { size, limit: limits.fileBytes }))
      return false
    }
  }
  if (total <= limits.totalBytes) return true
  report(diagnostic('io/too-much', { limit: limits.totalBytes }))
  return false
}

function failed(report: Report, command: string, reason: string): undefined {
  report(diagnostic('io/git-failed', { command, reason }))
  return undefined
}
