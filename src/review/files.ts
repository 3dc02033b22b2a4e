import type { Layout } from '../model/manifest.ts'
import type { ObjectId } from '../model/resource.ts'

/** A file that is created (no `before`), changed, or removed (no `after`). Texts are made when they are asked for. */
export interface FileChange {
  /** Slash-separated, relative to the output root. */
  readonly path: string
  readonly before: (() => string) | undefined
  readonly after: (() => string) | undefined
  /** The objects that `after` has, where they are known without reading it. */
  readonly ids?: readonly ObjectId[] | undefined
}

/** Our files as they stand, by path. */
export type Standing = ReadonlyMap<string, () => string>

/**
 * The files that differ between what stands and what is planned. A file in a directory that is kept is none of them.
 * For a tree on disk the writer finds the same while it compares; this is for trees that nobody writes.
 */
export function differences(standing: Standing, layout: Layout): FileChange[] {
  const changes: FileChange[] = []
  const planned = new Set<string>()
  for (const file of layout.files) {
    const { path } = file
    planned.add(path)
    const before = standing.get(path)
    if (before !== undefined && before() === file.text()) continue
    changes.push({
      path,
      before,
      after: () => file.text(),
      get ids() {
        return file.ids
      },
    })
  }
  for (const [path, before] of standing) {
    if (planned.has(path) || layout.kept.some((directory) => path.startsWith(`${directory}/`))) continue
    changes.push({ path, before, after: undefined })
  }
  return changes
}
