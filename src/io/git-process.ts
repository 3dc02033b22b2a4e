import { execFile } from 'node:child_process'
import process from 'node:process'
import { limits } from '../model/limits.ts'

/**
 * No prompt, no network, and nothing of the environment that points git elsewhere. The user's own configuration stays,
 * because that is where a checkout of somebody else's is said to be trusted.
 */
function environment(): NodeJS.ProcessEnv {
  const own = ['PATH', 'HOME', 'XDG_CONFIG_HOME', 'GIT_CONFIG_GLOBAL', 'SystemRoot', 'USERPROFILE'] as const
  const kept = own.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]))
  return {
    ...Object.fromEntries(kept),
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_NO_LAZY_FETCH: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_PROTOCOL_FROM_USER: '0',
    GIT_ALLOW_PROTOCOL: 'none',
  }
}

/** What a repository's own configuration could make git run, turned off. */
const harmless: readonly string[] = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'core.pager=cat',
  'core.sshCommand=false',
  'core.alternateRefsCommand=true',
  'credential.helper=',
].flatMap((setting) => ['-c', setting])

/** A listing, or the objects of a whole input with git's line about each. */
const mostBytes = limits.totalBytes + limits.files * 128
const mostMilliseconds = 120_000

/** Runs one git command in a directory, with lines for it to read; what it answered, or why it did not. */
export function git(
  root: string,
  command: readonly string[],
  lines: readonly string[] = [],
): Promise<{ out: Buffer } | { failed: string }> {
  const options = {
    cwd: root,
    env: environment(),
    encoding: 'buffer' as const,
    maxBuffer: mostBytes,
    timeout: mostMilliseconds,
    windowsHide: true,
  }
  return new Promise((resolve) => {
    const args = ['--no-pager', '--no-replace-objects', '--literal-pathspecs', ...harmless, ...command]
    const child = execFile('git', args, options, (error, stdout, stderr) => {
      if (error === null) resolve({ out: stdout })
      else resolve({ failed: reasonOf(error, stderr) })
    })
    // A git that ends early closes its end; its exit code tells why.
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(lines.map((line) => `${line}\n`).join(''))
  })
}

/** A short word for why git failed: what it says goes into a message, so only its first line, and no more of it. */
function reasonOf(error: { readonly code?: unknown }, stderr: Buffer): string {
  if (typeof error.code === 'string') return error.code
  const said = stderr.toString('utf8').split('\n')[0] ?? ''
  return said === '' ? `exit code ${String(error.code)}` : said.slice(0, 200)
}
