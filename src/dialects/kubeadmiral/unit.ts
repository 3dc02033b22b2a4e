import type { Report } from '../../diagnostics/diagnostic.ts'
import type { Cluster } from '../../model/cluster.ts'
import { isObject, type Json, type JsonObject, own, setOwn } from '../../model/json.ts'
import type { OverrideRule } from '../../model/override.ts'
import type { PlacementPolicy } from '../../model/policy.ts'
import { identity, type Resource } from '../../model/resource.ts'
import { within } from '../../model/source.ts'
import type { PreviousPlacement, SchedulingUnit } from '../../model/unit.ts'
import { objectOf } from '../fields.ts'
import { holdsOf, steered } from './annotations/annotations.ts'
import { isLeader } from './followers/followers.ts'
import { compiler, type Demand } from './policy/compile.ts'
import type { ReadPolicy } from './policy/policy.ts'
import { capacitiesOf } from './rescheduling/capacities.ts'
import { appliedMigration } from './rescheduling/migration-configuration.ts'
import { readReplicas, tellOfDegraded, tellOfGone } from './rescheduling/replicas.ts'
import { placementRequests, podRequests, requestsFact } from './rescheduling/requests.ts'
import { annotationsFact, reschedulingOf } from './rescheduling/triggers.ts'
import { noSchedulingAnnotation, retainReplicasAnnotation } from './steering.ts'
import { toTemplate } from './template.ts'
import type { WorkloadTypes } from './workload-types.ts'

/** A policy, and what makes a program of it. */
export interface Compiled {
  readonly policy: ReadPolicy
  readonly compile: (demand: Demand) => PlacementPolicy
}

export interface UnitContext {
  readonly types: WorkloadTypes
  readonly history: ReadonlyMap<string, PreviousPlacement>
  readonly report: Report
  readonly clusters: readonly Cluster[]
  readonly now: number | undefined
  /** The override rules of a workload; 'refused' where that was told already. */
  readonly overrides: (workload: Resource) => readonly OverrideRule[] | 'refused'
  /** Kinds and policies that were told already that their replicas cannot be divided. */
  readonly told: Set<string>
}

/**
 * The scheduling unit of a workload under its policy; undefined, with an error, where something of it cannot be read,
 * for then nothing of it is to change.
 */
export function toUnit(workload: Resource, chosen: Compiled, context: UnitContext): SchedulingUnit | undefined {
  const { apiVersion, kind, namespace, name, value, origin } = workload
  const { types, clusters, report, now, told } = context
  const id = { apiVersion, kind, namespace, name }
  const previous = context.history.get(identity(id))
  const policy = steered(chosen.policy, workload, clusters, report)
  const compile = policy === chosen.policy ? chosen.compile : compiler(policy)
  const replicas = readReplicas(workload, policy, types, report)
  const overrides = context.overrides(workload)
  const capacities = capacitiesOf(workload, policy, previous, clusters, types, report)
  if (replicas === undefined || overrides === 'refused' || capacities === 'invalid') return undefined
  tellOfGone(workload, replicas, previous, types, report)
  tellOfDegraded(workload, replicas, policy, told, report)
  const migration = appliedMigration(workload, replicas.count !== undefined, rememberedMigration(previous), report)
  const requests = podRequests(value, types.podSpecPath(id))
  const holds = holdsOf(workload)
  const stable = {
    annotations: annotationsFact(workload),
    migrationConfiguration: migration?.fact,
    replicas: replicas.count,
    requests: requestsFact(requests),
  }
  return {
    workload: id,
    key: types.isClusterScoped(id) ? name : `${namespace === '' ? 'default' : namespace}/${name}`,
    template: toTemplate(workload),
    origin,
    policyRef: policy.ref,
    policy: compile({
      id,
      total: policy.divide ? replicas.count : undefined,
      requests: placementRequests(requests),
      capacity: { ...capacities.capacity, limited: migration?.limited ?? none },
      evicted: migration?.evicted ?? none,
      now,
    }),
    replicasPath: replicas.path,
    replicas: replicas.count,
    retainReplicas: own(objectOf(objectOf(value, 'metadata'), 'annotations'), retainReplicasAnnotation) === 'true',
    overrides,
    // Annotations change how a workload is placed, and never what asks for that.
    rescheduling: reschedulingOf(
      chosen.policy,
      previous === undefined && !holds.held ? nothing : nulled({ ...stable, migration: capacities.compared }),
    ),
    sticky: policy.sticky,
    ...(policy.sticky ? { stickyBy: policy.at.sticky } : {}),
    held: holds.held,
    ...(holds.held ? { heldBy: within(origin, 'metadata', 'annotations', noSchedulingAnnotation) } : {}),
    dryRun: holds.dryRun,
    leads: isLeader(workload) && !holds.alone,
    leaders: nobody,
    facts: present({
      ...stable,
      migration: capacities.fact,
      unschedulableAfter: capacities.unschedulableAfter,
      policy: chosen.policy.digest,
      followers: chosen.policy.followers,
    }),
    previous,
  }
}

const none: ReadonlyMap<string, number> = new Map()
const nobody: readonly string[] = []
/** Nothing is compared with a decision that was never made. */
const nothing: JsonObject = {}

function rememberedMigration(previous: PreviousPlacement | undefined): JsonObject | undefined {
  const fact = own(previous?.facts ?? {}, 'migrationConfiguration')
  return isObject(fact) ? fact : undefined
}

function present(facts: Readonly<Record<string, Json | undefined>>): JsonObject {
  const result: JsonObject = {}
  for (const [key, value] of Object.entries(facts)) if (value !== undefined) setOwn(result, key, value)
  return result
}

function nulled(facts: Readonly<Record<string, Json | undefined>>): JsonObject {
  return Object.fromEntries(Object.entries(facts).map(([key, value]) => [key, value ?? null]))
}
