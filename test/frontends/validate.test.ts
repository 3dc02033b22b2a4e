import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import fastGlob from 'fast-glob'
import { describe, expect, it } from 'vitest'
import { copyOfInput, scratch, stowage, tree } from '../tree.ts'

const examples = new URL('../../examples', import.meta.url).pathname

const policy = (spec: string, mode = 'Duplicate'): string =>
  `apiVersion: core.kubeadmiral.io/v1alpha1\nkind: ClusterPropagationPolicy\nmetadata:\n  name: p\nspec:\n  schedulingMode: ${mode}\n${spec}`
const web = (label: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\n  namespace: shop\n  labels:\n    kubeadmiral.io/cluster-propagation-policy-name: ${label}\n`
const unplaced = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: stray\n'
const cluster = 'apiVersion: stowage.dev/v1alpha1\nkind: Cluster\nmetadata:\n  name: eu\n  labels: {region: eu}\n'

function repository(files: Readonly<Record<string, string>>): string {
  const root = scratch()
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  return root
}

const sound = { 'p.yaml': policy('  clusterSelector: {region: eu}\n'), 'w.yaml': web('p'), 'c.yaml': cluster }

interface Report {
  readonly exitCode: number
  readonly workloads: number
  readonly clusters: number
  readonly diagnostics: readonly { readonly code: string; readonly file?: string; readonly line?: number }[]
}

async function report(root: string, ...argv: string[]): Promise<Report> {
  const { stdout, code } = await stowage(root, 'validate', '--output', 'json', ...argv)
  const result = JSON.parse(stdout) as Report
  expect(result.exitCode).toBe(code)
  return result
}

const places = ({ diagnostics }: Report): string[] =>
  diagnostics.map(({ code, file, line }) => `${code} ${file}${line === undefined ? '' : `:${line}`}`)

describe('stowage validate', () => {
  it('has nothing to tell of a sound repository, and writes nothing', async () => {
    const root = repository(sound)
    const before = tree(root)
    expect(await stowage(root, 'validate', '--strict')).toEqual({
      code: 0,
      stdout: '',
      stderr: '1 workload on 1 cluster: nothing to tell.\n',
    })
    expect(tree(root)).toEqual(before)
  })

  it('gives what it tells to stdout, with the line', async () => {
    const root = repository({ ...sound, 'p.yaml': policy('  clusterSelector: {region: EU}\n') })
    const { code, stdout, stderr } = await stowage(root, 'validate')
    expect(code).toBe(0)
    expect(stdout).toContain('warning p.yaml:7:3 lint/selector-matches-nothing')
    expect(stdout).toContain('Did you mean "eu"?')
    expect(stderr).toBe('1 workload on 1 cluster: 2 warnings.\n')
  })

  it.each<readonly [string, Readonly<Record<string, string>>, code: number, strict: number]>([
    ['nothing', {}, 0, 0],
    ['a warning', { 'stray.yaml': unplaced }, 0, 2],
    ['a lint that is an info', { 'p.yaml': policy('  tolerations:\n  - {key: x, operator: Exists}\n') }, 0, 2],
    ['another info', { 'old.yaml': rendered() }, 0, 0],
    ['an error', { 'w.yaml': web('other') }, 2, 2],
  ])('exits as it should for %s', async (_, files, code, strict) => {
    const root = repository({ ...sound, ...files })
    expect((await report(root)).exitCode).toBe(code)
    expect((await report(root, '--strict')).exitCode).toBe(strict)
  })

  it('names the policy where a label differs from it by case only', async () => {
    const { stdout } = await stowage(repository({ ...sound, 'w.yaml': web('P') }), 'validate')
    expect(stdout).toContain('kubeadmiral/policy-not-found')
    expect(stdout).toContain('Did you mean "p"?')
  })

  it('does not take a policy for unused where its user cannot be read', async () => {
    const found = await report(repository({ ...sound, 'w.yaml': `${web('p')}  : [` }))
    expect(found.exitCode).toBe(2)
    expect(found.diagnostics.map(({ code }) => code)).not.toContain('lint/unused-policy')
  })

  it('tells of manifests in the output that nobody reads', async () => {
    const root = repository(sound)
    await stowage(root, 'render')
    expect(places(await report(root))).toEqual([])
    writeFileSync(join(root, 'clusters/eu.yaml'), cluster)
    writeFileSync(join(root, 'clusters/README.md'), 'notes')
    writeFileSync(join(root, 'clusters/eu/kustomization.yaml'), 'resources: []\n')
    expect(places(await report(root))).toEqual(['lint/unread-file clusters/eu.yaml'])
  })

  it('leaves what leaves to the guard', async () => {
    const root = repository(sound)
    await stowage(root, 'render')
    rmSync(join(root, 'w.yaml'))
    writeFileSync(join(root, 'c.yaml'), cluster.replace('name: eu', 'name: us'))
    expect(places(await report(root))).toEqual(['lint/unused-policy p.yaml:4'])
  })

  it('finds what an unchanged placement hides', async () => {
    const divided = '  placement:\n  - cluster: eu\n    preferences: {minReplicas: 3, maxReplicas: 2}\n'
    const workload = web('p').replace('v1\nkind: ConfigMap', 'apps/v1\nkind: Deployment')
    const root = repository({
      ...sound,
      'p.yaml': policy(divided, 'Divide'),
      'w.yaml': `${workload}spec: {replicas: 2}\n`,
    })
    const first = places(await report(root))
    expect(first).toEqual(['placement/min-above-max p.yaml:8'])
    await stowage(root, 'render')
    expect(places(await report(root))).toEqual(first)
  })

  it('keeps its lints from render', async () => {
    const root = repository({ ...sound, 'p.yaml': policy('  tolerations:\n  - {key: x, operator: Exists}\n') })
    expect((await report(root)).diagnostics).toMatchObject([{ code: 'lint/idle-toleration' }])
    expect((await stowage(root, 'render')).stderr).not.toContain('lint/')
  })

  it('refuses a directory that is not there', async () => {
    expect((await stowage(scratch(), 'validate', 'nowhere')).code).toBe(64)
  })
})

const names = fastGlob
  .sync('**/workloads', { cwd: examples, onlyDirectories: true, ignore: ['**/steps/**'] })
  .map((path) => path.slice(0, -'/workloads'.length))
  .sort()

it.each(names)('no lint tells of examples/%s', async (name) => {
  const found = await report(copyOfInput(join(examples, name)))
  expect(found.exitCode).toBe(0)
  expect(found.workloads).toBeGreaterThan(0)
  expect(found.diagnostics.map(({ code }) => code).filter((code) => code.startsWith('lint/'))).toEqual([])
})

/** A manifest that was rendered and stands among the input: skipped, with an info. */
function rendered(): string {
  return `# Generated by stowage from this repository. Do not edit: render overwrites it.\n${web('p')}`
}
