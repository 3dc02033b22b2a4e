import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import { describe, expect, it } from 'vitest'
import { inspect, recover } from '../../src/io/write.ts'
import { install } from '../campaigns/fault.ts'
import { type Files, found, ours, put, withDirectories } from '../campaigns/files.ts'
import { newLog, workspace, write } from './workspace.ts'

const one: Files = new Map([
  ['clusters/eu/a.yaml', ours('a')],
  ['clusters/eu/b.yaml', ours('b')],
  ['clusters/us/a.yaml', ours('a')],
  ['placements/ns/a.yaml', ours('p')],
])

function changed(...changes: readonly (readonly [string, string | undefined])[]): Files {
  const files = new Map(one)
  for (const [path, text] of changes) {
    if (text === undefined) files.delete(path)
    else files.set(path, text)
  }
  return files
}

/** Times and identities of all that stands, to see what was touched. */
function touched(root: string): string {
  return fs
    .readdirSync(root, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((path) => {
      const { ino, mtimeNs, ctimeNs } = fs.lstatSync(`${root}/${path}`, { bigint: true })
      return `${path} ${ino} ${mtimeNs} ${ctimeNs}`
    })
    .join('\n')
}

describe('writeLayout', () => {
  it.each([false, true])('writes a first tree, durable: %s', (durable) => {
    const root = `${workspace()}/new/out`
    const result = write(root, one, { durable })
    expect(result).toMatchObject({ outcome: 'done', written: [...one.keys()], created: [...one.keys()], removed: [] })
    expect(found(root)).toEqual(withDirectories(one))
    expect(fs.readdirSync(root)).toEqual(['clusters', 'placements'])
  })

  it.each([false, true])('changes, adds and removes only what differs, durable: %s', (durable) => {
    const root = workspace()
    write(root, one)
    const kept = fs.statSync(`${root}/clusters/eu/a.yaml`)
    const next = changed(
      ['clusters/eu/b.yaml', ours('é')],
      ['clusters/eu/c.yaml', ours('c')],
      ['clusters/us/a.yaml', undefined],
      ['clusters/asia/a.yaml', ours('a')],
    )
    expect(write(root, next, { durable })).toMatchObject({
      outcome: 'done',
      written: ['clusters/asia/a.yaml', 'clusters/eu/b.yaml', 'clusters/eu/c.yaml'],
      created: ['clusters/asia/a.yaml', 'clusters/eu/c.yaml'],
      removed: ['clusters/us/a.yaml'],
      unchanged: 2,
    })
    expect(found(root)).toEqual(withDirectories(next))
    expect(fs.statSync(`${root}/clusters/eu/a.yaml`)).toMatchObject({ ino: kept.ino, mtimeMs: kept.mtimeMs })
  })

  it('opens nothing for writing when nothing changes', () => {
    const root = workspace()
    write(root, one)
    put(root, new Map([['clusters/eu/notes.txt', 'mine']]))
    const before = touched(root)
    const rootTimes = fs.statSync(root, { bigint: true }).ctimeNs
    const hook = install({ at: 0, fault: 'EIO', below: root })
    try {
      expect(write(root, one)).toMatchObject({ outcome: 'done', written: [], removed: [], unchanged: 4 })
      expect(recover(root, newLog().report)).toBe('done')
    } finally {
      hook.restore()
    }
    expect(hook.calls).toEqual([])
    expect(touched(root)).toBe(before)
    expect(fs.statSync(root, { bigint: true }).ctimeNs).toBe(rootTimes)
  })

  it('only tells in a dry run', () => {
    const root = workspace()
    write(root, one)
    const before = touched(root)
    const next = changed(['clusters/eu/a.yaml', ours('z')], ['clusters/us/a.yaml', undefined])
    expect(write(root, next, { dryRun: true })).toMatchObject({
      outcome: 'done',
      written: ['clusters/eu/a.yaml'],
      removed: ['clusters/us/a.yaml'],
    })
    expect(touched(root)).toBe(before)
    expect(write(`${root}/none`, one, { dryRun: true }).created).toHaveLength(4)
    expect(fs.existsSync(`${root}/none`)).toBe(false)
  })

  it('rewrites an edited file that still carries the marker', () => {
    const root = workspace()
    write(root, one)
    fs.appendFileSync(`${root}/clusters/eu/a.yaml`, 'edited: true\n')
    expect(write(root, one)).toMatchObject({ written: ['clusters/eu/a.yaml'], created: [] })
    expect(found(root)).toEqual(withDirectories(one))
  })

  it('leaves foreign files alone, and the directories that hold them', () => {
    const root = workspace()
    write(root, one)
    const foreign = new Map([
      ['clusters/us/mine.yaml', 'kind: Mine\n'],
      ['clusters/own/x.yaml', ''],
      ['clusters/us/.git/config', ours('looks like ours')],
    ])
    put(root, foreign)
    fs.symlinkSync('/etc', `${root}/clusters/us/link`)
    fs.mkdirSync(`${root}/clusters/empty`)
    const next = changed(['clusters/us/a.yaml', undefined])
    expect(write(root, next)).toMatchObject({ outcome: 'done', removed: ['clusters/us/a.yaml'] })
    const expected = withDirectories(next, foreign)
    expected.set('clusters/us/link', '-> /etc').set('clusters/empty/', '')
    expect(found(root)).toEqual(expected)
  })

  it('removes what is left of a layout that became empty', () => {
    const root = workspace()
    write(root, one)
    expect(write(root, new Map())).toMatchObject({ outcome: 'done', removed: [...one.keys()] })
    expect(fs.readdirSync(root)).toEqual([])
  })

  it('keeps the files of clusters that are to be kept', () => {
    const root = workspace()
    write(root, one)
    const next = changed(['clusters/us/a.yaml', undefined], ['clusters/eu/b.yaml', undefined])
    expect(write(root, next, { kept: ['clusters/us'] })).toMatchObject({ removed: ['clusters/eu/b.yaml'] })
    expect(fs.existsSync(`${root}/clusters/us/a.yaml`)).toBe(true)
  })

  it('removes nothing outside of the directories it owns', () => {
    const root = workspace()
    put(root, new Map([['fleet/x.yaml', ours('x')]]))
    expect(write(root, one).removed).toEqual([])
    expect(fs.existsSync(`${root}/fleet/x.yaml`)).toBe(true)
  })

  it.each<[string, (root: string) => void, string]>([
    ['a foreign file', (root) => put(root, new Map([['clusters/eu/a.yaml', 'kind: Mine\n']])), 'io/foreign-file'],
    ['an empty file', (root) => put(root, new Map([['clusters/eu/a.yaml', '']])), 'io/foreign-file'],
    ['a directory', (root) => fs.mkdirSync(`${root}/clusters/eu/a.yaml`, { recursive: true }), 'io/in-the-way'],
    ['a pipe', (root) => pipe(root), 'io/in-the-way'],
    ['a link', (root) => link(root, 'clusters/eu', 'clusters/eu/a.yaml'), 'io/symlink-in-output'],
  ])('writes nothing where %s stands in the way', (_, make, code) => {
    const root = workspace()
    make(root)
    const before = touched(root)
    const result = write(root, one)
    expect(result).toMatchObject({ outcome: 'refused', written: [], lines: [`${code} clusters/eu/a.yaml`] })
    expect(touched(root)).toBe(before)
  })

  it.each(['clusters', 'clusters/eu', 'placements/ns', '.stowage'])('never goes through a link at %s', (path) => {
    const root = workspace()
    const outside = workspace()
    put(outside, new Map([['journal', '{}']]))
    link(root, path.includes('/') ? path.replace(/\/.*/, '') : '', path, outside)
    const before = touched(outside)
    expect(write(root, one)).toMatchObject({ outcome: 'refused', lines: [`io/symlink-in-output ${path}`] })
    expect(touched(outside)).toBe(before)
  })

  it('reports everything that stands in the way', () => {
    const root = workspace()
    put(
      root,
      new Map([
        ['clusters/eu/a.yaml', 'x'],
        ['clusters/us', 'x'],
        ['placements/ns/a.yaml', 'x'],
      ]),
    )
    expect(write(root, one).lines).toEqual([
      'io/foreign-file clusters/eu/a.yaml',
      'io/in-the-way clusters/us',
      'io/foreign-file placements/ns/a.yaml',
    ])
  })

  it('takes bad paths and texts without the marker for bugs, and cleans up', () => {
    const root = workspace()
    for (const path of ['../x', '/x', 'a//b', 'a/./b', '.stowage/journal', '', 'a/']) {
      expect(() => write(root, new Map([[path, ours('x')]]))).toThrow()
    }
    expect(() => write(root, new Map([['clusters/a.yaml', 'kind: X\n']]))).toThrow()
    expect(fs.readdirSync(root)).toEqual([])
  })
})

describe('recovery', () => {
  function interrupted(journal: object | string): string {
    const root = workspace()
    put(root, one)
    fs.mkdirSync(`${root}/.stowage/stage`, { recursive: true })
    fs.writeFileSync(`${root}/.stowage/journal`, typeof journal === 'string' ? journal : JSON.stringify(journal))
    return root
  }

  it('marks an unfinished tree, which a dry run refuses', () => {
    const root = interrupted({ version: 1, moves: [], removed: ['clusters/us/a.yaml'], emptied: ['clusters/us'] })
    expect(inspect(root)).toBe('unfinished')
    expect(write(root, one, { dryRun: true })).toMatchObject({ outcome: 'refused', lines: ['io/unfinished .stowage'] })
    expect(recover(root, newLog().report)).toBe('done')
    expect(inspect(root)).toBe('clean')
    expect(found(root)).toEqual(withDirectories(changed(['clusters/us/a.yaml', undefined])))
    expect(fs.existsSync(`${root}/.stowage`)).toBe(false)
  })

  it('comes first even when nothing else is to be done', () => {
    const root = interrupted({ version: 1, moves: [], removed: [], emptied: [] })
    expect(write(root, one)).toMatchObject({ outcome: 'done', written: [] })
    expect(fs.existsSync(`${root}/.stowage`)).toBe(false)
  })

  it.each([
    '',
    '{',
    '[]',
    { version: 2, moves: [], removed: [], emptied: [] },
    { version: 1, moves: ['../x'], removed: [], emptied: [] },
    { version: 1, moves: [], removed: ['/etc/passwd'], emptied: [] },
    { version: 1, moves: [], removed: [], emptied: ['.stowage/stage'] },
  ])('refuses the journal %j', (journal) => {
    const root = interrupted(journal)
    expect(write(root, one)).toMatchObject({ outcome: 'refused', lines: ['io/journal-damaged .stowage/journal'] })
    expect(found(root)).toEqual(withDirectories(one))
    expect(fs.readdirSync(`${root}/.stowage`).sort()).toEqual(['journal', 'stage'])
  })

  it('does not touch foreign files, nor go through links, whatever a journal says', () => {
    const outside = workspace()
    put(outside, new Map([['x.yaml', ours('outside')]]))
    const root = interrupted({ version: 1, moves: [], removed: ['link/x.yaml', 'mine.yaml'], emptied: ['link'] })
    fs.symlinkSync(outside, `${root}/link`)
    put(root, new Map([['mine.yaml', 'kind: Mine\n']]))
    recover(root, newLog().report)
    expect(fs.existsSync(`${outside}/x.yaml`)).toBe(true)
    expect(fs.existsSync(`${root}/mine.yaml`)).toBe(true)
  })

  it('keeps the journal while a foreign file stands in the way, and goes on when it is gone', () => {
    const root = interrupted({ version: 1, moves: ['clusters/eu/n.yaml', 'clusters/new'], removed: [], emptied: [] })
    put(
      root,
      new Map([
        ['clusters/eu/n.yaml', 'kind: Mine\n'],
        ['clusters/new/own.txt', ''],
      ]),
    )
    put(
      `${root}/.stowage/stage`,
      new Map([
        ['0', ours('n')],
        ['1/x.yaml', ours('x')],
      ]),
    )
    const log = newLog()
    expect(recover(root, log.report)).toBe('refused')
    expect(log.lines).toEqual(['io/foreign-file clusters/eu/n.yaml'])
    expect(inspect(root)).toBe('unfinished')
    fs.unlinkSync(`${root}/clusters/eu/n.yaml`)
    expect(recover(root, log.report)).toBe('done')
    const expected = changed(['clusters/eu/n.yaml', ours('n')], ['clusters/new/x.yaml', ours('x')])
    expect(found(root)).toEqual(withDirectories(expected, new Map([['clusters/new/own.txt', '']])))
  })

  it('refuses staged entries that are not what was staged', () => {
    const root = interrupted({ version: 1, moves: ['clusters/eu/n.yaml'], removed: [], emptied: [] })
    fs.symlinkSync('/etc/passwd', `${root}/.stowage/stage/0`)
    expect(write(root, one)).toMatchObject({ outcome: 'refused', lines: ['io/journal-damaged .stowage/stage/0'] })
    expect(found(root)).toEqual(withDirectories(one))
  })
})

function pipe(root: string): void {
  fs.mkdirSync(`${root}/clusters/eu`, { recursive: true })
  execFileSync('mkfifo', [`${root}/clusters/eu/a.yaml`])
}

function link(root: string, parent: string, path: string, target = '/etc/hostname'): void {
  fs.mkdirSync(`${root}/${parent}`, { recursive: true })
  fs.symlinkSync(target, `${root}/${path}`)
}
