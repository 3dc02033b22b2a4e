import { execFileSync, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'

/** Whether kubectl is on the PATH. Without it the differential tests are skipped. */
export function hasKubectl(): boolean {
  try {
    execFileSync('kubectl', ['version', '--client'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** What kubectl made of one manifest, as it printed it, or that it was refused. */
export type Answer = { readonly json: string } | 'refused'

/**
 * Asks kubectl how it reads each `spec`, given as the text that follows `spec:`. All go through one call:
 * kubectl reads every file of a directory and goes on after one that it refuses.
 */
export function askKubectl(specs: readonly string[]): Answer[] {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'oracle-'))
  try {
    specs.forEach((spec, index) => {
      fs.writeFileSync(path.join(directory, `${String(index).padStart(6, '0')}.yaml`), manifest(index, spec))
    })
    const args = ['annotate', '--local', '-f', directory, 'oracle=1', '-o', 'json']
    const { stdout } = spawnSync('kubectl', args, { encoding: 'utf8', maxBuffer: 1 << 30 })
    const answers: Answer[] = specs.map(() => 'refused')
    for (const text of stdout.split(/^(?=\{$)/m)) {
      const name = /^ {8}"name": "c(\d+)"/m.exec(text)?.[1]
      if (name !== undefined) answers[Number(name)] = { json: text }
    }
    return answers
  } finally {
    fs.rmSync(directory, { recursive: true, force: true })
  }
}

export function manifest(index: number, spec: string): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c${index}}\nspec:${spec}\n`
}
