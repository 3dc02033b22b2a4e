import type { SettledDecision } from '../model/decision.ts'
import type { FleetRecord } from '../model/fleet.ts'
import { equal, type JsonObject, own } from '../model/json.ts'
import { byCodePoint } from '../model/order.ts'
import { identity, type ObjectId } from '../model/resource.ts'
import type { PreviousPlacement } from '../model/unit.ts'
import type { Move, Whereabouts } from './changes.ts'

/** What a render decided, and what was decided before. */
export interface Decisions {
  readonly decisions: readonly SettledDecision[]
  /** Objects of the input that nothing places. */
  readonly unplaced: readonly ObjectId[]
  /** By workload identity. */
  readonly previous: ReadonlyMap<string, PreviousPlacement>
}

/** The workloads that are not where they were, or not with as many replicas; by identity. */
export function movesOf({ decisions, unplaced, previous }: Decisions): Move[] {
  const moves = new Map<string, Move>()
  const decided = new Set<string>()
  for (const decision of decisions) {
    const key = identity(decision.unit.workload)
    decided.add(key)
    const move = moveOf(decision, previous.get(key))
    if (move !== undefined) moves.set(key, move)
  }
  const left = new Map(unplaced.map((id) => [identity(id), id]))
  for (const [key, before] of previous) {
    const move = decided.has(key) ? undefined : departure(left.get(key), key, before)
    if (move !== undefined) moves.set(key, move)
  }
  return [...moves].sort(([a], [b]) => byCodePoint(a, b)).map(([, move]) => move)
}

/** Where a workload was; a dry run was nowhere. */
export function whereaboutsBefore(previous: PreviousPlacement | undefined): Whereabouts {
  if (previous?.dispatched !== true) return nowhere
  if (previous.following.size === 0) return previous.clusters
  const all = new Map<string, number | undefined>(previous.clusters)
  for (const cluster of previous.following) if (!all.has(cluster)) all.set(cluster, undefined)
  return all
}

/** The replicas that the template or the policy asked for when a decision was made. */
export function wantedBy(facts: JsonObject): number | undefined {
  const replicas = own(facts, 'replicas')
  return typeof replicas === 'number' ? replicas : undefined
}

/** The replicas that are to be divided, or that each cluster is to run. */
export function wantedNow({ unit }: SettledDecision): number | undefined {
  const { division } = unit.policy
  return division.kind === 'duplicate' ? unit.replicas : division.total
}

function moveOf(decision: SettledDecision, previous: PreviousPlacement | undefined): Move | undefined {
  const { unit, targets, dispatched, policyRef } = decision
  const before = whereaboutsBefore(previous)
  const placed = dispatched ? targets : []
  const wantedBefore = previous === undefined ? undefined : wantedBy(previous.facts)
  const wantedAfter = wantedNow(decision)
  const isSame =
    placed.length === before.size &&
    placed.every(
      ({ cluster, replicas }) =>
        before.has(cluster) &&
        before.get(cluster) === replicas &&
        // A cluster that runs the whole workload runs as many as are wanted.
        (replicas !== undefined || wantedBefore === undefined || wantedBefore === wantedAfter),
    )
  if (isSame) return undefined
  const after = new Map(placed.map(({ cluster, replicas }) => [cluster, replicas]))
  const because = reasons(decision, previous)
  return {
    workload: unit.workload,
    before,
    after,
    replicasBefore: sum(before),
    replicasAfter: sum(after),
    wantedBefore,
    wantedAfter,
    present: true,
    because,
    deferred: decision.deferred,
    at: because.includes('policy') && policyRef !== undefined ? policyRef.origin : unit.origin,
  }
}

function departure(present: ObjectId | undefined, key: string, previous: PreviousPlacement): Move | undefined {
  const before = whereaboutsBefore(previous)
  if (before.size === 0) return undefined
  return {
    workload: present ?? idOf(key),
    before,
    after: nowhere,
    replicasBefore: sum(before),
    replicasAfter: 0,
    wantedBefore: wantedBy(previous.facts),
    wantedAfter: undefined,
    present: present !== undefined,
    because: [present === undefined ? 'removed' : 'unplaced'],
    deferred: [],
    at: previous.origin,
  }
}

const nowhere: Whereabouts = new Map()

/** 0 where it is nowhere; undefined where a number is not known. */
function sum(whereabouts: Whereabouts): number | undefined {
  let total = 0
  for (const replicas of whereabouts.values()) {
    if (replicas === undefined) return undefined
    total += replicas
  }
  return total
}

/** An identity as an id again; its version, and whether its namespace was written, are lost. */
function idOf(key: string): ObjectId {
  const [group = '', kind = '', namespace = '', ...name] = key.split('/')
  return { apiVersion: group === '' ? 'v1' : `${group}/`, kind, namespace, name: name.join('/') }
}

/** Facts that tell an implementation's own bookkeeping, not a reason. */
const untold: ReadonlySet<string> = new Set(['fleet', 'followers', 'unschedulableAfter'])

function reasons(decision: SettledDecision, previous: PreviousPlacement | undefined): string[] {
  const { facts, fleet, outcome, policyRef } = decision
  if (previous === undefined) return ['new']
  const found = new Set<string>()
  const { because } = decision
  // The triggers are those of this very history; held against another, whatever differs is told.
  if (because !== undefined && decision.unit.previous === previous) for (const word of because) found.add(word)
  else if (outcome === 'decided' || outcome === 'kept') {
    for (const key of [...Object.keys(previous.facts), ...Object.keys(facts)]) {
      if (!untold.has(key) && !equal(own(previous.facts, key), own(facts, key))) found.add(key)
    }
    if (policyRef?.name !== previous.policyName) found.add('policy')
    if (fleet !== undefined && previous.fleet !== undefined)
      for (const word of news(previous.fleet, fleet)) found.add(word)
  }
  const following = decision.targets.filter((target) => target.following === true)
  const followed = following.length === previous.following.size
  if (!followed || following.some(({ cluster }) => !previous.following.has(cluster))) found.add('leaders')
  return [...found].sort(byCodePoint)
}

function news(before: FleetRecord, after: FleetRecord): string[] {
  if (before.digest === after.digest) return []
  const words = new Set<string>()
  for (const [name, then] of before.clusters) {
    const now = after.clusters.get(name)
    if (now === undefined) words.add('left')
    else {
      if (!sameTexts(then.labels, now.labels)) words.add('labels')
      if (JSON.stringify(then.taints) !== JSON.stringify(now.taints)) words.add('taints')
      if (then.apis !== now.apis) words.add('apis')
    }
  }
  for (const name of after.clusters.keys()) if (!before.clusters.has(name)) words.add('joined')
  return [...words]
}

function sameTexts(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean {
  return a.size === b.size && [...a].every(([key, value]) => b.get(key) === value)
}
