import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import { describe, expect, it } from 'vitest'
import { findBase, isPlainReference, ownedTexts, readCommitted } from '../../src/io/git.ts'
import { parseBatch } from '../../src/io/git-batch.ts'
import { ours, put } from '../campaigns/files.ts'
import { newLog, workspace } from './workspace.ts'

function git(root: string, ...args: string[]): string {
  const identity = [
    '-c',
    'user.name=a',
    '-c',
    'user.email=a@b.c',
    '-c',
    'init.defaultBranch=main',
    '-c',
    'commit.gpgsign=false',
  ]
  return execFileSync('git', [...identity, ...args], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim()
}

const files = new Map([
  ['clusters/eu/web.yaml', ours('web')],
  ['clusters/eu/notes.yaml', 'mine: true\n'],
  ['placements/web.yaml', ours('placement')],
  ['stowage.yaml', 'kind: Render\n'],
  ['sub/dir/clusters/eu/a.yaml', ours('a')],
  ['clusters/eu/o\u00e4 "x"\n.yaml', ours('odd name')],
])

/** A repository with one commit, whose work tree is then changed. */
function repository(): string {
  const root = workspace()
  git(root, 'init', '-q')
  put(root, files)
  fs.symlinkSync('/etc/passwd', `${root}/clusters/eu/link.yaml`)
  git(root, 'add', '-A')
  git(root, 'commit', '-qm', 'one')
  put(root, new Map([['clusters/eu/web.yaml', ours('edited')]]))
  fs.rmSync(`${root}/placements/web.yaml`)
  return root
}

const all = (): boolean => true

describe('a base', () => {
  it('is read without touching the work tree', async () => {
    const root = repository()
    const before = fs
      .readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((path) => !path.startsWith('.git'))
    const index = fs.readFileSync(`${root}/.git/index`)
    const log = newLog()
    const base = await findBase(root, 'main', log.report)
    expect(base).toEqual({ commit: git(root, 'rev-parse', 'HEAD'), prefix: '' })
    if (base === undefined) return
    const found = await readCommitted(root, base, all, log.report)
    expect(new Map(found?.map(({ path, bytes }) => [path, bytes.toString()]))).toEqual(files)
    expect(found?.map(({ path }) => path)).not.toContain('clusters/eu/link.yaml')
    expect([...ownedTexts(found ?? []).keys()]).not.toContain('clusters/eu/notes.yaml')
    expect(ownedTexts(found ?? []).get('clusters/eu/web.yaml')?.()).toBe(ours('web'))
    expect(log.lines).toEqual([])
    expect(
      fs.readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) => !path.startsWith('.git')),
    ).toEqual(before)
    expect(fs.readFileSync(`${root}/.git/index`).equals(index)).toBe(true)
  })

  it('is read below a directory of the repository, with paths from there', async () => {
    const root = repository()
    const log = newLog()
    const base = await findBase(`${root}/sub/dir`, 'HEAD', log.report)
    expect(base?.prefix).toBe('sub/dir/')
    const found = base && (await readCommitted(root, base, all, log.report))
    expect(found?.map(({ path }) => path)).toEqual(['clusters/eu/a.yaml'])
    const nowhere = base && (await readCommitted(root, { ...base, prefix: 'none/' }, all, log.report))
    expect(nowhere).toEqual([])
    expect(log.lines).toEqual([])
  })

  it('reads only what is wanted', async () => {
    const root = repository()
    const log = newLog()
    const base = await findBase(root, 'HEAD~0', log.report)
    const found = base && (await readCommitted(root, base, (path) => path === 'stowage.yaml', log.report))
    expect(found?.map(({ path }) => path)).toEqual(['stowage.yaml'])
  })

  it('is told where it cannot be', async () => {
    const root = repository()
    const log = newLog()
    expect(await findBase(root, 'nowhere', log.report)).toBeUndefined()
    expect(await findBase(root, '--upload-pack=touch x', log.report)).toBeUndefined()
    expect(await findBase(workspace(), 'main', log.report)).toBeUndefined()
    expect(await findBase(`${root}/absent`, 'main', log.report)).toBeUndefined()
    const gone = { commit: '0'.repeat(40), prefix: '' }
    expect(await readCommitted(root, gone, all, log.report)).toBeUndefined()
    expect(log.lines).toEqual([
      'io/no-such-base',
      'io/base-reference',
      'io/no-repository',
      'io/no-repository',
      'io/git-failed',
    ])
  })

  it('runs nothing that the repository asks for', async () => {
    const root = repository()
    const bait = `${root}/bait.sh`
    fs.writeFileSync(bait, `#!/bin/sh\ntouch ${root}/ran\ncat\n`, { mode: 0o755 })
    for (const key of [
      'core.fsmonitor',
      'core.pager',
      'core.sshCommand',
      'core.editor',
      'diff.x.textconv',
      'filter.x.smudge',
      'filter.x.clean',
      'credential.helper',
      'core.alternateRefsCommand',
      'uploadpack.packObjectsHook',
    ]) {
      git(root, 'config', key, bait)
    }
    git(root, 'config', 'alias.ls-tree', `!${bait}`)
    git(root, 'config', 'core.hooksPath', root)
    for (const hook of ['post-checkout', 'post-index-change', 'reference-transaction'])
      fs.copyFileSync(bait, `${root}/${hook}`)
    fs.writeFileSync(`${root}/.gitattributes`, '*.yaml diff=x filter=x\n')
    const log = newLog()
    const base = await findBase(root, 'main', log.report)
    const found = base && (await readCommitted(root, base, all, log.report))
    expect(found).toHaveLength(files.size)
    expect(fs.existsSync(`${root}/ran`)).toBe(false)
  })

  it('fetches nothing: what a partial clone lacks is missing', async () => {
    const root = repository()
    const blob = git(root, 'rev-parse', 'HEAD:stowage.yaml')
    fs.rmSync(`${root}/.git/objects/${blob.slice(0, 2)}/${blob.slice(2)}`)
    git(root, 'config', 'remote.origin.url', `ext::touch ${root}/ran`)
    git(root, 'config', 'remote.origin.promisor', 'true')
    git(root, 'config', 'protocol.ext.allow', 'always')
    const log = newLog()
    const base = await findBase(root, 'main', log.report)
    expect(base && (await readCommitted(root, base, all, log.report))).toBeUndefined()
    expect(log.lines).toEqual(['io/git-failed'])
    expect(fs.existsSync(`${root}/ran`)).toBe(false)
  })
})

