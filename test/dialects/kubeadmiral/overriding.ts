import { bind } from '../../../src/dialects/bind.ts'
import { at, copy, type Json, type JsonObject } from '../../../src/model/json.ts'
import type { OverrideRule } from '../../../src/model/override.ts'
import { override } from '../../../src/override/apply.ts'
import { place } from '../../../src/placement/place.ts'
import { aClusterPropagationPolicy, aDeployment, collector, namedCluster, resources } from '../resource.ts'

const apiVersion = 'core.kubeadmiral.io/v1alpha1'

export function anOverridePolicy(name: string, rules: readonly JsonObject[], namespace = 'default'): JsonObject {
  return { apiVersion, kind: 'OverridePolicy', metadata: { name, namespace }, spec: { overrideRules: [...rules] } }
}

export function aClusterOverridePolicy(name: string, rules: readonly JsonObject[]): JsonObject {
  return { apiVersion, kind: 'ClusterOverridePolicy', metadata: { name }, spec: { overrideRules: [...rules] } }
}

/** The labels of a workload that every cluster gets and that an OverridePolicy changes. */
export function overriddenBy(policy: Json): JsonObject {
  return { ...namedCluster('all'), 'kubeadmiral.io/override-policy-name': policy }
}

/** The same for a ClusterOverridePolicy. */
export function overriddenByCluster(policy: Json): JsonObject {
  return { ...namedCluster('all'), 'kubeadmiral.io/cluster-override-policy-name': policy }
}

/** What binding makes of manifests, beside the policy `all`; file `0.yaml` is the first of them. */
export function bound(...manifests: readonly JsonObject[]) {
  const { report, codes } = collector()
  const { units, fleet } = bind(resources(...manifests, aClusterPropagationPolicy('all')), report)
  return { units, fleet, report, codes }
}

/** The rules of one OverridePolicy, which stands in `0.yaml`, for a workload that names it. */
export function compiled(rules: readonly JsonObject[], fleet: readonly JsonObject[], workload?: JsonObject) {
  const web = workload ?? aDeployment('web', { labels: overriddenBy('p') })
  const { units, codes } = bound(anOverridePolicy('p', rules), web, ...fleet)
  return { rules: units[0]?.overrides ?? [], codes: codes(), bound: units.length }
}

/** The object in each cluster, after everything; clusters whose overrides fail have none. */
export function rendered(...manifests: readonly JsonObject[]) {
  const { units, fleet, report, codes } = bound(...manifests)
  const objects: Record<string, JsonObject> = {}
  for (const unit of units) {
    for (const { value, slot, targets } of override(place(unit, fleet, report), report)) {
      for (const { cluster, replicas } of targets) {
        const object = copy(value)
        if (slot !== undefined) Object.assign(at(object, slot.slice(0, -1)) ?? {}, { [slot.at(-1) ?? '']: replicas })
        objects[cluster] = object
      }
    }
  }
  return { objects, codes: codes() }
}

/** Short for a rule: its clusters, and each operation in a word. */
export function inShort({ target, ops }: OverrideRule): string {
  const clusters = target.names === undefined ? '*' : [...target.names].join(',')
  const words = ops.map((op) => {
    if (op.kind === 'patch') return `${op.op} ${op.path}`
    if (op.kind === 'edits')
      return `edits ${op.edits.map((edit) => ('field' in edit ? edit.field : edit.kind)).join(' ')}`
    return 'path' in op ? `${op.kind} ${op.path.at(-1)}` : op.kind
  })
  return `${clusters}: ${words.join('; ')}`
}
