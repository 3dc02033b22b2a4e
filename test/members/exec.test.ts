import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { access } from '../../src/members/kubeconfig.ts'
import { surveyAll } from '../../src/members/many.ts'
import type { JsonObject } from '../../src/model/json.ts'
import { selfSigned } from './certificate.ts'
import { canary, cluster, entry, quick, serve, type TestServer } from './fake-cluster.ts'

const root = mkdtempSync(join(tmpdir(), 'exec-'))
const stops: (() => Promise<void>)[] = []
afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()))
})
afterAll(() => rmSync(root, { recursive: true }))

function script(name: string, text: string): void {
  writeFileSync(join(root, name), `#!/bin/sh\n${text}\n`)
  chmodSync(join(root, name), 0o755)
}

const credential = (status: object): string =>
  `cat <<'E'\n${JSON.stringify({ apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status })}\nE`

async function start(...args: Parameters<typeof serve>): Promise<TestServer> {
  const server = await serve(...args)
  stops.push(server.stop)
  return server
}

async function ask(server: TestServer, exec: JsonObject, env = {}, limits = quick) {
  const fields = { server: server.url, 'certificate-authority-data': Buffer.from(server.cert).toString('base64') }
  const user = entry({ exec: { apiVersion: 'client.authentication.k8s.io/v1', ...exec } }, root)
  const opened = access('eu', 'eu', entry(fields, root), user, {
    allowExec: true,
    env: { PATH: process.env.PATH, ...env },
  })
  const [outcome] = await surveyAll([opened], () => ({ types: [] }), { limits })
  return outcome?.result
}

describe('a command that is allowed', () => {
  it('gives a token', async () => {
    script('token', credential({ token: canary }))
    const server = await start(cluster())
    expect(await ask(server, { command: './token' })).toMatchObject({ ready: true })
    expect(server.headers[0]).toMatchObject({ authorization: `Bearer ${canary}` })
  })

  it('gives a certificate', async () => {
    const client = selfSigned()
    script('certificate', credential({ clientCertificateData: client.cert, clientKeyData: client.key }))
    const server = await start(cluster(), { ca: client.cert, requestCert: true, rejectUnauthorized: true })
    expect(await ask(server, { command: join(root, 'certificate') })).toMatchObject({ ready: true })
  })

  it('sees what it needs and not what it does not', async () => {
    script('env', `env > ${root}/env.txt\n${credential({ token: 'x' })}`)
    const server = await start(cluster())
    const env = {
      HOME: '/home/x',
      AWS_PROFILE: 'p',
      GITHUB_TOKEN: canary,
      NODE_OPTIONS: '--x',
      ACTIONS_RUNTIME_TOKEN: canary,
    }
    const exec = {
      command: './env',
      env: [{ name: 'OWN', value: 'o' }],
      args: ['a b', '$(touch x)'],
      provideClusterInfo: true,
    }
    expect(await ask(server, exec, env)).toMatchObject({ ready: true })
    const seen = new Map(
      readFileSync(join(root, 'env.txt'), 'utf8')
        .split('\n')
        .map((line) => [line.replace(/=.*/s, ''), line.replace(/^[^=]*=/, '')]),
    )
    expect([seen.get('HOME'), seen.get('AWS_PROFILE'), seen.get('OWN')]).toEqual(['/home/x', 'p', 'o'])
    expect(['GITHUB_TOKEN', 'NODE_OPTIONS', 'ACTIONS_RUNTIME_TOKEN'].filter((name) => seen.has(name))).toEqual([])
    const info = JSON.parse(seen.get('KUBERNETES_EXEC_INFO') ?? '')
    expect(info).toMatchObject({
      kind: 'ExecCredential',
      spec: { interactive: false, cluster: { server: server.url } },
    })
  })
})

describe('a command that goes wrong', () => {
  const wrong: readonly (readonly [string, JsonObject, string, RegExp])[] = [
    ['fails', { command: './a' }, `echo ${canary} >&2; echo ${canary}; exit 3`, /exit code 3/],
    ['says nothing', { command: './a' }, 'exit 0', /did not answer with an ExecCredential/],
    ['says something else', { command: './a' }, `echo ${canary}`, /did not answer with an ExecCredential/],
    ['has no credentials', { command: './a' }, credential({}), /neither a token nor/],
    ['has half of them', { command: './a' }, credential({ clientKeyData: canary }), /neither a token nor/],
    ['has a token of two lines', { command: './a' }, credential({ token: `${canary}\nX: y` }), /no token/],
    ['says too much', { command: './a' }, `yes ${canary}`, /said too much/],
    ['is not there', { command: './nowhere' }, '', /cannot be run \(ENOENT\)/],
    ['is no program', { command: '.' }, '', /cannot be run \(E/],
    ['has no name', {}, '', /no command/],
    ['has arguments that are none', { command: './a', args: [1] }, '', /not a list of texts/],
    ['has an environment that is none', { command: './a', env: [{ name: 'A=B', value: 'c' }] }, '', /exec\.env/],
    [
      'has an older contract',
      { command: './a', apiVersion: 'client.authentication.k8s.io/v1alpha1' },
      '',
      /apiVersion/,
    ],
  ]
  it.each(wrong)('%s', async (_, exec, text, detail) => {
    script('a', text)
    const server = await start(cluster())
    const result = await ask(server, exec)
    expect(result).toMatchObject({ asked: 'kubeconfig', detail: expect.stringMatching(detail) })
    expect(JSON.stringify(result)).not.toContain(canary)
    expect(server.asked).toEqual([])
  })

  it('does not end: it is ended, with all that it started', async () => {
    const left = join(root, 'left')
    script('sleeper', `(sleep 2; touch ${left}) & echo $$ > ${root}/pid; sleep 60`)
    const server = await start(cluster())
    const started = performance.now()
    const result = await ask(server, { command: './sleeper' }, {}, { ...quick, execMs: 700 })
    expect(result).toMatchObject({ reason: 'exec', detail: 'the command did not end in time' })
    expect(performance.now() - started).toBeLessThan(2000)
    await pause(2000)
    expect(existsSync(left)).toBe(false)
    const pid = readFileSync(join(root, 'pid'), 'utf8').trim()
    expect(() => execFileSync('kill', ['-0', pid], { stdio: 'ignore' })).toThrow()
  })

  it('does not outlast the time of its cluster', async () => {
    script('slow', 'sleep 60')
    const server = await start(cluster())
    const result = await ask(server, { command: './slow' }, {}, { ...quick, clusterMs: 500 })
    expect(result).toMatchObject({ reason: 'timeout', asked: 'kubeconfig' })
  })
})
