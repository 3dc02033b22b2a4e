import { groupOf, type ObjectId } from '../../model/resource.ts'

/** One generation of KubeFed's API. An installation serves one, and objects of one act on each other alone. */
export interface Family {
  /** What its API groups end with. */
  readonly suffix: string
  /** Version of the types group and of the core group. */
  readonly version: string
  readonly clusterKind: string
  readonly placementField: 'clusterNames' | 'clusters'
  /** Release candidates took an empty list of clusters for an absent one. */
  readonly emptyListIsAbsent: boolean
  /** How override paths are written; release candidates changed it, so there the leading slash tells. */
  readonly paths: 'dotted' | 'pointer' | 'either'
  readonly forbiddenPaths: ReadonlySet<string>
  readonly keepsAnnotations: boolean
  /** Whether the apiVersion of a template counts, rather than that of the type. */
  readonly keepsApiVersion: boolean
  /** Whether retained replicas win over overrides. */
  readonly retainsLast: boolean
  readonly hasIntersect: boolean
  readonly systemNamespace: string
}

export const alpha: Family = {
  suffix: 'federation.k8s.io',
  version: 'v1alpha1',
  clusterKind: 'FederatedCluster',
  placementField: 'clusterNames',
  emptyListIsAbsent: false,
  paths: 'dotted',
  forbiddenPaths: new Set(['metadata.namespace', 'metadata.name', 'metadata.generateName']),
  keepsAnnotations: true,
  keepsApiVersion: false,
  retainsLast: true,
  hasIntersect: false,
  systemNamespace: 'federation-system',
}

export const beta: Family = {
  suffix: 'kubefed.io',
  version: 'v1beta1',
  clusterKind: 'KubeFedCluster',
  placementField: 'clusters',
  emptyListIsAbsent: false,
  paths: 'pointer',
  forbiddenPaths: new Set(['/metadata/namespace', '/metadata/name', '/metadata/generateName', '/kind']),
  keepsAnnotations: false,
  keepsApiVersion: true,
  retainsLast: false,
  hasIntersect: true,
  systemNamespace: 'kube-federation-system',
}

/** v0.1.0-rc1 to rc4; where they differ, rc4 counts. */
export const candidate: Family = {
  ...beta,
  suffix: 'kubefed.k8s.io',
  emptyListIsAbsent: true,
  paths: 'either',
  forbiddenPaths: new Set([...alpha.forbiddenPaths, ...[...beta.forbiddenPaths].filter((path) => path !== '/kind')]),
  keepsApiVersion: false,
  hasIntersect: false,
}

export const families: readonly Family[] = [alpha, candidate, beta]

/** What an API group is for: `core`, `types`, `scheduling`, or another first label of the group. */
export interface Role {
  readonly family: Family
  readonly part: string
}

/** The role of an object's API group; undefined for groups that are not KubeFed's. */
export function roleOf({ apiVersion }: ObjectId): Role | undefined {
  const group = groupOf(apiVersion)
  const dot = group.indexOf('.')
  if (dot <= 0) return undefined
  const suffix = group.slice(dot + 1)
  const family = families.find((one) => one.suffix === suffix)
  return family && { family, part: group.slice(0, dot) }
}

/** The namespace of a namespaced object; where a manifest leaves it out, the API server's default. */
export function namespaceOf({ namespace }: ObjectId): string {
  return namespace === '' ? 'default' : namespace
}
