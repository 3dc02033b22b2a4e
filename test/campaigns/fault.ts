import fs from 'node:fs'
import os from 'node:os'
import process from 'node:process'

/**
 * What happens at a call: the process is killed, everything fails from there on as if it were (`dead`), or the one
 * call fails with an errno.
 */
export type Fault = 'kill' | 'dead' | keyof typeof os.constants.errno

/** The calls of node:fs that change something; `open` counts where it may write. */
const mutating = [
  'mkdirSync',
  'writeFileSync',
  'writeSync',
  'openSync',
  'fsyncSync',
  'renameSync',
  'unlinkSync',
  'rmdirSync',
  'linkSync',
  'copyFileSync',
  'rmSync',
  'truncateSync',
  'ftruncateSync',
  'appendFileSync',
  'utimesSync',
  'chmodSync',
  'symlinkSync',
] as const
const reading = ['readdirSync', 'lstatSync', 'readSync', 'fstatSync', 'readFileSync', 'statSync'] as const

type AnyCall = (...args: unknown[]) => unknown

/** Calls seen so far, as text; taking the hook off again. */
export interface Hook {
  readonly calls: string[]
  restore(): void
}

export interface HookOptions {
  /** Number of the call at which the fault happens, from 1; 0 only counts. */
  readonly at: number
  readonly fault: Fault
  /** Count reading calls too. */
  readonly reads?: boolean
  /** Only paths below this directory count. */
  readonly below: string
}

/** Replaces functions of the one node:fs object that all modules share. */
export function install(options: HookOptions): Hook {
  const module = fs as unknown as Record<string, AnyCall>
  const originals = new Map<string, AnyCall>()
  const calls: string[] = []
  const names: readonly string[] = options.reads === true ? [...mutating, ...reading] : mutating
  let depth = 0
  for (const name of names) {
    const original = module[name]
    if (original === undefined) continue
    originals.set(name, original)
    module[name] = (...args) => {
      if (depth > 0 || !counts(name, args, options)) return original.apply(fs, args)
      calls.push(`${name} ${String(args[0])}`)
      const due = calls.length === options.at
      depth++
      try {
        if (due || (options.fault === 'dead' && options.at > 0 && calls.length > options.at)) {
          if (due && name === 'writeFileSync') half(original, args)
          if (options.fault === 'kill') process.kill(process.pid, 'SIGKILL')
          throw failure(name, args, options.fault === 'dead' || options.fault === 'kill' ? 'EIO' : options.fault)
        }
        return original.apply(fs, args)
      } finally {
        depth--
      }
    }
  }
  return {
    calls,
    restore: () => {
      for (const [name, original] of originals) module[name] = original
    },
  }
}

function counts(name: string, args: unknown[], options: HookOptions): boolean {
  const [first, second] = args
  if (typeof first === 'string' && !`${first}/`.startsWith(`${options.below}/`)) return false
  if (name !== 'openSync' || options.reads === true)
    return typeof first === 'string' || name !== 'writeSync' || first !== 1
  const writing = fs.constants.O_WRONLY | fs.constants.O_RDWR | fs.constants.O_CREAT | fs.constants.O_TRUNC
  return typeof second === 'number' ? (second & writing) !== 0 : second !== undefined && second !== 'r'
}

/** A write that stops midway leaves what it got to. */
function half(original: AnyCall, args: unknown[]): void {
  const [path, data, ...rest] = args
  if (typeof data === 'string') original.call(fs, path, data.slice(0, data.length >> 1), ...rest)
}

function failure(name: string, args: unknown[], code: keyof typeof os.constants.errno): Error {
  const syscall = name.replace(/Sync$/, '').replace('writeFile', 'write').toLowerCase()
  const path = typeof args[0] === 'string' ? { path: args[0] } : {}
  const errno = -(os.constants.errno[code] ?? 1)
  return Object.assign(new Error(`${code}: injected, ${syscall}`), { code, errno, syscall, ...path })
}
