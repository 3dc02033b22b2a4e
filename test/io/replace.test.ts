import fs from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Replacement, replaceFiles } from '../../src/io/replace.ts'
import { tree } from '../tree.ts'
import { newLog, workspace } from './workspace.ts'

function put(root: string, path: string, text: string): void {
  fs.mkdirSync(dirname(join(root, path)), { recursive: true })
  fs.writeFileSync(join(root, path), text)
}

function replace(root: string, ...files: Replacement[]): { written: string[]; lines: string[] } {
  const log = newLog()
  return { written: replaceFiles(root, files, log.report), lines: log.lines }
}

const a = { path: 'fleet/a.yaml', text: 'new a\n', before: 'old a\n' }
const b = { path: 'fleet/b.yaml', text: 'new b\n', before: undefined }

describe('replaceFiles', () => {
  it('replaces and makes files, and leaves nothing else behind', () => {
    const root = workspace()
    put(root, a.path, a.before)
    const before = fs.statSync(join(root, a.path)).ino
    const deep = { ...b, path: 'x/y/z.yaml' }
    expect(replace(root, a, b, deep)).toEqual({ written: [a.path, b.path, deep.path], lines: [] })
    expect(tree(root)).toEqual({ [a.path]: a.text, [b.path]: b.text, [deep.path]: b.text })
    expect(fs.readdirSync(root).sort()).toEqual(['fleet', 'x'])
    // Renamed into place: whoever has the old file open still reads all of it.
    expect(fs.statSync(join(root, a.path)).ino).not.toBe(before)
  })

  it('opens nothing where there is nothing to do', () => {
    expect(replace('/proc/stowage')).toEqual({ written: [], lines: [] })
  })

  it('reads over a byte order mark', () => {
    const root = workspace()
    put(root, a.path, `\uFEFF${a.before}`)
    expect(replace(root, a).written).toEqual([a.path])
  })

  it.each<[string, (root: string) => void, string]>([
    ['it changed', (root) => put(root, a.path, 'other\n'), `io/changing-file ${a.path}`],
    ['it is gone', () => undefined, `io/changing-file ${a.path}`],
    [
      'it is a link now',
      (root) => {
        put(root, 'target', a.before)
        fs.mkdirSync(join(root, 'fleet'))
        fs.symlinkSync('../target', join(root, a.path))
      },
      `io/symlink-in-output ${a.path}`,
    ],
    [
      'its directory is a link',
      (root) => {
        put(root, 'elsewhere/a.yaml', a.before)
        fs.symlinkSync('elsewhere', join(root, 'fleet'))
      },
      'io/symlink-in-output fleet',
    ],
    ['its directory is a file', (root) => put(root, 'fleet', 'x'), 'io/in-the-way fleet'],
    [
      'it is a directory now',
      (root) => fs.mkdirSync(join(root, a.path), { recursive: true }),
      `io/in-the-way ${a.path}`,
    ],
  ])('leaves a file alone where %s, and replaces the others', (_, make, line) => {
    const root = workspace()
    make(root)
    const before = tree(root)
    const other = { path: 'other/c.yaml', text: 'c\n', before: undefined }
    expect(replace(root, a, other)).toEqual({ written: [other.path], lines: [line] })
    expect(tree(root)).toEqual({ ...before, [other.path]: 'c\n' })
  })

  it('leaves a file alone that stands where none was', () => {
    const root = workspace()
    put(root, b.path, 'mine\n')
    expect(replace(root, b)).toEqual({ written: [], lines: [`io/foreign-file ${b.path}`] })
    expect(tree(root)).toEqual({ [b.path]: 'mine\n' })
  })

  it('tells of a file that cannot be written, and writes the others', () => {
    const root = workspace()
    const long = { ...b, path: `fleet/${'x'.repeat(300)}` }
    expect(replace(root, long, b)).toEqual({ written: [b.path], lines: [`io/failed ${long.path}`] })
    expect(tree(root)).toEqual({ [b.path]: b.text })
    expect(fs.existsSync(join(root, '.stowage'))).toBe(false)
  })

  it('drops what a killed run left', () => {
    const root = workspace()
    put(root, '.stowage/stage/0', 'half')
    expect(replace(root, b)).toEqual({ written: [b.path], lines: [] })
    expect(fs.existsSync(join(root, '.stowage'))).toBe(false)
  })

  it('writes nothing while another run holds the lock', () => {
    const root = workspace()
    put(root, '.stowage/lock', 'someone')
    expect(replace(root, b)).toEqual({ written: [], lines: ['io/locked .stowage/lock'] })
    expect(fs.existsSync(join(root, b.path))).toBe(false)
  })

  it('takes no path that leaves the root for anything but a bug', () => {
    expect(() => replace(workspace(), { ...b, path: '../x' })).toThrow(/not a path below/)
  })
})
