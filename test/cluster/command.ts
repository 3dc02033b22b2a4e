import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { hidden } from './world.ts'

const command = fileURLToPath(new URL('../../dist/stowage.js', import.meta.url))

export interface Outcome {
  readonly code: number
  readonly out: string
  readonly told: string
}

/** Runs the built command as a user would, with nothing of the environment but the path. */
export async function stowage(args: readonly string[]): Promise<Outcome> {
  const child = spawn(process.execPath, [command, ...args], { env: { PATH: process.env.PATH } })
  let out = ''
  let told = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    told += text
  })
  const [code] = (await once(child, 'close')) as [number | null]
  return { code: code ?? -1, out, told }
}

/** What must be in no output: the tokens, and what stands where secrets could. */
export function leaks(texts: Iterable<string>, secrets: readonly string[]): string[] {
  const all = [...texts].join('\n')
  return [...secrets, hidden, 'BEGIN CERTIFICATE', 'Bearer'].filter((secret) => all.includes(secret))
}
