import { cpSync, existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import fastGlob from 'fast-glob'
import { describe, expect, it } from 'vitest'
import { copyOfInput, rendered, stowage, tree } from './tree.ts'

const examples = new URL('../examples', import.meta.url).pathname

/** An example is a directory with workloads; `UPDATE=1` rewrites what it should render. */
const names = fastGlob
  .sync('**/workloads', { cwd: examples, onlyDirectories: true, ignore: ['**/steps/**'] })
  .map((path) => path.slice(0, -'/workloads'.length))
  .sort()

describe.each(names)('examples/%s', (name) => {
  const example = join(examples, name)

  it('renders what is committed beside it', async () => {
    const copy = copyOfInput(example)
    const { code, stderr } = await stowage(copy, 'render')
    expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' })
    if (process.env.UPDATE) {
      for (const folder of rendered) {
        rmSync(join(example, folder), { recursive: true, force: true })
        if (existsSync(join(copy, folder))) cpSync(join(copy, folder), join(example, folder), { recursive: true })
      }
    }
    expect(tree(copy, rendered)).toEqual(tree(example, rendered))
  })

  it('changes nothing when it is rendered again', async () => {
    const { code, stderr } = await stowage(example, 'render', '--check')
    expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' })
  })

  it('has a README nearby', () => {
    expect(existsSync(join(example, 'README.md')) || existsSync(join(example, '../README.md'))).toBe(true)
  })
})

it('finds the examples', () => {
  expect(names.length).toBeGreaterThanOrEqual(8)
})
