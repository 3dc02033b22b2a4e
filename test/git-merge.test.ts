import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { copyOfInput, rendered, stowage, tree } from './tree.ts'

const example = new URL('../examples/fleet', import.meta.url).pathname

/** The example in a git repository, rendered and committed on `main`. */
async function repository() {
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
  const replace = (file: string, from: string, to: string): void => {
    const path = join(root, file)
    const text = readFileSync(path, 'utf8')
    expect(text).toContain(from)
    writeFileSync(path, text.replace(from, to))
  }
  const branch = (name: string): void => {
    git('checkout', '-q', 'main')
    git('checkout', '-qb', name)
  }
  git('init', '-qb', 'main')
  await commit('base')
  return { root, git, commit, replace, branch }
}

describe('two branches that change two workloads', () => {
  it('merge without a conflict, and the merge renders to itself', async () => {
    const { root, git, commit, replace, branch } = await repository()
    branch('frontend')
    replace('workloads/shop/frontend.yaml', 'replicas: 30\n', 'replicas: 37\n')
    await commit('more frontends')
    branch('cart')
    replace('workloads/shop/cart.yaml', 'replicas: 12\n', 'replicas: 7\n')
    await commit('fewer carts')
    git('merge', '-q', '--no-edit', 'frontend')

    expect(git('status', '--porcelain')).toBe('')
    const { code, stderr } = await stowage(root, 'render', '--check')
    expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' })
  })

  it('do so, too, where both see the same change of the fleet, as a new cluster', async () => {
    const { root, git, commit, replace, branch } = await repository()
    const fleetChanges = (): void => {
      replace('fleet/eu-central-1.yaml', 'site: frankfurt', 'site: offenbach')
      const text = readFileSync(join(root, 'fleet/eu-central-1.yaml'), 'utf8')
      writeFileSync(join(root, 'fleet/eu-south-1.yaml'), text.replaceAll('eu-central-1', 'eu-south-1'))
    }
    const fleets = (): string[] =>
      Object.keys(tree(root, ['placements'])).filter((path) => path.includes('/fleetfacts.'))
    const [before] = fleets()
    branch('frontend')
    fleetChanges()
    replace('workloads/shop/frontend.yaml', 'replicas: 30\n', 'replicas: 37\n')
    await commit('more frontends')
    const after = fleets()
    branch('cart')
    fleetChanges()
    replace('workloads/shop/cart.yaml', 'replicas: 12\n', 'replicas: 7\n')
    await commit('fewer carts')
    expect(fleets()).toEqual(after)
    expect(after).toHaveLength(2)
    expect(after).toContain(before)
    git('merge', '-q', '--no-edit', 'frontend')

    expect(git('status', '--porcelain')).toBe('')
    const merged = tree(root, rendered)
    expect((await stowage(root, 'render')).code).toBe(0)
    // What each branch had put off for the other's workload is done by now; nothing else is left to say.
    const changed = Object.entries(tree(root, rendered)).filter(([path, text]) => merged[path] !== text)
    expect(changed.map(([path]) => path)).toEqual([
      'placements/shop_deployment.apps_cart.yaml',
      'placements/shop_deployment.apps_frontend.yaml',
    ])
    for (const [path, text] of changed) expect(merged[path]?.replace(/ {2}deferred:\n(?: {2}- .*\n)+/, '')).toBe(text)
  })
})
