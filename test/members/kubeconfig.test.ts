import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts'
import { inClusterAccess } from '../../src/members/in-cluster.ts'
import { access, accessOf, type KubeAccess } from '../../src/members/kubeconfig.ts'
import { surveyAll } from '../../src/members/many.ts'
import { type KubeconfigFile, readKubeconfig } from '../../src/members/read-kubeconfig.ts'
import type { Failure } from '../../src/snapshot/survey.ts'
import { selfSigned } from './certificate.ts'
import { canary, cluster, entry, open, quick, serve, type TestServer } from './fake-cluster.ts'
import { parseOne } from './parse-one.ts'

const root = mkdtempSync(join(tmpdir(), 'kubeconfig-'))
const stops: (() => Promise<void>)[] = []
afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()))
})
afterAll(() => rmSync(root, { recursive: true }))

async function start(...args: Parameters<typeof serve>): Promise<TestServer> {
  const server = await serve(...args)
  stops.push(server.stop)
  return server
}

async function ask(opened: KubeAccess | Failure) {
  const [outcome] = await surveyAll([opened], () => ({ types: [] }), { limits: quick })
  return outcome?.result
}

function read(files: readonly (string | KubeconfigFile)[]) {
  const found: Diagnostic[] = []
  const named = files.map((file) => (typeof file === 'string' ? { path: file, required: true } : file))
  const config = readKubeconfig(named, root, parseOne, (one) => found.push(one))
  return { config, told: found.map(({ code, args }) => `${code} ${String(args.why)}`) }
}

const config = (names: readonly string[], token: string, current = ''): string =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': current,
    contexts: names.map((name) => ({ name, context: { cluster: name, user: name } })),
    clusters: names.map((name) => ({ name, cluster: { server: `https://${name}.${token}.example` } })),
    users: names.map((name) => ({ name, user: { token } })),
  })

describe('several kubeconfigs', () => {
  it('are one, and the first counts', () => {
    writeFileSync(join(root, 'one'), config(['a', 'b'], 'one'))
    writeFileSync(join(root, 'two'), config(['b', 'c'], 'two', 'c'))
    const { config: merged, told } = read(['one', 'two', { path: 'missing', required: false }])
    expect(told).toEqual([])
    expect([...(merged?.contexts.keys() ?? [])]).toEqual(['a', 'b', 'c'])
    expect(merged?.current).toBe('c')
    const servers = ['a', 'b', 'c'].map((name) => {
      const found = merged && accessOf(merged, name, `cluster-${name}`, { allowExec: false, env: {} })
      return found !== undefined && 'server' in found ? [found.cluster, found.context, found.server] : found
    })
    expect(servers).toEqual([
      ['cluster-a', 'a', 'a.one.example:443'],
      ['cluster-b', 'b', 'b.one.example:443'],
      ['cluster-c', 'c', 'c.two.example:443'],
    ])
  })

  it('are none where one of them cannot be used', () => {
    writeFileSync(join(root, 'one'), config(['a'], 'one'))
    writeFileSync(join(root, 'large'), `# ${'x'.repeat(1024 * 1024)}`)
    writeFileSync(join(root, 'broken'), `token: "${canary}`)
    writeFileSync(join(root, 'other'), 'apiVersion: v1\nkind: ConfigMap\n')
    mkdirSync(join(root, 'directory'), { recursive: true })
    const { config: merged, told } = read(['one', 'missing', 'large', 'broken', 'other', 'directory'])
    expect(merged).toBeUndefined()
    expect(told).toEqual([
      'snapshot/kubeconfig it cannot be read: ENOENT',
      'snapshot/kubeconfig it has more than 1 MiB',
      'snapshot/kubeconfig it is not one kubeconfig document',
      'snapshot/kubeconfig it is not one kubeconfig document',
      'snapshot/kubeconfig it is not a file',
    ])
  })

  it('say what a context lacks', () => {
    const text =
      'contexts:\n- {name: a, context: {cluster: x}}\n- {name: b, context: {cluster: c, user: z}}\nclusters:\n- {name: c, cluster: {server: "https://c"}}\n'
    writeFileSync(join(root, 'lacking'), text)
    const merged = read(['lacking']).config
    const details = ['none', '__proto__', 'a', 'b'].map((name) => {
      const found = merged && accessOf(merged, name, 'eu', { allowExec: false, env: {} })
      return found !== undefined && 'detail' in found ? found.detail : 'opened'
    })
    expect(details).toEqual([
      'there is no such context',
      'there is no such context',
      'the context names no cluster of the kubeconfig',
      'the context names no user of the kubeconfig',
    ])
  })
})

