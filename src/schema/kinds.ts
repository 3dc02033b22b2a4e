import { groupOf } from '../model/resource.ts'
import { schemas } from './generated/validators.js'
import type { KindSchema } from './shape.ts'

/** What is known of an apiVersion and kind. */
export type Known =
  | { readonly is: 'known'; readonly schema: KindSchema }
  /** Not ours to judge: a workload, or a kind that Stowage has no use for. */
  | { readonly is: 'foreign' }
  /** Of a group of ours, but there is no such kind, or not in this version. */
  | { readonly is: 'unknown'; readonly wrong: 'apiVersion' | 'kind'; readonly candidates: readonly string[] }

const byApiVersion = new Map<string, KindSchema[]>()
const apiVersionsByGroup = new Map<string, string[]>()
for (const schema of schemas) {
  for (const apiVersion of schema.apiVersions) {
    append(byApiVersion, apiVersion, schema)
    const versions = apiVersionsByGroup.get(groupOf(apiVersion))
    if (versions === undefined || !versions.includes(apiVersion)) {
      append(apiVersionsByGroup, groupOf(apiVersion), apiVersion)
    }
  }
}

/** Groups with more kinds than Stowage reads; those others pass unseen. */
const openGroups: ReadonlySet<string> = new Set(['core.kubefed.io', 'core.kubefed.k8s.io', 'core.federation.k8s.io'])

/** Kinds that exist upstream beside those with a schema: the state of its controllers, and their webhooks. */
const unread: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  [
    'core.kubeadmiral.io/v1alpha1',
    new Set([
      'FederatedObject',
      'ClusterFederatedObject',
      'CollectedStatus',
      'ClusterCollectedStatus',
      'PropagatedVersion',
      'ClusterPropagatedVersion',
      'SchedulerPluginWebhookConfiguration',
    ]),
  ],
])

/** The schema of a kind; undefined where Stowage has none. */
export function schemaOf(apiVersion: string, kind: string): KindSchema | undefined {
  return byApiVersion.get(apiVersion)?.find(({ kinds }) => kinds.length === 0 || kinds.includes(kind))
}

/** Tells a kind with a schema from a foreign one, and both from a mistake in one of the groups that Stowage reads. */
export function recognise(apiVersion: string, kind: string): Known {
  const schema = schemaOf(apiVersion, kind)
  if (schema !== undefined) return { is: 'known', schema }
  if (unread.get(apiVersion)?.has(kind)) return { is: 'foreign' }
  const group = groupOf(apiVersion)
  const versions = apiVersionsByGroup.get(group)
  if (versions === undefined) return { is: 'foreign' }
  const having = versions.filter((version) => schemaOf(version, kind) !== undefined)
  if (openGroups.has(group) && having.length === 0) return { is: 'foreign' }
  const kinds = byApiVersion.get(apiVersion)
  if (kinds === undefined) {
    return { is: 'unknown', wrong: 'apiVersion', candidates: having.length > 0 ? having : versions }
  }
  return { is: 'unknown', wrong: 'kind', candidates: kinds.flatMap((each) => each.kinds) }
}

function append<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [value])
  else list.push(value)
}
