import fs from 'node:fs'
import { errnoOf } from './errno.ts'

export type Kind = 'file' | 'directory' | 'link' | 'special'

/** What stands in a directory; undefined where there is no such directory, or the entry in its way. */
export type Look = ReadonlyMap<string, Kind> | undefined | { readonly blockedBy: string; readonly kind: Kind }

/** The output directories as they stand, each read once and none through a link. */
export interface Tree {
  /** A directory by its slash-separated path below the root; `''` is the root. */
  look(directory: string): Look
  /** The highest directory of a path that does not stand yet. */
  firstAbsent(directory: string): string | undefined
  /** Whether no entry came, went or was replaced in any directory that was looked at; in doubt no. */
  isStill(): boolean
}

/** Changes within a file system's clock tick may leave no trace in its times; no tick is this long. */
const tickMilliseconds = 2000

export function openTree(root: string): Tree {
  const seen = new Map<string, Look>()
  const stamps = new Map<string, string>()
  let still = true

  function look(directory: string): Look {
    if (seen.has(directory)) return seen.get(directory)
    const found = lookAt(directory)
    seen.set(directory, found)
    return found
  }

  function lookAt(directory: string): Look {
    if (directory !== '') {
      const slash = directory.lastIndexOf('/')
      const parent = look(slash < 0 ? '' : directory.slice(0, slash))
      if (parent !== undefined && 'blockedBy' in parent) return parent
      const kind = parent?.get(directory.slice(slash + 1))
      if (kind !== undefined && kind !== 'directory') return { blockedBy: directory, kind }
      // The root is not stamped: our own lock changes it. What matters of it is stamped one level down.
      const stamp = stampOf(`${root}/${directory}`)
      stamps.set(directory, stamp.text)
      if (stamp.changed > Date.now() - tickMilliseconds) still = false
      if (kind === undefined) return undefined
    }
    return entries(`${root}/${directory}`)
  }

  return {
    look,
    firstAbsent(directory) {
      let absent: string | undefined
      for (let end = directory.length; end > 0; end = directory.lastIndexOf('/', end - 1)) {
        const path = directory.slice(0, end)
        if (look(path) !== undefined) return absent
        absent = path
      }
      return absent
    },
    isStill() {
      if (!still) return false
      for (const [directory, stamp] of stamps) if (stampOf(`${root}/${directory}`).text !== stamp) return false
      return true
    },
  }
}

function entries(path: string): Look {
  let found: fs.Dirent[]
  try {
    found = fs.readdirSync(path, { withFileTypes: true })
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined
    throw error
  }
  const kinds = new Map<string, Kind>()
  for (const entry of found) {
    if (entry.isFile()) kinds.set(entry.name, 'file')
    else if (entry.isDirectory()) kinds.set(entry.name, 'directory')
    else kinds.set(entry.name, entry.isSymbolicLink() ? 'link' : 'special')
  }
  return kinds
}

/** Tells one state of a directory's list of names from another; `changed` in milliseconds since 1970. */
function stampOf(path: string): { text: string; changed: number } {
  const found = fs.lstatSync(path, { bigint: true, throwIfNoEntry: false })
  if (found === undefined) return { text: 'absent', changed: 0 }
  return { text: `${found.dev}:${found.ino}:${found.mtimeNs}:${found.ctimeNs}`, changed: Number(found.ctimeMs) }
}
