import { diagnostic, type Report } from '../../../diagnostics/diagnostic.ts'
import { closest } from '../../../model/closest.ts'
import type { Cluster } from '../../../model/cluster.ts'
import { isObject, type JsonObject, own } from '../../../model/json.ts'
import type { OverrideRule } from '../../../model/override.ts'
import type { Resource } from '../../../model/resource.ts'
import { within } from '../../../model/source.ts'
import { objectOf } from '../../fields.ts'
import { clusterOverridePolicyLabel, overridePolicyLabel } from '../steering.ts'
import type { WorkloadTypes } from '../workload-types.ts'
import { withMetadata } from './metadata.ts'
import { compileRules, type RulesFor } from './rules.ts'
import { rosterOf } from './target.ts'

/**
 * What finds the override rules of a workload: those of its ClusterOverridePolicy, then those of its OverridePolicy.
 * 'refused', with an error, where a policy that it names is not there or cannot work. Every policy is compiled once,
 * and workloads of the same policies and pod spec share one list of rules.
 */
export function overrider(
  owned: readonly Resource[],
  refused: readonly Resource[],
  clusters: readonly Cluster[],
  types: WorkloadTypes,
  report: Report,
): (workload: Resource) => readonly OverrideRule[] | 'refused' {
  const policies = compileAll(owned, refused, clusters, report)
  const joined = new Map<string, readonly OverrideRule[]>()
  return (workload) => {
    const labels = own(objectOf(workload.value, 'metadata'), 'labels')
    if (!isObject(labels)) return none
    // upstream looks at the namespaced label of namespaced objects only
    const namespace = workload.namespace === '' ? 'default' : workload.namespace
    const first = policyOf(workload, labels, clusterOverridePolicyLabel, everywhere, policies, report)
    const second = types.isClusterScoped(workload)
      ? undefined
      : policyOf(workload, labels, overridePolicyLabel, namespace, policies, report)
    if (first === 'refused' || second === 'refused') return 'refused'
    if (first === undefined && second === undefined) return none
    const podSpec = types.podSpecPath(workload)
    const key = [first?.number, second?.number, ...(podSpec ?? [])].join('/')
    let rules = joined.get(key)
    if (rules === undefined) {
      rules = withMetadata([...(first?.rules(podSpec) ?? []), ...(second?.rules(podSpec) ?? [])])
      joined.set(key, rules)
    }
    return rules
  }
}

const none: readonly OverrideRule[] = []
/** Stands for the namespace of policies that have none. */
const everywhere = ''

interface OverridePolicy {
  /** Tells it from the others. */
  readonly number: number
  readonly rules: RulesFor
}

/** By namespace and name; 'refused' for those that broke their schema or cannot work, which was told already. */
type Policies = ReadonlyMap<string, ReadonlyMap<string, OverridePolicy | 'refused'>>

function compileAll(
  owned: readonly Resource[],
  refused: readonly Resource[],
  clusters: readonly Cluster[],
  report: Report,
): Policies {
  const policies = new Map<string, Map<string, OverridePolicy | 'refused'>>()
  const put = (policy: Resource, entry: OverridePolicy | 'refused'): void => {
    const namespace =
      policy.kind === 'ClusterOverridePolicy' ? everywhere : policy.namespace === '' ? 'default' : policy.namespace
    const there = policies.get(namespace)
    if (there === undefined) policies.set(namespace, new Map([[policy.name, entry]]))
    else there.set(policy.name, entry)
  }
  const roster = rosterOf(clusters)
  for (const [number, policy] of owned.filter(isOverridePolicy).entries()) {
    const rules = compileRules(policy, roster, report)
    put(policy, rules === undefined ? 'refused' : { number, rules })
  }
  for (const policy of refused.filter(isOverridePolicy)) put(policy, 'refused')
  return policies
}

function isOverridePolicy({ kind }: Resource): boolean {
  return kind === 'OverridePolicy' || kind === 'ClusterOverridePolicy'
}

/** The policy that a label names; undefined without the label. An empty name is one that is not there. */
function policyOf(
  workload: Resource,
  labels: JsonObject,
  label: string,
  namespace: string,
  policies: Policies,
  report: Report,
): OverridePolicy | 'refused' | undefined {
  const name = own(labels, label)
  if (name === undefined) return undefined
  const at = within(workload.origin, 'metadata', 'labels', label)
  if (typeof name !== 'string') {
    report(diagnostic('kubeadmiral/label-not-text', { label }, at))
    return 'refused'
  }
  const policy = policies.get(namespace)?.get(name)
  if (policy !== undefined) return policy
  const kind = namespace === everywhere ? 'ClusterOverridePolicy' : 'OverridePolicy'
  const suggestion = suggest(name, namespace, policies)
  report(diagnostic('kubeadmiral/override-policy-not-found', { kind, name, namespace, suggestion }, at))
  return 'refused'
}

/** The same name where this label does not look, or else a similar name where it does. */
function suggest(name: string, namespace: string, policies: Policies): string {
  if (policies.get(everywhere)?.has(name)) return `ClusterOverridePolicy "${name}", with its own label`
  for (const [elsewhere, there] of policies) {
    if (there.has(name)) return `OverridePolicy "${name}" in namespace "${elsewhere}"`
  }
  const similar = closest(name, [...(policies.get(namespace)?.keys() ?? [])])
  return similar === undefined ? '' : `"${similar}"`
}
