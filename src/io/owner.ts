import fs from 'node:fs'
import os from 'node:os'
import process from 'node:process'
import { errnoOf } from './errno.ts'

/** Who holds a lock: enough to prove that it is gone, or not. What the system does not tell is an empty text. */
export interface Owner {
  /** Unlike that of any other run; also a file name. */
  readonly id: string
  readonly pid: number
  /** Host name, machine id and process namespace: where the pid means what it says. */
  readonly host: string
  readonly boot: string
  /** When the process started, in ticks of its kernel's clock. */
  readonly started: string
}

export function myself(): Owner {
  const started = birth(process.pid)?.started ?? ''
  const namespace = text(() => fs.readlinkSync('/proc/self/ns/pid'))
  return {
    id: `${process.pid}-${started}-${process.hrtime.bigint()}`,
    pid: process.pid,
    host: `${os.hostname()} ${text(() => fs.readFileSync('/etc/machine-id', 'utf8'))} ${namespace}`,
    boot: text(() => fs.readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')),
    started,
  }
}

/** Whether a lock's owner has certainly ended. Anything that cannot be known means no. */
export function isDead(owner: Owner, me: Owner): boolean {
  if (owner.host !== me.host) return false
  if (owner.boot !== me.boot) return owner.boot !== '' && me.boot !== ''
  try {
    process.kill(owner.pid, 0)
  } catch (error) {
    if (errnoOf(error) === 'ESRCH') return true
  }
  const alive = birth(owner.pid)
  if (alive === undefined) return false
  return alive.state === 'Z' || alive.state === 'X' || (owner.started !== '' && alive.started !== owner.started)
}

/** Reads what {@link myself} wrote; undefined for anything else, as a lock may come with a checkout. */
export function parseOwner(source: string): Owner | undefined {
  let value: unknown
  try {
    value = JSON.parse(source)
  } catch {
    return undefined
  }
  if (typeof value !== 'object' || value === null) return undefined
  const { id, pid, host, boot, started } = value as Record<string, unknown>
  if (typeof id !== 'string' || !/^[\w-]{1,100}$/.test(id)) return undefined
  if (typeof pid !== 'number' || !Number.isInteger(pid) || pid < 1) return undefined
  if (typeof host !== 'string' || typeof boot !== 'string' || typeof started !== 'string') return undefined
  return { id, pid, host, boot, started }
}

/** State and start of a process, from the kernel's table; the name in it may hold spaces and brackets. */
function birth(pid: number): { state: string; started: string } | undefined {
  const stat = text(() => fs.readFileSync(`/proc/${pid}/stat`, 'latin1'))
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [state, started] = [fields[0], fields[19]]
  return state === undefined || started === undefined ? undefined : { state, started }
}

function text(read: () => string): string {
  try {
    return read().trim()
  } catch {
    return ''
  }
}
