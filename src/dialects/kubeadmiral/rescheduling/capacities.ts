import type { Report } from '../../../diagnostics/diagnostic.ts'
import type { Cluster } from '../../../model/cluster.ts'
import { type JsonObject, own } from '../../../model/json.ts'
import type { Capacity } from '../../../model/policy.ts'
import { identity, type Resource } from '../../../model/resource.ts'
import type { PreviousPlacement } from '../../../model/unit.ts'
import type { ReadPolicy } from '../policy/policy.ts'
import type { WorkloadTypes } from '../workload-types.ts'
import { givenInfo, infoFact, type MigrationInfo, seenInfo } from './migration.ts'

/** What annotations and snapshots tell of where a workload's replicas can run, as a decision needs it. */
export interface Capacities {
  /** By the patience of the last decision, for comparison with what that one knew. */
  readonly compared: JsonObject | undefined
  /** By the present patience, to be remembered with a new decision. */
  readonly fact: JsonObject | undefined
  /** The present patience in seconds, to be remembered likewise; undefined where replicas do not migrate. */
  readonly unschedulableAfter: number | undefined
  readonly capacity: Omit<Capacity, 'limited'>
}

/**
 * What is known of the capacities of clusters under a policy that has replicas migrate; 'invalid', with an error, where
 * the workload's annotation cannot be read.
 *
 * Whether pods wait too long is a matter of patience. In force is that of the last decision, so a change of it alone
 * asks for no new decision, as upstream; a new decision goes by the present one. Hence two infos: a render that is
 * repeated on its own output compares by the patience that it recorded, and finds nothing changed.
 *
 * An annotation counts as it stands. Of what snapshots tell, everything is compared, for clusters that are left keep
 * their replicas for a while; but only clusters of the previous placement, if there is one, are limited by it.
 */
export function capacitiesOf(
  workload: Resource,
  { patience }: Pick<ReadPolicy, 'patience'>,
  previous: PreviousPlacement | undefined,
  clusters: readonly Cluster[],
  types: WorkloadTypes,
  report: Report,
): Capacities | 'invalid' {
  if (patience === undefined) return unknown
  const given = givenInfo(workload, report)
  if (given === 'invalid') return given
  const migrates = types.migrates(workload)
  const seen = (time: number): MigrationInfo | undefined =>
    migrates ? seenInfo(identity(workload), clusters, time) : undefined
  const unschedulableAfter = patience / 1000
  const info = given ?? seen(patience)
  const before = own(previous?.facts ?? {}, 'unschedulableAfter')
  const fact = info && infoFact(info)
  return {
    compared: given !== undefined || before === unschedulableAfter ? fact : factBy(before, seen),
    fact,
    unschedulableAfter,
    capacity: info === undefined ? unknown.capacity : capacityOf(info, given === undefined ? previous : undefined),
  }
}

const none: ReadonlyMap<string, number> = new Map()
const unknown: Capacities = {
  compared: undefined,
  fact: undefined,
  unschedulableAfter: undefined,
  capacity: { estimated: none, scheduled: none },
}

/**
 * Nothing was known to a decision that was not made to migrate; what is remembered in another form is nothing. A
 * duration has whole nanoseconds.
 */
function factBy(seconds: unknown, seen: (time: number) => MigrationInfo | undefined): JsonObject | undefined {
  const info = typeof seconds === 'number' ? seen(Math.round(seconds * 1e9) / 1e6) : undefined
  return info && infoFact(info)
}

/** What is below 0 says nothing. */
function capacityOf(
  { estimatedCapacity, scheduledReplicas }: MigrationInfo,
  previous: PreviousPlacement | undefined,
): Capacities['capacity'] {
  const placed = previous === undefined || previous.clusters.size === 0 ? undefined : previous.clusters
  const isPlaced = ([cluster]: readonly [string, number]): boolean => placed === undefined || placed.has(cluster)
  return {
    estimated: new Map([...estimatedCapacity].filter((entry) => isPlaced(entry) && entry[1] >= 0)),
    scheduled: new Map([...scheduledReplicas].filter(isPlaced)),
  }
}
