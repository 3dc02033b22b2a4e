import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { rendered, scratch, stowage, tree } from '../tree.ts'

function write(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
}

const policy = (...clusters: readonly string[]): string => `apiVersion: core.kubeadmiral.io/v1alpha1
kind: ClusterPropagationPolicy
metadata: { name: p }
spec:
  schedulingMode: Duplicate
  placement:
${clusters.map((name) => `    - cluster: ${name}\n`).join('')}`

const cluster = (name: string): string =>
  `apiVersion: stowage.dev/v1alpha1\nkind: Cluster\nmetadata: { name: ${name} }\n`

const configMap = (name: string): string => `apiVersion: v1
kind: ConfigMap
metadata:
  name: ${name}
  namespace: shop
  labels: { kubeadmiral.io/cluster-propagation-policy-name: p }
`

const settings = (spec: string): string =>
  `apiVersion: stowage.dev/v1alpha1\nkind: Render\nmetadata: { name: fleet }\nspec: ${spec}\n`

/** A repository with a commit of two clusters that have the same two objects. */
function repository(): string {
  const root = scratch()
  write(root, {
    'placement/p.yaml': policy('eu', 'us'),
    'fleet/all.yaml': `${cluster('eu')}---\n${cluster('us')}`,
    'workloads/all.yaml': `${configMap('a')}---\n${configMap('b')}`,
  })
  return root
}

function git(root: string, ...args: readonly string[]): void {
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], { cwd: root, stdio: 'pipe' })
}

const hashIn = (text: string): string => /--approve ([0-9a-f]{32})/.exec(text)?.[1] ?? 'none'

describe('the guard', () => {
  it('refuses an emptied cluster in every mode, and writes nothing', async () => {
    const root = repository()
    expect((await stowage(root, 'render')).code).toBe(0)
    const before = tree(root, rendered)
    write(root, { 'placement/p.yaml': policy('eu') })
    for (const mode of [['--check'], ['--cluster', 'eu'], []]) {
      const { code, stdout, stderr } = await stowage(root, 'render', ...mode)
      expect({ mode, code, stdout }).toEqual({ mode, code: 3, stdout: '' })
      expect(stderr).toContain('guard/cluster-emptied')
    }
    expect(tree(root, rendered)).toEqual(before)
  })

  it('lets exactly the approved plan through, once', async () => {
    const root = repository()
    await stowage(root, 'render')
    write(root, { 'placement/p.yaml': policy('eu') })
    const hash = hashIn((await stowage(root, 'render')).stderr)
    write(root, { 'workloads/all.yaml': `${configMap('a')}---\n${configMap('c')}` })
    const other = await stowage(root, 'render', '--approve', hash)
    expect(other.code).toBe(3)
    expect(other.stderr).toContain('guard/approval-void')
    const next = hashIn(other.stderr)
    expect(next).not.toBe(hash)
    expect((await stowage(root, 'render', '--approve', hash, '--approve', next)).code).toBe(0)
    const again = await stowage(root, 'render', '--approve', next)
    expect(again.code).toBe(0)
    expect(again.stderr).toContain('guard/approval-void')
  })

  it('takes an approval from the settings, and a rule out by them', async () => {
    const root = repository()
    await stowage(root, 'render')
    write(root, { 'placement/p.yaml': policy('eu') })
    const hash = hashIn((await stowage(root, 'render')).stderr)
    write(root, { 'stowage.yaml': settings(`{ approve: [${hash}] }`) })
    expect((await stowage(root, 'render', '--check')).code).toBe(1)
    write(root, { 'stowage.yaml': settings('{ guard: { disable: [cluster-emptied] } }') })
    expect((await stowage(root, 'render')).code).toBe(0)
  })
})

describe('--base', () => {
  it('judges by the commit: a change cannot loosen the guard, nor approve itself', async () => {
    const root = repository()
    await stowage(root, 'render')
    git(root, 'init', '-q', '-b', 'main')
    git(root, 'add', '-A')
    git(root, 'commit', '-q', '-m', 'base')
    write(root, {
      'placement/p.yaml': policy('eu'),
      'stowage.yaml': settings('{ guard: { disable: [cluster-emptied] } }'),
    })
    // The work tree alone would let it pass, and does.
    expect((await stowage(root, 'render')).code).toBe(0)
    const judged = await stowage(root, 'render', '--check', '--base', 'main')
    expect(judged.code).toBe(3)
    const hash = hashIn(judged.stderr)
    write(root, { 'stowage.yaml': settings(`{ approve: [${hash}] }`) })
    expect((await stowage(root, 'render', '--check', '--base', 'main')).code).toBe(3)
    expect((await stowage(root, 'render', '--check', '--base', 'main', '--approve', hash)).code).toBe(0)
  })

  it.each([
    ['gone', 64],
    ['--upload-pack=x', 64],
    ['a..b', 64],
  ])('%s is refused', async (reference, expected) => {
    const root = repository()
    git(root, 'init', '-q', '-b', 'main')
    git(root, 'add', '-A')
    git(root, 'commit', '-q', '-m', 'base')
    const { code } = await stowage(root, 'render', `--base=${reference}`)
    expect(code).toBe(expected)
    expect(tree(root, rendered)).toEqual({})
  })

  it('needs a repository', async () => {
    const { code, stderr } = await stowage(repository(), 'render', '--base', 'main')
    expect({ code, said: stderr.includes('io/no-repository') || stderr.includes('io/no-such-base') }).toEqual({
      code: 7,
      said: true,
    })
  })
})
