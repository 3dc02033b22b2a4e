import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readFiles } from '../../src/io/read.ts'
import { limits } from '../../src/model/limits.ts'
import { newLog, workspace } from './workspace.ts'

function read(root: string, ...paths: string[]) {
  const log = newLog()
  const files = [...readFiles(root, paths, log.report)]
  return { texts: files.map(({ path, bytes }) => `${path}=${bytes.toString()}`), lines: log.lines }
}

describe('readFiles', () => {
  it('reads the bytes as they are', () => {
    const root = workspace()
    fs.writeFileSync(`${root}/a`, 'é\r\n')
    fs.writeFileSync(`${root}/empty`, '')
    fs.writeFileSync(`${root}/big`, 'x'.repeat(200_000))
    expect(read(root, 'a', 'empty', 'big')).toEqual({
      texts: ['a=é\r\n', 'empty=', `big=${'x'.repeat(200_000)}`],
      lines: [],
    })
  })

  it('refuses what is not a regular file, at once', () => {
    const root = workspace()
    fs.mkdirSync(`${root}/dir`)
    fs.writeFileSync(`${root}/a`, 'a')
    fs.symlinkSync('a', `${root}/link`)
    fs.symlinkSync('/dev/zero', `${root}/zero`)
    execFileSync('mkfifo', [`${root}/pipe`])
    const start = performance.now()
    expect(read(root, 'dir', 'link', 'zero', 'pipe', 'none', 'a')).toEqual({
      texts: ['a=a'],
      lines: ['io/not-a-file dir', 'io/symlink link', 'io/symlink zero', 'io/special-file pipe', 'io/unreadable none'],
    })
    expect(performance.now() - start).toBeLessThan(1000)
  })

  it('refuses a sparse terabyte without reading it', () => {
    const root = workspace()
    fs.writeFileSync(`${root}/sparse`, '')
    fs.truncateSync(`${root}/sparse`, 2 ** 40)
    fs.writeFileSync(`${root}/most`, Buffer.alloc(limits.fileBytes))
    fs.writeFileSync(`${root}/over`, Buffer.alloc(limits.fileBytes + 1))
    const start = performance.now()
    const { texts, lines } = read(root, 'sparse', 'over', 'most')
    expect(lines).toEqual(['io/file-too-large sparse', 'io/file-too-large over'])
    expect(texts).toHaveLength(1)
    expect(performance.now() - start).toBeLessThan(2000)
  })

  it('does not follow a link or wait for a pipe that took the place of the file', () => {
    const root = workspace()
    fs.writeFileSync(`${root}/a`, 'a')
    const plain = fs.lstatSync(`${root}/a`)
    for (const swap of [
      () => fs.symlinkSync('/etc/hostname', `${root}/a`),
      () => execFileSync('mkfifo', [`${root}/a`]),
    ]) {
      fs.unlinkSync(`${root}/a`)
      swap()
      const original = fs.lstatSync
      Object.assign(fs, { lstatSync: () => plain })
      try {
        const { texts, lines } = read(root, 'a')
        expect(texts).toEqual([])
        expect(lines).toHaveLength(1)
        expect(['io/symlink a', 'io/changing-file a']).toContain(lines[0])
      } finally {
        Object.assign(fs, { lstatSync: original })
      }
    }
  })

  it.each([
    ['once', 1, { texts: ['a=longer text'], lines: [] }],
    ['for ever', 9, { texts: [], lines: ['io/changing-file a'] }],
  ])('reads again when a file changes while it is read: %s', (_, times, expected) => {
    const root = workspace()
    fs.writeFileSync(`${root}/a`, 'short')
    const original = fs.openSync
    let left = times
    fs.openSync = ((...args: Parameters<typeof fs.openSync>) => {
      const fd = original(...args)
      if (left-- > 0) fs.writeFileSync(`${root}/a`, left % 2 === 0 ? 'longer text' : 'text')
      return fd
    }) as typeof fs.openSync
    try {
      expect(read(root, 'a')).toEqual(expected)
    } finally {
      fs.openSync = original
    }
  })
})
