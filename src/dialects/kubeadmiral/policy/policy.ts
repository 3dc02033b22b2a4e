import { diagnostic, type Report } from '../../../diagnostics/diagnostic.ts'
import { closest } from '../../../model/closest.ts'
import { digest } from '../../../model/digest.ts'
import { parseDuration } from '../../../model/duration.ts'
import { isObject, type JsonObject, own } from '../../../model/json.ts'
import type { Disruption, Preference, PreferredTerm, Toleration } from '../../../model/policy.ts'
import type { Resource } from '../../../model/resource.ts'
import type { AffinityTerm, Requirement } from '../../../model/selector.ts'
import { type Origin, within } from '../../../model/source.ts'
import type { PolicyRef } from '../../../model/unit.ts'
import { flagOf, integerOf, listOf, objectOf, textOf, textsOf } from '../../fields.ts'
import { defaulted } from './defaults.ts'
import { defaultPlugins, type Plugins } from './plugins.ts'
import type { Profiles } from './profile.ts'

/** A policy, read once and shared by the workloads that name it: placement knows shared parts by their identity. */
export interface ReadPolicy {
  readonly ref: PolicyRef
  /** Where its spec stands. */
  readonly spec: Origin
  /** Where what counts was written: in the spec, or in an annotation of the workload. */
  readonly at: PolicyPlaces
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
  /** Terms of which a cluster must match one; undefined is no restriction, an empty list matches nothing. */
  readonly clusterAffinity: readonly AffinityTerm[] | undefined
  readonly preferences: ReadonlyMap<string, Preference>
  readonly weighted: boolean
  readonly priorities: ReadonlyMap<string, number>
  readonly limit: number | undefined
  readonly disruption: Disruption
  /** Terms of a preferred affinity; only an annotation of the workload can give them. */
  readonly preferred: readonly PreferredTerm[]
  /** The plugins that place, in their order. */
  readonly plugins: Plugins
  /** Whether what the workload refers to follows it. */
  readonly followers: boolean
  /** Once placed, a workload stays as it is. */
  readonly sticky: boolean
  /** How long a pod may wait for a node, in milliseconds, before its replica goes elsewhere; undefined: for ever. */
  readonly patience: number | undefined
}

/** The parts of a policy that an annotation can override. */
export type PolicyPlaces = Readonly<
  Record<'mode' | 'selector' | 'affinity' | 'tolerations' | 'names' | 'priorities' | 'limit' | 'sticky', Origin>
>

/** Reads a PropagationPolicy or ClusterPropagationPolicy; undefined, with a diagnostic, for one that cannot work. */
export function readPolicy(policy: Resource, profiles: Profiles, report: Report): ReadPolicy | undefined {
  const { apiVersion, kind, namespace, name, origin, value } = policy
  const at = within(origin, 'spec')
  const spec = defaulted(objectOf(value, 'spec'))
  const limit = integerOf(spec, 'maxClusters')
  const plugins = pluginsOf(spec, at, profiles, report)
  if (plugins === undefined) return undefined
  if (limit !== undefined && limit < 0 && plugins.select.includes('MaxCluster')) {
    report(diagnostic('kubeadmiral/negative-max-clusters', { maxClusters: limit }, within(at, 'maxClusters')))
    return undefined
  }
  const terms = listOf(spec, 'clusterAffinity')
  const { autoMigration, ...content } = spec
  const rescheduling = objectOf(objectOf(spec, 'reschedulePolicy'), 'replicaRescheduling')
  return {
    ref: { apiVersion, kind, namespace, name, origin },
    spec: at,
    at: {
      mode: within(at, 'schedulingMode'),
      selector: within(at, 'clusterSelector'),
      affinity: within(at, 'clusterAffinity'),
      tolerations: within(at, 'tolerations'),
      names: within(at, 'placement'),
      priorities: within(at, 'placement'),
      limit: within(at, 'maxClusters'),
      sticky: within(at, 'reschedulePolicy', 'disableRescheduling'),
    },
    defaulted: spec,
    digest: digest(content),
    divide: textOf(spec, 'schedulingMode') === 'Divide',
    binpack: textOf(spec, 'replicasStrategy') === 'Binpack',
    tolerations: listOf(spec, 'tolerations').filter(isObject).map(readToleration),
    clusterSelector: textsOf(spec, 'clusterSelector'),
    clusterAffinity: terms.length === 0 ? undefined : terms.filter(isObject).map(readTerm),
    limit,
    preferred: [],
    plugins,
    followers: !(flagOf(spec, 'disableFollowerScheduling') ?? false),
    sticky: flagOf(objectOf(spec, 'reschedulePolicy'), 'disableRescheduling') ?? false,
    patience: isObject(autoMigration)
      ? (parseDuration(textOf(objectOf(autoMigration, 'when'), 'podUnschedulableFor')) ?? 60_000)
      : undefined,
    disruption: {
      avoid: flagOf(rescheduling, 'avoidDisruption') ?? true,
      keepUnschedulable: isObject(autoMigration) && (flagOf(autoMigration, 'keepUnschedulableReplicas') ?? false),
    },
    ...readPlacement(spec, at),
  }
}

/** The plugins of the policy's profile; undefined, told here or before, where there is no such profile. */
function pluginsOf(spec: JsonObject, at: Origin, profiles: Profiles, report: Report): Plugins | undefined {
  const name = textOf(spec, 'schedulingProfile')
  if (name === '') return defaultPlugins
  if (!profiles.has(name)) {
    const suggestion = closest(name, [...profiles.keys()]) ?? ''
    report(diagnostic('kubeadmiral/profile-not-found', { name, suggestion }, within(at, 'schedulingProfile')))
  }
  return profiles.get(name)
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
  return {
    key: textOf(toleration, 'key'),
    operator: textOf(toleration, 'operator') || 'Equal',
    value: textOf(toleration, 'value'),
    effect: textOf(toleration, 'effect'),
  }
}

export function readTerm(term: JsonObject): AffinityTerm {
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
