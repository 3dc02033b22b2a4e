import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { isAbsolute, join } from 'node:path'
import process from 'node:process'
import type { Readable } from 'node:stream'
import { isObject, type Json, type JsonObject, own } from '../model/json.ts'
import type { Entry } from './entries.ts'
import { codeOf, isTrouble, type Trouble, trouble } from './failure.ts'
import { textOf } from './vet.ts'

/** What a command said: a token, or a certificate with its key as PEM, or both. */
export interface ExecCredential {
  readonly token: string | undefined
  readonly certificate: string | undefined
  readonly key: string | undefined
}

/** What of the environment a command sees: what these tools document, and not the secrets of a build machine. */
const passedOn =
  /^(?:PATH|HOME|USER|LOGNAME|SHELL|LANG|LC_\w+|TMPDIR|TEMP|TMP|TZ|XDG_\w+|SSL_CERT_\w+|https?_proxy|no_proxy|HTTPS?_PROXY|NO_PROXY|AWS_\w+|AZURE_\w+|AAD_\w+|GOOGLE_\w+|CLOUDSDK_\w+|OCI_\w+|DIGITALOCEAN_\w+|KUBELOGIN_\w+|SYSTEMROOT|SystemRoot|PATHEXT|APPDATA|LOCALAPPDATA|USERPROFILE|ProgramData)$/

/** Most characters that a command may say. */
const outputLimit = 1024 * 1024

interface Plugin {
  readonly command: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string
}

/**
 * Runs the command of a kubeconfig user, by the contract of client-go: no shell, a relative command with a slash
 * starts from the directory of the kubeconfig, KUBERNETES_EXEC_INFO tells the version and, where the entry asks for
 * it, the cluster. It has no standard input, a time limit and an output limit; what it says on stderr is dropped,
 * because nobody knows what is in it.
 *
 * (client-node's own runner has no limits, passes all of the environment and knows no KUBERNETES_EXEC_INFO.)
 */
export async function execCredential(
  user: Entry,
  cluster: JsonObject,
  env: Readonly<Record<string, string | undefined>>,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<ExecCredential | Trouble> {
  const plugin = pluginOf(user, cluster, env)
  if (isTrouble(plugin)) return plugin
  const said = await run(plugin, timeoutMs, signal)
  return typeof said === 'string' ? credentialOf(said) : said
}

function pluginOf(
  user: Entry,
  cluster: JsonObject,
  env: Readonly<Record<string, string | undefined>>,
): Plugin | Trouble {
  const exec = own(user.fields, 'exec')
  if (!isObject(exec)) return trouble('kubeconfig', 'exec is not a map')
  const command = textOf(exec, 'command')
  const args = own(exec, 'args') ?? []
  const extra = own(exec, 'env') ?? []
  const version = textOf(exec, 'apiVersion') ?? ''
  if (command === undefined || command.includes('\0')) return trouble('kubeconfig', 'exec has no command')
  if (!Array.isArray(args) || !args.every((arg) => typeof arg === 'string' && !arg.includes('\0'))) {
    return trouble('kubeconfig', 'exec.args is not a list of texts')
  }
  if (!Array.isArray(extra)) return trouble('kubeconfig', 'exec.env is not a list')
  if (!/^client\.authentication\.k8s\.io\/v1(?:beta1)?$/.test(version)) {
    return trouble('kubeconfig', 'exec.apiVersion is neither v1 nor v1beta1 of client.authentication.k8s.io')
  }
  const seen: Record<string, string> = Object.create(null)
  for (const [name, value] of Object.entries(env)) if (value !== undefined && passedOn.test(name)) seen[name] = value
  for (const item of extra) {
    const name = isObject(item) ? textOf(item, 'name') : undefined
    const value = isObject(item) ? own(item, 'value') : undefined
    if (name === undefined || /[=\0]/.test(name) || typeof value !== 'string' || value.includes('\0')) {
      return trouble('kubeconfig', 'exec.env has an entry without name or value')
    }
    seen[name] = value
  }
  const spec: JsonObject = { interactive: false }
  if (own(exec, 'provideClusterInfo') === true) spec.cluster = clusterInfo(cluster)
  seen.KUBERNETES_EXEC_INFO = JSON.stringify({ apiVersion: version, kind: 'ExecCredential', spec })
  const relative = !isAbsolute(command) && /[\\/]/.test(command)
  return {
    command: relative ? join(user.directory, command) : command,
    args: args as string[],
    env: seen,
    cwd: user.directory,
  }
}

function clusterInfo(cluster: JsonObject): JsonObject {
  const info: JsonObject = {}
  for (const field of ['server', 'tls-server-name', 'insecure-skip-tls-verify', 'certificate-authority-data']) {
    const value: Json | undefined = own(cluster, field)
    if (typeof value === 'string' || typeof value === 'boolean') info[field] = value
  }
  return info
}

function run(plugin: Plugin, timeoutMs: number, signal: AbortSignal): Promise<string | Trouble> {
  return new Promise((resolve) => {
    const detached = process.platform !== 'win32'
    let child: ChildProcessByStdio<null, Readable, null>
    try {
      child = spawn(plugin.command, plugin.args, {
        cwd: plugin.cwd,
        env: plugin.env,
        shell: false,
        stdio: ['ignore', 'pipe', 'ignore'],
        windowsHide: true,
        // A group of its own, so that what the command has started ends with it.
        detached,
      })
    } catch (error) {
      return resolve(trouble('exec', `the command cannot be run (${codeOf(error)})`))
    }
    let said = ''
    let settled = false
    const settle = (result: string | Trouble, end: boolean): void => {
      if (settled) return
      settled = true
      clearTimeout(timer)
      signal.removeEventListener('abort', over)
      if (end) kill(child.pid, detached)
      child.stdout.destroy()
      child.unref()
      resolve(result)
    }
    const over = (): void => settle(trouble('exec', 'the command did not end in time'), true)
    const timer = setTimeout(over, timeoutMs)
    signal.addEventListener('abort', over)
    if (signal.aborted) over()
    child.stdout.setEncoding('utf8')
    child.stdout.on('data', (text: string) => {
      said += text
      if (said.length > outputLimit) settle(trouble('exec', 'the command said too much'), true)
    })
    child.on('error', (error) => settle(trouble('exec', `the command cannot be run (${codeOf(error)})`), false))
    child.on('close', (code) => {
      settle(code === 0 ? said : trouble('exec', `the command failed with exit code ${code ?? 'none'}`), false)
    })
  })
}

function kill(pid: number | undefined, group: boolean): void {
  if (pid === undefined) return
  try {
    process.kill(group ? -pid : pid, 'SIGKILL')
  } catch {
    // It has ended by itself in the meantime.
  }
}

function credentialOf(said: string): ExecCredential | Trouble {
  let value: Json
  try {
    value = JSON.parse(said) as Json
  } catch {
    return trouble('exec', 'the command did not answer with an ExecCredential')
  }
  const status = isObject(value) ? own(value, 'status') : undefined
  if (!isObject(status)) return trouble('exec', 'the command did not answer with an ExecCredential')
  const token = textOf(status, 'token')
  const certificate = textOf(status, 'clientCertificateData')
  const key = textOf(status, 'clientKeyData')
  if (token === undefined && (certificate === undefined || key === undefined)) {
    return trouble('exec', 'the command gave neither a token nor a certificate with its key')
  }
  return { token, certificate, key }
}
