import { once } from 'node:events'
import type { RequestListener } from 'node:http'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isFailure } from '../../src/members/failure.ts'
import type { KubeAccess } from '../../src/members/kubeconfig.ts'
import type { Limits } from '../../src/members/limits.ts'
import { type Outcome, surveyAll } from '../../src/members/many.ts'
import type { Wanted } from '../../src/members/survey.ts'
import type { Failure } from '../../src/snapshot/survey.ts'
import { selfSigned } from './certificate.ts'
import { canary, cluster, json, open, pod, quick, serve, type TestServer } from './fake-cluster.ts'

const wanted: Wanted = {
  types: [{ apiVersion: 'apps/v1', kind: 'Deployment', replicas: ['spec', 'replicas'] }],
}
const limits: Limits = { ...quick, answerBytes: 200_000, restarts: 1, retries: 1, items: 1000 }

const stops: (() => Promise<void>)[] = []
async function start(listener: RequestListener): Promise<TestServer> {
  const server = await serve(listener)
  stops.push(server.stop)
  return server
}
afterAll(async () => {
  await Promise.all(stops.map((stop) => stop()))
})

const type = { 'content-type': 'application/json' }
const secret = JSON.stringify({ kind: 'Status', message: canary })
const list = (kind: string, metadata: object, items: readonly object[] = [pod('web', 1)]) => ({
  kind,
  apiVersion: kind === 'DeploymentList' || kind === 'ReplicaSetList' ? 'apps/v1' : 'v1',
  metadata,
  items,
})

