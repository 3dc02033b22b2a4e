import type { Target } from '../model/decision.ts'
import { type JsonObject, own, setOwn } from '../model/json.ts'
import type { SchedulingUnit } from '../model/unit.ts'

/**
 * The fact that tells replicas that were never divided from those that found no place: what the workload wanted when
 * it was placed. It is remembered only as long as the facts say another number than that one.
 */
const key = 'dividedReplicas'

/**
 * The facts of a placement that stands though it was asked for anew. They say what is wanted now, so nothing else
 * would tell later that the placement was never made for it.
 */
export function withDivided(facts: JsonObject, unit: SchedulingUnit, targets: readonly Target[]): JsonObject {
  const rest = Object.fromEntries(Object.entries(facts).filter(([one]) => one !== key))
  const before = unit.previous?.facts ?? {}
  const divided = dividedOf(before) ?? own(before, 'replicas')
  const isDivided = targets.some(({ replicas }) => replicas !== undefined)
  if (typeof divided === 'number' && isDivided && divided !== unit.replicas) setOwn(rest, key, divided)
  return rest
}

/** What a workload wanted when it was placed, where it has wanted something else since; undefined elsewhere. */
export function dividedOf(facts: JsonObject): number | undefined {
  const divided = own(facts, key)
  return typeof divided === 'number' ? divided : undefined
}
