// Whole processes, timed from outside.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const preload = fileURLToPath(new URL('./peak-memory.mjs', import.meta.url))

/** Runs a command; `ms` is wall time, `mb` the peak resident memory where the command is a Node program. */
export function once(command, args, { peak = false, ...options } = {}) {
  const scratch = peak ? mkdtempSync(join(tmpdir(), 'stowage-peak-')) : undefined
  const env = peak
    ? { ...process.env, NODE_OPTIONS: `--import=${preload}`, PEAK_MEMORY_FILE: join(scratch, 'kb') }
    : process.env
  const start = process.hrtime.bigint()
  const done = spawnSync(command, args, { maxBuffer: 1 << 30, env, ...options })
  const ms = Number(process.hrtime.bigint() - start) / 1e6
  if (done.status !== 0)
    throw new Error(`${command} ${args.join(' ')} ended with ${done.status ?? done.signal}\n${done.stderr}`)
  const mb = peak ? Number(readFileSync(join(scratch, 'kb'), 'utf8')) / 1024 : undefined
  if (scratch !== undefined) rmSync(scratch, { recursive: true })
  return { ms, mb, stdout: done.stdout }
}

/** The middle of several runs, each preceded by `before`. */
export function median(runs, run, before = () => undefined) {
  const results = []
  for (let index = 0; index < runs; index++) {
    before()
    results.push(run())
  }
  results.sort((a, b) => a.ms - b.ms)
  return results[Math.floor(runs / 2)]
}
