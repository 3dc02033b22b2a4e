import { copy, isObject, type Json, type JsonObject, own, setOwn } from '../../../model/json.ts'
import { objectOf } from '../../fields.ts'

/**
 * The spec of a policy as the scheduler would see it: the defaults of the CRD applied, parents first, and the flags
 * that an API object always has filled in. Absent stays absent where it means something of its own: `maxClusters`,
 * `maxReplicas`, `weight`, `priority`, `autoMigration`, and `rescheduleWhen` below a written `reschedulePolicy`.
 *
 * Source: the schema of propagationpolicies.core.kubeadmiral.io, v1alpha1. The argument is not changed.
 */
export function defaulted(spec: JsonObject): JsonObject {
  const result = withoutNulls(copy(spec))
  fill(result, {
    schedulingProfile: '',
    schedulingMode: 'Duplicate',
    replicasStrategy: 'Spread',
    clusterSelector: {},
    clusterAffinity: [],
    tolerations: [],
    placement: [],
    disableFollowerScheduling: false,
    reschedulePolicy: { rescheduleWhen: { policyContentChanged: true } },
  })
  const placement = own(result, 'placement')
  if (Array.isArray(placement)) for (const entry of placement) if (isObject(entry)) defaultEntry(entry)
  const autoMigration = own(result, 'autoMigration')
  if (isObject(autoMigration)) defaultMigration(autoMigration)
  defaultRescheduling(objectOf(result, 'reschedulePolicy'))
  return result
}

function defaultEntry(entry: JsonObject): void {
  fill(entry, { preferences: {} })
  fill(objectOf(entry, 'preferences'), { minReplicas: 0 })
}

/** An empty `when` is refused by the schema upstream; a policy that gets by without a duration has the default one. */
function defaultMigration(autoMigration: JsonObject): void {
  fill(autoMigration, { when: {}, keepUnschedulableReplicas: false })
  fill(objectOf(autoMigration, 'when'), { podUnschedulableFor: '1m' })
}

/** `rescheduleWhen` has no default of its own: below a written `reschedulePolicy` it stays absent, and nothing fires. */
function defaultRescheduling(policy: JsonObject): void {
  fill(policy, { disableRescheduling: false, replicaRescheduling: {} })
  fill(objectOf(policy, 'replicaRescheduling'), { avoidDisruption: true })
  const when = own(policy, 'rescheduleWhen')
  if (!isObject(when)) return
  fill(when, {
    policyContentChanged: true,
    clusterJoined: false,
    clusterLabelsChanged: false,
    clusterAPIResourcesChanged: false,
  })
}

function fill(object: JsonObject, defaults: Record<string, Json>): void {
  for (const [key, value] of Object.entries(defaults)) if (own(object, key) === undefined) setOwn(object, key, value)
}

/** The API server prunes a null before it applies defaults. Works in place. */
function withoutNulls(object: JsonObject): JsonObject {
  for (const key of Object.keys(object)) {
    const value = object[key]
    if (value === null) delete object[key]
    else if (Array.isArray(value)) {
      for (const item of value) if (isObject(item)) withoutNulls(item)
    } else if (isObject(value)) withoutNulls(value)
  }
  return object
}
