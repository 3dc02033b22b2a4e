import fs from 'node:fs'
import { join } from 'node:path'
import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import { limits } from '../model/limits.ts'
import { byCodePoint } from '../model/order.ts'
import { isDirectory } from './directory.ts'
import { errnoOf } from './errno.ts'
import { compileGlob, type PathTest } from './glob.ts'

export interface ListOptions {
  /** Patterns of paths relative to the root; a matching directory is left out with all that is in it. */
  readonly exclude: readonly string[]
  /** Directories relative to the root that are not input, such as `clusters`. */
  readonly skip: readonly string[]
}

const extension = /\.(?:yaml|yml|json)$/

/**
 * The input files below a directory: `.yaml`, `.yml` and `.json`, relative to it, in code-point order. Names that
 * begin with a dot and `node_modules` are left out. What cannot be read as input though it looks like it (links,
 * pipes, unreadable directories) is reported; a caller that got an error must not go on with the rest.
 */
export async function listFiles(root: string, options: ListOptions, report: Report): Promise<string[]> {
  const { default: glob } = await import('fast-glob')
  const excluded = compileAll(options.exclude, report)
  const skipped = new Set(options.skip)
  const files: string[] = []
  const announced = new Set<string>()

  // fast-glob walks; what it sees of a directory is decided here, where nothing can go missing without a word.
  function visit(directory: string): fs.Dirent[] {
    const folder = directory.slice(root.length).replace(/^\/+|\/+$/g, '')
    announced.delete(folder)
    if (files.length > limits.files) return []
    const kept: fs.Dirent[] = []
    for (const entry of read(directory, folder)) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (entry.name.startsWith('.') || skipped.has(path) || excluded.some((test) => test(path))) continue
      if (entry.isDirectory()) {
        if (entry.name === 'node_modules') continue
        kept.push(entry)
        announced.add(path)
      } else if (entry.isSymbolicLink()) {
        if (extension.test(path) || isDirectory(join(root, path))) report(diagnostic('io/symlink', {}, { file: path }))
      } else if (extension.test(path)) {
        if (entry.isFile()) files.push(path)
        else report(diagnostic('io/special-file', {}, { file: path }))
      }
    }
    return kept
  }

  function read(directory: string, folder: string): fs.Dirent[] {
    try {
      return fs.readdirSync(directory, { withFileTypes: true })
    } catch (error) {
      const errno = errnoOf(error)
      if (errno === undefined) throw error
      report(diagnostic('io/unreadable', { errno }, { file: folder === '' ? '.' : folder }))
      return []
    }
  }

  glob.globSync('**', {
    cwd: root,
    onlyFiles: false,
    followSymbolicLinks: false,
    unique: false,
    fs: { readdirSync: visit as unknown as typeof fs.readdirSync },
  })
  if (files.length > limits.files) {
    report(diagnostic('io/too-many-files', { limit: limits.files }))
    return []
  }
  for (const path of [...announced].sort(byCodePoint)) report(diagnostic('io/unlistable-name', {}, { file: path }))
  return files.sort(byCodePoint)
}

function compileAll(patterns: readonly string[], report: Report): PathTest[] {
  const tests: PathTest[] = []
  for (const pattern of patterns) {
    const test = compileGlob(pattern)
    if (test === undefined) report(diagnostic('io/exclude-pattern', { pattern }))
    else tests.push(test)
  }
  return tests
}
