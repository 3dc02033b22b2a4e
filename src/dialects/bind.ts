import { type Diagnostic, diagnostic, type Report, severityOf } from '../diagnostics/diagnostic.ts'
import type { Fleet } from '../model/fleet.ts'
import { byCodePoint } from '../model/order.ts'
import { describe, groupOf, identity, type Resource } from '../model/resource.ts'
import type { PreviousPlacement, SchedulingUnit } from '../model/unit.ts'
import { check } from '../schema/check.ts'
import { reportDepartures } from './departures.ts'
import type { Claim, Dialect, DivisibleKind, NamespacePlan } from './dialect.ts'
import { distinct } from './duplicates.ts'
import { assumeFleet, mergeFleet } from './fleet.ts'
import { dialects as every } from './index.ts'
import { readHistory } from './stowage/history.ts'

/** The input, understood. */
export interface Bound {
  readonly fleet: Fleet
  /** Sorted by group, kind, namespace, name; one per workload. The taker may empty the list. */
  readonly units: SchedulingUnit[]
  /** Plain Namespaces; they go where something of theirs lands and no unit brings the namespace along. */
  readonly namespaces: readonly PlainNamespace[]
  /** Objects that nothing places; sorted by identity. */
  readonly unplaced: readonly Resource[]
  /** Objects that somebody answers for and holds back. */
  readonly held: readonly Resource[]
  /** The previous decisions by workload identity. */
  readonly history: ReadonlyMap<string, PreviousPlacement>
}

/** A plain Namespace and how it is rendered. */
export interface PlainNamespace extends NamespacePlan {
  readonly resource: Resource
}

export interface BindOptions {
  /** Kinds with replicas that are divided beside those the dialects know. */
  readonly divisible?: readonly DivisibleKind[]
  /** The time of the render in milliseconds since 1970; absent: that of the newest snapshot. */
  readonly now?: number | undefined
  /** false: some of the input could not be read, so nothing that is missing counts as gone. */
  readonly complete?: boolean
  /** All of them unless a test says otherwise; the order decides which of two claims is kept. */
  readonly dialects?: readonly Dialect[]
}

/**
 * Gives every object its meaning. Objects that do not fit their schema and second copies are reported and left out;
 * the rest is bound all the same, so that one run finds every problem. What leaves is told only where nothing was
 * refused, for what was refused may be what is missed. The result and the diagnostics do not depend on the order of the
 * resources.
 */
export function bind(resources: readonly Resource[], tell: Report, options: BindOptions = {}): Bound {
  let complete = options.complete ?? true
  const report = (found: Diagnostic): void => {
    if (severityOf(found.code) === 'error') complete = false
    tell(found)
  }
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

  const fleet = bindFleet(dialects, ownedBy, others, report, options.now)
  const history = readHistory([...owned.values()].flat(), report)
  const claims = dialects.map((dialect): [Dialect, Claim] => [
    dialect,
    dialect.units({
      owned: ownedBy(dialect),
      others,
      clusters: fleet.clusters,
      history,
      report,
      divisible: options.divisible ?? [],
      ...(fleet.now === undefined ? {} : { now: fleet.now }),
      refused: refused.filter((resource) => dialect.owns(resource)),
    }),
  ])

  const claimed = new Set<Resource>()
  for (const [, claim] of claims) for (const resource of claim.claimed) claimed.add(resource)
  const rest = others.filter((resource) => !claimed.has(resource))
  const unplaced = rest.filter((resource) => !isNamespace(resource))
  const units = oneEach(claims, report)
  const held = claims.flatMap(([, claim]) => [...(claim.held ?? [])])
  const present = others.filter((resource) => !isNamespace(resource))
  if (complete) reportDepartures(history, { fleet, units, present, left: [...unplaced, ...held] }, report)
  return { fleet, units, namespaces: others.filter(isNamespace).map(planned(claims)), unplaced, held, history }
}

/** A Namespace as some dialect wants it rendered, or as it is. */
function planned(claims: readonly (readonly [Dialect, Claim])[]): (resource: Resource) => PlainNamespace {
  return (resource) => {
    const plan = claims.map(([, { namespaces }]) => namespaces?.get(resource)).find((one) => one !== undefined)
    return { resource, ...(plan ?? { template: resource.value, overrides: [], propagates: true }) }
  }
}

function bindFleet(
  dialects: readonly Dialect[],
  ownedBy: (dialect: Dialect) => readonly Resource[],
  others: readonly Resource[],
  report: Report,
  now: number | undefined,
): Fleet {
  const facts = dialects.flatMap((dialect) => dialect.clusters(ownedBy(dialect), report))
  if (facts.length > 0) return mergeFleet(facts, report, now)
  return assumeFleet(
    dialects.flatMap((dialect) => [...dialect.namedClusters(ownedBy(dialect), others)]),
    report,
    now,
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
