import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterAll } from 'vitest'
import { cli } from '../src/frontends/cli.ts'

/** Every file below a directory with its text; paths are relative and sorted. */
export function tree(root: string, below: readonly string[] = ['.']): Record<string, string> {
  const found: [string, string][] = []
  for (const folder of below) {
    if (!existsSync(join(root, folder))) continue
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true, recursive: true })) {
      if (!entry.isFile()) continue
      const path = join(entry.parentPath, entry.name)
      found.push([relative(root, path), readFileSync(path, 'utf8')])
    }
  }
  return Object.fromEntries(found.sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** What render writes. */
export const rendered: readonly string[] = ['clusters', 'placements']

const made: string[] = []
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true })
})

/** A new empty directory, removed after the test file. */
export function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'stowage-test-'))
  made.push(folder)
  return folder
}

/** A copy of an input directory without what was rendered into it. */
export function copyOfInput(from: string): string {
  const to = scratch()
  cpSync(from, to, { recursive: true })
  for (const folder of rendered) rmSync(join(to, folder), { recursive: true, force: true })
  return to
}

/** Runs the command line in this process. */
export async function stowage(
  cwd: string,
  ...argv: string[]
): Promise<{ code: number; stdout: string; stderr: string }> {
  let stdout = ''
  let stderr = ''
  const code = await cli({
    argv,
    cwd,
    env: {},
    stdoutIsTerminal: false,
    stderrIsTerminal: false,
    stdin: () => '',
    stdout: (text) => {
      stdout += text
      return undefined
    },
    stderr: (text) => {
      stderr += text
      return undefined
    },
  })
  return { code, stdout, stderr }
}
