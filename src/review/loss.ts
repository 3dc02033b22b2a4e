import { byCodePoint } from '../model/order.ts'
import type { Changes, ObjectChange } from './changes.ts'

/** What a plan takes away, as the rules on shares count it. */
export interface Loss {
  /** All objects that are removed. */
  readonly removed: readonly ObjectChange[]
  /** Of these, those that count. */
  readonly counting: readonly ObjectChange[]
  /** The removed objects of a cluster. */
  in(cluster: string): readonly ObjectChange[]
  /** How many of them count. */
  counted(cluster: string): number
}

/**
 * One cluster at a time may be drained: of the objects that are to stand in another cluster, those of the cluster that
 * loses most of them do not count (of equals, the first by name). What a drain moves about among the others counts, and
 * so does a second drain.
 */
export function lossOf({ objects }: Changes): Loss {
  const removed = objects.filter(({ change }) => change === 'removed')
  let drained = ''
  let most = 0
  for (const [cluster, left] of grouped(removed.filter(({ elsewhere }) => elsewhere))) {
    if (left.length < most || (left.length === most && byCodePoint(drained, cluster) < 0)) continue
    drained = cluster
    most = left.length
  }
  const counting = removed.filter(({ elsewhere, cluster }) => !elsewhere || cluster !== drained)
  const byCluster = grouped(removed)
  const counts = grouped(counting)
  return {
    removed,
    counting,
    in: (cluster) => byCluster.get(cluster) ?? [],
    counted: (cluster) => counts.get(cluster)?.length ?? 0,
  }
}

function grouped(objects: readonly ObjectChange[]): Map<string, ObjectChange[]> {
  const groups = new Map<string, ObjectChange[]>()
  for (const object of objects) {
    const there = groups.get(object.cluster)
    if (there === undefined) groups.set(object.cluster, [object])
    else there.push(object)
  }
  return groups
}
