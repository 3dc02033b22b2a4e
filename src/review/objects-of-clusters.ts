import type { Manifest } from '../model/manifest.ts'
import { identity, type ObjectId } from '../model/resource.ts'
import type { ObjectChange } from './changes.ts'
import type { FileChange } from './files.ts'
import { documentsOf, isSameObject, type ParseObjects } from './objects.ts'

/** The objects that differ in one cluster, and how many stand and are planned in the files that differ. */
export interface ClusterDiff {
  readonly changes: readonly ObjectChange[]
  readonly before: number
  readonly after: number
}

/** What differs between the files of one cluster, object by object and wherever in the cluster they stand. */
export function diffCluster(
  cluster: string,
  files: readonly FileChange[],
  manifests: readonly Manifest[],
  parse: ParseObjects,
): ClusterDiff {
  const before = new Map<string, Side>()
  const after = new Map<string, Side>()
  const same: ObjectChange[] = []
  for (const file of files) {
    if (!file.path.endsWith('.yaml')) continue
    const id = file.ids?.length === 1 ? file.ids[0] : undefined
    if (id !== undefined && file.before && file.after && isSameObject(file.before(), file.after())) {
      same.push(
        change(cluster, 'changed', { id, text: whole(file.before), protected: false }, { text: whole(file.after) }),
      )
      continue
    }
    const planned = file.after === undefined ? [] : plannedIn(file, file.after, parse)
    for (const side of planned) after.set(identity(side.id), side)
    for (const side of standingIn(file, planned, parse)) before.set(identity(side.id), side)
  }
  const elsewhereHere = lazySet(manifests)
  const changes = [...same]
  for (const [key, side] of before) {
    const next = after.get(key)
    // A file that stays may have it, too.
    if (next === undefined) {
      if (!elsewhereHere().has(key)) changes.push(change(cluster, 'removed', side, { text: nothing }))
    } else if (side.text() !== next.text()) changes.push(change(cluster, 'changed', side, next))
  }
  for (const [key, side] of after) {
    if (!before.has(key)) changes.push(change(cluster, 'added', { ...side, text: nothing, protected: false }, side))
  }
  return { changes, before: same.length + before.size, after: same.length + after.size }
}

interface Side {
  readonly id: ObjectId
  readonly text: () => string
  readonly protected: boolean
}

function plannedIn(file: FileChange, text: () => string, parse: ParseObjects): Side[] {
  const { ids } = file
  if (ids?.length === 1 && ids[0] !== undefined) return [{ id: ids[0], text: whole(text), protected: false }]
  if (ids?.length === 0) return []
  return (parse(text()) ?? []).map((object) => ({ ...object, text: () => object.text }))
}

/** A file that cannot be read has something, and nobody knows what: unknown is not nothing. */
function standingIn({ path, before }: FileChange, planned: readonly Side[], parse: ParseObjects): Side[] {
  if (before === undefined) return []
  const objects = parse(before())
  if (objects !== undefined) return objects.map((object) => ({ ...object, text: () => object.text }))
  if (planned.length > 0) return planned.map((side) => ({ ...side, text: whole(before) }))
  const id = { apiVersion: '', kind: 'File', namespace: '', name: path }
  return [{ id, text: whole(before), protected: false }]
}

function whole(text: () => string): () => string {
  return () => documentsOf(text()).join('---\n')
}

function change(cluster: string, kind: ObjectChange['change'], before: Side, after: Pick<Side, 'text'>): ObjectChange {
  return {
    cluster,
    id: before.id,
    change: kind,
    before: before.text,
    after: after.text,
    protected: before.protected,
    elsewhere: false,
  }
}

const nothing = (): string => ''

function lazySet(manifests: readonly Manifest[]): () => ReadonlySet<string> {
  let found: Set<string> | undefined
  return () => {
    found ??= new Set(manifests.map(({ id }) => identity(id)))
    return found
  }
}
