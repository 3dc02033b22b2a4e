import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import net from 'node:net'
import { describe, expect, it } from 'vitest'
import { listFiles } from '../../src/io/list.ts'
import { put } from '../campaigns/files.ts'
import { newLog, workspace } from './workspace.ts'

async function list(root: string, exclude: string[] = [], skip: string[] = ['clusters']) {
  const log = newLog()
  return { files: await listFiles(root, { exclude, skip }, log.report), lines: log.lines.sort() }
}

function files(...paths: string[]): Map<string, string> {
  return new Map(paths.map((path) => [path, '']))
}

describe('listFiles', () => {
  it('lists manifests in code-point order, wherever they stand', async () => {
    const root = workspace()
    put(
      root,
      files('b.yaml', 'a/z.yml', 'a.json', 'a/b/c.yaml', 'Z.yaml', '\u{1f600}.yaml', '\uff5e.yaml', 'x.txt', 'y.YAML'),
    )
    expect(await list(root)).toEqual({
      files: ['Z.yaml', 'a.json', 'a/b/c.yaml', 'a/z.yml', 'b.yaml', '\uff5e.yaml', '\u{1f600}.yaml'],
      lines: [],
    })
  })

  it('leaves out dot names, node_modules, skipped and excluded directories', async () => {
    const root = workspace()
    put(root, files('.git/a.yaml', '.a.yaml', 'node_modules/p/a.yaml', 'x/node_modules/p/a.yaml', 'clusters/eu/a.yaml'))
    put(root, files('x/clusters/a.yaml', 'docs/a.yaml', 'charts/x/a.yaml', 'x/a.test.yaml', 'x/a.yaml'))
    expect(await list(root, ['docs', 'charts/**', '**/*.test.yaml'])).toEqual({
      files: ['x/a.yaml', 'x/clusters/a.yaml'],
      lines: [],
    })
  })

  it('lists names that patterns know as signs, and line ends', async () => {
    const root = workspace()
    const names = ['a\nb.yaml', 'a\\b.yaml', '[x].yaml', '{y}.yaml', '!n.yaml', '*.yaml', '-rf/ .yaml', '(p)/(q).yaml']
    put(root, files(...names))
    const found = await list(root)
    expect(found.lines).toEqual([])
    expect(new Set(found.files)).toEqual(new Set(names))
  })

  it('goes through directories whatever they are called, or refuses', async () => {
    const root = workspace()
    put(root, files('a\nb/c\nd/x.yaml', 'dir.yaml/x.yaml'))
    const { files: found, lines } = await list(root)
    expect(found).toContain('dir.yaml/x.yaml')
    if (!found.includes('a\nb/c\nd/x.yaml')) expect(lines.join()).toContain('io/unlistable-name')
  })

  it('refuses links that would be input, and only these', async () => {
    const root = workspace()
    const outside = workspace()
    put(outside, files('secret.yaml'))
    put(root, files('a.yaml'))
    fs.symlinkSync(`${outside}/secret.yaml`, `${root}/link.yaml`)
    fs.symlinkSync('nowhere', `${root}/dangling.yml`)
    fs.symlinkSync('loop.json', `${root}/loop.json`)
    fs.symlinkSync(outside, `${root}/folder`)
    fs.symlinkSync('a.yaml', `${root}/LINK`)
    fs.symlinkSync('nowhere', `${root}/GONE`)
    fs.symlinkSync('.', `${root}/self`)
    const { files: found, lines } = await list(root)
    expect(found).toEqual(['a.yaml'])
    expect(lines).toEqual(
      ['dangling.yml', 'folder', 'link.yaml', 'loop.json', 'self'].map((name) => `io/symlink ${name}`),
    )
  })

  it('does not refuse a link that leads in a circle under another name', async () => {
    const root = workspace()
    put(root, files('a.yaml'))
    fs.symlinkSync('circle', `${root}/circle`)
    expect(await list(root)).toEqual({ files: ['a.yaml'], lines: [] })
  })

  it('refuses pipes and sockets', async () => {
    const root = workspace()
    execFileSync('mkfifo', [`${root}/pipe.yaml`, `${root}/pipe`])
    const server = net.createServer().listen(`${root}/socket.json`)
    await new Promise((resolve) => server.once('listening', resolve))
    const found = await list(root)
    server.close()
    expect(found).toEqual({ files: [], lines: ['io/special-file pipe.yaml', 'io/special-file socket.json'] })
  })

  it('refuses a root that is not there, and odd patterns', async () => {
    expect(await list(`${workspace()}/none`)).toEqual({ files: [], lines: ['io/unreadable .'] })
    expect((await list(workspace(), ['{a,b}', 'ok'])).lines).toEqual(['io/exclude-pattern'])
  })

  it('refuses a directory that cannot be read, and lists the rest', async () => {
    const root = workspace()
    put(root, files('a/x.yaml', 'b/x.yaml'))
    const original = fs.readdirSync
    fs.readdirSync = ((path: string, options: never) => {
      if (path.endsWith('/a')) throw Object.assign(new Error('denied'), { code: 'EACCES', errno: -13 })
      return original(path, options)
    }) as typeof fs.readdirSync
    try {
      expect(await list(root)).toEqual({ files: ['b/x.yaml'], lines: ['io/unreadable a'] })
    } finally {
      fs.readdirSync = original
    }
  })
})
