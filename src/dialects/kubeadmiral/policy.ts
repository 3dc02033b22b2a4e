import { diagnostic, type Report } from '../../diagnostics/diagnostic.ts'
import { digest } from '../../model/digest.ts'
import { isObject, type JsonObject, own } from '../../model/json.ts'
import type { Disruption, PolicyRef, Preference, Selection, Toleration } from '../../model/policy.ts'
import type { Resource } from '../../model/resource.ts'
import type { AffinityTerm, Requirement } from '../../model/selector.ts'
import { type Origin, within } from '../../model/source.ts'
import { flagOf, integerOf, listOf, objectOf, textOf, textsOf } from '../fields.ts'
import { defaulted } from './defaults.ts'

/** A policy, read once and shared by the workloads that name it: placement knows shared parts by their identity. */
export interface ReadPolicy {
  readonly ref: PolicyRef
  /** Where its spec stands. */
  readonly spec: Origin
  /** The spec with defaults; what asks about rescheduling, followers and migration reads it here. */
  readonly defaulted: JsonObject
  /** Tells a changed policy: over the defaulted spec without `autoMigration`, which upstream leaves out too. */
  readonly digest: string
  readonly divide: boolean
  readonly binpack: boolean
  readonly tolerations: readonly Toleration[]
  /** Clusters of the placement list; empty is no restriction. */
  readonly names: ReadonlySet<string>
  readonly clusterSelector: ReadonlyMap<string, string>
  readonly clusterAffinity: readonly AffinityTerm[]
  readonly preferences: ReadonlyMap<string, Preference>
  readonly weighted: boolean
  readonly priorities: ReadonlyMap<string, number>
  readonly limit: number | undefined
  readonly disruption: Disruption
}

/** Reads a PropagationPolicy or ClusterPropagationPolicy; undefined, with a diagnostic, for one that cannot work. */
export function readPolicy(policy: Resource, report: Report): ReadPolicy | undefined {
  const { apiVersion, kind, namespace, name, origin, value } = policy
  const at = within(origin, 'spec')
  const spec = defaulted(objectOf(value, 'spec'))
  const limit = integerOf(spec, 'maxClusters')
  if (textOf(spec, 'schedulingProfile') !== '') {
    report(diagnostic('kubeadmiral/not-yet', { what: 'scheduling profiles' }, within(at, 'schedulingProfile')))
  }
  if (limit !== undefined && limit < 0) {
    report(diagnostic('kubeadmiral/negative-max-clusters', { maxClusters: limit }, within(at, 'maxClusters')))
    return undefined
  }
  const { autoMigration, ...content } = spec
  const rescheduling = objectOf(objectOf(spec, 'reschedulePolicy'), 'replicaRescheduling')
  return {
    ref: { apiVersion, kind, namespace, name, origin },
    spec: at,
    defaulted: spec,
    digest: digest(content),
    divide: textOf(spec, 'schedulingMode') === 'Divide',
    binpack: textOf(spec, 'replicasStrategy') === 'Binpack',
    tolerations: listOf(spec, 'tolerations').filter(isObject).map(readToleration),
    clusterSelector: textsOf(spec, 'clusterSelector'),
    clusterAffinity: listOf(spec, 'clusterAffinity').filter(isObject).map(readTerm),
    limit,
    disruption: {
      avoid: flagOf(rescheduling, 'avoidDisruption') ?? true,
      keepUnschedulable: isObject(autoMigration) && (flagOf(autoMigration, 'keepUnschedulableReplicas') ?? false),
    },
    ...readPlacement(spec, at),
  }
}

/** How the feasible clusters are sorted and cut; any priority in the list, or packing, replaces the score. */
export function selectionOf(policy: ReadPolicy, packs: boolean): Selection {
  const byPriority = policy.priorities.size > 0 || packs
  return {
    by: byPriority ? 'priority' : 'score',
    priorities: policy.priorities,
    limit: policy.limit,
    from: within(policy.spec, policy.limit === undefined && byPriority ? 'placement' : 'maxClusters'),
  }
}

/**
 * The placement list. A cluster may stand in it twice: the last entry counts for the minimum, for everything else the
 * last entry that says something.
 */
function readPlacement(
  spec: JsonObject,
  at: Origin,
): Pick<ReadPolicy, 'names' | 'preferences' | 'weighted' | 'priorities'> {
  const preferences = new Map<string, Preference>()
  const priorities = new Map<string, number>()
  let weighted = false
  for (const [index, entry] of listOf(spec, 'placement').entries()) {
    if (!isObject(entry)) continue
    const cluster = textOf(entry, 'cluster')
    const wishes = objectOf(entry, 'preferences')
    const before = preferences.get(cluster)
    const weight = integerOf(wishes, 'weight')
    const priority = integerOf(wishes, 'priority')
    if (weight !== undefined) weighted = true
    if (priority !== undefined) priorities.set(cluster, priority)
    preferences.set(cluster, {
      min: integerOf(wishes, 'minReplicas') ?? 0,
      max: integerOf(wishes, 'maxReplicas') ?? before?.max,
      weight: weight ?? before?.weight ?? 0,
      from: within(at, 'placement', index),
    })
  }
  return { names: new Set(preferences.keys()), preferences, weighted, priorities }
}

/** An absent operator is `Equal`. */
function readToleration(toleration: JsonObject): Toleration {
  const operator = textOf(toleration, 'operator')
  return {
    key: textOf(toleration, 'key'),
    operator: operator === '' ? 'Equal' : operator,
    value: textOf(toleration, 'value'),
    effect: textOf(toleration, 'effect'),
  }
}

function readTerm(term: JsonObject): AffinityTerm {
  return {
    matchExpressions: readRequirements(term, 'matchExpressions'),
    matchFields: readRequirements(term, 'matchFields'),
  }
}

function readRequirements(term: JsonObject, key: string): Requirement[] {
  return listOf(term, key)
    .filter(isObject)
    .map((requirement) => ({
      key: textOf(requirement, 'key'),
      operator: textOf(requirement, 'operator'),
      values: listOf(requirement, 'values').filter((value) => typeof value === 'string'),
    }))
}

/** The clusters that a policy names, each where it stands. */
export function* clustersNamedBy(policy: Resource): Iterable<{ readonly name: string; readonly origin: Origin }> {
  const spec = objectOf(policy.value, 'spec')
  for (const [index, entry] of listOf(spec, 'placement').entries()) {
    const name = isObject(entry) ? own(entry, 'cluster') : undefined
    if (typeof name !== 'string') continue
    yield { name, origin: within(policy.origin, 'spec', 'placement', index, 'cluster') }
  }
}