describe('what is shown to a server', () => {
  it.each([
    ['a token', {}, { authorization: `Bearer ${canary}` }],
    ['a password', { token: null, username: 'u', password: 'p:w' }, { authorization: 'Basic dTpwOnc=' }],
    ['impersonation', { as: 'someone' }, { authorization: `Bearer ${canary}`, 'impersonate-user': 'someone' }],
    ['nothing', { token: null }, { authorization: undefined }],
  ])('%s', async (_, user, headers) => {
    const server = await start(cluster())
    expect(await ask(open(server.url, { user }))).toMatchObject({ ready: true })
    const names = Object.keys(headers)
    for (const seen of server.headers)
      expect(Object.fromEntries(names.map((name) => [name, seen[name]]))).toEqual(headers)
  })

  it('a certificate, from data and from files', async () => {
    const client = selfSigned()
    const server = await start(cluster(), { ca: client.cert, requestCert: true, rejectUnauthorized: true })
    const data = { 'client-certificate-data': base64(client.cert), 'client-key-data': base64(client.key), token: null }
    expect(await ask(open(server.url, { user: data }))).toMatchObject({ ready: true })
    expect(await ask(open(server.url, { user: { token: null } }))).toMatchObject({ cluster: 'eu' })

    const directory = join(root, 'files')
    mkdirSync(join(directory, 'pki'), { recursive: true })
    writeFileSync(join(directory, 'ca.crt'), server.cert)
    writeFileSync(join(directory, 'pki', 'client.crt'), client.cert)
    writeFileSync(join(directory, 'pki', 'client.key'), client.key)
    const target = entry({ server: server.url, 'certificate-authority': 'ca.crt' }, directory)
    const user = entry(
      { 'client-certificate': 'pki/client.crt', 'client-key': join(directory, 'pki/client.key') },
      directory,
    )
    const opened = access('eu', 'eu', target, user, { allowExec: false, env: {} })
    expect(await ask(opened)).toMatchObject({ ready: true })
  })

  it('the account of a pod', async () => {
    const server = await start(cluster())
    const directory = join(root, 'account')
    // As the kubelet lays them: links to a directory that is swapped.
    mkdirSync(join(directory, '..2026'), { recursive: true })
    writeFileSync(join(directory, '..2026', 'ca.crt'), server.cert)
    writeFileSync(join(directory, '..2026', 'token'), `${canary}\n`)
    symlinkSync('..2026', join(directory, '..data'))
    for (const name of ['ca.crt', 'token']) symlinkSync(`..data/${name}`, join(directory, name))
    const env = { KUBERNETES_SERVICE_HOST: '127.0.0.1', KUBERNETES_SERVICE_PORT: `${server.port}` }
    expect(await ask(inClusterAccess('here', env, directory))).toMatchObject({ ready: true })
    expect(server.headers[0]).toMatchObject({ authorization: `Bearer ${canary}` })
    expect(inClusterAccess('here', {}, directory)).toMatchObject({ reason: 'kubeconfig' })
    expect(await ask(inClusterAccess('here', env, join(root, 'nowhere')))).toMatchObject({ reason: 'kubeconfig' })
  })

  it('a path that stands before all others', async () => {
    const inner = cluster()
    const server = await start((request, response) => {
      request.url = request.url?.replace('/k8s/clusters/c-1', '') ?? ''
      inner(request, response)
    })
    expect(await ask(open(`${server.url}/k8s/clusters/c-1/`))).toMatchObject({ ready: true })
    expect(server.asked.every((line) => line.startsWith('GET /k8s/clusters/c-1/'))).toBe(true)
  })

  it('no credentials where there is no TLS, and that only on this machine', async () => {
    const seen: IncomingMessage['headers'][] = []
    const inner = cluster()
    const server = createServer((request, response) => {
      seen.push(request.headers)
      inner(request, response)
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    expect(await ask(open(`http://127.0.0.1:${port}`))).toMatchObject({ ready: true })
    expect(seen.every(({ authorization }) => authorization === undefined)).toBe(true)
    expect(seen.length).toBeGreaterThan(3)
    expect(open('http://10.0.0.1')).toMatchObject({ reason: 'kubeconfig' })
    server.close()
    server.closeAllConnections()
  })
})

describe('a server that is not verified', () => {
  it('is shown as such', () => {
    const skip = { 'certificate-authority-data': null, 'insecure-skip-tls-verify': true }
    expect(open('https://a', { cluster: skip })).toMatchObject({ insecure: true })
    expect(open('https://b')).toMatchObject({ insecure: false })
    expect(open('http://localhost:8001', { cluster: skip })).toMatchObject({ insecure: false })
  })
})

describe('a proxy', () => {
  it('carries TLS through, on one connection', async () => {
    const server = await start(cluster())
    const tunnels: string[] = []
    const proxy = createServer()
    proxy.on('connect', (request, socket) => {
      tunnels.push(request.url ?? '')
      const onward = connect(server.port, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection Established\r\n\r\n')
        onward.pipe(socket).pipe(onward)
      })
      for (const end of [onward, socket]) end.on('error', () => {})
    })
    proxy.listen(0, '127.0.0.1')
    await once(proxy, 'listening')
    const { port } = proxy.address() as AddressInfo
    const opened = open(server.url, { cluster: { 'proxy-url': `http://127.0.0.1:${port}` } })
    expect(await ask(opened)).toMatchObject({ ready: true })
    expect(tunnels).toEqual([`127.0.0.1:${server.port}`])
    const foreign = { 'proxy-url': `http://127.0.0.1:${port}`, 'certificate-authority-data': base64(selfSigned().cert) }
    expect(await ask(open(server.url, { cluster: foreign }))).toMatchObject({ reason: 'tls' })
    proxy.close()
    proxy.closeAllConnections()
  })

  it('that never answers is not waited for', async () => {
    const proxy = createServer()
    const held: { destroy: () => void }[] = []
    proxy.on('connect', (_, socket) => held.push(socket))
    proxy.listen(0, '127.0.0.1')
    await once(proxy, 'listening')
    const { port } = proxy.address() as AddressInfo
    const opened = open('https://127.0.0.1:1', { cluster: { 'proxy-url': `http://127.0.0.1:${port}` } })
    expect(await ask(opened)).toMatchObject({ reason: 'timeout' })
    for (const socket of held) socket.destroy()
    proxy.close()
    proxy.closeAllConnections()
  })
})

function base64(text: string): string {
  return Buffer.from(text).toString('base64')
}