describe('a reference', () => {
  it.each(['main', 'HEAD', 'HEAD~2', 'HEAD^', 'origin/main', 'v1.2.3', 'refs/heads/a-b', 'feature/x_y.z', '0123abc'])(
    '%s',
    (text) => {
      expect(isPlainReference(text)).toBe(true)
    },
  )

  it.each([
    '',
    '-x',
    '--all',
    'a..b',
    'a...b',
    'HEAD:file',
    ':/text',
    '@{u}',
    'a@{1}',
    'main^{/x}',
    'a b',
    'a\nb',
    'a\0b',
    '../x',
    '/x',
    'a//b',
    'a/',
    'a.lock',
    '.a',
    'a/.b',
    '*',
    'a?',
    'a\\b',
    '$(x)',
    'x'.repeat(300),
  ])('not %j', (text) => {
    expect(isPlainReference(text)).toBe(false)
  })
})

describe('an answer of cat-file', () => {
  const name = 'a'.repeat(40)

  it('is taken apart by its sizes', () => {
    const other = 'b'.repeat(40)
    const found = parseBatch(Buffer.from(`${name} blob 3\na\nb\n${other} blob 0\n\n`))
    expect(found?.get(name)?.toString()).toBe('a\nb')
    expect(found?.get(other)?.length).toBe(0)
  })

  it.each([`${name} missing\n`, `${name} blob 3\nab`, `${name} blob 3\nabcd\n`, `${name} blob`, `${name} tree 0\n\n`])(
    'is refused where it is %j',
    (text) => {
      expect(parseBatch(Buffer.from(text))).toBeUndefined()
    },
  )
})
