import fs from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import { afterEach } from 'vitest'
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts'
import { type WriteOptions, type WriteResult, writeLayout } from '../../src/io/write.ts'
import { type Files, layoutOf } from '../campaigns/files.ts'

const made: string[] = []

afterEach(() => {
  for (const path of made.splice(0)) fs.rmSync(path, { recursive: true, force: true })
})

/** An empty directory that goes away after the test; in memory where the test writes very much. */
export function workspace(inMemory = false): string {
  const base = inMemory && fs.existsSync('/dev/shm') ? '/dev/shm' : os.tmpdir()
  const path = fs.mkdtempSync(join(base, 'stowage-io-'))
  made.push(path)
  return path
}

/** What was reported: codes with the files they are about, in order. */
export interface Log {
  readonly report: (diagnostic: Diagnostic) => void
  readonly lines: string[]
}

export function newLog(): Log {
  const lines: string[] = []
  return {
    lines,
    report: ({ code, at }) => {
      lines.push(at === undefined ? code : `${code} ${at.file}`)
    },
  }
}

/** Writes files as render does, and says what was reported. */
export function write(
  root: string,
  files: Files,
  options: Partial<WriteOptions> & { readonly kept?: readonly string[] } = {},
): WriteResult & { readonly lines: readonly string[] } {
  const log = newLog()
  const { kept = [], ...rest } = options
  const full = { durable: false, dryRun: false, owned: ['clusters', 'placements'], ...rest }
  return { ...writeLayout(root, layoutOf(files, kept), full, log.report), lines: log.lines }
}

/** Makes the lock of a run in this very process look like that of a process that is gone. */
export function bury(root: string): void {
  const path = `${root}/.stowage/lock`
  if (!fs.existsSync(path)) return
  const owner = JSON.parse(fs.readFileSync(path, 'utf8')) as { pid: number }
  fs.writeFileSync(path, JSON.stringify({ ...owner, pid: 2 ** 22 + 1 }))
}
