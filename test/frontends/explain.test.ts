import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Arithmetic } from '../../src/model/arithmetic.ts'
import { replay } from '../placement/replay.ts'
import { copyOfInput, scratch, stowage, tree } from '../tree.ts'

const fleet = new URL('../../examples/fleet', import.meta.url).pathname

interface Place {
  readonly file: string
  readonly line: number
}

interface Explained {
  readonly workload: { readonly kind: string; readonly namespace: string; readonly name: string }
  readonly outcome: string
  readonly cause?: Place
  readonly leaders?: readonly { readonly leader: string; readonly state: string }[]
  readonly targets: readonly { readonly name: string; readonly replicas?: number }[]
  readonly anew?: Explained['targets']
  readonly clusters: readonly {
    readonly name: string
    readonly verdict: string
    readonly rejection?: {
      readonly filter: string
      readonly at?: Place
      readonly unmet?: readonly { readonly key: string; readonly at?: Place }[]
      readonly declaredAt: readonly Place[]
    }
  }[]
  readonly arithmetic?: Arithmetic
}

async function explained(root: string, ...argv: string[]): Promise<Explained> {
  const { stdout } = await stowage(root, 'explain', ...argv, '--output', 'json')
  return JSON.parse(stdout) as Explained
}

describe('stowage explain', () => {
  it('gives exactly what render decides, for every workload of the fleet', async () => {
    const root = copyOfInput(fleet)
    const rendered = JSON.parse((await stowage(root, 'render', '--check', '--output', 'json')).stdout) as {
      decisions: { workload: Explained['workload']; clusters: { name: string; replicas?: number }[] }[]
    }
    expect(rendered.decisions.length).toBeGreaterThan(20)
    let divided = 0
    for (const { workload, clusters } of rendered.decisions) {
      const found = await explained(root, `${workload.kind}/${workload.name}`, '-n', workload.namespace || 'default')
      const target = ({ name, replicas }: { name: string; replicas?: number }) => [name, replicas]
      expect(found.targets.map(target)).toEqual(clusters.map(target))
      if (found.arithmetic === undefined) continue
      divided++
      const { plan, overflow } = replay(found.arithmetic)
      for (const { name, replicas } of clusters) expect((plan[name] ?? 0) + (overflow[name] ?? 0)).toBe(replicas)
    }
    expect(divided).toBeGreaterThan(5)
  })

  it('writes nothing, and no line wider than 100 columns', async () => {
    const root = copyOfInput(fleet)
    const before = tree(root)
    for (const name of [
      'deploy/frontend',
      'deployments.apps/payments',
      'cm/checkout-config',
      'ds/node-agent',
      'sts/postgres',
    ]) {
      const { code, stdout } = await stowage(root, 'explain', name)
      expect(code).toBe(0)
      expect(stdout.split('\n').filter((line) => line.length > 100)).toEqual([])
      expect(stdout).toContain('CLUSTER')
    }
    expect(tree(root)).toEqual(before)
  })

  it('names the line of the policy and of the cluster that decided', async () => {
    const root = copyOfInput(fleet)
    const { clusters } = await explained(root, 'deploy/frontend')
    const lineAt = ({ file, line }: Place): string => readFileSync(join(root, file), 'utf8').split('\n')[line - 1] ?? ''
    const staging = clusters.find(({ name }) => name === 'staging')?.rejection
    expect(staging).toMatchObject({ filter: 'affinity', unmet: [{ key: 'tier' }] })
    expect(lineAt(staging?.unmet?.[0]?.at as Place)).toMatch(/^ +tier: production/)
    expect(lineAt(staging?.declaredAt[0] as Place)).toMatch(/^ +labels:/)
    const gpu = clusters.find(({ name }) => name === 'us-east-gpu')?.rejection
    expect(lineAt(gpu?.at as Place)).toMatch(/^spec:/)
    expect(lineAt(gpu?.declaredAt[0] as Place)).toMatch(/^ +taints:/)
  })

  it('tells that an earlier decision stands, and what a new one would give', async () => {
    const root = copyOfInput(fleet)
    await stowage(root, 'render')
    const first = await explained(root, 'deploy/frontend')
    expect(first).toMatchObject({ outcome: 'kept', anew: first.targets })
    const { stdout } = await stowage(root, 'explain', 'deploy/frontend')
    expect(stdout).toContain('A new decision would be the same.')
    expect(stdout).toContain('git log -1 -- placements/')
  })

  it('names the leaders of a follower', async () => {
    const root = copyOfInput(fleet)
    const { leaders } = await explained(root, 'configmap/checkout-config')
    expect(leaders).toMatchObject([{ leader: 'apps/Deployment/shop/checkout', state: 'leads' }])
  })
})

describe('what cannot be explained', () => {
  it.each([['web'], ['deploy/'], ['a/b/c']])('%s is no object', async (object) => {
    expect((await stowage(copyOfInput(fleet), 'explain', object)).code).toBe(64)
  })

  it('suggests what was probably meant', async () => {
    const root = copyOfInput(fleet)
    const { code, stderr, stdout } = await stowage(root, 'explain', 'deploy/fronted')
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toContain('did you mean Deployment shop/frontend?')
    expect((await stowage(root, 'explain', 'deploy/frontend', '-n', 'ml')).code).toBe(2)
  })

  it('asks which one', async () => {
    const root = copyOfInput(fleet)
    const text = readFileSync(join(root, 'workloads/shop/frontend.yaml'), 'utf8')
    writeFileSync(join(root, 'workloads/other.yaml'), text.replaceAll('namespace: shop', 'namespace: ml'))
    const policy = readFileSync(join(root, 'placement/shop-storefront.yaml'), 'utf8')
    writeFileSync(join(root, 'placement/other.yaml'), policy.replaceAll('namespace: shop', 'namespace: ml'))
    const { code, stderr } = await stowage(root, 'explain', 'svc/frontend')
    expect(code).toBe(2)
    expect(stderr).toContain('Service ml/frontend')
    expect(stderr).toContain('Service shop/frontend')
  })

  it('tells of an object that nothing places', async () => {
    const root = scratch()
    mkdirSync(join(root, 'workloads'))
    writeFileSync(join(root, 'workloads/a.yaml'), 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n')
    const { code, stderr } = await stowage(root, 'explain', '.', 'cm/a')
    expect(code).toBe(2)
    expect(stderr).toContain('nothing places it')
  })

  it('is told with the errors of the input', async () => {
    const root = copyOfInput(fleet)
    appendFileSync(join(root, 'fleet/staging.yaml'), '---\nkind: [\n')
    const { code, stdout, stderr } = await stowage(root, 'explain', 'deploy/frontend')
    expect(code).toBe(2)
    expect(stdout).toContain('CLUSTER')
    expect(stderr).toContain('fleet/staging.yaml')
  })

  it('takes a directory and one object', async () => {
    expect((await stowage(copyOfInput(fleet), 'explain', '.', 'deploy/a', 'deploy/b')).code).toBe(64)
    expect((await stowage(copyOfInput(fleet), 'explain', 'nowhere', 'deploy/a')).code).toBe(64)
  })
})
