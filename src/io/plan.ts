import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import type { Layout, OutputFile } from '../model/manifest.ts'
import { byCodePoint } from '../model/order.ts'
import { type Comparer, newComparer } from './compare.ts'
import { isCleanPath } from './journal.ts'
import type { Kind, Tree } from './tree.ts'

/** What separates the tree that stands from the one that is wanted. Each list is in path order. */
export interface Plan {
  readonly created: readonly OutputFile[]
  readonly changed: readonly OutputFile[]
  readonly removed: readonly string[]
  /** Directories in which the removals leave nothing, the inner ones first; what is created may fill them again. */
  readonly emptied: readonly string[]
  readonly unchanged: number
  /** Something stands in the way and was reported; nothing may be written. */
  readonly refused: boolean
}

const nouns: Readonly<Record<Kind, string>> = { file: 'file', directory: 'directory', link: 'link', special: 'pipe' }

/** Compares a layout with what stands below the root. Reads only; throws the errno of a read that fails. */
export function plan(root: string, layout: Layout, owned: readonly string[], tree: Tree, report: Report): Plan {
  const created: OutputFile[] = []
  const changed: OutputFile[] = []
  /** Paths of the layout in directories that stand. */
  const named = new Set<string>()
  const blocked = new Set<string>()
  const comparer = newComparer()
  let unchanged = 0

  function refuse(path: string, kind: Kind, wanted: string): void {
    if (blocked.has(path)) return
    blocked.add(path)
    const found = nouns[kind]
    if (kind === 'link') report(diagnostic('io/symlink-in-output', {}, { file: path }))
    else report(diagnostic('io/in-the-way', { found, wanted }, { file: path }))
  }

  for (const file of layout.files) {
    const { path } = file
    if (!isCleanPath(path)) throw new Error(`not a path below the output: ${JSON.stringify(path)}`)
    const slash = path.lastIndexOf('/')
    const directory = slash < 0 ? '' : path.slice(0, slash)
    const entries = tree.look(directory)
    if (entries === undefined) {
      created.push(file)
      continue
    }
    if ('blockedBy' in entries) {
      refuse(entries.blockedBy, entries.kind, 'directory')
      continue
    }
    named.add(path)
    const kind = entries.get(path.slice(slash + 1))
    if (kind === undefined) {
      created.push(file)
    } else if (kind !== 'file') {
      refuse(path, kind, 'file')
    } else {
      const comparison = comparer.compare(`${root}/${path}`, file.text())
      if (comparison === 'same') unchanged++
      else if (comparison === 'ours') changed.push(file)
      else {
        blocked.add(path)
        report(diagnostic('io/foreign-file', {}, { file: path }))
      }
    }
  }
  const going = blocked.size > 0 ? { removed: [], emptied: [] } : obsolete()
  return { created, changed, ...going, unchanged, refused: blocked.size > 0 }

  /** Our files that the layout does not name, and the directories that their removal empties. */
  function obsolete(): { removed: string[]; emptied: string[] } {
    const removed: string[] = []
    const emptied: string[] = []
    const kept = new Set(layout.kept)
    for (const directory of owned) {
      const found = sweep(root, directory, { tree, named, kept, comparer })
      // Not spread into push: a list may be longer than a call may have arguments.
      for (const path of found.removed) removed.push(path)
      for (const path of found.emptied) emptied.push(path)
    }
    return { removed: removed.sort(byCodePoint), emptied }
  }
}

interface Sweep {
  readonly tree: Tree
  readonly named: ReadonlySet<string>
  readonly kept: ReadonlySet<string>
  readonly comparer: Comparer
}

function sweep(root: string, top: string, known: Sweep): { removed: string[]; emptied: string[] } {
  const removed: string[] = []
  const emptied: string[] = []

  /** Whether removals leave the directory empty. */
  function visit(directory: string): boolean {
    const entries = known.tree.look(directory)
    if (entries === undefined || 'blockedBy' in entries || known.kept.has(directory)) return false
    let left = entries.size
    for (const [name, kind] of entries) {
      const path = `${directory}/${name}`
      if (kind === 'directory') {
        if (!name.startsWith('.') && visit(path)) left--
      } else if (kind === 'file' && !known.named.has(path) && known.comparer.isOurs(`${root}/${path}`)) {
        removed.push(path)
        left--
      }
    }
    if (left > 0 || entries.size === 0) return false
    emptied.push(directory)
    return true
  }

  visit(top)
  return { removed, emptied }
}
