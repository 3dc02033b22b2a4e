import { diagnostic, type Report } from '../../diagnostics/diagnostic.ts'
import { isObject, type JsonObject, own } from '../../model/json.ts'
import type { Preference } from '../../model/policy.ts'
import type { Resource } from '../../model/resource.ts'
import { type Origin, within } from '../../model/source.ts'
import type { PolicyRef } from '../../model/unit.ts'
import { type Family, roleOf } from './family.ts'
import { countIn, flagIn, objectIn, textIn } from './shape.ts'

/** A ReplicaSchedulingPreference. */
export interface SchedulingPreference {
  readonly family: Family
  readonly ref: PolicyRef
  readonly targetKind: string
  readonly total: number
  readonly rebalance: boolean
  readonly intersect: boolean
  /** By cluster; `*` stands for every one without its own. */
  readonly preferences: ReadonlyMap<string, Preference>
  /** Origin of `spec`. */
  readonly origin: Origin
}

export function isPreference(resource: Resource): boolean {
  return roleOf(resource)?.part === 'scheduling' && resource.kind === 'ReplicaSchedulingPreference'
}

/** Reads a ReplicaSchedulingPreference; undefined, with errors, where a number in it cannot be used. */
export function readPreference(resource: Resource, family: Family, given: Report): SchedulingPreference | undefined {
  let sound = true
  const report: Report = (problem) => {
    sound = false
    given(problem)
  }
  const { apiVersion, kind, namespace, name, value } = resource
  const origin = within(resource.origin, 'spec')
  const spec = objectIn(value, 'spec', resource.origin, report) ?? {}
  const total = countIn(spec, 'totalReplicas', origin, report)
  if (total === undefined && sound) {
    report(diagnostic('kubefed/wrong-type', { field: 'totalReplicas', expected: 'a whole number' }, origin))
  }
  const read: SchedulingPreference = {
    family,
    ref: { apiVersion, kind, namespace, name, origin: resource.origin },
    targetKind: textIn(spec, 'targetKind', origin, report) ?? '',
    total: total ?? 0,
    rebalance: flagIn(spec, 'rebalance', origin, report) ?? false,
    intersect: family.hasIntersect && (flagIn(spec, 'intersectWithClusterSelector', origin, report) ?? false),
    preferences: preferencesOf(spec, origin, report),
    origin,
  }
  return sound ? read : undefined
}

/** Shared, so that placement sees that it is the same for all. */
const allAlike: ReadonlyMap<string, Preference> = new Map([['*', { min: 0, max: undefined, weight: 1 }]])

/** Without any entry every cluster weighs the same; in an entry, though, an absent weight is 0. */
function preferencesOf(spec: JsonObject, origin: Origin, report: Report): ReadonlyMap<string, Preference> {
  const preferences = new Map<string, Preference>()
  const clusters = objectIn(spec, 'clusters', origin, report) ?? {}
  for (const name of Object.keys(clusters)) {
    const from = within(origin, 'clusters', name)
    const entry = own(clusters, name)
    const wish = isObject(entry) ? entry : (objectIn(clusters, name, within(origin, 'clusters'), report) ?? {})
    preferences.set(name, {
      min: countIn(wish, 'minReplicas', from, report) ?? 0,
      max: countIn(wish, 'maxReplicas', from, report),
      weight: countIn(wish, 'weight', from, report) ?? 0,
      from,
    })
  }
  return preferences.size === 0 ? allAlike : preferences
}
