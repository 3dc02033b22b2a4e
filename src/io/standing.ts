import fs from 'node:fs'
import type { OutputFile } from '../model/manifest.ts'
import { newComparer } from './compare.ts'
import type { Plan } from './plan.ts'
import { openTree } from './tree.ts'

/** A file that a plan creates, changes or removes. Texts are made when they are asked for. */
export interface PlannedFile {
  readonly path: string
  readonly before: (() => string) | undefined
  readonly after: (() => string) | undefined
  readonly ids?: OutputFile['ids']
}

/**
 * The files that a plan of the writer touches. What stands is read when it is asked for, so that this costs nothing for
 * a plan that touches nothing. Throws the errno of a read that fails.
 */
export function* touchedBy(root: string, plan: Pick<Plan, 'created' | 'changed' | 'removed'>): Generator<PlannedFile> {
  for (const file of plan.created) yield planned(file, undefined)
  for (const file of plan.changed) yield planned(file, () => read(root, file.path))
  for (const path of plan.removed) yield { path, before: () => read(root, path), after: undefined }
}

/**
 * All files of ours below some directories of the output root, by path. Their texts are read when they are asked for.
 * Links are not followed. Throws the errno of a directory that cannot be read: unknown is not empty.
 */
export function standingFiles(root: string, owned: readonly string[]): Map<string, () => string> {
  const tree = openTree(root)
  const comparer = newComparer()
  const files = new Map<string, () => string>()
  function visit(directory: string): void {
    const entries = tree.look(directory)
    if (entries === undefined || 'blockedBy' in entries) return
    for (const [name, kind] of entries) {
      const path = `${directory}/${name}`
      if (kind === 'directory' && !name.startsWith('.')) visit(path)
      else if (kind === 'file' && comparer.isOurs(`${root}/${path}`)) files.set(path, () => read(root, path))
    }
  }
  for (const directory of owned) visit(directory)
  return files
}

function planned(file: OutputFile, before: (() => string) | undefined): PlannedFile {
  return {
    path: file.path,
    before,
    after: () => file.text(),
    get ids() {
      return file.ids
    },
  }
}

const openFlags = fs.constants.O_RDONLY | (fs.constants.O_NOFOLLOW ?? 0) | (fs.constants.O_NONBLOCK ?? 0)

/** A checkout that changes line ends changes nothing else. */
function read(root: string, path: string): string {
  const fd = fs.openSync(`${root}/${path}`, openFlags)
  try {
    return fs.readFileSync(fd, 'utf8').replaceAll('\r\n', '\n')
  } finally {
    fs.closeSync(fd)
  }
}
