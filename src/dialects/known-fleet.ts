import type { Report } from '../diagnostics/diagnostic.ts'
import { byCodePoint } from '../model/order.ts'
import type { Resource } from '../model/resource.ts'
import { check } from '../schema/check.ts'
import { distinct } from './duplicates.ts'
import { dialects } from './index.ts'
import { readHistory } from './stowage/history.ts'
import { isFleetFacts, isOurs, isPlacement, isRender } from './stowage/kinds.ts'

/** What a repository says of its clusters before any of them is asked. */
export interface KnownFleet {
  /** Clusters that an object declares, in name order, without those that are being removed. */
  readonly declared: ReadonlySet<string>
  /** Clusters that are being removed: nobody asks them. */
  readonly leaving: ReadonlySet<string>
  /** The snapshot of each cluster that has one. */
  readonly snapshots: ReadonlyMap<string, Resource>
  /** Identities (model/resource) of the workloads that the last render placed in each cluster. */
  readonly placed: ReadonlyMap<string, ReadonlySet<string>>
}

/**
 * Clusters, snapshots and placements of any dialect. Those that do not fit their schema, and second copies, are
 * reported and left out; policies and workloads are not looked at.
 */
export function knownFleet(resources: readonly Resource[], report: Report): KnownFleet {
  const known = distinct(resources.filter(isKnown), report).filter((resource) => check(resource, report))
  const facts = dialects.flatMap((dialect) => dialect.clusters(known.filter(dialect.owns), silent))
  const leaving = new Set(facts.filter(({ terminating }) => terminating === true).map(({ name }) => name))
  const declared = facts.filter(({ name, takenAt }) => takenAt === undefined && !leaving.has(name))
  return {
    declared: new Set(declared.map(({ name }) => name).sort(byCodePoint)),
    leaving,
    snapshots: new Map(known.filter(isSnapshot).map((resource) => [resource.name, resource])),
    placed: placedIn(known),
  }
}

function placedIn(known: readonly Resource[]): Map<string, Set<string>> {
  const placed = new Map<string, Set<string>>()
  for (const [identity, { clusters, following }] of readHistory(known, silent)) {
    for (const cluster of [...clusters.keys(), ...following]) {
      const there = placed.get(cluster)
      if (there === undefined) placed.set(cluster, new Set([identity]))
      else there.add(identity)
    }
  }
  return placed
}

function isSnapshot(resource: Resource): boolean {
  return isOurs(resource) && resource.kind === 'ClusterSnapshot'
}

function isKnown(resource: Resource): boolean {
  return (
    isPlacement(resource) ||
    isFleetFacts(resource) ||
    isRender(resource) ||
    isSnapshot(resource) ||
    (/Cluster$/.test(resource.kind) && dialects.some((dialect) => dialect.owns(resource)))
  )
}

/** What clusters and placements mean together is told by a render. */
const silent: Report = () => undefined
