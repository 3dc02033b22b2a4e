import { once } from 'node:events'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { createServer, type ServerOptions } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { AccessOptions } from '../../src/members/credentials.ts'
import type { Entry } from '../../src/members/entries.ts'
import { access, type KubeAccess } from '../../src/members/kubeconfig.ts'
import { defaultLimits, type Limits } from '../../src/members/limits.ts'
import type { JsonObject } from '../../src/model/json.ts'
import type { Failure } from '../../src/snapshot/survey.ts'
import { type ServerCertificate, selfSigned } from './certificate.ts'

/** Credentials of every test: none of them may be seen anywhere but in the Authorization header. */
export const canary = 'canary-7d1f0c55'

const certificate = selfSigned()

export interface TestServer extends ServerCertificate {
  readonly url: string
  readonly port: number
  readonly asked: string[]
  readonly headers: IncomingMessage['headers'][]
  readonly connections: () => number
  readonly stop: () => Promise<void>
}

/** A TLS server on the loopback that answers as it is told. */
export async function serve(listener: RequestListener, options: ServerOptions = {}): Promise<TestServer> {
  const asked: string[] = []
  const headers: IncomingMessage['headers'][] = []
  let connections = 0
  const server = createServer({ ...certificate, ...options }, (request, response) => {
    asked.push(`${request.method} ${request.url}`)
    headers.push(request.headers)
    listener(request, response)
  })
  server.on('secureConnection', () => connections++)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const stop = async (): Promise<void> => {
    server.close()
    server.closeAllConnections()
    await once(server, 'close')
  }
  return {
    ...certificate,
    url: `https://127.0.0.1:${port}`,
    port,
    asked,
    headers,
    connections: () => connections,
    stop,
  }
}

export function entry(fields: JsonObject, directory = '/nowhere'): Entry {
  return { name: 'entry', directory, fields }
}

/** What opens a server, with a token; `cluster` and `user` are fields that replace the usual ones. */
export function open(
  url: string,
  { name = 'eu', cluster = {}, user = {}, options = {} }: Opening = {},
): KubeAccess | Failure {
  const ca = Buffer.from(certificate.cert).toString('base64')
  const target = entry({ server: url, 'certificate-authority-data': ca, ...cluster })
  return access(name, name, target, entry({ token: canary, ...user }), { allowExec: false, env: {}, ...options })
}

export interface Opening {
  readonly name?: string
  readonly cluster?: JsonObject
  readonly user?: JsonObject
  readonly options?: Partial<AccessOptions>
}

/** Short enough for tests that wait for an end. */
export const quick: Limits = { ...defaultLimits, requestMs: 2000, clusterMs: 20_000, execMs: 2000, page: 2 }

export function json(response: ServerResponse, value: unknown, type = 'application/json'): void {
  response.writeHead(200, { 'content-type': type }).end(JSON.stringify(value))
}

/** What stands in a fake cluster, by path of its list. */
export type Lists = Readonly<Record<string, { readonly kind: string; readonly items: readonly JsonObject[] }>>

export const sample: Lists = {
  '/api/v1/nodes': { kind: 'NodeList', items: [node('a'), node('b'), node('c', { unschedulable: true })] },
  '/apis/apps/v1/deployments': { kind: 'DeploymentList', items: [deployment('web'), deployment('other')] },
  '/apis/apps/v1/replicasets': { kind: 'ReplicaSetList', items: [replicaSet('web')] },
  '/api/v1/pods': { kind: 'PodList', items: [pod('web', 1), pod('web', 2), pod('web', 3)] },
}

/** Answers as an API server with these lists, in pages. */
export function cluster(lists: Lists = sample): RequestListener {
  return (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'https://fake')
    const found = lists[pathname]
    if (found !== undefined) return json(response, page(pathname, found, searchParams))
    if (pathname === '/readyz') return void response.writeHead(200, { 'content-type': 'text/plain' }).end('ok')
    if (pathname === '/version') return json(response, { major: '1', minor: '34', gitVersion: 'v1.34.1' })
    if (pathname === '/api') return json(response, discovery('', 'v1', [['pods', 'Pod']]), aggregatedType)
    if (pathname === '/apis')
      return json(response, discovery('apps', 'v1', [['deployments', 'Deployment']]), aggregatedType)
    response.writeHead(404).end()
  }
}

const aggregatedType = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList'

export function discovery(group: string, version: string, kinds: readonly (readonly [string, string])[]): JsonObject {
  const resources = kinds.map(([resource, kind]) => ({
    resource,
    responseKind: { group, version, kind },
    scope: 'Namespaced',
  }))
  const versions = kinds.length === 0 ? [] : [{ version, resources, freshness: 'Current' }]
  const metadata = group === '' ? {} : { name: group }
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: 'apidiscovery.k8s.io/v2',
    metadata: {},
    items: [{ metadata, versions }],
  }
}

function page(path: string, { kind, items }: Lists[string] & object, query: URLSearchParams): JsonObject {
  const start = Number(query.get('continue') ?? 0)
  const limit = Number(query.get('limit') ?? 500)
  const left = Math.max(0, items.length - start - limit)
  return {
    kind,
    apiVersion: path.startsWith('/api/') ? 'v1' : 'apps/v1',
    metadata: { resourceVersion: '77', ...(left > 0 && { continue: String(start + limit), remainingItemCount: left }) },
    items: items.slice(start, start + limit),
  }
}

export function node(name: string, spec: JsonObject = {}): JsonObject {
  return { metadata: { name }, spec, status: { allocatable: { cpu: '4', memory: '8Gi', pods: '110' } } }
}

function deployment(name: string): JsonObject {
  return {
    metadata: { name, namespace: 'shop', uid: `uid-${name}` },
    spec: { replicas: 3, selector: { matchLabels: { app: name } }, template: { metadata: { labels: { app: name } } } },
    status: { replicas: 3, readyReplicas: 2 },
  }
}

function replicaSet(name: string): JsonObject {
  return {
    metadata: {
      name: `${name}-1`,
      namespace: 'shop',
      uid: `uid-${name}-1`,
      creationTimestamp: '2026-01-01T00:00:00Z',
      ownerReferences: [{ controller: true, uid: `uid-${name}` }],
    },
    spec: { template: { metadata: { labels: { app: name, 'pod-template-hash': '1' } } } },
  }
}

export function pod(app: string, number: number, extra: JsonObject = {}): JsonObject {
  return {
    metadata: {
      name: `${app}-1-${number}`,
      namespace: 'shop',
      labels: { app },
      ownerReferences: [{ controller: true, uid: `uid-${app}-1` }],
    },
    spec: { containers: [{ name: 'main', resources: { requests: { cpu: '100m' } } }], ...extra },
    status: {
      phase: 'Running',
      conditions: [
        { type: 'PodScheduled', status: 'True' },
        { type: 'Ready', status: 'True' },
      ],
    },
  }
}
