import { diagnostic, type Report } from '../../diagnostics/diagnostic.ts'
import { closest } from '../../model/closest.ts'
import { isObject, own } from '../../model/json.ts'
import { describe, type Resource } from '../../model/resource.ts'
import { within } from '../../model/source.ts'
import { objectOf } from '../fields.ts'
import { isPropagationPolicy } from './kinds.ts'
import { clusterPropagationPolicyLabel, notFederatedAnnotation, propagationPolicyLabel } from './steering.ts'
import type { WorkloadTypes } from './workload-types.ts'

/** The propagation policies of the input, by namespace and name; those that broke their schema among them. */
export interface PolicyIndex {
  readonly namespaced: ReadonlyMap<string, ReadonlyMap<string, Resource>>
  readonly cluster: ReadonlyMap<string, Resource>
}

export function indexPolicies(owned: readonly Resource[], refused: readonly Resource[] = []): PolicyIndex {
  const namespaced = new Map<string, Map<string, Resource>>()
  const cluster = new Map<string, Resource>()
  for (const policy of [...owned, ...refused].filter(isPropagationPolicy)) {
    if (policy.kind === 'ClusterPropagationPolicy') cluster.set(policy.name, policy)
    else {
      const namespace = policy.namespace === '' ? 'default' : policy.namespace
      const there = namespaced.get(namespace)
      if (there === undefined) namespaced.set(namespace, new Map([[policy.name, policy]]))
      else there.set(policy.name, policy)
    }
  }
  return { namespaced, cluster }
}

/**
 * The policy that a workload names. `none`: it names none. `refused`: it names one that is not there, which is an
 * error, for taking such a workload as unplaced would remove it from its clusters.
 *
 * The label of a namespaced policy counts first, and alone, even where that policy is missing; objects of a
 * cluster-scoped kind do not have it. An empty name is a name. Source: KubeAdmiral,
 * pkg/controllers/scheduler/util.go.
 */
export function policyOf(
  workload: Resource,
  policies: PolicyIndex,
  types: WorkloadTypes,
  report: Report,
): Resource | 'none' | 'refused' {
  const labels = own(objectOf(workload.value, 'metadata'), 'labels')
  if (!isObject(labels) || isKeptOut(workload)) return 'none'
  const namespaced = types.isClusterScoped(workload) ? undefined : own(labels, propagationPolicyLabel)
  const label = namespaced === undefined ? clusterPropagationPolicyLabel : propagationPolicyLabel
  const name = namespaced ?? own(labels, label)
  if (name === undefined) return 'none'
  const at = within(workload.origin, 'metadata', 'labels', label)
  if (typeof name !== 'string') {
    report(diagnostic('kubeadmiral/label-not-text', { label }, at))
    return 'refused'
  }
  const namespace = namespaced === undefined ? '' : workload.namespace === '' ? 'default' : workload.namespace
  const there = namespaced === undefined ? policies.cluster : policies.namespaced.get(namespace)
  const policy = there?.get(name)
  if (policy !== undefined) return policy
  const kind = namespaced === undefined ? 'ClusterPropagationPolicy' : 'PropagationPolicy'
  const suggestion = suggest(name, namespace, policies)
  report(diagnostic('kubeadmiral/policy-not-found', { kind, name, namespace, suggestion }, at))
  return 'refused'
}

/** The same name where this label does not look, or else a similar name where it does. */
function suggest(name: string, namespace: string, policies: PolicyIndex): string {
  if (namespace !== '' && policies.cluster.has(name)) return `ClusterPropagationPolicy "${name}", with its own label`
  for (const [elsewhere, there] of policies.namespaced) {
    if (there.has(name)) return `PropagationPolicy "${name}" in namespace "${elsewhere}"`
  }
  const candidates =
    namespace === '' ? policies.cluster : (policies.namespaced.get(namespace) ?? new Map<string, Resource>())
  const similar = closest(name, [...candidates.keys()])
  return similar === undefined ? '' : `"${similar}"`
}

/** Whether an object names a policy and is kept out all the same, which is told. */
export function tellOfKeptOut(object: Resource, report: Report): boolean {
  const labels = objectOf(objectOf(object.value, 'metadata'), 'labels')
  const names = [propagationPolicyLabel, clusterPropagationPolicyLabel].some(
    (label) => own(labels, label) !== undefined,
  )
  if (!names || !isKeptOut(object)) return false
  const annotation = notFederatedAnnotation
  const at = within(object.origin, 'metadata', 'annotations', annotation)
  report(diagnostic('kubeadmiral/kept-out', { object: describe(object), annotation }, at))
  return true
}

/** Whether an object is kept out of the federation: it is not placed, leads nothing and follows nothing. */
export function isKeptOut({ value }: Resource): boolean {
  const reason = own(objectOf(objectOf(value, 'metadata'), 'annotations'), notFederatedAnnotation)
  return typeof reason === 'string' && reason !== ''
}
