import http from 'node:http'
import https, { type RequestOptions } from 'node:https'
import { isObject, type JsonObject, own } from '../model/json.ts'
import type { Entry } from './entries.ts'
import type { Connection } from './exchange.ts'
import { execCredential } from './exec.ts'
import { isTrouble, type Trouble, trouble } from './failure.ts'
import type { Limits } from './limits.ts'
import { referenced } from './referenced.ts'
import { type Server, textOf } from './vet.ts'

export interface AccessOptions {
  /** Commands and auth-providers of the kubeconfig may run, and it may name files outside its own directory. */
  readonly allowExec: boolean
  /** What commands may see a part of. */
  readonly env: Readonly<Record<string, string | undefined>>
}

/** What a user shows to a server, all of it in memory; certificates and keys are base64 of PEM. */
export interface Identity {
  readonly ca: string | undefined
  readonly certificate: string | undefined
  readonly key: string | undefined
  readonly token: string | undefined
}

/**
 * Gets ready, which may take a second the first time, and then turns an identity into what node:https takes: headers,
 * certificates, an agent where there is a proxy.
 */
export type Authenticate = () => Promise<(target: Entry, user: Entry, identity: Identity) => Promise<RequestOptions>>

/** What it takes to ask a server that was vetted, as a user that was vetted. The server is not asked yet. */
export async function connect(
  server: Server,
  target: Entry,
  user: Entry,
  options: AccessOptions,
  authenticate: Authenticate,
  limits: Limits,
  signal: AbortSignal,
): Promise<Connection | Trouble> {
  if (server.protocol === 'http:') {
    // `kubectl proxy` has credentials of its own; none are sent without TLS.
    return { ...server, headers: {}, agent: new http.Agent({ keepAlive: true, maxSockets: 4 }) }
  }
  const identity = await identityOf(target, user, options, limits, signal)
  if (isTrouble(identity)) return identity
  const apply = await authenticate()
  const made = await inTime(limits.execMs, signal, apply(target, user, identity))
  if (isTrouble(made)) return made
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(made.headers ?? {})) if (typeof value === 'string') headers[name] = value
  if (typeof made.auth === 'string') headers.Authorization = `Basic ${base64(made.auth)}`
  return { ...server, headers, agent: agentOf(made, textOf(target.fields, 'proxy-url') !== undefined) }
}

function agentOf(
  { agent, ca, cert, key, servername, rejectUnauthorized }: RequestOptions,
  proxied: boolean,
): http.Agent {
  if (proxied && agent instanceof http.Agent) return Object.assign(agent, { keepAlive: true })
  const tls = { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }), ...(servername && { servername }) }
  // Said aloud, so that no environment variable can turn the check off.
  return new https.Agent({ ...tls, rejectUnauthorized: rejectUnauthorized !== false, keepAlive: true, maxSockets: 4 })
}

/** Reads the files of a user and runs its command. */
async function identityOf(
  target: Entry,
  user: Entry,
  { allowExec, env }: AccessOptions,
  limits: Limits,
  signal: AbortSignal,
): Promise<Identity | Trouble> {
  const ca = fileOrData(target, 'certificate-authority', allowExec)
  const certificate = fileOrData(user, 'client-certificate', allowExec)
  const key = fileOrData(user, 'client-key', allowExec)
  const tokenFile = referenced(user, 'tokenFile', allowExec)
  if (isTroubled(ca)) return ca
  if (isTroubled(certificate)) return certificate
  if (isTroubled(key)) return key
  if (isTroubled(tokenFile)) return tokenFile
  const token = tokenFile?.toString('latin1').trim() ?? textOf(user.fields, 'token')
  const identity = { ca, certificate, key, token }
  const given = isObject(own(user.fields, 'exec'))
    ? await execCredential(user, withCa(target.fields, ca), env, limits.execMs, signal)
    : undefined
  if (given === undefined) return sendable(identity, user)
  if (isTrouble(given)) return given
  return sendable(
    {
      ca,
      certificate: given.certificate === undefined ? certificate : base64(given.certificate),
      key: given.key === undefined ? key : base64(given.key),
      token: given.token ?? token,
    },
    user,
  )
}

/** Refuses what a header cannot carry: a file that is no token must not become one. */
function sendable(identity: Identity, user: Entry): Identity | Trouble {
  const { token } = identity
  if (token !== undefined && !/^[\x21-\x7e]{1,65536}$/.test(token))
    return trouble('kubeconfig', 'the token is no token')
  const as = textOf(user.fields, 'as')
  return as === undefined || /^[\x20-\x7e]+$/.test(as) ? identity : trouble('kubeconfig', 'as cannot be sent')
}

/** Only an auth-provider takes its time, for it asks another server; what it throws quotes what that one said. */
async function inTime<T>(ms: number, signal: AbortSignal, work: Promise<T>): Promise<T | Trouble> {
  const late = new AbortController()
  const either = AbortSignal.any([signal, late.signal])
  const timer = setTimeout(() => late.abort(), ms)
  const over = new Promise<Trouble>((resolve) => {
    const end = (): void => resolve(trouble('exec', 'the auth-provider did not answer in time'))
    if (either.aborted) end()
    either.addEventListener('abort', end)
  })
  const done = work.catch(() => trouble('exec', 'the credentials of this user cannot be used'))
  try {
    return await Promise.race([done, over])
  } finally {
    clearTimeout(timer)
  }
}

function fileOrData(entry: Entry, field: string, anywhere: boolean): string | Trouble | undefined {
  const data = textOf(entry.fields, `${field}-data`)
  if (data !== undefined) return data
  const bytes = referenced(entry, field, anywhere)
  if (bytes === undefined || isTroubled(bytes)) return bytes
  return bytes.toString('base64')
}

function isTroubled(value: string | Buffer | Trouble | undefined): value is Trouble {
  return typeof value === 'object' && isTrouble(value)
}

function withCa(cluster: JsonObject, ca: string | undefined): JsonObject {
  return ca === undefined ? cluster : { ...cluster, 'certificate-authority-data': ca }
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64')
}
