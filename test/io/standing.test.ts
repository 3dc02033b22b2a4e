import fs from 'node:fs'
import { describe, expect, it, vi } from 'vitest'
import { plan } from '../../src/io/plan.ts'
import { standingFiles, touchedBy } from '../../src/io/standing.ts'
import { openTree } from '../../src/io/tree.ts'
import { layoutOf, ours, put } from '../campaigns/files.ts'
import { newLog, workspace } from './workspace.ts'

const owned = ['clusters', 'placements']

describe('what stands', () => {
  it('is our files alone, read when asked for', () => {
    const root = workspace()
    put(
      root,
      new Map([
        ['clusters/eu/a.yaml', ours('a')],
        ['clusters/eu/foreign.yaml', 'a: b\n'],
        ['placements/a.yaml', ours('p').replaceAll('\n', '\r\n')],
        ['elsewhere/a.yaml', ours('e')],
      ]),
    )
    fs.symlinkSync(`${root}/elsewhere`, `${root}/clusters/us`)
    const found = standingFiles(root, owned)
    expect([...found.keys()].sort()).toEqual(['clusters/eu/a.yaml', 'placements/a.yaml'])
    expect(found.get('placements/a.yaml')?.()).toBe(ours('p'))
    fs.writeFileSync(`${root}/clusters/eu/a.yaml`, ours('later'))
    expect(found.get('clusters/eu/a.yaml')?.()).toBe(ours('later'))
  })

  it('is nothing where nothing stands', () => {
    expect(standingFiles(`${workspace()}/absent`, owned).size).toBe(0)
  })

  it('is unknown where it cannot be read, which is not nothing', () => {
    const root = workspace()
    put(root, new Map([['clusters/eu/a.yaml', ours('a')]]))
    const real = fs.readdirSync
    const spy = vi.spyOn(fs, 'readdirSync').mockImplementation(((path: string, options: never) => {
      if (String(path).endsWith('/eu')) throw Object.assign(new Error('EACCES'), { code: 'EACCES', errno: -13 })
      return real(path, options)
    }) as unknown as typeof fs.readdirSync)
    expect(() => standingFiles(root, owned)).toThrow(/EACCES/)
    spy.mockRestore()
  })
})

describe('what a plan touches', () => {
  it('is what is created, changed and removed', () => {
    const root = workspace()
    const kept = ours('same')
    put(
      root,
      new Map([
        ['clusters/eu/a.yaml', ours('a')],
        ['clusters/eu/b.yaml', ours('b')],
        ['clusters/eu/same.yaml', kept],
      ]),
    )
    const layout = layoutOf(
      new Map([
        ['clusters/eu/b.yaml', ours('B')],
        ['clusters/eu/c.yaml', ours('c')],
        ['clusters/eu/same.yaml', kept],
      ]),
    )
    const wanted = plan(root, layout, owned, openTree(root), newLog().report)
    const found = [...touchedBy(root, wanted)].map(({ path, before, after }) => [path, before?.(), after?.()])
    expect(found).toEqual([
      ['clusters/eu/c.yaml', undefined, ours('c')],
      ['clusters/eu/b.yaml', ours('b'), ours('B')],
      ['clusters/eu/a.yaml', ours('a'), undefined],
    ])
  })
})