/** The ways in which an answer can be wrong, and the reason that is told. */
const modes: Readonly<Record<string, readonly [reason: string, RequestListener]>> = {
  'no answer': ['timeout', () => undefined],
  'a slow stream': [
    'timeout',
    (_, response) => {
      response.writeHead(200, type)
      const timer = setInterval(() => response.write(' '), 20)
      response.on('close', () => clearInterval(timer))
    },
  ],
  'a connection that breaks': ['reset', (request) => void request.socket.destroy()],
  '401': ['unauthorized', (_, response) => void response.writeHead(401, type).end(secret)],
  '403': ['forbidden', (_, response) => void response.writeHead(403, type).end(secret)],
  '404 without an alternative': ['bad-answer', (_, response) => void response.writeHead(404, type).end(secret)],
  '503': ['server', (_, response) => void response.writeHead(503, type).end(secret)],
  '206': ['bad-answer', (_, response) => void response.writeHead(206, type).end(secret)],
  'a redirect': ['redirected', (_, response) => void response.writeHead(302, { location: `/${canary}` }).end()],
  '429 for ever': ['throttled', (_, response) => void response.writeHead(429, { 'retry-after': '0' }).end(secret)],
  'an empty 200': ['bad-answer', (_, response) => void response.writeHead(200, type).end()],
  'half of the JSON': [
    'bad-answer',
    (_, response) => void response.writeHead(200, type).end('{"kind":"PodList","items":[{'),
  ],
  'an answer shorter than it says': [
    'bad-answer',
    (_, response) => {
      response.writeHead(200, { ...type, 'content-length': 5000 })
      response.write('{"kind":"PodList","items":[')
      setTimeout(() => response.destroy(), 20)
    },
  ],
  'chunks that break off': [
    'bad-answer',
    (_, response) => {
      response.writeHead(200, type)
      response.write('{}')
      setTimeout(() => response.destroy(), 20)
    },
  ],
  'a huge answer that says so': [
    'too-large',
    (_, response) => void response.writeHead(200, { ...type, 'content-length': 1e12 }).write('{'),
  ],
  'a huge answer that does not': [
    'too-large',
    (_, response) => {
      response.writeHead(200, type)
      const more = (): void => {
        while (!response.destroyed && response.write(' '.repeat(65_536)));
      }
      response.on('drain', more)
      more()
    },
  ],
  'a gzip bomb': [
    'too-large',
    (_, response) => void response.writeHead(200, { ...type, 'content-encoding': 'gzip' }).end(bomb),
  ],
  'half of a gzip': [
    'bad-answer',
    (_, response) =>
      void response.writeHead(200, { ...type, 'content-encoding': 'gzip' }).end(gzipSync(secret).subarray(0, 30)),
  ],
  'an encoding nobody asked for': [
    'bad-answer',
    (_, response) => void response.writeHead(200, { ...type, 'content-encoding': 'br' }).end('x'),
  ],
  'a web page': [
    'bad-answer',
    (_, response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('{}'),
  ],
  'another object': [
    'bad-answer',
    (_, response) => json(response, { kind: 'Status', apiVersion: 'v1', message: canary }),
  ],
  'a list that is none': ['bad-answer', (_, response) => json(response, [canary])],
  'no HTTP at all': ['bad-answer', (request) => void request.socket.end(`${canary} hello\r\n\r\n`)],
  'headers without end': [
    'bad-answer',
    (request) => void request.socket.end(`HTTP/1.1 200 OK\r\n${`X-More: ${'y'.repeat(900)}\r\n`.repeat(100)}`),
  ],
}
const bomb = gzipSync(Buffer.alloc(1_000_000, ' '))

const paths = [
  '/readyz',
  '/version',
  '/api',
  '/apis',
  '/api/v1/nodes',
  '/apis/apps/v1/deployments',
  '/apis/apps/v1/replicasets',
  '/api/v1/pods',
]

describe('whatever goes wrong with one answer', () => {
  const failures = new Map<string, Outcome['result']>()
  const good: Outcome['result'][] = []

  beforeAll(async () => {
    const accesses: (KubeAccess | Failure)[] = []
    for (const [mode, [, wrong]] of Object.entries(modes)) {
      for (const path of paths) {
        const inner = cluster()
        const server = await start((request, response) => {
          const { pathname } = new URL(request.url ?? '', 'https://fake')
          if (pathname === path) wrong(request, response)
          else inner(request, response)
        })
        accesses.push(
          open(server.url, { name: `${mode} ${path}` }),
          open((await sound()).url, { name: `sound ${mode} ${path}` }),
        )
      }
    }
    for (const { cluster, result } of await surveyAll(accesses, () => wanted, { limits, parallel: 24 })) {
      if (cluster.startsWith('sound ')) good.push(result)
      else failures.set(cluster, result)
    }
  })

  let shared: Promise<TestServer> | undefined
  const sound = (): Promise<TestServer> => {
    shared ??= start(cluster())
    return shared
  }

  it.each(Object.entries(modes))('%s', (mode, [reason]) => {
    for (const path of paths) {
      const result = failures.get(`${mode} ${path}`)
      // Bodies that are text are judged at /readyz; the type of it is nobody's business.
      const told = path === '/readyz' && /JSON|web page|object|list/.test(mode) ? 'bad-answer' : reason
      expect(result, path).toMatchObject({
        reason: told,
        asked: `GET ${mode.startsWith('404') && path === '/readyz' ? '/healthz' : path}`,
      })
    }
  })

  it('leaves all the others alone', () => {
    expect(good).toHaveLength(paths.length * Object.keys(modes).length)
    expect(good.filter(isFailure)).toEqual([])
  })

  it('tells nothing of what was sent or received', () => {
    expect(JSON.stringify([...failures])).not.toContain(canary)
  })

  it('says a few words each', () => {
    const details = [...failures.values()].filter(isFailure).map(({ detail }) => detail)
    expect(details.filter((detail) => !/^[\w .,-]{2,60}$/.test(detail))).toEqual([])
  })
})

/** One cluster whose lists of pods, from the given page on, are answered like this. */
async function pods(answer: RequestListener, over: Partial<Limits> = {}) {
  const inner = cluster()
  const server = await start((request, response) => {
    if (request.url?.startsWith('/api/v1/pods')) answer(request, response)
    else inner(request, response)
  })
  const [outcome] = await surveyAll([open(server.url)], () => wanted, { limits: { ...limits, ...over } })
  return { result: outcome?.result, asked: server.asked.filter((line) => line.includes('/pods')) }
}

const inner = cluster()
const isLater = (url: string | undefined): boolean => url?.includes('continue=') === true

describe('a list', () => {
  it('begins anew when a page has expired, and counts nothing twice', async () => {
    let gone = 0
    const { result, asked } = await pods((request, response) => {
      if (isLater(request.url) && gone++ === 0) response.writeHead(410, type).end(secret)
      else inner(request, response)
    })
    expect(asked).toHaveLength(4)
    expect(asked[2]).not.toContain('continue')
    const [plain] = await surveyAll([open((await start(inner)).url)], () => wanted, { limits })
    expect({ ...result, takenAt: 0 }).toEqual({ ...plain?.result, takenAt: 0 })
  })

  it('gives up when pages expire again and again', async () => {
    const { result, asked } = await pods((request, response) => {
      if (isLater(request.url)) response.writeHead(410, type).end(secret)
      else inner(request, response)
    })
    expect(result).toEqual({ cluster: 'eu', reason: 'gone', asked: 'GET /api/v1/pods', detail: 'HTTP 410' })
    expect(asked).toHaveLength(4)
  })

  it.each([
    ['a 410 without a page', 'gone', 'HTTP 410', (response) => void response.writeHead(410, type).end(secret)],
    [
      'the end before the promised number',
      'bad-answer',
      'fewer objects than promised',
      (r) => json(r, list('PodList', { remainingItemCount: 5 })),
    ],
    [
      'the same page again and again',
      'bad-answer',
      'the same page twice',
      (r) => json(r, list('PodList', { continue: canary })),
    ],
    [
      'empty pages without end',
      'bad-answer',
      'an empty page that is not the last',
      (r) => json(r, list('PodList', { continue: canary }, [])),
    ],
    [
      'pages of different moments',
      'bad-answer',
      'pages of two moments',
      (r) => json(r, list('PodList', { resourceVersion: `${Math.random()}`, continue: `${Math.random()}` })),
    ],
    [
      'a count that is none',
      'bad-answer',
      'the metadata of the list is malformed',
      (r) => json(r, list('PodList', { remainingItemCount: -1 })),
    ],
    [
      'a continue that is none',
      'bad-answer',
      'the metadata of the list is malformed',
      (r) => json(r, list('PodList', { continue: 7 })),
    ],
    [
      'items that are none',
      'bad-answer',
      'the answer has no items',
      (r) => json(r, { ...list('PodList', {}), items: {} }),
    ],
    [
      'items that are no pods',
      'bad-answer',
      'a pod without a name, or without a moment',
      (r) => json(r, list('PodList', {}, [{ kind: canary }])),
    ],
    [
      'no metadata',
      'bad-answer',
      'the answer has no metadata',
      (r) => json(r, { kind: 'PodList', apiVersion: 'v1', items: [] }),
    ],
    [
      'no items at all',
      'bad-answer',
      'the answer has no items',
      (r) => json(r, { kind: 'PodList', apiVersion: 'v1', metadata: {} }),
    ],
  ] satisfies [string, string, string, (response: Parameters<RequestListener>[1]) => void][])(
    '%s',
    async (_, reason, detail, answer) => {
      const { result, asked } = await pods((_request, response) => answer(response))
      expect(result).toEqual({ cluster: 'eu', reason, detail, asked: 'GET /api/v1/pods' })
      expect(JSON.stringify(result)).not.toContain(canary)
      expect(asked.length).toBeLessThanOrEqual(6)
    },
  )

  it('may not have more objects than the limit', async () => {
    const { result } = await pods(inner, { items: 2 })
    expect(result).toMatchObject({ reason: 'too-large' })
  })

  it('may not take more bytes than all answers of a cluster may', async () => {
    const { result } = await pods(inner, { clusterBytes: 3000 })
    expect(result).toMatchObject({ reason: 'too-large' })
  })

  it('is sent gzipped', async () => {
    const pages = { items: 0 }
    const { result } = await pods((request, response) => {
      expect(request.headers['accept-encoding']).toBe('gzip')
      pages.items++
      const body = gzipSync(JSON.stringify(list('PodList', { resourceVersion: '1' }, [])))
      response.writeHead(200, { ...type, 'content-encoding': 'gzip' }).end(body)
    })
    expect(pages.items).toBe(1)
    expect(result).toMatchObject({ ready: true, requested: new Map() })
  })

  it('may be null where it is empty', async () => {
    const { result } = await pods((_, response) => json(response, { ...list('PodList', {}), items: null }))
    expect(result).toMatchObject({ ready: true })
  })

  it('waits as long as a server asks', async () => {
    let first = 0
    const { result } = await pods((request, response) => {
      if (first === 0) {
        first = performance.now()
        response.writeHead(429, { 'retry-after': '1' }).end(secret)
      } else {
        expect(performance.now() - first).toBeGreaterThan(900)
        inner(request, response)
      }
    })
    expect(result).toMatchObject({ ready: true })
  })

  it('does not wait beyond the time of the cluster', async () => {
    const started = performance.now()
    const answer: RequestListener = (_, response) => void response.writeHead(429, { 'retry-after': '50' }).end()
    const { result } = await pods(answer, { clusterMs: 600 })
    expect(result).toMatchObject({ reason: 'throttled' })
    expect(performance.now() - started).toBeLessThan(3000)
  })
})

describe('a server that cannot be reached', () => {
  const sockets: Server[] = []
  afterAll(() => {
    for (const server of sockets) server.close()
  })
  async function plain(onSocket: (text: string) => string | undefined): Promise<number> {
    const server = createServer((socket) => {
      socket.on('error', () => {})
      socket.on('data', (data) => {
        const answer = onSocket(data.toString('latin1'))
        if (answer !== undefined) socket.end(answer)
      })
    })
    sockets.push(server)
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return (server.address() as AddressInfo).port
  }
  async function ask(access: KubeAccess | Failure, over: Partial<Limits> = {}) {
    const [outcome] = await surveyAll([access], () => wanted, { limits: { ...limits, ...over } })
    return outcome?.result
  }

  it('refused', async () => {
    const server = await serve(cluster())
    await server.stop()
    expect(await ask(open(server.url))).toMatchObject({
      reason: 'refused',
      asked: 'GET /readyz',
      detail: 'ECONNREFUSED',
    })
  })

  it('dns', async () => {
    expect(await ask(open('https://nowhere.invalid'), { requestMs: 5000 })).toMatchObject({ reason: 'dns' })
  })

  it('no TLS', async () => {
    const port = await plain(() => 'HTTP/1.1 400 Bad Request\r\n\r\n')
    expect(await ask(open(`https://127.0.0.1:${port}`))).toMatchObject({ reason: 'tls' })
  })

  it('no answer to the TLS handshake', async () => {
    const port = await plain(() => undefined)
    expect(await ask(open(`https://127.0.0.1:${port}`))).toMatchObject({ reason: 'timeout' })
  })

  it.each([
    ['another authority', { 'certificate-authority-data': Buffer.from(selfSigned().cert).toString('base64') }],
    ['an authority that is none', { 'certificate-authority-data': Buffer.from('no PEM').toString('base64') }],
    ['no authority', { 'certificate-authority-data': null }],
    ['another name', { 'tls-server-name': 'elsewhere.example' }],
  ])('%s', async (_, fields) => {
    const server = await start(cluster())
    const before = process.env.NODE_TLS_REJECT_UNAUTHORIZED
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'
    try {
      expect(await ask(open(server.url, { cluster: fields }))).toMatchObject({ reason: 'tls' })
    } finally {
      if (before === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED
      else process.env.NODE_TLS_REJECT_UNAUTHORIZED = before
    }
    expect(server.asked).toEqual([])
  })

  it('is asked without verification where the kubeconfig says so, and shown as such', async () => {
    const server = await start(cluster())
    const fields = { 'certificate-authority-data': null, 'insecure-skip-tls-verify': true }
    const access = open(server.url, { cluster: fields })
    expect(access).toMatchObject({ insecure: true })
    expect(await ask(access)).toMatchObject({ ready: true })
  })
})

describe('connections', () => {
  it('are replaced when the server closed them in the meantime', async () => {
    let requests = 0
    const server = await start((request, response) => {
      // Closes the connection after every second answer, without having said so.
      if (++requests % 2 === 0) response.on('finish', () => setTimeout(() => request.socket.destroy(), 0))
      inner(request, response)
    })
    const [outcome] = await surveyAll([open(server.url)], () => wanted, { limits })
    expect(outcome?.result).toMatchObject({ ready: true })
    expect(server.connections()).toBeGreaterThan(2)
  })
})
