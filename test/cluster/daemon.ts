import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/** A process that runs beside the tests, its output in a file. */
export interface Daemon {
  /** Ends it; at once where `signal` is SIGKILL. Resolves when it is gone. */
  readonly stop: (signal?: NodeJS.Signals) => Promise<void>
}

/**
 * Starts a program and waits until `ready` says so, at most `limit` milliseconds.
 * Throws with the end of its output where it ends before, or never gets ready.
 */
export async function startDaemon(
  program: string,
  args: readonly string[],
  log: string,
  ready: () => Promise<boolean>,
  limit = 60_000,
): Promise<Daemon> {
  const output = openSync(log, 'a')
  const child = spawn(program, args, { stdio: ['ignore', output, output] })
  closeSync(output)
  const atExit = (): void => void child.kill('SIGKILL')
  process.once('exit', atExit)
  let gone = false
  child.once('error', () => {
    gone = true
  })
  const ended = once(child, 'exit').then(
    () => {
      gone = true
    },
    () => undefined,
  )
  const stop = async (signal: NodeJS.Signals = 'SIGTERM'): Promise<void> => {
    if (!gone) child.kill(signal)
    const late = setTimeout(() => child.kill('SIGKILL'), 5_000)
    await ended
    clearTimeout(late)
    process.removeListener('exit', atExit)
  }
  const until = Date.now() + limit
  while (!gone && Date.now() < until) {
    if (await ready()) return { stop }
    await sleep(100)
  }
  await stop('SIGKILL')
  throw new Error(`${program} did not get ready:\n${readFileSync(log, 'utf8').split('\n').slice(-15).join('\n')}`)
}
