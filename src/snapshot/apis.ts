import type { ServedApi } from '../model/cluster.ts'
import { isObject, type Json } from '../model/json.ts'
import { by } from '../model/order.ts'
import { groupOf, versionOf } from '../model/resource.ts'
import { listAt, textAt } from './fields.ts'

/** What a discovery document tells of the served API types. */
export interface Discovery {
  readonly apis: readonly ServedApi[]
  /** Group-versions that the API server could not ask, such as `metrics.k8s.io/v1beta1`. */
  readonly stale: readonly string[]
}

/**
 * Reads an aggregated discovery document, an APIGroupDiscoveryList of apidiscovery.k8s.io v2 or v2beta1, from /api or
 * /apis; undefined for anything else, what an API server without aggregated discovery answers included. Subresources
 * do not count.
 */
export function readAggregatedDiscovery(document: Json): Discovery | undefined {
  if (textAt(document, ['kind']) !== 'APIGroupDiscoveryList') return undefined
  if (!/^apidiscovery\.k8s\.io\/v2(?:beta1)?$/.test(textAt(document, ['apiVersion']))) return undefined
  const apis: ServedApi[] = []
  const stale: string[] = []
  for (const item of listAt(document, ['items'])) {
    const group = textAt(item, ['metadata', 'name'])
    for (const each of listAt(item, ['versions'])) {
      const version = textAt(each, ['version'])
      if (version === '') return undefined
      if (textAt(each, ['freshness']) === 'Stale') stale.push(group === '' ? version : `${group}/${version}`)
      for (const resource of listAt(each, ['resources'])) {
        const kind = textAt(resource, ['responseKind', 'kind'])
        if (kind !== '') apis.push({ group, version, kind })
      }
    }
  }
  return { apis: sortedApis(apis), stale }
}

/**
 * Reads the plain form, one APIResourceList of a group-version; undefined for anything else. An entry may name a group
 * and version of its own, which then count.
 */
export function readResourceList(document: Json): readonly ServedApi[] | undefined {
  const groupVersion = textAt(document, ['groupVersion'])
  if (textAt(document, ['kind']) !== 'APIResourceList' || groupVersion === '') return undefined
  const apis: ServedApi[] = []
  for (const resource of listAt(document, ['resources'])) {
    const kind = textAt(resource, ['kind'])
    if (kind === '' || textAt(resource, ['name']).includes('/')) continue
    const group = textAt(resource, ['group']) || groupOf(groupVersion)
    apis.push({ group, version: textAt(resource, ['version']) || versionOf(groupVersion), kind })
  }
  return sortedApis(apis)
}

/**
 * The group-versions of the plain form: those of an APIVersions document from /api, or of an APIGroupList from /apis;
 * undefined for anything else.
 */
export function readGroupVersions(document: Json): readonly string[] | undefined {
  const kind = textAt(document, ['kind'])
  if (kind === 'APIVersions') return listAt(document, ['versions']).filter((each) => typeof each === 'string')
  if (kind !== 'APIGroupList') return undefined
  return listAt(document, ['groups'])
    .flatMap((group) => listAt(group, ['versions']))
    .map((version) => textAt(version, ['groupVersion']))
    .filter((text) => text !== '')
}

/** The version of an API server, `gitVersion` of the document at /version; undefined where that is none. */
export function readVersion(document: Json): string | undefined {
  const text = textAt(document, ['gitVersion'])
  return isObject(document) && isVersion(text) ? text : undefined
}

export function isVersion(text: string): boolean {
  return text.length <= 64 && /^v\d+\.\d+[-+.\w]*$/.test(text)
}

/** By group, version and kind, each once. */
export function sortedApis(apis: Iterable<ServedApi>): ServedApi[] {
  const byKey = new Map<string, ServedApi>()
  for (const api of apis) byKey.set(`${api.group}\u0000${api.version}\u0000${api.kind}`, api)
  return [...byKey].sort(by(([key]) => key)).map(([, api]) => api)
}
