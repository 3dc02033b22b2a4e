import { isObject, type JsonObject, own, setOwn } from '../../../model/json.ts'
import type { Resource } from '../../../model/resource.ts'
import type { Change, Rescheduling } from '../../../model/unit.ts'
import { flagOf, objectOf } from '../../fields.ts'
import type { ReadPolicy } from '../policy/policy.ts'
import {
  affinityAnnotation,
  clusterSelectorAnnotation,
  dryRunAnnotation,
  followsObjectAnnotation,
  maxClustersAnnotation,
  placementsAnnotation,
  prefix,
  schedulingModeAnnotation,
  stickyClusterAnnotation,
  tolerationsAnnotation,
} from '../steering.ts'

/**
 * What asks for a new decision under a policy, in KubeAdmiral's words. `compared`: facts whose change always does; null
 * is absent. Source: KubeAdmiral, pkg/controllers/scheduler/schedulingtriggers.go.
 */
export function reschedulingOf(policy: ReadPolicy, compared: JsonObject): Rescheduling {
  let asked = byPolicy.get(policy)
  if (asked === undefined) {
    asked = askedBy(policy)
    byPolicy.set(policy, asked)
  }
  return { compared, ...asked }
}

/** What all workloads of a policy share. */
type Asked = Omit<Rescheduling, 'compared'>
const byPolicy = new WeakMap<ReadPolicy, Asked>()

function askedBy(policy: ReadPolicy): Asked {
  const written = objectOf(policy.defaulted, 'reschedulePolicy')
  const disabled = flagOf(written, 'disableRescheduling') ?? false
  const unset = own(written, 'rescheduleWhen') === undefined
  const when = objectOf(written, 'rescheduleWhen')
  const deferred: Partial<Record<Change, string>> = {}
  for (const [change, field] of toggles) if (flagOf(when, field) !== true) deferred[change] = `${field}:false`
  return {
    policy: policy.digest,
    barred: disabled ? 'disableRescheduling:true' : unset ? 'rescheduleWhen:nil' : undefined,
    deferred,
  }
}

const toggles = [
  ['policy', 'policyContentChanged'],
  ['labels', 'clusterLabelsChanged'],
  ['apis', 'clusterAPIResourcesChanged'],
  ['joined', 'clusterJoined'],
] as const

/**
 * The annotations that steer the placement of a workload, as they are written, by the names without their prefix;
 * undefined where there is none. Source: KubeAdmiral, pkg/controllers/scheduler/schedulingtriggers.go.
 */
export function annotationsFact({ value }: Resource): JsonObject | undefined {
  const annotations = own(objectOf(value, 'metadata'), 'annotations')
  if (!isObject(annotations)) return undefined
  let fact: JsonObject | undefined
  for (const key of compared) {
    const text = own(annotations, key)
    if (typeof text !== 'string') continue
    fact ??= {}
    setOwn(fact, key.slice(prefix.length), text)
  }
  return fact
}

/** In the order in which they are remembered. */
const compared: readonly string[] = [
  affinityAnnotation,
  clusterSelectorAnnotation,
  dryRunAnnotation,
  followsObjectAnnotation,
  maxClustersAnnotation,
  placementsAnnotation,
  schedulingModeAnnotation,
  stickyClusterAnnotation,
  tolerationsAnnotation,
]
