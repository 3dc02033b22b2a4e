import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import { by, byCodePoint } from '../model/order.ts'
import { groupOf, identity, type ObjectId } from '../model/resource.ts'
import { fileName } from './names.ts'

/** An object of the layout, one for all clusters. */
export interface Named {
  readonly id: ObjectId
  readonly file: string
  /** Its place among all objects, by group, kind, namespace and name in code points. */
  readonly rank: number
  /** Its place among all files, by name in code points. */
  readonly fileRank: number
  /** The same number for what an API server takes for the same object, though the ids may differ. */
  readonly same: number
}

/**
 * Names objects for a flat directory. Names that would meet on some file system are told apart by hashes; where even
 * these meet, which takes intent, it is reported as an error.
 */
export function nameAll(ids: Iterable<ObjectId>, report: Report): (id: ObjectId) => Named {
  const keys = new Map<ObjectId, string>()
  const unique = new Map<string, ObjectId>()
  for (const id of ids) {
    if (keys.has(id)) continue
    const key = JSON.stringify([groupOf(id.apiVersion), id.kind, id.namespace, id.name])
    keys.set(id, key)
    if (!unique.has(key)) unique.set(key, id)
  }
  const sorted = [...unique].sort(([, a], [, b]) => byId(a, b))
  const files = filesOf(
    sorted.map(([, id]) => id),
    report,
  )
  const fileRanks = new Map([...files.values()].sort(byCodePoint).map((file, index) => [file, index]))
  const same = new Map<string, number>()
  const named = new Map<string, Named>()
  for (const [key, id] of sorted) {
    const likeness = identity(id)
    if (!same.has(likeness)) same.set(likeness, same.size)
    const file = files.get(id) as string
    const fileRank = fileRanks.get(file) as number
    named.set(key, { id, file, rank: named.size, fileRank, same: same.get(likeness) as number })
  }
  const result = new Map<ObjectId, Named>()
  for (const [id, key] of keys) result.set(id, named.get(key) as Named)
  return (id) => result.get(id) as Named
}

/** An object as people write it: `Deployment.apps shop/web`. */
export function describe(id: ObjectId): string {
  const group = groupOf(id.apiVersion)
  return `${id.kind}${group === '' ? '' : `.${group}`} ${id.namespace === '' ? '' : `${id.namespace}/`}${id.name}`
}

function filesOf(ids: readonly ObjectId[], report: Report): ReadonlyMap<ObjectId, string> {
  const wishes = new Map<string, ObjectId[]>()
  for (const id of ids) {
    const wish = fileName(id)
    const others = wishes.get(wish)
    if (others === undefined) wishes.set(wish, [id])
    else others.push(id)
  }
  const files = new Map<ObjectId, string>()
  const owners = new Map<string, ObjectId>()
  for (const [wish, rivals] of wishes) {
    for (const id of rivals) {
      const file = rivals.length === 1 ? wish : fileName(id, true)
      const owner = owners.get(file)
      if (owner === undefined) owners.set(file, id)
      else report(diagnostic('output/same-file', { first: describe(owner), second: describe(id), file }))
      files.set(id, file)
    }
  }
  return files
}

const byGroup = by((id: ObjectId) => groupOf(id.apiVersion))
const byKind = by((id: ObjectId) => id.kind)
const byNamespace = by((id: ObjectId) => id.namespace)
const byName = by((id: ObjectId) => id.name)

function byId(a: ObjectId, b: ObjectId): number {
  return byGroup(a, b) || byKind(a, b) || byNamespace(a, b) || byName(a, b)
}
