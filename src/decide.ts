import { diagnostic, type Report } from './diagnostics/diagnostic.ts'
import type { Bound, PlainNamespace } from './dialects/bind.ts'
import type { Settings } from './dialects/stowage/render.ts'
import type { PlacementDecision, SettledDecision } from './model/decision.ts'
import type { Manifest, Variant } from './model/manifest.ts'
import { by } from './model/order.ts'
import { describe, identity, type Resource } from './model/resource.ts'
import type { SchedulingUnit } from './model/unit.ts'
import { type Overridable, override } from './override/apply.ts'
import { newEffects, reportIdle } from './override/effects.ts'
import { follow, leadersAmong } from './placement/follow.ts'
import { placeNamespaces } from './placement/namespaces.ts'
import { place } from './placement/place.ts'
import { print } from './yaml/print.ts'

/** What became of the bound input. */
export interface Decided {
  /** Sorted by workload. */
  readonly decisions: readonly SettledDecision[]
  /** Objects per cluster. */
  readonly manifests: ReadonlyMap<string, readonly Manifest[]>
  /** Objects that would follow, and whose leaders take nothing along. */
  readonly left: readonly UnplacedObject[]
}

/**
 * Places, overrides and prints unit by unit; those that follow come after their leaders. Each template is let go once
 * it is printed, because the templates of a large fleet are most of its memory.
 */
export function decide(bound: Bound, settings: Settings, report: Report): Decided {
  const { fleet } = bound
  const decisions: SettledDecision[] = []
  const left: UnplacedObject[] = []
  const manifests = new Map<string, Manifest[]>()
  const effects = newEffects()
  const settle = (decision: PlacementDecision): void => {
    const rendered = { ...decision, targets: decision.dispatched ? decision.targets : [] }
    for (const variant of override(rendered, report, effects)) printInto(manifests, variant)
    decisions.push(settled(decision))
  }
  const followers: SchedulingUnit[] = []
  const queue = bound.units.splice(0).reverse()
  for (let unit = queue.pop(); unit !== undefined; unit = queue.pop()) {
    if (unit.leaders.length > 0) followers.push(unit)
    else settle(place(unit, fleet, report))
  }
  const leaders = leadersAmong(decisions)
  for (const unit of followers) {
    const decision = follow(place(unit, fleet, report), leaders, report)
    if (decision.policyRef === undefined && decision.follows.length === 0) left.push(unplacedFollower(unit))
    else settle(decision)
  }
  // The others came in order.
  if (followers.length > 0) decisions.sort(by(({ unit }) => identity(unit.workload)))
  reportDeferred(decisions, report)
  const dispatched = decisions.filter((decision) => decision.dispatched)
  for (const [namespace, clusters] of placeNamespaces(bound.namespaces, dispatched, fleet, settings.namespaces)) {
    const targets = clusters.map((cluster) => ({ cluster, replicas: undefined }))
    for (const variant of override({ unit: unitOf(namespace), targets }, report, effects)) printInto(manifests, variant)
  }
  reportIdle(effects, report)
  return { decisions, manifests, left }
}

/** An object that nothing places. */
export type UnplacedObject = Pick<Resource, 'apiVersion' | 'kind' | 'namespace' | 'name' | 'origin'>

function unplacedFollower({ workload, origin }: SchedulingUnit): UnplacedObject {
  return { ...workload, origin }
}

/** A Namespace has nothing to place: it is where something of it is. */
function unitOf({ resource, template, overrides }: PlainNamespace): Overridable['unit'] {
  const { apiVersion, kind, name, origin } = resource
  const workload = { apiVersion, kind, namespace: '', name }
  return { workload, template, origin, overrides, replicasPath: undefined, replicas: undefined, retainReplicas: false }
}

/** Each variant is printed once; its clusters share the text. */
function printInto(manifests: Map<string, Manifest[]>, variant: Variant): void {
  if (variant.targets.length === 0) return
  const printed = print(variant.value, variant.slot)
  for (const { cluster, replicas } of variant.targets) {
    const there = manifests.get(cluster)
    const manifest = { id: variant.id, printed, replicas }
    if (there === undefined) manifests.set(cluster, [manifest])
    else there.push(manifest)
  }
}

function settled({ unit, ...decision }: PlacementDecision): SettledDecision {
  const { template: _template, overrides: _overrides, rescheduling: _rescheduling, facts: _facts, ...rest } = unit
  return { ...decision, unit: rest }
}

/** Each reason for keeping placements is told once. */
function reportDeferred(decisions: readonly SettledDecision[], report: Report): void {
  const byReason = new Map<string, SettledDecision[]>()
  for (const decision of decisions) {
    for (const reason of decision.deferred) {
      const there = byReason.get(reason)
      if (there === undefined) byReason.set(reason, [decision])
      else there.push(decision)
    }
  }
  for (const [reason, some] of byReason) {
    const examples = some.slice(0, 3).map(({ unit }) => describe(unit.workload))
    report(diagnostic('placement/deferred', { reason, count: some.length, examples }, some[0]?.unit.origin))
  }
}
