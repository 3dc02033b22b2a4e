import { readFileSync } from 'node:fs'
import type { Preference } from '../../src/model/policy.ts'
import type { PlanResult } from '../../src/placement/plan.ts'

type Amounts = Readonly<Record<string, number>>

/** One run of an upstream planner, as the files in test/vectors have it. */
export interface Vector {
  readonly key: string
  readonly totalReplicas: number
  readonly availableClusters: readonly string[]
  readonly preferences: Readonly<Record<string, { weight?: number; minReplicas?: number; maxReplicas?: number }>>
  readonly currentReplicas: Amounts
  readonly estimatedCapacity: Amounts
  readonly limitedCapacity?: Amounts
  readonly scheduledReplicas?: Amounts
  readonly avoidDisruption: boolean
  readonly keepUnschedulableReplicas: boolean
  readonly rebalance: boolean
  readonly plan: Amounts
  readonly overflow: Amounts
}

export function readVectors<T = Vector>(name: string): T[] {
  const text = readFileSync(new URL(`../vectors/${name}.jsonl`, import.meta.url), 'utf8')
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as T)
}

export function amounts(record: Amounts | undefined): Map<string, number> {
  return new Map(Object.entries(record ?? {}))
}

export function preferencesOf(record: Vector['preferences']): Map<string, Preference> {
  return new Map(
    Object.entries(record).map(([name, wish]) => [
      name,
      { weight: wish.weight ?? 0, min: wish.minReplicas ?? 0, max: wish.maxReplicas },
    ]),
  )
}

/** A result as plain data that reads well in a failed assertion. */
export function plain(result: PlanResult): unknown {
  if ('refused' in result) return result
  const sorted = (map: ReadonlyMap<string, number>): [string, number][] =>
    [...map].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  return { plan: sorted(result.plan), overflow: sorted(result.overflow) }
}
