import { parseInstant } from '../model/instant.ts'
import { at, isObject, type Json, type JsonObject } from '../model/json.ts'
import { byCodePoint } from '../model/order.ts'
import { controllerOf, type Malformed, textAt } from './fields.ts'
import { fingerprint } from './fingerprint.ts'
import type { WorkloadFacts } from './workloads.ts'

/** The ReplicaSet of a Deployment's current revision. */
export interface Revision {
  readonly uid: string
  readonly name: string
  readonly created: number
}

/**
 * Adds the ReplicaSets of one page, raw apps/v1 objects, in any order: for each Deployment that is in `deployments`,
 * by uid, it keeps the one with the Deployment's own template, the oldest if there are several. A Deployment without
 * one has no pods of its current revision yet.
 * Source: KubeAdmiral, pkg/controllers/automigration/plugins/deployments.go, and Kubernetes, FindNewReplicaSet.
 */
export function addReplicaSets(
  revisions: Map<string, Revision>,
  deployments: ReadonlyMap<string, WorkloadFacts>,
  page: readonly Json[],
): Malformed {
  for (const value of page) {
    const uid = textAt(value, ['metadata', 'uid'])
    const name = textAt(value, ['metadata', 'name'])
    if (uid === '' || name === '') return 'a ReplicaSet without a name or uid'
    const controller = controllerOf(value)
    const deployment = deployments.get(controller)
    if (deployment === undefined || deployment.namespace !== textAt(value, ['metadata', 'namespace'])) continue
    if (templateFingerprint(value) !== deployment.template) continue
    const created = parseInstant(textAt(value, ['metadata', 'creationTimestamp']))
    if (created === undefined) return 'a ReplicaSet whose creationTimestamp cannot be read'
    const revision = { uid, name, created }
    const known = revisions.get(controller)
    if (known === undefined || isOlder(revision, known)) revisions.set(controller, revision)
  }
  return undefined
}

function isOlder(a: Revision, b: Revision): boolean {
  return (a.created - b.created || byCodePoint(a.name, b.name)) < 0
}

/**
 * A fingerprint of spec.template without the label pod-template-hash, the only thing that tells the template of a
 * ReplicaSet from that of its Deployment.
 */
export function templateFingerprint(value: Json): string {
  const template = at(value, ['spec', 'template'])
  return isObject(template) ? fingerprint(withoutHash(template)) : ''
}

function withoutHash(template: JsonObject): JsonObject {
  const metadata = at(template, ['metadata'])
  const labels = at(template, ['metadata', 'labels'])
  if (!isObject(metadata) || !isObject(labels)) return template
  const { 'pod-template-hash': _hash, ...rest } = labels
  return { ...template, metadata: { ...metadata, labels: rest } }
}
