import { spawn } from 'node:child_process'
import fs from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { beforeAll, describe, expect, it } from 'vitest'
import { writeAll } from '../../src/io/stdout.ts'

let program = ''

beforeAll(async () => {
  const source = fileURLToPath(new URL('../../src/io/stdout.ts', import.meta.url))
  const contents = `
    import { writeAll } from ${JSON.stringify(source)}
    const failed = writeAll(1, 'é'.repeat(Number(process.argv[1])) + 'end')
    if (failed !== undefined) { process.stderr.write(failed); process.exitCode = 7 }`
  const options = { bundle: true, write: false, platform: 'node', format: 'esm' } as const
  const { outputFiles } = await build({ ...options, stdin: { contents, resolveDir: '.' } })
  program = outputFiles[0]?.text ?? ''
})

function run(command: string): Promise<{ out: string; err: string }> {
  const child = spawn('bash', ['-c', `set -o pipefail; ${command}; echo " rc \${PIPESTATUS[0]}"`, '-'], {
    env: { ...process.env, PROGRAM: program },
  })
  let out = ''
  let err = ''
  child.stdout.on('data', (data) => {
    out += data
  })
  child.stderr.on('data', (data) => {
    err += data
  })
  return new Promise((resolve) => child.on('close', () => resolve({ out: out.trim(), err })))
}

const node = `node --input-type=module -e "$PROGRAM"`

describe('writeAll', () => {
  it('delivers everything to a slow reader', async () => {
    expect((await run(`${node} 1000000 | (sleep 0.5; wc -c)`)).out).toBe('2000003\n rc 0')
  })

  it('delivers everything through a non-blocking pipe', async () => {
    const nonblocking = `python3 -c 'import os,subprocess,sys; os.set_blocking(1, False); sys.exit(subprocess.call(sys.argv[1:]))'`
    const { out } = await run(`${nonblocking} ${node} 1000000 | (sleep 0.5; wc -c)`)
    expect(out).toBe('2000003\n rc 0')
  })

  it('fails on a closed reader and a full device', async () => {
    expect(await run(`${node} 1000000 | true`)).toEqual({ out: 'rc 7', err: 'EPIPE' })
    expect(await run(`${node} 10 > /dev/full`)).toEqual({ out: 'rc 7', err: 'ENOSPC' })
  })

  it('goes on after short writes and a full pipe', () => {
    const original = fs.writeSync
    const got: Buffer[] = []
    let turn = 0
    fs.writeSync = ((_fd: number, bytes: Buffer, offset: number, length: number) => {
      if (turn++ % 3 === 0) throw Object.assign(new Error('again'), { code: 'EAGAIN', errno: -11 })
      const taken = Math.min(length, turn % 3)
      got.push(Buffer.from(bytes.subarray(offset, offset + taken)))
      return taken
    }) as typeof fs.writeSync
    try {
      expect(writeAll(1, 'äöü text')).toBeUndefined()
    } finally {
      fs.writeSync = original
    }
    expect(Buffer.concat(got).toString()).toBe('äöü text')
  })
})
