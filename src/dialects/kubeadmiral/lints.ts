import { diagnostic, type Report } from '../../diagnostics/diagnostic.ts'
import { own } from '../../model/json.ts'
import type { PlacementPolicy } from '../../model/policy.ts'
import { describe, type Resource } from '../../model/resource.ts'
import { within } from '../../model/source.ts'
import type { LintContext } from '../dialect.ts'
import { objectOf, textOf } from '../fields.ts'
import { isPropagationPolicy, type Kind, ofKind } from './kinds.ts'
import { compiler } from './policy/compile.ts'
import { readPolicy } from './policy/policy.ts'
import { readProfiles } from './policy/profile.ts'
import {
  clusterOverridePolicyLabel,
  clusterPropagationPolicyLabel,
  overridePolicyLabel,
  propagationPolicyLabel,
} from './steering.ts'
import { readTypes, type WorkloadTypes } from './workload-types.ts'

/** The lints of this dialect, and its policies as they would place a Deployment of one replica. */
export function lint({ owned, refused = [], others, report, divisible, complete }: LintContext): PlacementPolicy[] {
  const types = readTypes(ofKind(owned, 'FederatedTypeConfig'), silent, divisible)
  const used = new Set(others.flatMap((object) => namedBy(object, types, report)))
  const policies = owned.filter(isPropagationPolicy)
  for (const { value } of [...policies, ...refused.filter(isPropagationPolicy)]) {
    used.add(keyOf('SchedulingProfile', '', textOf(objectOf(value, 'spec'), 'schedulingProfile')))
  }
  if (complete) for (const policy of owned) tellIfUnused(policy, used, report)
  const profiles = readProfiles(ofKind(owned, 'SchedulingProfile'), refused, silent)
  return policies.flatMap((resource) => {
    const policy = readPolicy(resource, profiles, silent)
    if (policy === undefined) return []
    return [compiler(policy)({ ...anyDemand, total: policy.divide ? 1 : undefined })]
  })
}

const silent: Report = () => undefined

/** What a policy says of clusters does not depend on the workload. */
const anyDemand = {
  id: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'default', name: 'any' },
  requests: new Map(),
  capacity: { estimated: new Map(), limited: new Map(), scheduled: new Map() },
  evicted: new Map(),
  now: undefined,
}

const usable: ReadonlySet<string> = new Set<Kind>([
  'PropagationPolicy',
  'ClusterPropagationPolicy',
  'OverridePolicy',
  'ClusterOverridePolicy',
  'SchedulingProfile',
])
const namespaced: ReadonlySet<string> = new Set<Kind>(['PropagationPolicy', 'OverridePolicy'])

function tellIfUnused(policy: Resource, used: ReadonlySet<string>, report: Report): void {
  const { kind, namespace, name, origin } = policy
  if (!usable.has(kind) || used.has(keyOf(kind, namespace, name))) return
  report(diagnostic('lint/unused-policy', { policy: describe(policy) }, within(origin, 'metadata', 'name')))
}

function keyOf(kind: string, namespace: string, name: string): string {
  return `${kind}/${namespaced.has(kind) ? namespace || 'default' : ''}/${name}`
}

/** A label, what it names, and the label for objects without a namespace. */
const labels: readonly { readonly label: string; readonly kind: Kind; readonly instead: string }[] = [
  { label: propagationPolicyLabel, kind: 'PropagationPolicy', instead: clusterPropagationPolicyLabel },
  { label: clusterPropagationPolicyLabel, kind: 'ClusterPropagationPolicy', instead: '' },
  { label: overridePolicyLabel, kind: 'OverridePolicy', instead: clusterOverridePolicyLabel },
  { label: clusterOverridePolicyLabel, kind: 'ClusterOverridePolicy', instead: '' },
]

/** Keys of the policies that act on an object; tells of labels that do nothing. */
function namedBy(object: Resource, types: WorkloadTypes, report: Report): string[] {
  const written = objectOf(objectOf(object.value, 'metadata'), 'labels')
  const keys: string[] = []
  let placing: string | undefined
  for (const { label, kind, instead } of labels) {
    const name = own(written, label)
    if (typeof name !== 'string') continue
    const at = within(object.origin, 'metadata', 'labels', label)
    const places = kind.endsWith('PropagationPolicy')
    if (places && isNamespace(object)) {
      report(diagnostic('lint/label-without-effect', { label, kind: object.kind, instead: '' }, at))
    } else if (namespaced.has(kind) && types.isClusterScoped(object)) {
      report(diagnostic('lint/label-without-effect', { label, kind: object.kind, instead }, at))
    } else if (places && placing !== undefined) {
      const args = { object: describe(object), counts: placing, ignored: `${kind} "${name}"` }
      report(diagnostic('lint/two-policies', args, at))
    } else {
      keys.push(keyOf(kind, object.namespace, name))
      if (places) placing = `${kind} "${name}"`
    }
  }
  return keys
}

function isNamespace({ apiVersion, kind }: Resource): boolean {
  return kind === 'Namespace' && apiVersion === 'v1'
}
