import { execFileSync } from 'node:child_process'
import { appendFileSync, cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { copyOfInput, scratch, stowage, tree } from '../tree.ts'

const examples = new URL('../../examples', import.meta.url).pathname

interface Place {
  readonly file: string
  readonly line?: number
}

interface Diffed {
  readonly exitCode: number
  readonly totals: Readonly<Record<'removed' | 'changed' | 'added' | 'workloads' | 'files' | 'placements', number>>
  readonly removed: readonly { readonly kind: string; readonly name: string; readonly clusters: readonly string[] }[]
  readonly guard: { readonly outcome: string; readonly plan: string; readonly refusals: readonly { rule: string }[] }
  readonly workloads: readonly {
    readonly kind: string
    readonly name: string
    readonly replicas: { readonly before?: number; readonly after?: number }
    readonly lost: readonly string[]
    readonly gained: readonly string[]
    readonly because: readonly { readonly word: string; readonly clusters?: readonly string[]; readonly at: Place[] }[]
  }[]
  readonly clusters: readonly {
    readonly name: string
    readonly objects: { readonly removed: number; readonly before: number; readonly after: number }
    readonly replicas: { readonly before: number; readonly after: number }
    readonly requests: { readonly before: { readonly cpu?: string }; readonly after: { readonly cpu?: string } }
  }[]
  readonly objects?: readonly { readonly kind: string; readonly change: string; readonly diff: string }[]
  readonly shown?: number
  readonly of?: number
}

async function diffed(root: string, ...argv: string[]): Promise<Diffed> {
  const { stdout } = await stowage(root, 'diff', ...argv, '--output', 'json')
  return JSON.parse(stdout) as Diffed
}

function edit(root: string, path: string, from: string, to: string): void {
  const text = readFileSync(join(root, path), 'utf8')
  expect(text).toContain(from)
  writeFileSync(join(root, path), text.replace(from, to))
}

/** The fleet example as it was rendered. */
async function fleet(): Promise<string> {
  const root = copyOfInput(join(examples, 'fleet'))
  await stowage(root, 'render')
  return root
}

const drain = (root: string): void =>
  edit(root, 'fleet/us-east-1.yaml', 'spec:\n', 'spec:\n  taints:\n  - {key: maintenance, effect: NoExecute}\n')

function git(root: string, ...args: string[]): void {
  const identity = ['-c', 'user.name=a', '-c', 'user.email=a@b.c', '-c', 'commit.gpgsign=false']
  execFileSync('git', [...identity, ...args], { cwd: root, stdio: 'ignore' })
}

function commit(root: string): void {
  git(root, 'add', '-A')
  git(root, 'commit', '-qm', 'a state')
}

describe('stowage diff', () => {
  it('has nothing to show where render has nothing to do', async () => {
    const root = await fleet()
    expect(await stowage(root, 'diff', '--exit-code')).toMatchObject({ code: 0, stdout: 'Nothing changes.\n' })
    const { totals, objects } = await diffed(root)
    expect({ files: totals.files, objects }).toEqual({ files: 0, objects: [] })
    expect((await stowage(root, 'diff', '--output', 'markdown')).stdout).toBe('### Stowage: Nothing changes\n')
  })

  it('agrees with what render then does', async () => {
    const root = await fleet()
    drain(root)
    edit(root, 'workloads/shop/frontend.yaml', 'replicas: 30', 'replicas: 36')
    const before = tree(root)
    const found = await diffed(root)
    expect(tree(root)).toEqual(before)
    const { code, stdout } = await stowage(root, 'render', '--approve', found.guard.plan, '--output', 'json')
    expect(code).toBe(0)
    const { written, removed } = (JSON.parse(stdout) as { files: { written: string[]; removed: string[] } }).files
    const objects = (paths: readonly string[]): number =>
      paths.filter((path) => path.startsWith('clusters/') && path.endsWith('.yaml')).length
    expect(found.totals.removed).toBe(objects(removed))
    expect(found.totals.changed + found.totals.added).toBe(objects(written))
    expect(found.totals.files).toBe(written.length + removed.length)
    expect((await diffed(root)).totals.files).toBe(0)
  })

  it('tells who moves, and the line that asked for it', async () => {
    const root = await fleet()
    drain(root)
    edit(root, 'workloads/shop/frontend.yaml', 'replicas: 30', 'replicas: 36')
    const { workloads, clusters, removed, guard } = await diffed(root)
    const lineAt = ({ file, line = 0 }: Place): string =>
      readFileSync(join(root, file), 'utf8').split('\n')[line - 1] ?? ''
    const frontend = workloads.find(({ name, kind }) => name === 'frontend' && kind === 'Deployment')
    expect(frontend).toMatchObject({ replicas: { before: 30, after: 36 }, lost: ['us-east-1'], gained: [] })
    expect(frontend?.because.map(({ word }) => word)).toEqual(['replicas', 'taints'])
    const [replicas, taints] = frontend?.because.map(({ at }) => at[0]) ?? []
    expect(lineAt(replicas as Place)).toContain('replicas: 36')
    expect(lineAt(taints as Place)).toContain('taints:')
    expect(frontend?.because[1]?.clusters).toEqual(['us-east-1'])
    const drained = clusters.find(({ name }) => name === 'us-east-1')
    expect(drained?.objects.before).toBe((drained?.objects.after ?? 0) + removed.length)
    expect(drained?.requests.before.cpu).toBeDefined()
    expect(guard).toMatchObject({ outcome: 'refused', refusals: [{ rule: 'protected-kind' }] })
  })

  it('tells only what asked for the decision, not what else changed since the last one', async () => {
    const root = scratch()
    cpSync(join(examples, 'week/start'), root, { recursive: true })
    await stowage(root, 'render')
    const steps = ['01-monday-a-cluster-joins', '02-tuesday-a-label-changes']
    const because: unknown[] = []
    for (const step of steps) {
      cpSync(join(examples, 'week/steps', step, 'fleet'), join(root, 'fleet'), { recursive: true })
      const { workloads } = await diffed(root)
      because.push(workloads.map(({ name, because }) => [name, because.map(({ word }) => word)]))
      await stowage(root, 'render')
    }
    expect(because).toEqual([[['worker', ['joined']]], [['agent', ['labels']]]])
  })

  it('lists what goes before anything else, in text, markdown and JSON', async () => {
    const root = await fleet()
    drain(root)
    for (const output of ['text', 'markdown', 'json']) {
      const { stdout } = await stowage(root, 'diff', '--output', output)
      const gone = stdout.search(output === 'json' ? /"removed": \[/ : /Deployment shop\/search`? \(stays elsewhere\)/)
      const moved = stdout.search(output === 'json' ? /"workloads": \[/ : /9 replicas/)
      expect([output, gone > 0, gone < moved]).toEqual([output, true, true])
    }
  })

  it('has no line wider than 100 columns but those of the objects', async () => {
    const root = await fleet()
    drain(root)
    const { stdout } = await stowage(root, 'diff', '--no-objects')
    expect(stdout.split('\n').length).toBeGreaterThan(40)
    expect(stdout.split('\n').filter((line) => line.length > 100)).toEqual([])
    expect(stdout).not.toContain('@@')
  })

  it('tells of a workload that is scaled in every cluster that runs the whole of it', async () => {
    const root = await fleet()
    edit(root, 'workloads/data/redis.yaml', 'replicas: 2', 'replicas: 5')
    const { workloads } = await diffed(root)
    expect(workloads).toMatchObject([
      { name: 'redis', lost: [], gained: [], wanted: { before: 2, after: 5 }, because: [{ word: 'replicas' }] },
    ])
    expect((await stowage(root, 'diff')).stdout).toContain('Deployment data/redis: 2 → 5 replicas in each cluster')
  })

  it('says with --exit-code whether something changes', async () => {
    const root = await fleet()
    edit(root, 'workloads/shop/cart.yaml', 'replicas: 12', 'replicas: 13')
    expect((await stowage(root, 'diff')).code).toBe(0)
    expect((await stowage(root, 'diff', '--exit-code')).code).toBe(1)
    expect((await diffed(root, '--exit-code')).exitCode).toBe(1)
  })

  it('cuts between objects and says how many are shown', async () => {
    const root = await fleet()
    drain(root)
    const whole = await diffed(root)
    expect([whole.shown, whole.of]).toEqual([36, 36])
    const cut = await diffed(root, '--limit', '4000')
    expect(cut.of).toBe(36)
    expect(cut.shown).toBeLessThan(36)
    expect(cut.removed).toEqual(whole.removed)
    const { stdout } = await stowage(root, 'diff', '--output', 'markdown', '--limit', '8000')
    expect(stdout.length).toBeLessThanOrEqual(8000)
    expect(stdout).toMatch(/\nShowing \d+ of 36 objects\.\n/)
    expect((await stowage(root, 'diff', '--limit', '3999')).code).toBe(64)
  })
})

describe('secrets', () => {
  it('show whether their values are equal, and never a value', async () => {
    const root = await fleet()
    const secret = (b: string): string => `apiVersion: v1
kind: Secret
metadata: {name: creds, namespace: shop, labels: {kubeadmiral.io/propagation-policy-name: by-region}}
data: {a: aGVsbG8tdGhlcmU=, same: aGVsbG8tdGhlcmU=}
stringData: {b: ${b}}
`
    writeFileSync(join(root, 'workloads/shop/secret.yaml'), secret('hunter-two'))
    const seen: string[] = []
    for (const output of ['text', 'markdown', 'json'])
      seen.push((await stowage(root, 'diff', '--output', output)).stdout)
    const added = (await diffed(root)).objects?.find(({ kind }) => kind === 'Secret')
    const masks = [...(added?.diff ?? '').matchAll(/\*{3} [0-9a-f]{8}/g)].map(([mask]) => mask)
    expect(masks).toHaveLength(3)
    expect([masks[0] === masks[1], masks[0] === masks[2]]).toEqual([true, false])
    await stowage(root, 'render')
    writeFileSync(join(root, 'workloads/shop/secret.yaml'), secret('hunter-three'))
    for (const output of ['text', 'markdown', 'json'])
      seen.push((await stowage(root, 'diff', '--output', output)).stdout)
    expect(seen.filter((text) => text.includes('creds'))).toHaveLength(6)
    expect(seen.filter((text) => /hunter|aGVsbG8/.test(text))).toEqual([])
    const changed = (await diffed(root)).objects?.find(({ kind }) => kind === 'Secret')
    expect(changed?.diff).toMatch(/^- {2}b: .*\n\+ {2}b: /m)
  })

  it('are not shown where they cannot be read', async () => {
    const root = await fleet()
    const path = 'clusters/staging/shop_secret_old.yaml'
    const [marker = ''] = readFileSync(join(root, 'clusters/staging/namespace_platform.yaml'), 'utf8').split('\n')
    writeFileSync(join(root, path), `${marker}\napiVersion: v1\nkind: Secret\ndata: {a: hunter-two\n`)
    const { stdout } = await stowage(root, 'diff')
    expect(stdout).toContain('1 object removed')
    expect(stdout).not.toContain('hunter')
  })
})

describe('stowage diff --base', () => {
  it('compares with a commit, wherever the work tree is', async () => {
    const root = await fleet()
    git(root, 'init', '-q')
    commit(root)
    edit(root, 'workloads/shop/cart.yaml', 'replicas: 12', 'replicas: 20')
    const pending = await diffed(root)
    expect(await diffed(root, '--base', 'HEAD')).toMatchObject({ totals: pending.totals, guard: pending.guard })
    await stowage(root, 'render')
    commit(root)
    expect((await diffed(root)).totals.files).toBe(0)
    const before = tree(root)
    const based = await diffed(root, '--base', 'HEAD~1')
    expect(tree(root)).toEqual(before)
    expect(based.totals).toEqual(pending.totals)
    expect(based.workloads[0]?.because.map(({ word }) => word)).toEqual(['replicas'])
    expect(based.objects).toEqual(pending.objects)
  })

  it('goes by the guard settings of the commit', async () => {
    const root = await fleet()
    git(root, 'init', '-q')
    commit(root)
    drain(root)
    const loose = 'apiVersion: stowage.dev/v1alpha1\nkind: Render\nmetadata: {name: x}\nspec: {guard: {protect: []}}\n'
    writeFileSync(join(root, 'stowage.yaml'), loose)
    expect((await diffed(root)).guard.outcome).toBe('clear')
    expect((await diffed(root, '--base', 'HEAD')).guard.outcome).toBe('refused')
  })

  it.each([
    ['nowhere', 64],
    ['--help', 64],
  ])('refuses %s', async (reference, code) => {
    const root = await fleet()
    git(root, 'init', '-q')
    commit(root)
    expect(await stowage(root, 'diff', `--base=${reference}`)).toMatchObject({ code, stdout: '' })
  })
})

describe('what is refused', () => {
  it('has no difference, and tells what render tells', async () => {
    const root = await fleet()
    appendFileSync(join(root, 'workloads/shop/cart.yaml'), '---\nnot: [a mapping\n')
    const text = await stowage(root, 'diff')
    const rendered = await stowage(root, 'render')
    expect([text.code, text.stdout, rendered.code]).toEqual([2, '', 2])
    expect(rendered.stderr.startsWith(text.stderr.split('\n').slice(0, 4).join('\n'))).toBe(true)
    const found = JSON.parse((await stowage(root, 'diff', '--output', 'json')).stdout)
    expect(found).toMatchObject({ exitCode: 2, diagnostics: [{ severity: 'error' }] })
    expect(found.totals).toBeUndefined()
    const { stdout } = await stowage(root, 'diff', '--output', 'markdown')
    expect(stdout).toMatch(/^### Stowage: nothing was compared\n/)
  })

  it('shows all of a first render, and all that goes where nothing is left', async () => {
    const root = copyOfInput(join(examples, 'fleet'))
    const first = await diffed(root, '--no-objects')
    expect(first.totals).toMatchObject({ removed: 0, changed: 0 })
    expect(first.workloads.every(({ because }) => because[0]?.word === 'new')).toBe(true)
    await stowage(root, 'render')
    rmSync(join(root, 'workloads'), { recursive: true })
    const last = await diffed(root, '--no-objects')
    expect(last.totals.removed).toBe(first.totals.added)
    expect(last.guard.refusals.map(({ rule }) => rule)).toContain('nothing-left')
  })
})
