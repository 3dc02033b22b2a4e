import type { RequestListener, ServerResponse } from 'node:http'
import type { JsonObject } from '../../src/model/json.ts'
import { selfSigned } from '../members/certificate.ts'
import { cluster, discovery, json, type Lists, node, serve, type TestServer } from '../members/fake-cluster.ts'
import { rawPod, rawReplicaSet, rawWorkload } from '../snapshot/raw.ts'

/** How a cluster can fail, and the reason that is told. */
export const modes = {
  refused: 'refused',
  'time-out': 'timeout',
  '401': 'unauthorized',
  '500': 'server',
  'bad TLS': 'tls',
  'half of the JSON': 'bad-answer',
  'slow stream': 'timeout',
  'empty 200': 'bad-answer',
  'expired continue': 'gone',
} as const
export type Mode = keyof typeof modes

const lists = ['/api/v1/nodes', '/apis/apps/v1/deployments', '/apis/apps/v1/replicasets', '/api/v1/pods']

/** Everything a survey asks for: a path, and whether a later page of it. */
const questions = [
  ...['/readyz', '/version', '/api', '/apis', ...lists].map((path) => ({ path, later: false })),
  ...lists.map((path) => ({ path, later: true })),
]

/** The questions that a mode can spoil. A 500 of /readyz is an answer, and only later pages expire. */
function questionsOf(mode: Mode): typeof questions {
  if (mode === 'expired continue') return questions.filter(({ later }) => later)
  return mode === '500' ? questions.filter(({ path }) => path !== '/readyz') : questions
}

export interface World {
  /** Which clusters fail how, at the question of that number; the others have so many nodes. All say it is `now`. */
  readonly set: (plan: {
    readonly down: ReadonlySet<string>
    readonly mode: Mode
    readonly question: number
    readonly nodes: number
    readonly now: number
  }) => void
  /** A kubeconfig with a context for each cluster, as they are now. */
  readonly kubeconfig: () => string
  readonly stop: () => Promise<void>
}

/** An API server for each name, and three servers whose certificates are not to be trusted, each for another reason. */
export async function openWorld(names: readonly string[]): Promise<World> {
  let says: RequestListener = () => undefined
  let wrong: RequestListener = () => undefined
  let [now, number] = [0, 0]
  let [mode, down]: [Mode, ReadonlySet<string>] = ['refused', new Set()]
  const servers = new Map<string, TestServer>()
  for (const [index, name] of names.entries()) {
    const server = await serve((request, response) => {
      response.setHeader('date', new Date(now).toUTCString())
      const { pathname, searchParams } = new URL(request.url ?? '', 'https://fake')
      const choices = questionsOf(mode)
      const spoilt = choices[(number + index * 5) % choices.length]
      const isSpoilt = spoilt?.path === pathname && spoilt.later === searchParams.has('continue')
      if (down.has(name) && isSpoilt) wrong(request, response)
      else says(request, response)
    })
    servers.set(name, server)
  }
  const expired = selfSigned('127.0.0.1', '20200101000000Z', '20210101000000Z')
  const elsewhere = selfSigned('127.0.0.2')
  const untrusted = await Promise.all(
    [selfSigned(), expired, elsewhere].map(async (certificate, index) => {
      const server = await serve((request, response) => says(request, response), certificate)
      return { url: server.url, cert: index === 0 ? server.cert : certificate.cert, stop: server.stop }
    }),
  )
  const target = (name: string, index: number): { readonly url: string; readonly cert: string } => {
    const own = servers.get(name)
    if (own === undefined) throw new Error(`no server for ${name}`)
    if (!down.has(name)) return own
    // Nothing listens at the first port.
    if (mode === 'refused') return { ...own, url: 'https://127.0.0.1:1' }
    return mode === 'bad TLS' ? (untrusted[(number + index) % untrusted.length] ?? own) : own
  }
  return {
    set: (plan) => {
      ;({ down, mode, now } = plan)
      number = plan.question
      says = speaker(plan.nodes)
      wrong = wrongAnswer(plan.mode, plan.question)
    },
    kubeconfig: () => kubeconfig(names.map((name, index) => ({ name, ...target(name, index) }))),
    stop: async () => {
      await Promise.all([...servers.values(), ...untrusted].map(({ stop }) => stop()))
    },
  }
}

/** A sound cluster with so many nodes. */
function speaker(nodes: number): RequestListener {
  const names = ['web', 'api', 'other']
  const items: Lists = {
    '/api/v1/nodes': { kind: 'NodeList', items: Array.from({ length: nodes }, (_, index) => node(`n-${index}`)) },
    '/apis/apps/v1/deployments': { kind: 'DeploymentList', items: names.map((name) => rawWorkload({ name })) },
    '/apis/apps/v1/replicasets': {
      kind: 'ReplicaSetList',
      items: names.map((name) => rawReplicaSet({ name: `${name}-1`, of: name })),
    },
    '/api/v1/pods': { kind: 'PodList', items: ['a', 'b', 'c'].map((name) => rawPod({ name })) },
  }
  const inner = cluster(items)
  return (request, response) => {
    if (request.url === '/api') json(response, core, 'application/json;g=apidiscovery.k8s.io;v=v2')
    else inner(request, response)
  }
}

const core = discovery('', 'v1', [
  ['configmaps', 'ConfigMap'],
  ['namespaces', 'Namespace'],
  ['nodes', 'Node'],
  ['pods', 'Pod'],
])

const type = { 'content-type': 'application/json' }
const status = (response: ServerResponse, code: number, reason: string): void => {
  response.writeHead(code, type).end(JSON.stringify({ kind: 'Status', apiVersion: 'v1', code, reason }))
}

/** The wrong answer of a mode; `variant` picks one where there are several ways. */
function wrongAnswer(mode: Mode, variant: number): RequestListener {
  return (_, response) => {
    if (mode === '401') status(response, 401, 'Unauthorized')
    else if (mode === '500') status(response, 500, 'InternalError')
    else if (mode === 'expired continue') status(response, 410, 'Expired')
    else if (mode === 'empty 200') response.writeHead(200, type).end(variant % 2 === 0 ? '' : '{}')
    else if (mode === 'half of the JSON') half(response, variant)
    else if (mode === 'slow stream') {
      response.writeHead(200, type)
      const timer = setInterval(() => response.write(' '), 50)
      response.on('close', () => clearInterval(timer))
    }
    // A time-out is to say nothing.
  }
}

/** As a whole answer, as one that is shorter than it says, or as chunks that break off. */
function half(response: ServerResponse, variant: number): void {
  const text = '{"kind":"PodList","apiVersion":"v1","metadata":{},"items":[{'
  if (variant % 3 === 0) return void response.writeHead(200, type).end(text)
  response.writeHead(200, variant % 3 === 1 ? { ...type, 'content-length': 100_000 } : type)
  response.write(text, () => response.destroy())
}

function kubeconfig(
  targets: readonly { readonly name: string; readonly url: string; readonly cert: string }[],
): string {
  const named = (name: string, field: string, value: JsonObject): JsonObject => ({ name, [field]: value })
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: targets.map(({ name, url, cert }) =>
      named(name, 'cluster', { server: url, 'certificate-authority-data': Buffer.from(cert).toString('base64') }),
    ),
    contexts: targets.map(({ name }) => named(name, 'context', { cluster: name, user: 'reader' })),
    users: [named('reader', 'user', { token: 'a-token-of-no-use' })],
  })
}
