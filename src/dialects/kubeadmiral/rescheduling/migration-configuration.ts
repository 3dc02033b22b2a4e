import { diagnostic, type Report } from '../../../diagnostics/diagnostic.ts'
import { closest } from '../../../model/closest.ts'
import { formatInstant, parseInstant } from '../../../model/instant.ts'
import { isObject, type JsonObject, own, setOwn } from '../../../model/json.ts'
import { by } from '../../../model/order.ts'
import type { Resource } from '../../../model/resource.ts'
import { within } from '../../../model/source.ts'
import { integerOf as countOf, listOf, objectOf, textOf as plainTextOf } from '../../fields.ts'
import { fieldsOf, integerOf, itemsOf, newReading, type Part, type Reading, textOf } from '../annotations/go-json.ts'
import { readWritten } from '../annotations/written-json.ts'
import { migrationConfigurationAnnotation as annotation } from '../steering.ts'

/** What an administrator asked to be moved, as it applies. */
export interface AppliedMigration {
  /** Most replicas by cluster. */
  readonly limited: ReadonlyMap<string, number>
  /** Clusters that the workload has to leave, until when, in milliseconds since 1970. */
  readonly evicted: ReadonlyMap<string, number>
  /** The same as a fact to remember. */
  readonly fact: JsonObject
}

/**
 * The migration configuration of a workload: that of its annotation, or what applied before (`before`: the remembered
 * fact) where the annotation is invalid, which is a warning. undefined where there is none. `divisible`: whether it has
 * replicas that can be limited. Source: KubeAdmiral, pkg/controllers/scheduler/util.go.
 */
export function appliedMigration(
  { value, origin }: Resource,
  divisible: boolean,
  before: JsonObject | undefined,
  report: Report,
): AppliedMigration | undefined {
  const text = own(objectOf(objectOf(value, 'metadata'), 'annotations'), annotation)
  if (typeof text !== 'string') return undefined
  const reading = newReading()
  const applied = read(text, divisible, reading)
  const [reason] = reading.wrong
  const at = within(origin, 'metadata', 'annotations', annotation)
  for (const { field, name, known } of reading.unknown) {
    const suggestion = closest(name, known) ?? ''
    report(diagnostic('kubeadmiral/annotation-unknown-field', { annotation, field, suggestion }, at))
  }
  if (reason === undefined) return applied
  report(diagnostic('kubeadmiral/migration-configuration', { annotation, reason, before: before !== undefined }, at))
  return before && remembered(before)
}

/** Reads the annotation; what is wrong is in `reading`, the gravest first. */
function read(text: string, divisible: boolean, reading: Reading): AppliedMigration | undefined {
  const value = readWritten(text)
  if (value === undefined) {
    reading.wrong.push('it is not JSON')
    return undefined
  }
  const root = fieldsOf({ value, path: '' }, ['replicasMigrations', 'workloadMigrations'], reading)
  const limited = new Map<string, number>()
  const evicted = new Map<string, number>()
  const replicas = itemsOf(root.replicasMigrations, reading) ?? []
  if (replicas.length > 0 && !divisible) reading.wrong.push('this workload has no replicas to limit')
  for (const item of replicas) {
    const { cluster, limitedCapacity } = fieldsOf(item, ['cluster', 'limitedCapacity'], reading)
    const name = nameOf(cluster, [limited, evicted], reading)
    const capacity = integerOf(limitedCapacity, 64, reading)
    if (capacity === undefined) reading.wrong.push(`${limitedCapacity.path} is missing`)
    else if (capacity < 0n) reading.wrong.push(`${limitedCapacity.path} is below 0`)
    limited.set(name, Math.min(Number(capacity ?? 0n), Number.MAX_SAFE_INTEGER))
  }
  for (const item of itemsOf(root.workloadMigrations, reading) ?? []) {
    const { cluster, validUntil } = fieldsOf(item, ['cluster', 'validUntil'], reading)
    evicted.set(nameOf(cluster, [limited, evicted], reading), momentOf(validUntil, reading))
  }
  return { limited, evicted, fact: factOf(limited, evicted) }
}

/** A cluster's name, which no other entry has. */
function nameOf(part: Part, taken: readonly ReadonlyMap<string, unknown>[], reading: Reading): string {
  const name = textOf(part, reading)
  if (name === '') reading.wrong.push(`${part.path} is empty`)
  else if (taken.some((names) => names.has(name))) reading.wrong.push(`cluster "${name}" has more than one entry`)
  return name
}

/** To the second, which is what upstream keeps. */
function momentOf(part: Part, reading: Reading): number {
  const text = textOf(part, reading)
  // Go wants the letters in upper case.
  const moment = /[tz]/.test(text) ? undefined : parseInstant(text)
  if (part.value === undefined || part.value === null) reading.wrong.push(`${part.path} is missing`)
  else if (moment === undefined) reading.wrong.push(`${part.path} is no moment, such as 2026-01-31T18:00:00Z`)
  return Math.floor((moment ?? 0) / 1000) * 1000
}

function factOf(limited: ReadonlyMap<string, number>, evicted: ReadonlyMap<string, number>): JsonObject {
  const capacities: JsonObject = {}
  for (const [cluster, capacity] of [...limited].sort(byName)) setOwn(capacities, cluster, capacity)
  const unavailable = [...evicted]
    .sort(byName)
    .map(([cluster, until]) => ({ cluster, validUntil: formatInstant(until) }))
  return {
    ...(limited.size === 0 ? {} : { limitedCapacity: capacities }),
    ...(unavailable.length === 0 ? {} : { unavailableClusters: unavailable }),
  }
}

const byName = by<readonly [string, number]>(([name]) => name)

/** What a remembered fact says; a fact is not trusted to be whole. */
function remembered(fact: JsonObject): AppliedMigration {
  const limited = new Map<string, number>()
  const evicted = new Map<string, number>()
  const capacities = objectOf(fact, 'limitedCapacity')
  for (const cluster of Object.keys(capacities)) {
    const capacity = countOf(capacities, cluster) ?? -1
    if (capacity >= 0) limited.set(cluster, capacity)
  }
  for (const entry of listOf(fact, 'unavailableClusters').filter(isObject)) {
    const until = parseInstant(plainTextOf(entry, 'validUntil'))
    if (until !== undefined) evicted.set(plainTextOf(entry, 'cluster'), until)
  }
  return { limited, evicted, fact }
}
