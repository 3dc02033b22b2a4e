import { execFileSync } from 'node:child_process'
import fs, { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type Diagnostic, wording } from '../../src/diagnostics/diagnostic.ts'
import { isFailure } from '../../src/members/failure.ts'
import { accessOf } from '../../src/members/kubeconfig.ts'
import { surveyAll } from '../../src/members/many.ts'
import { readKubeconfig } from '../../src/members/read-kubeconfig.ts'
import { canary, cluster, quick, serve, type TestServer } from './fake-cluster.ts'
import { parseOne } from './parse-one.ts'

const root = mkdtempSync(join(tmpdir(), 'hostile-'))
const home = join(root, 'home')
const foreign = join(root, 'foreign')
const ran = join(root, 'ran')
const evil = join(home, 'evil.sh')

let server: TestServer
let proxy: Server
let proxied = 0
let port = 0

beforeAll(async () => {
  mkdirSync(home)
  mkdirSync(foreign)
  writeFileSync(join(foreign, 'secret'), canary)
  writeFileSync(evil, `#!/bin/sh\ntouch ${ran}\necho ${canary} >&2\necho '{}'\n`)
  chmodSync(evil, 0o755)
  symlinkSync(join(foreign, 'secret'), join(home, 'link'))
  symlinkSync(foreign, join(home, 'links'))
  symlinkSync('/dev/zero', join(home, 'zero'))
  execFileSync('mkfifo', [join(home, 'pipe')])
  writeFileSync(join(home, 'large'), 'x'.repeat(1024 * 1024 + 1))
  writeFileSync(join(home, 'lines'), `[http]\n\ttoken = ${canary}\n`)
  server = await serve(cluster())
  proxy = createServer((socket) => {
    proxied++
    socket.destroy()
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  port = (proxy.address() as AddressInfo).port
})
afterAll(async () => {
  await server.stop()
  proxy.close()
  rmSync(root, { recursive: true })
})

interface Parts {
  readonly cluster?: object
  readonly user?: object
}

function kubeconfig({ cluster: fields = {}, user = {} }: Parts): string {
  return JSON.stringify({
    kind: 'Config',
    contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
    clusters: [
      {
        name: 'c',
        cluster: {
          server: server.url,
          'certificate-authority-data': Buffer.from(server.cert).toString('base64'),
          ...fields,
        },
      },
    ],
    users: [{ name: 'u', user }],
  })
}

const exec = (command: string, more: object = {}): object => ({
  exec: { apiVersion: 'client.authentication.k8s.io/v1', command, interactiveMode: 'Never', ...more },
})
const secret = join(foreign, 'secret')
const yaml = (user: string): string =>
  `contexts:\n- {name: c, context: {cluster: c, user: u}}\nclusters:\n- {name: c, cluster: {server: "${server.url}"}}\n${user}`

/** Kubeconfigs that somebody else may have written, and what they are refused for. */
const hostile: readonly (readonly [name: string, reason: 'exec' | 'kubeconfig' | 'file', text: () => string])[] = [
  ['a command', 'exec', () => kubeconfig({ user: exec(evil) })],
  ['a command beside the kubeconfig', 'exec', () => kubeconfig({ user: exec('./evil.sh') })],
  [
    'a command with environment and cluster',
    'exec',
    () =>
      kubeconfig({
        user: exec('sh', { args: ['-c', evil], env: [{ name: 'A', value: 'b' }], provideClusterInfo: true }),
      }),
  ],
  ['a command beside a token', 'exec', () => kubeconfig({ user: { token: canary, ...exec(evil) } })],
  ['a command that is an empty map', 'exec', () => kubeconfig({ user: { exec: {} } })],
  ['a command that is a text', 'kubeconfig', () => kubeconfig({ user: { exec: evil } })],
  [
    'a command that comes by a merge key',
    'exec',
    () =>
      yaml(
        `x: &x {exec: {apiVersion: client.authentication.k8s.io/v1, command: ${evil}}}\nusers:\n- {name: u, user: {<<: *x}}\n`,
      ),
  ],
  [
    'a gcp provider',
    'exec',
    () => kubeconfig({ user: { 'auth-provider': { name: 'gcp', config: { 'cmd-path': evil } } } }),
  ],
  [
    'an azure provider',
    'exec',
    () => kubeconfig({ user: { 'auth-provider': { name: 'azure', config: { 'cmd-path': evil } } } }),
  ],
  [
    'an oidc provider',
    'exec',
    () =>
      kubeconfig({
        user: {
          'auth-provider': {
            name: 'oidc',
            config: {
              'id-token': 'a.b.c',
              'refresh-token': canary,
              'client-id': 'x',
              'idp-issuer-url': `${server.url}/oidc`,
            },
          },
        },
      }),
  ],
  [
    'a provider that is a command',
    'exec',
    () => kubeconfig({ user: { 'auth-provider': { name: 'exec', config: exec(evil) } } }),
  ],
  [
    'an oidc provider with a command in it',
    'exec',
    () => kubeconfig({ user: { 'auth-provider': { name: 'oidc', config: exec(evil) } } }),
  ],
  [
    'a provider that reads a file',
    'exec',
    () => kubeconfig({ user: { 'auth-provider': { name: 'x', config: { tokenFile: secret } } } }),
  ],
  ['a provider that is a text', 'exec', () => kubeconfig({ user: { 'auth-provider': 'gcp' } })],
  ['a token file elsewhere', 'kubeconfig', () => kubeconfig({ user: { tokenFile: secret } })],
  ['a token file above', 'kubeconfig', () => kubeconfig({ user: { tokenFile: '../foreign/secret' } })],
  [
    'a token file that goes down and up',
    'kubeconfig',
    () => kubeconfig({ user: { tokenFile: 'x/../../foreign/secret' } }),
  ],
  ['a token file that is a link', 'kubeconfig', () => kubeconfig({ user: { tokenFile: 'link' } })],
  ['a token file behind a link', 'kubeconfig', () => kubeconfig({ user: { tokenFile: 'links/secret' } })],
  ['a token file of the system', 'kubeconfig', () => kubeconfig({ user: { tokenFile: '/proc/self/environ' } })],
  ['a token file without end', 'kubeconfig', () => kubeconfig({ user: { tokenFile: 'zero' } })],
  ['a token file that is a pipe', 'kubeconfig', () => kubeconfig({ user: { tokenFile: 'pipe' } })],
  ['a token file that is a directory', 'kubeconfig', () => kubeconfig({ user: { tokenFile: '.' } })],
  ['a token file that is too large', 'kubeconfig', () => kubeconfig({ user: { tokenFile: 'large' } })],
  ['a token file that is no token', 'kubeconfig', () => kubeconfig({ user: { tokenFile: 'lines' } })],
  ['a token file that is a list', 'kubeconfig', () => kubeconfig({ user: { tokenFile: [secret] } })],
  ['the other spelling of a token file', 'kubeconfig', () => kubeconfig({ user: { 'token-file': secret } })],
  [
    'a key elsewhere',
    'kubeconfig',
    () => kubeconfig({ user: { 'client-certificate-data': 'eA==', 'client-key': secret } }),
  ],
  ['a certificate elsewhere', 'kubeconfig', () => kubeconfig({ user: { 'client-certificate': secret } })],
  [
    'an authority elsewhere',
    'kubeconfig',
    () => kubeconfig({ cluster: { 'certificate-authority-data': null, 'certificate-authority': secret } }),
  ],
  ['a token of two lines', 'kubeconfig', () => kubeconfig({ user: { token: `${canary}\r\nX-Evil: 1` } })],
  ['a user of two lines', 'kubeconfig', () => kubeconfig({ user: { token: canary, as: `${canary}\r\nX-Evil: 1` } })],
  [
    'groups that would be left out',
    'kubeconfig',
    () => kubeconfig({ user: { token: canary, as: 'a', 'as-groups': ['b'] } }),
  ],
  ['a token that is a map', 'kubeconfig', () => kubeconfig({ user: { token: { toString: canary } } })],
  [
    'a proxy with credentials',
    'kubeconfig',
    () => kubeconfig({ cluster: { 'proxy-url': `http://u:${canary}@127.0.0.1:${port}` } }),
  ],
  [
    'a socks proxy with credentials',
    'kubeconfig',
    () => kubeconfig({ cluster: { 'proxy-url': `socks5://u:${canary}@127.0.0.1:${port}` } }),
  ],
  ['a proxy that is a file', 'kubeconfig', () => kubeconfig({ cluster: { 'proxy-url': `file://${secret}` } })],
  ['a proxy that is no URL', 'kubeconfig', () => kubeconfig({ cluster: { 'proxy-url': canary } })],
  [
    'a server with credentials',
    'kubeconfig',
    () => kubeconfig({ cluster: { server: server.url.replace('//', `//u:${canary}@`) } }),
  ],
  ['a server with a query', 'kubeconfig', () => kubeconfig({ cluster: { server: `${server.url}/?token=${canary}` } })],
  [
    'a server without TLS',
    'kubeconfig',
    () =>
      kubeconfig({
        cluster: { server: 'http://169.254.169.254', 'insecure-skip-tls-verify': true },
        user: { token: canary },
      }),
  ],
  ['a server that is a file', 'kubeconfig', () => kubeconfig({ cluster: { server: `file://${secret}` } })],
  ['a server that is a list', 'kubeconfig', () => kubeconfig({ cluster: { server: [canary] } })],
  ['no server', 'kubeconfig', () => kubeconfig({ cluster: { server: null } })],
  [
    'verification turned off by a text',
    'kubeconfig',
    () => kubeconfig({ cluster: { 'insecure-skip-tls-verify': 'yes' } }),
  ],
  [
    'a bomb',
    'file',
    () =>
      yaml(
        `a: &a [${'x,'.repeat(50)}]\n${Array.from({ length: 12 }, (_, n) => `b${n}: &b${n} [${`*${n === 0 ? 'a' : `b${n - 1}`},`.repeat(30)}]`).join('\n')}\nusers: []\n`,
      ),
  ],
  ['two documents', 'file', () => `${kubeconfig({ user: exec(evil) })}\n---\n${kubeconfig({})}`],
  [
    'the same key twice',
    'file',
    () => yaml(`users:\n- {name: u, user: {token: a}, user: {exec: {command: ${evil}}}}\n`),
  ],
  ['more than 1 MiB', 'file', () => `${kubeconfig({})}\n#${'x'.repeat(1024 * 1024)}`],
  ['no text', 'file', () => '\u0000\u0001\u0002'],
  ['another kind', 'file', () => 'apiVersion: v1\nkind: Secret\ncontexts: []\n'],
]

describe('a hostile kubeconfig', () => {
  it.each(hostile)('with %s is refused', async (name, reason, text) => {
    expect(name).not.toBe('')
    const path = join(home, 'config')
    writeFileSync(path, text())
    const opened = [vi.spyOn(fs, 'openSync'), vi.spyOn(fs, 'readFileSync')]
    const found: Diagnostic[] = []
    const said: unknown[] = []
    try {
      const config = readKubeconfig([{ path, required: true }], root, parseOne, (one) => found.push(one))
      if (reason === 'file') expect(config).toBeUndefined()
      else {
        const access = config && accessOf(config, 'c', 'eu', { allowExec: false, env: process.env })
        expect(access).toBeDefined()
        const outcomes = access && (await surveyAll([access], () => ({ types: [] }), { limits: quick }))
        said.push(outcomes, access)
        expect(outcomes?.map(({ result }) => isFailure(result) && result.reason)).toEqual([reason])
      }
      const read = opened.flatMap((spy) => spy.mock.calls.map(([file]) => String(file)))
      expect(read[0]).toBe(path)
      expect(read.filter((file) => !file.startsWith(`${home}/`) && !file.includes('/node_modules/'))).toEqual([])
    } finally {
      for (const spy of opened) spy.mockRestore()
    }
    expect(found.map(({ code }) => code)).toEqual(reason === 'file' ? ['snapshot/kubeconfig'] : [])
    expect(JSON.stringify([said, found, found.map(wording)])).not.toContain(canary)
    expect(existsSync(ran)).toBe(false)
    expect(server.asked).toEqual([])
    expect(server.connections()).toBe(0)
    expect(proxied).toBe(0)
  })

  it('would have been seen to read, run and ask', async () => {
    writeFileSync(join(home, 'config'), kubeconfig({ user: exec(evil) }))
    const config = readKubeconfig([{ path: join(home, 'config'), required: true }], root, parseOne, () => {})
    const access = config && accessOf(config, 'c', 'eu', { allowExec: true, env: process.env })
    if (access !== undefined) await surveyAll([access], () => ({ types: [] }), { limits: quick })
    expect(existsSync(ran)).toBe(true)
    rmSync(ran)
    writeFileSync(join(home, 'config'), kubeconfig({ user: { tokenFile: secret } }))
    const trusting = readKubeconfig([{ path: join(home, 'config'), required: true }], root, parseOne, () => {})
    const opened = vi.spyOn(fs, 'openSync')
    const allowed = trusting && accessOf(trusting, 'c', 'eu', { allowExec: true, env: {} })
    if (allowed !== undefined) await surveyAll([allowed], () => ({ types: [] }), { limits: quick })
    expect(opened.mock.calls.map(([file]) => file)).toContain(secret)
    opened.mockRestore()
    expect(server.asked.length).toBeGreaterThan(0)
    server.asked.splice(0)
  })

  it('never gives what is inherited', () => {
    const text = yaml(
      `users:\n- {name: u, user: {__proto__: {exec: {command: ${evil}}}}}\n- {name: __proto__, user: {token: x}}\n`,
    )
    writeFileSync(join(home, 'config'), text)
    const config = readKubeconfig([{ path: join(home, 'config'), required: true }], root, parseOne, () => {})
    const access = config && accessOf(config, 'c', 'eu', { allowExec: false, env: {} })
    expect(access).toMatchObject({ cluster: 'eu', context: 'c', insecure: false })
    expect(Object.hasOwn(Object.prototype, 'exec')).toBe(false)
  })
})
