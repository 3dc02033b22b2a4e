import type { JsonObject } from './json.ts'
import type { Origin } from './source.ts'

/** What tells one Kubernetes object from another inside one cluster. */
export interface ObjectId {
  readonly apiVersion: string
  readonly kind: string
  /** Empty for cluster-scoped objects and for manifests that leave it to the sync tool. */
  readonly namespace: string
  readonly name: string
}

/** An object that was read; every resource has apiVersion, kind and metadata.name as non-empty strings. */
export interface Resource extends ObjectId {
  readonly value: JsonObject
  readonly origin: Origin
}

/** The API group: `apps` of `apps/v1`, empty for the core group. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/')
  return slash < 0 ? '' : apiVersion.slice(0, slash)
}

/** The API version: `v1` of `apps/v1`. */
export function versionOf(apiVersion: string): string {
  return apiVersion.slice(apiVersion.indexOf('/') + 1)
}

/**
 * One text per object of a cluster, equal exactly for objects that the API server would take for the same: the
 * version does not count, and an absent namespace is `default`.
 */
export function identity(id: ObjectId): string {
  return `${groupOf(id.apiVersion)}/${id.kind}/${id.namespace === '' ? 'default' : id.namespace}/${id.name}`
}

/** An object as people write it: `Deployment shop/web`. */
export function describe(id: ObjectId): string {
  return `${id.kind} ${id.namespace === '' ? '' : `${id.namespace}/`}${id.name}`
}
