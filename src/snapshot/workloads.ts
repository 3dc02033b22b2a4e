import { at, isObject, type Json } from '../model/json.ts'
import { identity, type ObjectId } from '../model/resource.ts'
import type { LabelSelector } from '../model/selector.ts'
import type { FieldPath } from '../model/source.ts'
import { countAt, listAt, type Malformed, textAt, textsAt } from './fields.ts'
import { templateFingerprint } from './revisions.ts'

/** A kind with replicas, as a cluster lists it. */
export interface WorkloadType {
  readonly apiVersion: string
  readonly kind: string
  /** Where the replicas stand, such as spec.replicas. */
  readonly replicas: FieldPath
  /** How many there are where the object does not say; 0 if absent, as KubeFed reads it. */
  readonly whenAbsent?: number
}

/** What counts of a workload. */
export interface WorkloadFacts extends ObjectId {
  readonly uid: string
  readonly desired: number
  readonly replicas: number
  readonly ready: number
  /** undefined where it has none: then its pods are not known. */
  readonly selector: LabelSelector | undefined
  /** Fingerprint of its pod template; only of Deployments, whose revisions are told by it. */
  readonly template: string | undefined
}

/**
 * Adds the workloads of one page, raw objects of one kind, in any order, by identity; only those that are `wanted`.
 */
export function addWorkloads(
  workloads: Map<string, WorkloadFacts>,
  type: WorkloadType,
  page: readonly Json[],
  wanted: (id: ObjectId) => boolean = () => true,
): Malformed {
  const { apiVersion, kind } = type
  for (const value of page) {
    const namespace = textAt(value, ['metadata', 'namespace'])
    const name = textAt(value, ['metadata', 'name'])
    if (!isName(name) || (namespace !== '' && !isName(namespace))) return `a ${kind} without a name`
    const id = { apiVersion, kind, namespace, name }
    if (!wanted(id)) continue
    const facts = workloadFacts(id, type, value)
    if (facts === undefined) return `a ${kind} whose uid or replicas cannot be read`
    workloads.set(identity(id), facts)
  }
  return undefined
}

function workloadFacts(
  id: ObjectId,
  { replicas: path, whenAbsent }: WorkloadType,
  value: Json,
): WorkloadFacts | undefined {
  const uid = textAt(value, ['metadata', 'uid'])
  const desired = countAt(value, path, whenAbsent)
  const replicas = countAt(value, ['status', 'replicas'])
  const ready = countAt(value, ['status', 'readyReplicas'])
  if (uid === '' || desired === undefined || replicas === undefined || ready === undefined) return undefined
  const template = isDeployment(id) ? templateFingerprint(value) : undefined
  return { ...id, uid, desired, replicas, ready, selector: selectorOf(value), template }
}

export function isDeployment({ apiVersion, kind }: ObjectId): boolean {
  return kind === 'Deployment' && apiVersion === 'apps/v1'
}

/** A LabelSelector of plain data at spec.selector; a selector of another form is none. */
function selectorOf(value: Json): LabelSelector | undefined {
  const selector = at(value, ['spec', 'selector'])
  if (!isObject(selector)) return undefined
  const matchExpressions = listAt(selector, ['matchExpressions']).map((one) => ({
    key: textAt(one, ['key']),
    operator: textAt(one, ['operator']),
    values: listAt(one, ['values']).filter((each) => typeof each === 'string'),
  }))
  const matchLabels = textsAt(selector, ['matchLabels'])
  return matchLabels.size + matchExpressions.length === 0 ? undefined : { matchLabels, matchExpressions }
}

/** A path segment, as the API server takes for names. */
function isName(text: string): boolean {
  return text !== '' && text.length <= 253 && text !== '.' && text !== '..' && !/[/%\u0000-\u001f]/.test(text)
}
