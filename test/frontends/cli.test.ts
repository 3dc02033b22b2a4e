import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { copyOfInput, rendered, scratch, stowage, tree } from '../tree.ts'

const examples = new URL('../../examples', import.meta.url).pathname
const fleet = join(examples, 'fleet')

function write(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(root, path, '..'), { recursive: true })
    writeFileSync(join(root, path), text)
  }
}

const workload = (policy: string): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
  labels:
    kubeadmiral.io/propagation-policy-name: ${policy}
spec:
  replicas: 3
`

const policy = `apiVersion: core.kubeadmiral.io/v1alpha1
kind: PropagationPolicy
metadata:
  name: everywhere
  namespace: shop
spec:
  schedulingMode: Divide
  placement:
    - cluster: eu
    - cluster: us
`

/** The name of the plan that the guard refuses. */
async function hashOf(root: string): Promise<string> {
  const { code, stderr } = await stowage(root, 'render')
  expect(code).toBe(3)
  return /--approve ([0-9a-f]{32})/.exec(stderr)?.[1] ?? ''
}

describe('stowage render', () => {
  it('writes, then has nothing to do, then sees a change', async () => {
    const root = copyOfInput(fleet)
    expect((await stowage(root, 'render', '--check')).code).toBe(1)
    expect(tree(root, rendered)).toEqual({})
    expect((await stowage(root, 'render')).code).toBe(0)
    const first = tree(root, rendered)
    expect((await stowage(root, 'render', '--check')).code).toBe(0)
    expect((await stowage(root, 'render')).stderr).toMatch(/ 0 files written, 0 removed/)
    expect(tree(root, rendered)).toEqual(first)
  })

  it('prints one cluster to stdout, the same objects that it writes', async () => {
    const root = copyOfInput(fleet)
    await stowage(root, 'render')
    const files = Object.entries(tree(root, ['clusters/eu-west-1'])).filter(([path]) => path.endsWith('.yaml'))
    const { code, stdout } = await stowage(root, 'render', '--cluster', 'eu-west-1')
    expect(code).toBe(0)
    expect(stdout).toBe(files.map(([, text]) => text).join('---\n'))
  })

  it('never reads its own output again, wherever it was written', async () => {
    const root = copyOfInput(fleet)
    expect((await stowage(root, 'render', '--out', join(root, 'deploy'))).code).toBe(0)
    const { code, stderr } = await stowage(root, 'render', '--out', scratch())
    expect({ code, known: stderr.includes('input/rendered') }).toEqual({ code: 0, known: true })
  })

  it('says that there is nothing to place, or no such directory', async () => {
    expect((await stowage(scratch(), 'render')).stderr).toContain('Nothing to place')
    const { code, stderr } = await stowage(scratch(), 'render', 'nowhere')
    expect({ code, stderr: stderr.split('\n')[0] }).toEqual({
      code: 64,
      stderr: 'error: there is no directory "nowhere".',
    })
  })

  it('refuses an unknown cluster by name and says which there are', async () => {
    const { code, stdout, stderr } = await stowage(fleet, 'render', '--cluster', 'eu-west-9')
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' })
    expect(stderr).toContain('eu-west-1')
  })

  it('writes nothing while an error stands, and reports the errors of all files', async () => {
    const root = scratch()
    write(root, {
      'placement/p.yaml': policy.replace('Divide', 'Divdie'),
      'workloads/web.yaml': workload('everywere'),
      'workloads/broken.yaml': 'a: [1,\n',
    })
    const { code, stdout } = await stowage(root, 'render', '--output', 'json')
    const report = JSON.parse(stdout) as {
      diagnostics: { code: string; file: string; line: number; severity: string }[]
    }
    const errors = report.diagnostics.filter((one) => one.severity === 'error')
    expect(code).toBe(2)
    expect(new Set(errors.map((one) => one.file))).toEqual(
      new Set(['placement/p.yaml', 'workloads/broken.yaml', 'workloads/web.yaml']),
    )
    expect(errors.every((one) => one.line >= 1)).toBe(true)
    expect(tree(root, rendered)).toEqual({})
  })

  it('points at the field', async () => {
    const root = scratch()
    write(root, { 'placement/p.yaml': policy, 'workloads/web.yaml': workload('everywere') })
    const { code, stderr } = await stowage(root, 'render')
    expect(code).toBe(2)
    expect(stderr).toContain('workloads/web.yaml:7:5')
    expect(stderr).toContain('everywhere')
  })

  it('refuses to let a workload leave every cluster, until asked', async () => {
    const root = scratch()
    write(root, { 'placement/p.yaml': policy, 'workloads/web.yaml': workload('everywhere') })
    expect((await stowage(root, 'render')).code).toBe(0)
    const before = tree(root, rendered)
    write(root, { 'workloads/web.yaml': workload('everywhere').replace('replicas: 3', 'replicas: 0') })
    expect((await stowage(root, 'render')).code).toBe(3)
    expect(tree(root, rendered)).toEqual(before)
    expect((await stowage(root, 'render', '--approve', await hashOf(root))).code).toBe(0)
    expect(Object.keys(tree(root, rendered))).not.toContain('clusters/eu/shop_deployment.apps_web.yaml')
  })

  it('refuses to drop a workload that lost its policy, until asked', async () => {
    const root = scratch()
    write(root, { 'placement/p.yaml': policy, 'workloads/web.yaml': workload('everywhere') })
    await stowage(root, 'render')
    const before = tree(root, rendered)
    write(root, {
      'workloads/web.yaml': workload('everywhere').replace('kubeadmiral.io/propagation-policy-name', 'app'),
    })
    const refused = await stowage(root, 'render')
    expect(refused.code).toBe(3)
    expect(refused.stderr).toContain('placement/leaves-every-cluster')
    expect(tree(root, rendered)).toEqual(before)
    expect((await stowage(root, 'render', '--approve', await hashOf(root))).code).toBe(0)
    expect(Object.keys(tree(root, ['clusters']))).toEqual(['clusters/eu/.gitkeep', 'clusters/us/.gitkeep'])
  })

  it('refuses to empty a cluster that is no longer declared, until asked', async () => {
    const root = scratch()
    write(root, { 'placement/p.yaml': policy, 'workloads/web.yaml': workload('everywhere') })
    await stowage(root, 'render')
    const before = tree(root, rendered)
    write(root, { 'placement/p.yaml': policy.replace('    - cluster: us\n', '') })
    const refused = await stowage(root, 'render')
    expect(refused.code).toBe(3)
    expect(refused.stderr).toMatch(/placements\/shop_deployment\.apps_web\.yaml:2:1 placement\/cluster-gone/)
    expect(tree(root, rendered)).toEqual(before)
    expect((await stowage(root, 'render', '--approve', await hashOf(root))).code).toBe(0)
    expect(Object.keys(tree(root, ['clusters']))).toEqual(['clusters/eu/shop_deployment.apps_web.yaml'])
  })

  it('a cluster leaves what is kept once that is asked for, and the next render is quiet', async () => {
    const root = scratch()
    const keep = policy.replace('spec:\n', 'spec:\n  reschedulePolicy: {disableRescheduling: true}\n')
    const cluster = (name: string): string =>
      `apiVersion: stowage.dev/v1alpha1\nkind: Cluster\nmetadata:\n  name: ${name}\n`
    const web = workload('everywhere').replace('spec:\n  replicas: 3\n', '').replace('Deployment', 'DaemonSet')
    write(root, {
      'placement/p.yaml': keep,
      'workloads/web.yaml': web,
      'fleet/all.yaml': `${cluster('eu')}---\n${cluster('us')}`,
    })
    await stowage(root, 'render')
    write(root, { 'placement/p.yaml': keep.replace('    - cluster: us\n', ''), 'fleet/all.yaml': cluster('eu') })
    expect((await stowage(root, 'render')).code).toBe(3)
    expect((await stowage(root, 'render', '--approve', await hashOf(root))).code).toBe(0)
    const placement = 'placements/shop_daemonset.apps_web.yaml'
    expect(tree(root, rendered)[placement]).toMatch(/ {2}clusters:\n {2}- name: eu\n {2}facts:/)
    const { code, stderr } = await stowage(root, 'render', '--check')
    expect(code).toBe(0)
    expect(stderr).not.toMatch(/^(?:error|warning) /m)
  })

  it('takes the time of the render from --now', async () => {
    const root = scratch()
    const configuration = '{"workloadMigrations": [{"cluster": "us", "validUntil": "2026-01-02T00:00:00Z"}]}'
    write(root, {
      'placement/p.yaml': policy,
      'workloads/web.yaml': workload('everywhere').replace(
        '  labels:\n',
        `  annotations:\n    kubeadmiral.io/migration-configuration: '${configuration}'\n  labels:\n`,
      ),
    })
    const where = async (now: string): Promise<string[]> => {
      expect((await stowage(root, 'render', '--now', now, '--out', 'out')).code).toBe(0)
      const files = Object.keys(tree(root, ['out/clusters'])).filter((path) => path.endsWith('.yaml'))
      rmSync(join(root, 'out'), { recursive: true })
      return files
    }
    const eu = 'out/clusters/eu/shop_deployment.apps_web.yaml'
    const us = 'out/clusters/us/shop_deployment.apps_web.yaml'
    expect(await where('2026-01-01T23:59:59Z')).toEqual([eu])
    expect(await where('2026-01-02T01:00:00+02:00')).toEqual([eu])
    expect(await where('2026-01-02T00:00:00Z')).toEqual([eu, us])
  })

  it('divides kinds that stowage.yaml names', async () => {
    const root = scratch()
    const settings =
      'apiVersion: stowage.dev/v1alpha1\nkind: Render\nmetadata:\n  name: r\nspec:\n  divide: [StatefulSet]\n'
    write(root, {
      'placement/p.yaml': policy,
      'workloads/db.yaml': workload('everywhere').replace('Deployment', 'StatefulSet'),
    })
    const replicas = async (): Promise<number[]> => {
      expect((await stowage(root, 'render')).code).toBe(0)
      return Object.entries(tree(root, ['clusters'])).map(([, text]) => Number(/replicas: (\d+)/.exec(text)?.[1]))
    }
    expect(await replicas()).toEqual([3, 3])
    rmSync(join(root, 'placements'), { recursive: true })
    write(root, { 'stowage.yaml': settings })
    expect((await replicas()).sort()).toEqual([1, 2])
  })

  it('reports decisions to a machine', async () => {
    const root = scratch()
    write(root, { 'placement/p.yaml': policy, 'workloads/web.yaml': workload('everywhere') })
    const outcomes = async (): Promise<unknown> => {
      const { stdout } = await stowage(root, 'render', '--output', 'json')
      return (JSON.parse(stdout) as { decisions: unknown[] }).decisions
    }
    expect(await outcomes()).toMatchObject([{ outcome: 'decided', clusters: [{ name: 'eu' }, { name: 'us' }] }])
    expect(await outcomes()).toMatchObject([{ outcome: 'kept', clusters: [{ name: 'eu' }, { name: 'us' }] }])
  })

  it('refuses to remove everything because the input is empty, until asked', async () => {
    const root = scratch()
    write(root, { 'placement/p.yaml': policy, 'workloads/web.yaml': workload('everywhere') })
    await stowage(root, 'render')
    const before = tree(root, rendered)
    write(root, { 'workloads/web.yaml': '# nothing\n' })
    const refused = await stowage(root, 'render')
    expect(refused.code).toBe(3)
    expect(refused.stderr).toContain('placement/nothing-left')
    expect(tree(root, rendered)).toEqual(before)
    expect((await stowage(root, 'render', '--approve', await hashOf(root))).code).toBe(0)
  })

  it('warns when the replicas of a divided workload are gone', async () => {
    const root = scratch()
    write(root, { 'placement/p.yaml': policy, 'workloads/web.yaml': workload('everywhere') })
    await stowage(root, 'render')
    write(root, { 'workloads/web.yaml': workload('everywhere').replace('replicas', 'replcas') })
    const { stderr } = await stowage(root, 'render')
    expect(stderr).toMatch(/^warning workloads\/web\.yaml:8:1 kubeadmiral\/replicas-gone$/m)
  })

  it('warns of a cluster that a policy misspells, at its line', async () => {
    const root = scratch()
    const cluster = (name: string): string =>
      `apiVersion: stowage.dev/v1alpha1\nkind: Cluster\nmetadata:\n  name: ${name}\n`
    write(root, {
      'placement/p.yaml': policy.replace('cluster: us', 'cluster: uss'),
      'workloads/web.yaml': workload('everywhere'),
      'fleet/all.yaml': `${cluster('eu')}---\n${cluster('us')}`,
    })
    const { stderr } = await stowage(root, 'render')
    expect(stderr).toMatch(/^warning placement\/p\.yaml:10:7 kubeadmiral\/unknown-cluster$/m)
    expect(stderr).toContain('Did you mean "us"?')
  })

  it('says that a file is no Kubernetes object, once, and how to leave it out', async () => {
    const root = scratch()
    write(root, { 'placement/p.yaml': policy, 'package.json': '{"name": "x", "version": "1.0.0"}' })
    const { code, stderr } = await stowage(root, 'render')
    expect(code).toBe(2)
    expect(stderr.match(/^error package\.json:1:1 input\/not-kubernetes$/gm)).toHaveLength(1)
    write(root, {
      'stowage.yaml':
        'apiVersion: stowage.dev/v1alpha1\nkind: Render\nmetadata:\n  name: r\nspec:\n  exclude: [package.json]\n',
    })
    expect((await stowage(root, 'render')).code).toBe(0)
  })

  it('keeps a Namespace where its objects are, though a FederatedNamespace places it elsewhere', async () => {
    const root = scratch()
    write(root, {
      'placement/p.yaml': policy,
      'workloads/web.yaml': workload('everywhere'),
      'workloads/ns.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n',
    })
    await stowage(root, 'render')
    const before = Object.keys(tree(root, ['clusters']))
    write(root, {
      'workloads/federated.yaml':
        'apiVersion: types.kubefed.io/v1beta1\nkind: FederatedNamespace\nmetadata:\n  name: shop\n  namespace: shop\nspec:\n  placement:\n    clusters:\n      - name: us\n',
    })
    expect((await stowage(root, 'render')).code).toBe(0)
    expect(Object.keys(tree(root, ['clusters']))).toEqual(before)
  })

  it('removes what was deleted from the input, and says so', async () => {
    const root = scratch()
    const other = workload('everywhere').replace('name: web', 'name: api')
    write(root, {
      'placement/p.yaml': policy,
      'workloads/web.yaml': workload('everywhere'),
      'workloads/api.yaml': other,
    })
    await stowage(root, 'render')
    write(root, { 'workloads/api.yaml': '# gone\n' })
    const { code, stderr } = await stowage(root, 'render')
    expect(code).toBe(0)
    expect(stderr).toContain('info placement/removed')
    expect(stderr).toContain('Deployment/shop/api')
    expect(Object.keys(tree(root, rendered)).filter((path) => path.includes('api'))).toEqual([])
  })

  it('keeps the files of a cluster that is not ready', async () => {
    const root = scratch()
    const cluster = (name: string, ready: boolean): string =>
      `apiVersion: stowage.dev/v1alpha1\nkind: Cluster\nmetadata:\n  name: ${name}\nspec:\n  ready: ${ready}\n`
    write(root, {
      'placement/p.yaml': policy,
      'workloads/web.yaml': workload('everywhere'),
      'fleet/eu.yaml': cluster('eu', true),
      'fleet/us.yaml': cluster('us', true),
    })
    await stowage(root, 'render')
    const before = tree(root, ['clusters/us'])
    expect(Object.keys(before)).toHaveLength(1)
    write(root, {
      'fleet/us.yaml': cluster('us', false),
      'workloads/web.yaml': workload('everywhere').replace('3', '9'),
    })
    expect((await stowage(root, 'render')).code).toBe(0)
    expect(tree(root, ['clusters/us'])).toEqual(before)
    const { stdout } = await stowage(root, 'render', '--cluster', 'us')
    expect(stdout).toBe(Object.values(before)[0])
  })

  it('renders in the layout that is asked for', async () => {
    const root = copyOfInput(fleet)
    expect((await stowage(root, 'render', '--layout', 'namespace')).code).toBe(0)
    expect(Object.keys(tree(root, ['clusters/staging'])).sort()).toEqual([
      'clusters/staging/_cluster.yaml',
      'clusters/staging/platform.yaml',
    ])
  })

  it.each([
    [['render', '--layout', 'heap']],
    [['render', '--nonsense']],
    [['rendre']],
    [['render', '--check', '--cluster', 'a']],
    [['render', '--cluster', 'a', '--cluster', 'b']],
    [['render', '--cluster', 'a', '--output', 'json']],
    [['render', '--now', 'yesterday']],
    [['render', '--now', '2026-02-29T00:00:00Z']],
    [['render', '--now', '']],
    [['render', '--now', '2026-01-01T00:00:00Z', '--now', '2026-01-01T00:00:00Z']],
  ])('calls %j a usage error and says why', async (argv) => {
    const { code, stderr } = await stowage(scratch(), ...argv)
    expect(code).toBe(64)
    expect(stderr).toMatch(/^error: /)
  })
})

describe('an output that cannot be made', () => {
  it.runIf(process.platform === 'linux')('ends with exit 7 and says what failed', async () => {
    const { code, stderr } = await stowage(copyOfInput(fleet), 'render', '--out', '/proc/stowage')
    expect(code).toBe(7)
    expect(stderr).toContain('io/failed')
  })
})
