import fs from 'node:fs'
import type { Layout } from '../../src/model/manifest.ts'
import { marker } from '../../src/model/marker.ts'
import { byCodePoint } from '../../src/model/order.ts'

/** Files by path, as a campaign or test wants or finds them. */
export type Files = ReadonlyMap<string, string>

export function layoutOf(files: Files, kept: readonly string[] = []): Layout {
  const paths = [...files.keys()].sort(byCodePoint)
  return { files: paths.map((path) => ({ path, text: () => files.get(path) ?? '' })), kept }
}

/** A text of ours: the marker, and about `bytes` more. */
export function ours(text: string, bytes = 0): string {
  const lead = marker.endsWith('\n') ? marker : `${marker}\n`
  return `${lead}data: ${text}\n${'x'.repeat(bytes)}`
}

export function put(root: string, files: Files): void {
  for (const [path, text] of files) {
    fs.mkdirSync(`${root}/${path}`.replace(/\/[^/]*$/, ''), { recursive: true })
    fs.writeFileSync(`${root}/${path}`, text)
  }
}

/** All that stands below a root, directories as `path/`, links as `-> target`; `.stowage` left out. */
export function found(root: string): Map<string, string> {
  const all = new Map<string, string>()
  function visit(directory: string): void {
    for (const entry of fs.readdirSync(`${root}/${directory}`, { withFileTypes: true })) {
      const path = directory === '' ? entry.name : `${directory}/${entry.name}`
      if (path === '.stowage') continue
      if (entry.isDirectory()) {
        all.set(`${path}/`, '')
        visit(path)
      } else if (entry.isFile()) all.set(path, fs.readFileSync(`${root}/${path}`, 'utf8'))
      else if (entry.isSymbolicLink()) all.set(path, `-> ${fs.readlinkSync(`${root}/${path}`)}`)
      else all.set(path, 'special')
    }
  }
  if (fs.existsSync(root)) visit('')
  return all
}

/** Files with the directories that they need, in the form of {@link found}. */
export function withDirectories(...parts: readonly Files[]): Map<string, string> {
  const all = new Map<string, string>()
  for (const part of parts) {
    for (const [path, text] of part) {
      for (let slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
        all.set(path.slice(0, slash + 1), '')
      }
      all.set(path, text)
    }
  }
  return all
}

export function sameFiles(a: Files, b: Files): boolean {
  if (a.size !== b.size) return false
  for (const [path, text] of a) if (b.get(path) !== text) return false
  return true
}
