import { isObject, type JsonObject, own } from '../model/json.ts'
import type { Entry } from './entries.ts'
import { isTrouble, type Trouble, trouble } from './failure.ts'

/** A server as a kubeconfig names it, checked. */
export interface Server {
  readonly protocol: 'https:' | 'http:'
  readonly host: string
  readonly port: number
  readonly prefix: string
}

const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/

/**
 * Reads the address of a server. Refused: anything but http and https, credentials, a query or a fragment in it, and
 * plain http to any machine but this one (where `kubectl proxy` listens).
 */
export function serverOf(text: string): Server | Trouble {
  let url: URL
  try {
    url = new URL(text)
  } catch {
    return trouble('kubeconfig', 'server is not a URL')
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return trouble('kubeconfig', 'server is not an https URL')
  if (url.username !== '' || url.password !== '') return trouble('kubeconfig', 'server has credentials in it')
  if (url.search !== '' || url.hash !== '') return trouble('kubeconfig', 'server has a query or a fragment')
  if (url.protocol === 'http:' && !loopback.test(url.hostname)) {
    return trouble('kubeconfig', 'server is plain http, which is allowed on this machine only')
  }
  return {
    protocol: url.protocol,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port),
    prefix: url.pathname.replace(/\/+$/, ''),
  }
}

const proxies = ['http:', 'https:', 'socks:', 'socks4:', 'socks4a:', 'socks5:', 'socks5h:']

/** Checks the cluster of a context: field types, server and proxy. */
export function vetCluster(cluster: Entry): Server | Trouble {
  const fields = ['server', 'certificate-authority-data', 'tls-server-name', 'proxy-url']
  const wrong = fields.find((field) => !isTextOrAbsent(cluster.fields, field))
  if (wrong !== undefined) return trouble('kubeconfig', `${wrong} is not a text`)
  const skip = own(cluster.fields, 'insecure-skip-tls-verify')
  if (skip !== undefined && skip !== null && typeof skip !== 'boolean') {
    return trouble('kubeconfig', 'insecure-skip-tls-verify is neither true nor false')
  }
  const proxy = textOf(cluster.fields, 'proxy-url')
  if (proxy !== undefined) {
    if (!URL.canParse(proxy)) return trouble('kubeconfig', 'proxy-url is not a URL')
    const { protocol, username, password } = new URL(proxy)
    if (!proxies.includes(protocol)) return trouble('kubeconfig', 'proxy-url is not an http, https or socks URL')
    if (username !== '' || password !== '') return trouble('kubeconfig', 'proxy-url has credentials in it')
  }
  const server = serverOf(textOf(cluster.fields, 'server') ?? '')
  if (!isTrouble(server) && server.protocol === 'http:' && proxy !== undefined) {
    return trouble('kubeconfig', 'server is plain http behind a proxy')
  }
  return server
}

const userTexts = ['client-certificate-data', 'client-key-data', 'token', 'username', 'password', 'as'] as const

/**
 * Checks the user of a context. What runs a command or asks another server needs `allowExec`; what client-node would
 * hand to a shell (azure, gcp) is refused always, and so is what would be ignored silently.
 */
export function vetUser(user: Entry, allowExec: boolean): Trouble | undefined {
  const { fields } = user
  const wrong = userTexts.find((field) => !isTextOrAbsent(fields, field))
  if (wrong !== undefined) return trouble('kubeconfig', `${wrong} is not a text`)
  const unknown = ['as-groups', 'as-uid', 'as-user-extra', 'token-file'].find((field) => isGiven(fields, field))
  if (unknown !== undefined) return trouble('kubeconfig', `${unknown} is not supported`)
  if (isGiven(fields, 'auth-provider')) {
    const provider = own(fields, 'auth-provider')
    if (!isObject(provider) || own(provider, 'name') !== 'oidc') {
      return trouble('exec', 'this auth-provider is not supported; use an exec plugin with --allow-exec, or a token')
    }
    if (!allowExec) return trouble('exec', 'the user has an auth-provider, which needs --allow-exec')
  }
  if (isGiven(fields, 'exec')) {
    if (!isObject(own(fields, 'exec'))) return trouble('kubeconfig', 'exec is not a map')
    if (!allowExec) return trouble('exec', 'the user runs a command, which needs --allow-exec')
  }
  return undefined
}

function isGiven(fields: JsonObject, field: string): boolean {
  const value = own(fields, field)
  return value !== undefined && value !== null
}

function isTextOrAbsent(fields: JsonObject, field: string): boolean {
  const value = own(fields, field)
  return value === undefined || value === null || typeof value === 'string'
}

/** A text field; undefined where it is absent or empty. */
export function textOf(fields: JsonObject, field: string): string | undefined {
  const value = own(fields, field)
  return typeof value === 'string' && value !== '' ? value : undefined
}
