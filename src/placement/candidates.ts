import type { Cluster } from '../model/cluster.ts'
import type { Fleet } from '../model/fleet.ts'
import { by } from '../model/order.ts'

const known = new WeakMap<Fleet, readonly Cluster[]>()

/** The clusters that placement looks at: those that joined, in name order. The same array for the same fleet. */
export function candidatesOf(fleet: Fleet): readonly Cluster[] {
  let candidates = known.get(fleet)
  if (candidates === undefined) {
    candidates = fleet.clusters.filter((cluster) => cluster.joined).sort(by((cluster) => cluster.name))
    known.set(fleet, candidates)
  }
  return candidates
}
