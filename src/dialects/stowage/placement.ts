import type { SettledDecision } from '../../model/decision.ts'
import { digest } from '../../model/digest.ts'
import { isObject, type JsonObject } from '../../model/json.ts'
import { byCodePoint } from '../../model/order.ts'
import { groupOf, identity, type ObjectId } from '../../model/resource.ts'
import { apiVersion } from './kinds.ts'

/**
 * The decision for one workload as an object to be committed: what the next render reads as history. Its keys stand
 * in a fixed order and its clusters by name, so that equal decisions are equal text. What was deferred stands where
 * its neighbours hardly ever change: it comes and goes with the fleet, and must not conflict with a decision that
 * another branch makes.
 */
export function toPlacement(decision: SettledDecision): JsonObject {
  const { unit, policyRef, follows, deferred, dispatched } = decision
  const { workload } = unit
  const facts = factsOf(decision)
  return {
    apiVersion,
    kind: 'Placement',
    metadata: {
      name: placementName(workload),
      ...(workload.namespace === '' ? {} : { namespace: workload.namespace }),
    },
    spec: {
      workload: reference(workload),
      ...(deferred.length === 0 ? {} : { deferred: [...deferred] }),
      ...(policyRef === undefined ? {} : { policy: reference(policyRef) }),
      clusters: decision.targets.map(({ cluster, replicas, overflow, following }) => ({
        name: cluster,
        ...(replicas === undefined ? {} : { replicas }),
        ...(overflow === undefined ? {} : { overflow }),
        ...(following === undefined ? {} : { following }),
      })),
      ...(follows.length === 0 ? {} : { follows: [...follows] }),
      ...(dispatched ? {} : { dryRun: true }),
      ...(Object.keys(facts).length === 0 ? {} : { facts }),
    },
  }
}

function factsOf({ facts, fleet }: SettledDecision): JsonObject {
  return sorted(fleet === undefined ? facts : { ...facts, fleet: fleet.digest })
}

/** In the order of their keys, so that a new fact does not move the others, nor an order in the source the text. */
function sorted(facts: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.keys(facts)
      .sort(byCodePoint)
      .map((key) => {
        const value = facts[key] ?? null
        return [key, isObject(value) ? sorted(value) : value]
      }),
  )
}

const longest = 253

/**
 * `deployment.apps-web`: a name that no other workload of the namespace has. Where the text is too long, has
 * characters that a name must not have, or could be read in two ways because of a dash in the group, a digest of the
 * identity tells the workload apart.
 */
export function placementName(workload: ObjectId): string {
  const group = groupOf(workload.apiVersion)
  const plain = `${workload.kind.toLowerCase()}${group === '' ? '' : `.${group}`}-${workload.name}`
  const safe = plain.toLowerCase().replace(/[^a-z0-9.-]/g, '-')
  const isExact = safe === plain && safe.length <= longest && !group.includes('-') && /[a-z0-9]$/.test(safe)
  if (isExact) return safe
  const suffix = `-${digest(identity(workload))}`
  return safe.slice(0, longest - suffix.length).replace(/[^a-z0-9]+$/, '') + suffix
}

function reference({ apiVersion, kind, namespace, name }: ObjectId): JsonObject {
  return { apiVersion, kind, ...(namespace === '' ? {} : { namespace }), name }
}
