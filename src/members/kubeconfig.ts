import type { RequestOptions } from 'node:https'
import { isObject, type JsonObject, own } from '../model/json.ts'
import type { Failure } from '../snapshot/survey.ts'
import { type AccessOptions, type Authenticate, connect } from './credentials.ts'
import type { Entry, Kubeconfig } from './entries.ts'
import type { Connection } from './exchange.ts'
import { failure, isTrouble, type Trouble, trouble } from './failure.ts'
import type { Limits } from './limits.ts'
import { textOf, vetCluster, vetUser } from './vet.ts'

/** A cluster that may be asked. What opens it is inside a function, so that nothing can print it. */
export interface KubeAccess {
  readonly cluster: string
  /** Context of the kubeconfig; empty for the account of a pod. */
  readonly context: string
  /** Host and port, for messages. */
  readonly server: string
  /** The server's certificate is not checked. */
  readonly insecure: boolean
  readonly connect: (limits: Limits, signal: AbortSignal) => Promise<Connection | Trouble>
}

/** Finds a context and checks its entries; nothing is read, run or asked before `connect`. */
export function accessOf(
  config: Kubeconfig,
  context: string,
  cluster: string,
  options: AccessOptions,
): KubeAccess | Failure {
  const refuse = (detail: string): Failure => failure(cluster, 'kubeconfig', trouble('kubeconfig', detail))
  const found = config.contexts.get(context)
  if (found === undefined) return refuse('there is no such context')
  const server = config.clusters.get(textOf(found.fields, 'cluster') ?? '')
  if (server === undefined) return refuse('the context names no cluster of the kubeconfig')
  const named = textOf(found.fields, 'user')
  const user = named === undefined ? { ...found, fields: {} } : config.users.get(named)
  if (user === undefined) return refuse('the context names no user of the kubeconfig')
  return access(cluster, context, server, user, options)
}

/** As `accessOf`, from entries that are known. */
export function access(
  cluster: string,
  context: string,
  target: Entry,
  user: Entry,
  options: AccessOptions,
): KubeAccess | Failure {
  const server = vetCluster(target)
  if (isTrouble(server)) return failure(cluster, 'kubeconfig', server)
  const refused = vetUser(user, options.allowExec)
  if (refused !== undefined) return failure(cluster, 'kubeconfig', refused)
  return {
    cluster,
    context,
    server: `${server.host.includes(':') ? `[${server.host}]` : server.host}:${server.port}`,
    insecure: server.protocol === 'https:' && own(target.fields, 'insecure-skip-tls-verify') === true,
    connect: (limits, signal) => connect(server, target, user, options, authenticate, limits, signal),
  }
}

/**
 * The door to client-node, loaded when the first cluster is asked. It gets one context, checked, with all files and
 * commands resolved to their contents: there is nothing left for it to read or to run.
 */
const authenticate: Authenticate = async () => {
  const { KubeConfig } = await import('@kubernetes/client-node')
  return async (target, user, { ca, certificate, key, token }) => {
    const config = new KubeConfig()
    config.loadFromOptions({
      clusters: [
        {
          name: 'cluster',
          server: textOf(target.fields, 'server'),
          caData: ca,
          skipTLSVerify: own(target.fields, 'insecure-skip-tls-verify') === true,
          tlsServerName: textOf(target.fields, 'tls-server-name'),
          proxyUrl: textOf(target.fields, 'proxy-url'),
        },
      ],
      users: [
        {
          name: 'user',
          token,
          certData: certificate,
          keyData: key,
          username: textOf(user.fields, 'username'),
          password: textOf(user.fields, 'password') ?? '',
          impersonateUser: textOf(user.fields, 'as'),
          authProvider: oidcOf(user.fields),
        },
      ],
      contexts: [{ name: 'context', cluster: 'cluster', user: 'user' }],
      currentContext: 'context',
    })
    const options: RequestOptions = { rejectUnauthorized: true }
    await config.applyToHTTPSOptions(options)
    return options
  }
}

/** Only the fields that client-node is meant to use; others make it read files or run commands. */
function oidcOf(fields: JsonObject): object | undefined {
  const provider = own(fields, 'auth-provider')
  const config = isObject(provider) ? own(provider, 'config') : undefined
  if (!isObject(config)) return undefined
  const names = ['client-id', 'client-secret', 'id-token', 'refresh-token', 'idp-issuer-url']
  return { name: 'oidc', config: Object.fromEntries(names.map((name) => [name, textOf(config, name)])) }
}
