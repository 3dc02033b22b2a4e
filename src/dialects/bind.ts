import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import { byCodePoint } from '../model/order.ts'
import type { Fleet, SchedulingUnit } from '../model/policy.ts'
import { describe, groupOf, identity, type Resource } from '../model/resource.ts'
import { check } from '../schema/check.ts'
import { reportDepartures } from './departures.ts'
import type { Claim, Dialect } from './dialect.ts'
import { distinct } from './duplicates.ts'
import { assumeFleet, mergeFleet } from './fleet.ts'
import { dialects as every } from './index.ts'
import { readHistory } from './stowage/history.ts'
import { isPlacement } from './stowage/kinds.ts'

/** The input, understood. */
export interface Bound {
  readonly fleet: Fleet
  /** Sorted by group, kind, namespace, name; one per workload. The taker may empty the list. */
  readonly units: SchedulingUnit[]
  /** Plain Namespaces; they go where something of theirs lands and no unit brings the namespace along. */
  readonly namespaces: readonly Resource[]
  /** Objects that nothing places; sorted by identity. */
  readonly unplaced: readonly Resource[]
}

export interface BindOptions {
  /** All of them unless a test says otherwise; the order decides which of two claims is kept. */
  readonly dialects?: readonly Dialect[]
}

/**
 * Gives every object its meaning. Objects that do not fit their schema and second copies are reported and left out;
 * the rest is bound all the same, so that one run finds every problem. The result and the diagnostics do not depend
 * on the order of the resources.
 */
export function bind(resources: readonly Resource[], report: Report, options: BindOptions = {}): Bound {
  const dialects = options.dialects ?? every
  const others: Resource[] = []
  const owned = new Map<Dialect, Resource[]>(dialects.map((dialect) => [dialect, []]))
  const refused: Resource[] = []
  for (const resource of distinct(resources, report)) {
    const owner = dialects.find((dialect) => dialect.owns(resource))
    if (owner === undefined) others.push(resource)
    else if (check(resource, report)) owned.get(owner)?.push(resource)
    else refused.push(resource)
  }
  const ownedBy = (dialect: Dialect): readonly Resource[] => owned.get(dialect) ?? []

  const fleet = bindFleet(dialects, ownedBy, others, report)
  const history = readHistory(
    [...owned.values()].flatMap((some) => some.filter(isPlacement)),
    report,
  )
  const claims = dialects.map((dialect): [Dialect, Claim] => [
    dialect,
    dialect.units({
      owned: ownedBy(dialect),
      others,
      clusters: fleet.clusters,
      history,
      report,
      refused: refused.filter((resource) => dialect.owns(resource)),
    }),
  ])

  const claimed = new Set<Resource>()
  for (const [, claim] of claims) for (const resource of claim.claimed) claimed.add(resource)
  const rest = others.filter((resource) => !claimed.has(resource))
  const unplaced = rest.filter((resource) => !isNamespace(resource))
  const units = oneEach(claims, report)
  reportDepartures(history, { fleet, units, unplaced }, report)
  return { fleet, units, namespaces: others.filter(isNamespace), unplaced }
}

function bindFleet(
  dialects: readonly Dialect[],
  ownedBy: (dialect: Dialect) => readonly Resource[],
  others: readonly Resource[],
  report: Report,
): Fleet {
  const facts = dialects.flatMap((dialect) => dialect.clusters(ownedBy(dialect), report))
  if (facts.length > 0) return mergeFleet(facts, report)
  return assumeFleet(
    dialects.flatMap((dialect) => [...dialect.namedClusters(ownedBy(dialect), others)]),
    report,
  )
}

/** The units of all dialects in their order; a second unit of one workload is an error and left out. */
function oneEach(claims: readonly (readonly [Dialect, Claim])[], report: Report): SchedulingUnit[] {
  const kept = new Map<string, { readonly unit: SchedulingUnit; readonly dialect: Dialect }>()
  for (const [dialect, { units }] of claims) {
    for (const unit of units) {
      const key = identity(unit.workload)
      const first = kept.get(key)
      if (first === undefined) {
        kept.set(key, { unit, dialect })
        continue
      }
      const workload = describe(unit.workload)
      const names = [first.dialect.name, dialect.name]
      report(diagnostic('bind/claimed-twice', { workload, dialects: names }, unit.origin, [first.unit.origin]))
    }
  }
  return [...kept.values()].map(({ unit }) => unit).sort(byWorkload)
}

function byWorkload({ workload: a }: SchedulingUnit, { workload: b }: SchedulingUnit): number {
  return (
    byCodePoint(groupOf(a.apiVersion), groupOf(b.apiVersion)) ||
    byCodePoint(a.kind, b.kind) ||
    byCodePoint(a.namespace, b.namespace) ||
    byCodePoint(a.name, b.name)
  )
}

function isNamespace(resource: Resource): boolean {
  return resource.kind === 'Namespace' && resource.apiVersion === 'v1'
}
