import fs from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const here = fileURLToPath(new URL('.', import.meta.url))

/** Bundles the campaign's programs into a directory that goes away with this process. */
export async function bundle() {
  const directory = fs.mkdtempSync(join(fs.existsSync('/dev/shm') ? '/dev/shm' : os.tmpdir(), 'stowage-campaign-'))
  process.on('exit', () => fs.rmSync(directory, { recursive: true, force: true }))
  await build({
    entryPoints: ['writer', 'preload', 'harness', 'scenarios'].map((name) => join(here, `${name}.ts`)),
    outdir: directory,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'warning',
  })
  const load = (name) => import(pathToFileURL(join(directory, `${name}.mjs`)).href)
  return {
    directory,
    programs: { writer: join(directory, 'writer.mjs'), preload: join(directory, 'preload.mjs') },
    ...(await load('harness')),
    ...(await load('scenarios')),
  }
}

/** `--name value` of the command line, as a number. */
export function option(name, standard) {
  const at = process.argv.indexOf(`--${name}`)
  return at < 0 ? standard : Number(process.argv[at + 1])
}

/** Runs jobs two at a time, each with a place of its own. */
export async function inParallel(jobs, width = 2) {
  let next = 0
  const lane = async (place) => {
    while (next < jobs.length) await jobs[next++](place)
  }
  await Promise.all(Array.from({ length: width }, (_, place) => lane(place)))
}
