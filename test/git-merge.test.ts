import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { copyOfInput, stowage } from './tree.ts'

const example = new URL('../examples/fleet', import.meta.url).pathname

describe('two branches that change two workloads', () => {
  it('merge without a conflict, and the merge renders to itself', async () => {
    const root = copyOfInput(example)
    const git = (...args: string[]): string =>
      execFileSync(
        'git',
        ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'commit.gpgsign=false', ...args],
        {
          cwd: root,
          encoding: 'utf8',
        },
      )
    const commit = async (message: string): Promise<void> => {
      expect((await stowage(root, 'render')).code).toBe(0)
      git('add', '-A')
      git('commit', '-qm', message)
    }
    const replicas = (file: string, from: number, to: number): void => {
      const path = join(root, file)
      const text = readFileSync(path, 'utf8')
      expect(text).toContain(`replicas: ${from}\n`)
      writeFileSync(path, text.replace(`replicas: ${from}\n`, `replicas: ${to}\n`))
    }
    git('init', '-qb', 'main')
    await commit('base')

    git('checkout', '-qb', 'frontend')
    replicas('workloads/shop/frontend.yaml', 30, 37)
    await commit('more frontends')
    git('checkout', '-q', 'main')
    git('checkout', '-qb', 'cart')
    replicas('workloads/shop/cart.yaml', 12, 7)
    await commit('fewer carts')
    git('merge', '-q', '--no-edit', 'frontend')

    expect(git('status', '--porcelain')).toBe('')
    const { code, stderr } = await stowage(root, 'render', '--check')
    expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' })
  })
})
