import { diagnostic, type Report } from '../../../diagnostics/diagnostic.ts'
import type { Cluster, ObservedWorkload } from '../../../model/cluster.ts'
import { type JsonObject, own, setOwn } from '../../../model/json.ts'
import { by } from '../../../model/order.ts'
import type { Resource } from '../../../model/resource.ts'
import { within } from '../../../model/source.ts'
import { objectOf } from '../../fields.ts'
import { fieldsOf, integerOf, newReading, type Part, type Reading } from '../annotations/go-json.ts'
import { readWritten } from '../annotations/written-json.ts'
import { autoMigrationInfoAnnotation as annotation } from '../steering.ts'

/** What clusters can run of a workload, and what they have scheduled; replicas by cluster. */
export interface MigrationInfo {
  readonly estimatedCapacity: ReadonlyMap<string, number>
  readonly scheduledReplicas: ReadonlyMap<string, number>
}

/** The info that the workload's annotation gives; undefined where it has none, 'invalid' (reported) for bad JSON. */
export function givenInfo({ value, origin }: Resource, report: Report): MigrationInfo | 'invalid' | undefined {
  const text = own(objectOf(objectOf(value, 'metadata'), 'annotations'), annotation)
  if (typeof text !== 'string') return undefined
  const reading = newReading()
  const written = readWritten(text)
  if (written === undefined) reading.wrong.push('it is not JSON')
  const parts = fieldsOf({ value: written, path: '' }, ['estimatedCapacity', 'scheduledReplicas'], reading)
  const estimatedCapacity = amountsOf(parts.estimatedCapacity, reading)
  const scheduledReplicas = amountsOf(parts.scheduledReplicas, reading)
  const [reason] = reading.wrong
  if (reason === undefined) return { estimatedCapacity, scheduledReplicas }
  report(
    diagnostic(
      'kubeadmiral/migration-info',
      { annotation, reason },
      within(origin, 'metadata', 'annotations', annotation),
    ),
  )
  return 'invalid'
}

/** Replicas by cluster; null is 0, as in Go. */
function amountsOf(part: Part, reading: Reading): Map<string, number> {
  const { value, path } = part
  const amounts = new Map<string, number>()
  if (value === undefined || value === null) return amounts
  if (typeof value === 'object' && 'fields' in value) {
    for (const [name, one] of value.fields) {
      const amount = integerOf({ value: one, path: `${path}.${name}` }, 64, reading) ?? 0n
      amounts.set(name, Number(amount > most ? most : amount < -most ? -most : amount))
    }
  } else reading.wrong.push(`${path} must be an object`)
  return amounts
}

const most = BigInt(Number.MAX_SAFE_INTEGER)

/**
 * What snapshots tell of a workload. A pod counts as unschedulable once it waited for `patience` milliseconds, at the
 * time of its snapshot. undefined where no snapshot knows the workload. Only clusters that have joined count.
 *
 * Where all replicas are ready, all are scheduled, and there is no telling how many more would be. Elsewhere a cluster
 * can run what it is asked for, or all pods that it has where these are more, but for those that wait too long; that is
 * a capacity only where it is less than what it is asked for.
 *
 * Source: KubeAdmiral, pkg/controllers/automigration (controller.go, util.go).
 */
export function seenInfo(identity: string, clusters: readonly Cluster[], patience: number): MigrationInfo | undefined {
  let info: { estimatedCapacity: Map<string, number>; scheduledReplicas: Map<string, number> } | undefined
  for (const { name, joined, observed } of clusters) {
    const seen = joined ? observed.get(identity) : undefined
    if (seen === undefined) continue
    info ??= { estimatedCapacity: new Map(), scheduledReplicas: new Map() }
    if (seen.replicas === seen.ready) {
      info.scheduledReplicas.set(name, seen.replicas)
      continue
    }
    info.scheduledReplicas.set(name, seen.scheduled)
    const capacity = Math.max(seen.pods, seen.desired) - waitingTooLong(seen, patience)
    if (capacity < seen.desired) info.estimatedCapacity.set(name, Math.max(capacity, 0))
  }
  return info
}

/** Pods of an earlier revision and pods that are being deleted do not count. */
function waitingTooLong({ unschedulable, takenAt }: ObservedWorkload, patience: number): number {
  let waiting = 0
  for (const { pods, outdated, since } of unschedulable) if (takenAt >= since + patience) waiting += pods - outdated
  return waiting
}

/** The info as a fact to remember: cluster names sorted, empty maps left out. */
export function infoFact({ estimatedCapacity, scheduledReplicas }: MigrationInfo): JsonObject {
  return {
    ...(estimatedCapacity.size === 0 ? {} : { estimatedCapacity: amountsFact(estimatedCapacity) }),
    ...(scheduledReplicas.size === 0 ? {} : { scheduledReplicas: amountsFact(scheduledReplicas) }),
  }
}

function amountsFact(amounts: ReadonlyMap<string, number>): JsonObject {
  const fact: JsonObject = {}
  for (const [cluster, replicas] of [...amounts].sort(by(([name]) => name))) setOwn(fact, cluster, replicas)
  return fact
}
