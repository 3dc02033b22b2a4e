import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { describe, expect, it } from 'vitest'
import { acquire, release } from '../../src/io/lock.ts'
import { myself } from '../../src/io/owner.ts'
import { found, ours, sameFiles, withDirectories } from '../campaigns/files.ts'
import { runWriter } from '../campaigns/harness.ts'
import { bury, workspace, write } from './workspace.ts'

const wanted = new Map([['clusters/eu/a.yaml', ours('a')]])

function lockedBy(change: object): string {
  const root = workspace()
  fs.mkdirSync(`${root}/.stowage`)
  fs.writeFileSync(`${root}/.stowage/lock`, JSON.stringify({ ...myself(), ...change }))
  return root
}

describe('the lock', () => {
  it('is taken once, and given back without a trace', () => {
    const home = `${workspace()}/.stowage`
    expect(acquire(home)).toBeUndefined()
    expect(fs.readdirSync(home)).toEqual(['lock'])
    expect(acquire(home)).toContain(String(process.pid))
    expect(fs.readdirSync(home)).toEqual(['lock'])
    release(home)
    expect(fs.existsSync(home)).toBe(false)
  })

  const gone = spawnSync('true').pid
  it.each<[string, object, boolean]>([
    ['of a process that runs', {}, false],
    ['of a process that is gone', { pid: gone }, true],
    ['of a process whose number another has now', { started: '1' }, true],
    ['of a process that the kernel says nothing of', { pid: 2 ** 22 + 1 }, true],
    ['of this host before it booted', { boot: 'before', pid: 1 }, true],
    ['of a host that does not tell its boots', { boot: '' }, false],
    ['of another host', { host: 'elsewhere', pid: gone, boot: 'before' }, false],
    ['with a name that is a path', { id: '../../x', pid: gone }, false],
    ['of a process group', { pid: -1 }, false],
  ])('%s %o: broken %s', (_, change, broken) => {
    const root = lockedBy({ id: 'other', ...change })
    const result = write(root, wanted)
    if (broken) {
      expect(result).toMatchObject({ outcome: 'done', lines: [] })
      expect(fs.readdirSync(root)).toEqual(['clusters'])
    } else {
      expect(result).toMatchObject({ outcome: 'refused', lines: ['io/locked .stowage/lock'] })
      expect(fs.readdirSync(root)).toEqual(['.stowage'])
      expect(fs.readdirSync(`${root}/.stowage`)).toEqual(['lock'])
    }
  })

  it.each(['', '{', 'null', '7'])('that holds %j is not broken', (text) => {
    const root = lockedBy({})
    fs.writeFileSync(`${root}/.stowage/lock`, text)
    expect(write(root, wanted).lines).toEqual(['io/locked .stowage/lock'])
  })

  it('is broken also where a run died while it broke it', () => {
    const root = lockedBy({ id: 'first', pid: gone })
    fs.writeFileSync(`${root}/.stowage/break.first`, JSON.stringify({ ...myself(), id: 'second', pid: gone }))
    expect(write(root, wanted)).toMatchObject({ outcome: 'done', lines: [] })
    bury(root)
    expect(fs.readdirSync(root)).toEqual(['clusters'])
  })
})

describe('two runs at once', () => {
  it('end with the tree of one of them, and the loser says so', async () => {
    const root = `${workspace()}/out`
    const place = workspace()
    const source = fileURLToPath(new URL('../campaigns/', import.meta.url))
    const entryPoints = [`${source}writer.ts`, `${source}preload.ts`]
    await build({
      entryPoints,
      outdir: place,
      outExtension: { '.js': '.mjs' },
      bundle: true,
      platform: 'node',
      format: 'esm',
    })
    const programs = { writer: `${place}/writer.mjs`, preload: `${place}/preload.mjs` }
    const inputs = ['left', 'right'].map((name) => {
      const files = new Map(
        Array.from({ length: 400 }, (_, at) => [`clusters/${at % 7}/${name}${at % 50}.yaml`, ours(`${name}${at}`)]),
      )
      fs.writeFileSync(`${place}/${name}.json`, JSON.stringify([...files]))
      return { file: `${place}/${name}.json`, tree: withDirectories(files) }
    })
    for (let round = 0; round < 6; round++) {
      const ended = await Promise.all(
        inputs.map(({ file }) => runWriter(programs, root, file, { kind: 'kill', at: 0 })),
      )
      const codes = ended.map(({ code }) => code)
      expect(codes).toContain(0)
      for (const { code, reported } of ended) expect([`0`, `6 io/locked`]).toContain([code, ...reported].join(' '))
      const tree = found(root)
      expect(inputs.filter((input) => sameFiles(tree, input.tree))).toHaveLength(1)
      expect(fs.existsSync(`${root}/.stowage`)).toBe(false)
    }
  })
})
