import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import { byCodePoint } from '../model/order.ts'
import type { ObjectId } from '../model/resource.ts'
import type { Origin } from '../model/source.ts'
import { describe } from './naming.ts'
import type { Placed } from './shelf.ts'

interface Pair {
  readonly first: ObjectId
  readonly second: ObjectId
  readonly clusters: string[]
}

/** Finds objects that are twice in a cluster, and tells each pair once for all clusters. */
export interface DuplicateWatch {
  /** The objects of a cluster without second ones. */
  without(cluster: string, objects: readonly Placed[]): readonly Placed[]
  /** Reports what was found. */
  tell(report: Report, originOf: (id: ObjectId) => Origin | undefined): void
}

export function watchDuplicates(): DuplicateWatch {
  const pairs = new Map<ObjectId, Map<ObjectId, Pair>>()
  // By Named.same: the object seen last and the cluster it was in, so that no cluster needs a map of its own.
  const firsts: Placed[] = []
  const turns: number[] = []
  let turn = 0
  const firstOf = (object: Placed): Placed => {
    const { same } = object.named
    if (turns[same] === turn) return firsts[same] ?? object
    firsts[same] = object
    turns[same] = turn
    return object
  }
  return {
    without(cluster, objects) {
      turn++
      if (objects.every((object) => firstOf(object) === object)) return objects
      turn++
      return [...objects].sort(byId).filter((object) => {
        const first = firstOf(object)
        if (first !== object) note(pairs, first.manifest.id, object.manifest.id, cluster)
        return first === object
      })
    },
    tell(report, originOf) {
      for (const seconds of pairs.values()) {
        for (const { first, second, clusters } of seconds.values()) {
          const args = { first: describe(first), second: describe(second), clusters }
          const origin = originOf(first)
          report(diagnostic('output/duplicate-object', args, originOf(second), origin === undefined ? [] : [origin]))
        }
      }
    },
  }
}

/** So that the same one stays, whatever the order of the input. */
function byId(a: Placed, b: Placed): number {
  return a.named.rank - b.named.rank || byCodePoint(a.manifest.id.apiVersion, b.manifest.id.apiVersion)
}

function note(pairs: Map<ObjectId, Map<ObjectId, Pair>>, first: ObjectId, second: ObjectId, cluster: string): void {
  const seconds = pairs.get(first) ?? new Map<ObjectId, Pair>()
  pairs.set(first, seconds)
  const pair = seconds.get(second)
  if (pair === undefined) seconds.set(second, { first, second, clusters: [cluster] })
  else pair.clusters.push(cluster)
}
