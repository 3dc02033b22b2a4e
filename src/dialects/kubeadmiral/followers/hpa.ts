import { diagnostic, type Report } from '../../../diagnostics/diagnostic.ts'
import { at, isObject, own } from '../../../model/json.ts'
import { describe, identity, type Resource } from '../../../model/resource.ts'
import { type FieldPath, within } from '../../../model/source.ts'
import { objectOf, textOf } from '../../fields.ts'
import { isKeptOut } from '../binding.ts'
import type { ReadPolicy } from '../policy/policy.ts'
import { hpaModeLabel, retainReplicasAnnotation } from '../steering.ts'
import type { WorkloadTypes } from '../workload-types.ts'
import { listedFollowers, refusesToFollow } from './followers.ts'

/** The policy of a workload; `refused`: it names one that cannot be used, which was told. */
export type PolicyOf = (workload: Resource) => ReadPolicy | 'none' | 'refused'

/**
 * Tells of an autoscaler that something would place whether it is `held` back all the same, with a warning that says
 * why, or `refused`, because the policy of what it scales is; undefined where it may go. `others`: where the objects
 * that are scaled stand.
 */
export function holder(
  others: readonly Resource[],
  types: WorkloadTypes,
  policyOf: PolicyOf,
  report: Report,
): (autoscaler: Resource) => 'held' | 'refused' | undefined {
  let present: ReadonlyMap<string, Resource> | undefined
  return (autoscaler) => {
    const path = types.scaleTargetRefPath(autoscaler) ?? []
    const named = scaleTargetOf(autoscaler, path)
    present ??= new Map(others.map((object) => [identity(object), object]))
    const resource = named === undefined ? undefined : present.get(named)
    const target = resource && !isKeptOut(resource) ? { resource, policy: policyOf(resource) } : undefined
    if (target?.policy === 'refused') return 'refused'
    const obstacles = obstaclesOf(autoscaler, named !== undefined, target, types)
    if (obstacles.length === 0) return undefined
    const byMode = obstacles.some((obstacle) => obstacle === 'centralized' || obstacle === 'mode')
    const place = byMode ? ['metadata', 'labels', hpaModeLabel] : path
    report(
      diagnostic(
        'kubeadmiral/hpa-held',
        { autoscaler: describe(autoscaler), target: resource === undefined ? '' : describe(resource), obstacles },
        within(autoscaler.origin, ...place),
        resource === undefined ? [] : [resource.origin],
      ),
    )
    return 'held'
  }
}

/** What stands in the way of an autoscaler, as a word. */
type Obstacle =
  | 'centralized'
  | 'mode'
  | 'no-target'
  | 'no-policy'
  | 'divides'
  | 'no-followers'
  | 'replicas'
  | 'not-listed'
  | 'not-following'

/** The object that an autoscaler scales. */
interface ScaleTarget {
  readonly resource: Resource
  readonly policy: ReturnType<PolicyOf>
}

/** The identity (model/resource) of what an autoscaler scales; undefined where it does not say. */
function scaleTargetOf({ value, namespace }: Resource, path: FieldPath): string | undefined {
  const reference = at(value, path)
  if (!isObject(reference) || textOf(reference, 'name') === '') return undefined
  const text = (key: string): string => textOf(reference, key)
  return identity({ apiVersion: text('apiVersion'), kind: text('kind'), namespace, name: text('name') })
}

/**
 * Why an autoscaler goes to no cluster; empty where it may go. An autoscaler in each cluster works only where each
 * cluster has the whole workload, leaves its replicas alone and has the autoscaler with it. One that is centralized
 * works where the policies are, on a server that a render does not have.
 *
 * Source: KubeAdmiral, pkg/controllers/federatedhpa/controller.go, which looks at the policy as it is written.
 */
function obstaclesOf(
  autoscaler: Resource,
  isNamed: boolean,
  target: ScaleTarget | undefined,
  types: WorkloadTypes,
): readonly Obstacle[] {
  const mode = own(objectOf(objectOf(autoscaler.value, 'metadata'), 'labels'), hpaModeLabel) ?? ''
  if (mode === 'centralized') return ['centralized']
  if (mode !== '' && mode !== 'distributed') return ['mode']
  // What is scaled may stand elsewhere: nothing is known against it.
  if (target === undefined) return isNamed ? [] : ['no-target']
  const { resource, policy } = target
  const obstacles: Obstacle[] = []
  if (policy === 'none') obstacles.push('no-policy')
  else if (policy !== 'refused') {
    if (policy.divide) obstacles.push('divides')
    if (!policy.followers) obstacles.push('no-followers')
  }
  const annotations = objectOf(objectOf(resource.value, 'metadata'), 'annotations')
  if (own(annotations, retainReplicasAnnotation) !== 'true') obstacles.push('replicas')
  if (refusesToFollow(autoscaler)) obstacles.push('not-following')
  // What cannot be read is told where a leader is asked for its followers.
  if (!listedFollowers(resource, types, () => {}).includes(identity(autoscaler))) obstacles.push('not-listed')
  return obstacles
}
