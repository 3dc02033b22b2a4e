import type { ServedApi } from '../model/cluster.ts'
import { at, type Json } from '../model/json.ts'
import { byCodePoint } from '../model/order.ts'
import { readAggregatedDiscovery, readGroupVersions, readResourceList, sortedApis } from '../snapshot/apis.ts'
import { listAt, textAt } from '../snapshot/fields.ts'
import type { Failure } from '../snapshot/survey.ts'
import { failure, isFailure, trouble } from './failure.ts'
import { asked, getJson, type Member } from './transport.ts'

export interface Discovered {
  readonly apis: readonly ServedApi[]
  /** Group-versions whose own server did not answer. */
  readonly stale: readonly string[]
  /** Name of the path of a kind, such as `deployments`, by `apps/v1/Deployment`. */
  readonly plurals: ReadonlyMap<string, string>
}

const aggregated = ['v2', 'v2beta1']
  .map((version) => `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`)
  .concat('application/json')
  .join(',')

/**
 * The API types that a cluster serves: two requests where it knows aggregated discovery (Kubernetes 1.26), else one
 * for each group and version.
 */
export async function discover(member: Member): Promise<Discovered | Failure> {
  const apis: ServedApi[] = []
  const stale: string[] = []
  const plurals = new Map<string, string>()
  for (const path of ['/api', '/apis']) {
    const answer = await getJson(member, path, aggregated)
    if (isFailure(answer)) return answer
    const found = readAggregatedDiscovery(answer.value)
    if (found !== undefined) {
      for (const api of found.apis) apis.push(api)
      stale.push(...found.stale)
      addAggregatedPlurals(plurals, answer.value)
      continue
    }
    const versions = readGroupVersions(answer.value)
    const groupVersions = versions?.filter((version) => groupVersion.test(version))
    if (versions === undefined || groupVersions?.length !== versions.length) return malformed(member, path)
    for (const version of groupVersions) {
      const one = `${path}/${version}`
      const resources = await getJson(member, one)
      // The server of that group does not answer; the API server itself does.
      if (isFailure(resources) && resources.reason === 'server') stale.push(version)
      else if (isFailure(resources)) return resources
      else {
        const listed = readResourceList(resources.value)
        if (listed === undefined) return malformed(member, one)
        for (const api of listed) apis.push(api)
        addPlurals(plurals, version, listAt(resources.value, ['resources']))
      }
    }
  }
  return { apis: sortedApis(apis), stale: [...new Set(stale)].sort(byCodePoint), plurals }
}

const groupVersion = /^(?:[a-z0-9][a-z0-9.-]{0,252}\/)?[a-z0-9]{1,63}$/
const plural = /^[a-z0-9][a-z0-9-]{0,62}$/

function malformed(member: Member, path: string): Failure {
  return failure(member.cluster, asked(path), trouble('bad-answer', 'the answer is no discovery document'))
}

function addPlurals(plurals: Map<string, string>, version: string, resources: readonly Json[]): void {
  for (const resource of resources) {
    const name = textAt(resource, ['name'])
    if (plural.test(name)) plurals.set(`${version}/${textAt(resource, ['kind'])}`, name)
  }
}

function addAggregatedPlurals(plurals: Map<string, string>, document: Json): void {
  for (const item of listAt(document, ['items'])) {
    const group = textAt(item, ['metadata', 'name'])
    for (const each of listAt(item, ['versions'])) {
      const version = textAt(each, ['version'])
      for (const resource of listAt(each, ['resources'])) {
        const name = at(resource, ['resource'])
        if (typeof name !== 'string' || !plural.test(name)) continue
        const apiVersion = group === '' ? version : `${group}/${version}`
        plurals.set(`${apiVersion}/${textAt(resource, ['responseKind', 'kind'])}`, name)
      }
    }
  }
}
