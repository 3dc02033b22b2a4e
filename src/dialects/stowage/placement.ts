import type { SettledDecision } from '../../model/decision.ts'
import { digest } from '../../model/digest.ts'
import type { JsonObject } from '../../model/json.ts'
import { groupOf, identity, type ObjectId } from '../../model/resource.ts'
import { apiVersion } from './kinds.ts'

/**
 * The decision for one workload as an object to be committed: what the next render reads as history. Its keys stand
 * in a fixed order and its clusters by name, so that equal decisions are equal text.
 */
export function toPlacement({ unit, policyRef, targets }: SettledDecision): JsonObject {
  const { workload, facts } = unit
  return {
    apiVersion,
    kind: 'Placement',
    metadata: {
      name: placementName(workload),
      ...(workload.namespace === '' ? {} : { namespace: workload.namespace }),
    },
    spec: {
      workload: reference(workload),
      ...(policyRef === undefined ? {} : { policy: reference(policyRef) }),
      clusters: targets.map(({ cluster, replicas }) =>
        replicas === undefined ? { name: cluster } : { name: cluster, replicas },
      ),
      ...(Object.keys(facts).length === 0 ? {} : { facts }),
    },
  }
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
