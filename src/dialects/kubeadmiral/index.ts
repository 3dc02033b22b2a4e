import { diagnostic, type Report } from '../../diagnostics/diagnostic.ts'
import { closest } from '../../model/closest.ts'
import type { Cluster } from '../../model/cluster.ts'
import type { Resource } from '../../model/resource.ts'
import type { SchedulingUnit } from '../../model/unit.ts'
import type { BindContext, Claim, Dialect, NamespacePlan } from '../dialect.ts'
import { checkKeys } from './annotations/keys.ts'
import { indexPolicies, policyOf, tellOfKeptOut } from './binding.ts'
import { toFacts } from './cluster.ts'
import { tellOfDropped } from './dropped.ts'
import { isAutoscaler, mayFollow } from './followers/followers.ts'
import { followerUnit, leadersAmong } from './followers/following.ts'
import { holder } from './followers/hpa.ts'
import { isOurs, isPropagationPolicy, ofKind } from './kinds.ts'
import { lint } from './lints.ts'
import { namespacePlan } from './namespace.ts'
import { overrider } from './overrides/policies.ts'
import { compiler } from './policy/compile.ts'
import { clustersNamedBy, type ReadPolicy, readPolicy } from './policy/policy.ts'
import { type Profiles, readProfiles } from './policy/profile.ts'
import { type Compiled, toUnit, type UnitContext } from './unit.ts'
import { readTypes } from './workload-types.ts'

/** The policies of KubeAdmiral: workloads name theirs in a label. */
export const kubeadmiral: Dialect = {
  name: 'kubeadmiral',
  owns: isOurs,
  clusters: (owned, report) => ofKind(owned, 'FederatedCluster').map((cluster) => toFacts(cluster, report)),
  namedClusters: (owned) => owned.filter(isPropagationPolicy).flatMap((policy) => [...clustersNamedBy(policy)]),
  units,
  lint,
}

function units({ owned, others, clusters, history, report, refused, divisible, now }: BindContext): Claim {
  const types = readTypes(ofKind(owned, 'FederatedTypeConfig'), report, divisible)
  const policies = indexPolicies(owned, refused)
  const profiles = readProfiles(ofKind(owned, 'SchedulingProfile'), refused ?? [], report)
  const compiled = compileAll(owned, profiles, clusters, report)
  const overrides = overrider(owned, refused ?? [], clusters, types, report)
  const context: UnitContext = { types, history, report, clusters, now, overrides, told: new Set() }
  const chosen = (workload: Resource, tell: Report): Compiled | 'none' | 'refused' => {
    const policy = policyOf(workload, policies, types, tell)
    return typeof policy === 'string' ? policy : (compiled.get(policy) ?? 'refused')
  }
  const made = new Map<Resource, SchedulingUnit>()
  const claimed = new Set<Resource>()
  const held = new Set<Resource>()
  const place = (workload: Resource, policy: Compiled | 'none' | 'refused'): void => {
    if (policy === 'none') return
    claimed.add(workload)
    const unit = policy === 'refused' ? undefined : toUnit(workload, policy, context)
    if (unit !== undefined) made.set(workload, unit)
  }
  const namespaces = new Map<Resource, NamespacePlan>()
  for (const workload of others) {
    checkKeys(workload, report)
    if (isNamespace(workload)) {
      // upstream propagates namespaces by themselves and does not look at their policies
      const plan = namespacePlan(workload, overrides)
      if (plan !== undefined) namespaces.set(workload, plan)
    } else if (tellOfKeptOut(workload, report)) {
      claimed.add(workload)
      held.add(workload)
    } else if (!isAutoscaler(workload, types)) place(workload, chosen(workload, report))
  }

  const leadersOf = leadersAmong(made, context)
  const policyOfTarget = (target: Resource): ReadPolicy | 'none' | 'refused' => {
    const policy = chosen(target, () => {})
    return typeof policy === 'string' ? policy : policy.policy
  }
  const holdOf = holder(others, types, policyOfTarget, report)
  for (const object of others) {
    if (!mayFollow(object, types) || held.has(object)) continue
    const leaders = leadersOf(object)
    if (isAutoscaler(object, types)) {
      const policy = chosen(object, report)
      if (policy === 'none' && leaders.length === 0) continue
      const hold = policy === 'refused' ? policy : holdOf(object)
      if (hold !== undefined) {
        claimed.add(object)
        if (hold === 'held') held.add(object)
        continue
      }
      place(object, policy)
    }
    if (leaders.length === 0) continue
    // What was claimed and is not placed was refused.
    const unit = claimed.has(object) ? made.get(object) : followerUnit(object, leaders, context)
    claimed.add(object)
    if (unit !== undefined) made.set(object, { ...unit, leaders })
  }
  for (const object of [...made.keys(), ...namespaces.keys()]) tellOfDropped(object, report)
  return { units: [...made.values()], claimed, held, namespaces }
}

/** Reads and compiles each policy once; undefined for those that cannot work. */
function compileAll(
  owned: readonly Resource[],
  profiles: Profiles,
  clusters: readonly Cluster[],
  report: Report,
): Map<Resource, Compiled | undefined> {
  const compiled = new Map<Resource, Compiled | undefined>()
  const names = clusters.map(({ name }) => name)
  const known = new Set(names)
  for (const resource of owned.filter(isPropagationPolicy)) {
    for (const { name, origin } of clustersNamedBy(resource)) {
      if (known.has(name)) continue
      const suggestion = closest(name, names) ?? ''
      report(diagnostic('kubeadmiral/unknown-cluster', { cluster: name, suggestion }, origin))
    }
    const policy = readPolicy(resource, profiles, report)
    compiled.set(resource, policy && { policy, compile: compiler(policy) })
  }
  return compiled
}

function isNamespace(resource: Resource): boolean {
  return resource.kind === 'Namespace' && resource.apiVersion === 'v1'
}
