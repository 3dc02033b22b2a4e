import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts'
import { exitCodeOf } from '../../src/diagnostics/exit-code.ts'
import { cli } from '../../src/frontends/cli.ts'
import { listFiles } from '../../src/io/list.ts'
import { readFiles } from '../../src/io/read.ts'
import { scratch } from '../tree.ts'

// The real limits would need a hundred thousand files, or half a gigabyte.
vi.mock('../../src/model/limits.ts', async (original) => {
  const { limits } = await original<typeof import('../../src/model/limits.ts')>()
  return { limits: { ...limits, files: 3, totalBytes: 20 } }
})

function folder(...names: string[]): string {
  const root = scratch()
  mkdirSync(join(root, 'a'))
  for (const name of names) writeFileSync(join(root, 'a', name), '0123456789')
  return root
}

describe('limits of a whole input', () => {
  it('so many files are listed, and one more is an error', async () => {
    const found: Diagnostic[] = []
    const report = (one: Diagnostic): void => void found.push(one)
    const options = { exclude: [], skip: [] }
    expect(await listFiles(folder('1.yaml', '2.yaml', '3.yaml'), options, report)).toHaveLength(3)
    expect(found).toEqual([])
    expect(await listFiles(folder('1.yaml', '2.yaml', '3.yaml', '4.yaml'), options, report)).toEqual([])
    expect(found).toMatchObject([{ code: 'io/too-many-files', args: { limit: 3 } }])
    expect(exitCodeOf(found)).toBe(5)
  })

  it('so many bytes are read, and one file more is an error', () => {
    const found: Diagnostic[] = []
    const root = folder('1.yaml', '2.yaml', '3.yaml')
    const read = (...paths: string[]) => [...readFiles(root, paths, (one) => void found.push(one))].length
    expect(read('a/1.yaml', 'a/2.yaml')).toBe(2)
    expect(found).toEqual([])
    read('a/1.yaml', 'a/2.yaml', 'a/3.yaml')
    expect(found).toMatchObject([{ code: 'io/too-much', at: { file: 'a/3.yaml' }, args: { limit: 20 } }])
    expect(exitCodeOf(found)).toBe(5)
  })
})

it('an answer that could not be delivered is a failure', async () => {
  let stderr = ''
  const code = await cli({
    argv: ['render', '--output', 'json'],
    cwd: scratch(),
    env: {},
    stdoutIsTerminal: false,
    stderrIsTerminal: false,
    stdin: () => '',
    stdout: () => 'EPIPE',
    stderr: (text) => {
      stderr += text
      return undefined
    },
  })
  expect(code).toBe(7)
  expect(stderr).toContain('io/output-lost')
})
