import { diagnostic } from '../../diagnostics/diagnostic.ts'
import type { SchedulingUnit } from '../../model/policy.ts'
import type { Resource } from '../../model/resource.ts'
import { closest } from '../../schema/suggest.ts'
import type { BindContext, Claim, Dialect } from '../dialect.ts'
import { indexPolicies, policyOf } from './binding.ts'
import { toFacts } from './cluster.ts'
import { compiler } from './compile.ts'
import { isOurs, isPropagationPolicy, ofKind } from './kinds.ts'
import { clustersNamedBy, readPolicy } from './policy.ts'
import { type Compiled, toUnit, type UnitContext } from './unit.ts'
import { readTypes } from './workload-types.ts'

/** The policies of KubeAdmiral: workloads name theirs in a label. */
export const kubeadmiral: Dialect = {
  name: 'kubeadmiral',
  owns: isOurs,
  clusters: (owned, report) => ofKind(owned, 'FederatedCluster').map((cluster) => toFacts(cluster, report)),
  namedClusters: (owned) => owned.filter(isPropagationPolicy).flatMap((policy) => [...clustersNamedBy(policy)]),
  units,
}

function units({ owned, others, clusters, history, report, refused }: BindContext): Claim {
  const types = readTypes(ofKind(owned, 'FederatedTypeConfig'))
  const policies = indexPolicies(owned, refused)
  const compiled = new Map<Resource, Compiled | undefined>()
  const names = clusters.map(({ name }) => name)
  const known = new Set(names)
  for (const resource of owned.filter(isPropagationPolicy)) {
    for (const { name, origin } of clustersNamedBy(resource)) {
      if (known.has(name)) continue
      report(
        diagnostic('kubeadmiral/unknown-cluster', { cluster: name, suggestion: closest(name, names) ?? '' }, origin),
      )
    }
    const policy = readPolicy(resource, report)
    compiled.set(resource, policy && { policy, compile: compiler(policy) })
  }
  const context: UnitContext = { types, history, report, told: new Set() }
  const made: SchedulingUnit[] = []
  const claimed = new Set<Resource>()
  for (const workload of others) {
    // upstream propagates namespaces by themselves and does not look at their labels
    if (workload.kind === 'Namespace' && workload.apiVersion === 'v1') continue
    const policy = policyOf(workload, policies, types, report)
    if (policy === 'none') continue
    claimed.add(workload)
    const chosen = policy === 'refused' ? undefined : compiled.get(policy)
    const unit = chosen && toUnit(workload, chosen, context)
    if (unit !== undefined) made.push(unit)
  }
  return { units: made, claimed }
}
