import { by } from '../model/order.ts'
import { identity, type ObjectId } from '../model/resource.ts'
import type { ObjectChange } from '../review/changes.ts'
import { type Patch, textDiff } from './text-diff.ts'

/** One object that changes in the same way in some clusters. */
export interface ObjectDiff {
  readonly id: ObjectId
  readonly change: ObjectChange['change']
  readonly clusters: readonly string[]
  readonly patch: Patch
}

/** Objects that go, each with the clusters it goes from. */
export interface Removal {
  readonly id: ObjectId
  readonly clusters: readonly string[]
  /** It asks not to be removed. */
  readonly protected: boolean
  /** It is to stand in another cluster. */
  readonly elsewhere: boolean
}

/** The objects that go, by identity. */
export function removalsOf(objects: readonly ObjectChange[]): Removal[] {
  return grouped(objects.filter(({ change }) => change === 'removed')).map((group) => ({
    id: group[0].id,
    clusters: group.map(({ cluster }) => cluster),
    protected: group.some((one) => one.protected),
    elsewhere: group.some(({ elsewhere }) => elsewhere),
  }))
}

/**
 * Text diffs object by object: what is removed, changed, then added. Clusters in which the same text becomes the same
 * are shown as one. Made one by one, because there may be very many and a reader takes only some.
 */
export function* objectDiffs(objects: readonly ObjectChange[]): Generator<ObjectDiff> {
  for (const change of ['removed', 'changed', 'added'] as const) {
    for (const group of grouped(objects.filter((object) => object.change === change))) {
      for (const [first, clusters] of byText(group)) {
        const { id, before, after } = first
        yield { id, change, clusters, patch: textDiff(before(), after()) }
      }
    }
  }
}

type Group = [ObjectChange, ...ObjectChange[]]

function grouped(objects: readonly ObjectChange[]): Group[] {
  const groups = new Map<string, Group>()
  for (const object of objects) {
    const key = identity(object.id)
    const there = groups.get(key)
    if (there === undefined) groups.set(key, [object])
    else there.push(object)
  }
  return [...groups].sort(by(([key]) => key)).map(([, group]) => group)
}

/** The first of those with the same texts, and the clusters of all of them. */
function byText(group: Group): [ObjectChange, string[]][] {
  const found = new Map<string, [ObjectChange, string[]]>()
  for (const object of group) {
    const key = JSON.stringify([object.before(), object.after()])
    const there = found.get(key)
    if (there === undefined) found.set(key, [object, [object.cluster]])
    else there[1].push(object.cluster)
  }
  return [...found.values()]
}
