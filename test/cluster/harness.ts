import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Answer, ask } from './api-client.ts'
import { type Daemon, startDaemon } from './daemon.ts'
import { freePort } from './ports.ts'

/** A real API server with an etcd prefix of its own. */
export interface TestCluster {
  readonly name: string
  /** `https://127.0.0.1:PORT` */
  readonly server: string
  readonly port: number
  /** The certificate that signs for it, and its own; PEM. */
  readonly ca: string
  /** Where its apiserver.crt and apiserver.key are. */
  readonly certificates: string
  /** Asks as system:masters; throws where the answer is not 2xx. The parsed answer. */
  readonly admin: (method: string, path: string, body?: unknown, type?: string) => Promise<ApiObject>
  /** Asks with any token, and gives whatever the server says. */
  readonly as: (token: string, method: string, path: string) => Promise<Answer>
  /** Ends the API server: from now on its port refuses. */
  readonly kill: () => Promise<void>
  /** Starts it again, on the same port and with what it had stored. */
  readonly revive: () => Promise<void>
}

/** As much of an API object as the tests read. */
export interface ApiObject {
  readonly metadata: { readonly name: string; readonly uid: string; readonly namespace?: string }
  readonly [key: string]: unknown
}

export interface TestFleet {
  readonly clusters: readonly TestCluster[]
  /** The token of the user `stowage-snapshot`, who may nothing that no role gives. */
  readonly snapshotToken: string
  readonly adminToken: string
  /** `http://127.0.0.1:PORT` of the etcd that all of them store in. */
  readonly store: string
  /** Ends etcd: from now on no API server is ready. */
  readonly killStore: () => Promise<void>
  readonly stop: () => Promise<void>
}

const apiServer = process.env.STOWAGE_TEST_APISERVER ?? ''
const etcd = process.env.STOWAGE_TEST_ETCD ?? ''

/** Starts one etcd and an API server for each name, on free ports of the loopback. `stop` ends and removes all. */
export async function startFleet(names: readonly string[]): Promise<TestFleet> {
  if (apiServer === '' || etcd === '') throw new Error('run these tests with npm run test:cluster')
  const home = mkdtempSync(join(tmpdir(), 'stowage-clusters-'))
  const daemons: Daemon[] = []
  const stop = async (): Promise<void> => {
    for (const daemon of daemons.reverse()) await daemon.stop('SIGKILL')
    rmSync(home, { recursive: true, force: true, maxRetries: 5 })
  }
  try {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    writeFileSync(join(home, 'sa.key'), privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 })
    writeFileSync(join(home, 'sa.pub'), publicKey.export({ type: 'spki', format: 'pem' }))
    const adminToken = randomBytes(16).toString('hex')
    const snapshotToken = randomBytes(16).toString('hex')
    const users = [`${adminToken},admin,admin,system:masters`, `${snapshotToken},stowage-snapshot,stowage-snapshot`]
    writeFileSync(join(home, 'tokens.csv'), `${users.join('\n')}\n`, { mode: 0o600 })

    const store = await startEtcd(home)
    daemons.push(store.daemon)
    const clusters = await Promise.all(
      names.map(async (name) => {
        const { cluster, daemon } = await startCluster(home, name, store.url, adminToken)
        daemons.push(daemon)
        return cluster
      }),
    )
    const killStore = (): Promise<void> => store.daemon.stop('SIGKILL')
    return { clusters, snapshotToken, adminToken, store: store.url, killStore, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function startEtcd(home: string): Promise<{ daemon: Daemon; url: string }> {
  const url = `http://127.0.0.1:${await freePort()}`
  const peer = `http://127.0.0.1:${await freePort()}`
  const args = [
    `--data-dir=${join(home, 'etcd')}`,
    `--listen-client-urls=${url}`,
    `--advertise-client-urls=${url}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=default=${peer}`,
  ]
  const ready = (): Promise<boolean> =>
    new Promise((resolve) => {
      get(`${url}/health`, (answer) => resolve(answer.resume().statusCode === 200)).on('error', () => resolve(false))
    })
  return { url, daemon: await startDaemon(etcd, args, join(home, 'etcd.log'), ready) }
}

async function startCluster(
  home: string,
  name: string,
  store: string,
  adminToken: string,
): Promise<{ cluster: TestCluster; daemon: Daemon }> {
  const port = await freePort()
  const certificates = join(home, name)
  mkdirSync(certificates)
  const certificate = join(certificates, 'apiserver.crt')
  const args = [
    `--etcd-servers=${store}`,
    `--etcd-prefix=/${name}`,
    '--bind-address=127.0.0.1',
    '--advertise-address=127.0.0.1',
    `--secure-port=${port}`,
    `--cert-dir=${certificates}`,
    `--token-auth-file=${join(home, 'tokens.csv')}`,
    '--authorization-mode=RBAC',
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${join(home, 'sa.pub')}`,
    `--service-account-signing-key-file=${join(home, 'sa.key')}`,
    '--service-cluster-ip-range=10.0.0.0/24',
    // No kubelet and no controller runs here: nobody would make service accounts, or call a node ready.
    '--disable-admission-plugins=ServiceAccount,TaintNodesByCondition',
    '--endpoint-reconciler-type=none',
  ]
  const trusted = (): { port: number; ca: string } => ({ port, ca: readFileSync(certificate, 'utf8') })
  const ready = async (): Promise<boolean> => {
    if (!existsSync(certificate)) return false
    const answer = await ask(trusted(), adminToken, 'GET', '/readyz').catch(() => undefined)
    return answer?.status === 200
  }
  const start = (): Promise<Daemon> => startDaemon(apiServer, args, join(home, `${name}.log`), ready)
  let running = await start()
  const { ca } = trusted()
  const cluster: TestCluster = {
    name,
    server: `https://127.0.0.1:${port}`,
    port,
    ca,
    certificates,
    admin: async (method, path, body, type) => {
      const answer = await ask({ port, ca }, adminToken, method, path, body, type)
      if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`)
      return JSON.parse(answer.text) as ApiObject
    },
    as: (token, method, path) => ask({ port, ca }, token, method, path),
    kill: () => running.stop('SIGKILL'),
    revive: async () => {
      running = await start()
    },
  }
  return { cluster, daemon: { stop: (signal) => running.stop(signal) } }
}
