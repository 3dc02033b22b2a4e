// Reads every file of the hostile corpus in a process of its own, and checks that each is refused with its code (or
// read, if it is legal) within 2 seconds and 512 MB. Prints a table; exit code 1 on a miss.
import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'

const seconds = 2
const megabytes = 512
const here = path.dirname(fileURLToPath(import.meta.url))
const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'hostile-'))
try {
  const program = path.join(directory, 'child.mjs')
  buildSync({
    entryPoints: [path.join(here, 'child.ts')],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
  })
  const child = (...args) => spawnSync(process.execPath, [program, ...args], { encoding: 'utf8', timeout: 60_000 })
  let misses = 0
  for (const [index, { name, code }] of JSON.parse(child().stdout).entries()) {
    const { stdout, stderr, signal } = child(String(index))
    const outcome =
      stdout === ''
        ? { codes: [`died: ${signal ?? stderr.slice(0, 200)}`], milliseconds: 0, megabytes: 0 }
        : JSON.parse(stdout)
    const found = outcome.codes.includes(code) ? code : (outcome.codes[0] ?? null)
    const met = found === code && outcome.milliseconds <= seconds * 1000 && outcome.megabytes <= megabytes
    if (!met) misses++
    const figures = `${outcome.milliseconds.toFixed(0).padStart(6)} ms ${outcome.megabytes.toFixed(0).padStart(5)} MB`
    console.log(
      `${met ? 'ok  ' : 'MISS'} ${name.padEnd(40)} ${String(found ?? 'read').padEnd(28)} ${figures}  ${outcome.places?.[found] ?? ''}`,
    )
  }
  console.log(misses === 0 ? 'all met' : `${misses} missed`)
  process.exitCode = misses === 0 ? 0 : 1
} finally {
  fs.rmSync(directory, { recursive: true, force: true })
}
