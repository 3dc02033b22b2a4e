import { existsSync, mkdirSync, readFileSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { cli } from '../../src/frontends/cli.ts'
import type { SnapshotOptions } from '../../src/frontends/options.ts'
import { snapshotCommand } from '../../src/frontends/snapshot.ts'
import type { Host } from '../../src/io/host.ts'
import type { surveyAll } from '../../src/members/many.ts'
import { formatInstant } from '../../src/model/instant.ts'
import type { ObjectId } from '../../src/model/resource.ts'
import type { Failure, Survey } from '../../src/snapshot/survey.ts'
import { survey } from '../../src/survey.ts'
import { cluster as fakeCluster, serve } from '../members/fake-cluster.ts'
import { scratch, stowage, tree } from '../tree.ts'

const gi = 1024n ** 3n * 1_000_000_000n
const start = Date.UTC(2026, 10, 22, 10, 0, 0)
const minute = 60_000

/** A healthy cluster of four nodes. */
const answer: Survey = {
  takenAt: start,
  ready: true,
  reason: '',
  kubernetesVersion: 'v1.34.1',
  apis: [{ group: 'apps', version: 'v1', kind: 'Deployment' }],
  nodes: {
    total: 4,
    schedulable: 4,
    allocatable: new Map([
      ['cpu', 64_000_000_000n],
      ['memory', 256n * gi],
    ]),
    regions: new Map([['eu', 4]]),
    zones: new Map([
      ['eu-a', 2],
      ['eu-b', 2],
    ]),
  },
  requested: new Map([['cpu', 16_000_000_000n]]),
  workloads: [],
}
const refusedBy = (cluster: string): Failure => ({
  cluster,
  reason: 'refused',
  asked: 'GET /readyz',
  detail: 'ECONNREFUSED',
})

const cluster = (name: string, kind = 'Cluster'): string =>
  kind === 'Cluster'
    ? `apiVersion: stowage.dev/v1alpha1\nkind: Cluster\nmetadata:\n  name: ${name}\n`
    : `apiVersion: core.kubefed.io/v1beta1\nkind: KubeFedCluster\nmetadata:\n  name: ${name}\n  namespace: kube-federation-system\nspec:\n  apiEndpoint: https://${name}.example\n  secretRef:\n    name: ${name}\n`
const configMap = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: mine, namespace: a}\n'
const settings = (spec: string): string =>
  `apiVersion: stowage.dev/v1alpha1\nkind: Render\nmetadata:\n  name: fleet\nspec:\n${spec}`

function kubeconfig(...names: string[]): string {
  return [
    'apiVersion: v1',
    'kind: Config',
    'clusters:',
    ...names.map((name) => `- {name: ${name}-c, cluster: {server: "https://${name}.example:6443"}}`),
    'users:',
    '- {name: me, user: {token: s3cr3t-token}}',
    'contexts:',
    ...names.map((name) => `- {name: ${name}, context: {cluster: ${name}-c, user: me}}`),
    '',
  ].join('\n')
}

function write(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
}

/** A repository below `repo`, and a kubeconfig beside it. */
function workspace(contexts: readonly string[], files: Readonly<Record<string, string>>): string {
  const root = scratch()
  mkdirSync(join(root, 'repo'))
  write(root, { kubeconfig: kubeconfig(...contexts) })
  write(join(root, 'repo'), files)
  return root
}

interface Ran {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
  readonly asked: readonly string[]
  /** What was wanted of each cluster. */
  readonly wants: ReadonlyMap<string, { types: readonly string[]; isWanted: (id: ObjectId) => boolean }>
}

/** Runs the command against clusters that say what `says` has; one that is not in it is refused. */
async function snapshot(
  root: string,
  says: Readonly<Record<string, Survey | Failure>>,
  options: Partial<SnapshotOptions> & { readonly terminal?: boolean } = {},
): Promise<Ran> {
  const asked: string[] = []
  const wants = new Map<string, { types: readonly string[]; isWanted: (id: ObjectId) => boolean }>()
  const ask: typeof surveyAll = async (accesses, wanted, _, told = () => {}) =>
    accesses.map((access, index) => {
      const { cluster: name } = access
      const { types, isWanted = () => true } = wanted(name)
      asked.push(name)
      wants.set(name, { types: types.map(({ kind }) => kind), isWanted })
      const result = 'asked' in access ? access : (says[name] ?? refusedBy(name))
      told({ cluster: name, result, done: index + 1, total: accesses.length })
      return { cluster: name, result }
    })
  const out = { stdout: '', stderr: '' }
  const { terminal = false, ...flags } = options
  const host = hostOf(root, terminal, out)
  const code = await snapshotCommand(
    host,
    join(root, 'repo'),
    { output: 'text', now: start, ...flags },
    (request, told) => survey(request, told, ask),
  )
  return { code, ...out, asked, wants }
}

function hostOf(root: string, terminal: boolean, out: { stdout: string; stderr: string }): Host {
  return {
    argv: [],
    cwd: root,
    env: { KUBECONFIG: 'kubeconfig', NO_COLOR: '1' },
    stdoutIsTerminal: false,
    stderrIsTerminal: terminal,
    stdin: () => '',
    stdout: (text) => {
      out.stdout += text
      return undefined
    },
    stderr: (text) => {
      out.stderr += text
      return undefined
    },
  }
}

const repo = (root: string, below = 'fleet'): Record<string, string> => tree(join(root, 'repo'), [below])
const failingOf = (text = ''): string | undefined => /failing:\n {4}since: .*\n {4}count: (\d+)/.exec(text)?.[1]
const codesOf = (stderr: string): string[] =>
  [...stderr.matchAll(/^(?:error|warning) (?:\S+ )?([a-z]+\/[a-z-]+)$/gm)].map(([, code = '']) => code)

describe('stowage snapshot', () => {
  it('writes a snapshot of each declared cluster, whatever declares it', async () => {
    const root = workspace(['eu', 'us', 'other'], {
      'fleet/eu.yaml': cluster('eu'),
      'fleet/us.yaml': cluster('us', 'KubeFedCluster'),
    })
    const { code, asked, stdout, stderr } = await snapshot(root, { eu: answer, us: answer })
    expect({ code, asked, stdout }).toEqual({ code: 0, asked: ['eu', 'us'], stdout: '' })
    expect(Object.keys(repo(root))).toEqual([
      'fleet/eu.snapshot.yaml',
      'fleet/eu.yaml',
      'fleet/us.snapshot.yaml',
      'fleet/us.yaml',
    ])
    expect(repo(root)['fleet/eu.snapshot.yaml']).toContain(`takenAt: "${formatInstant(start)}"\n  ready: true\n`)
    expect(stderr).toMatch(/^eu +eu +ready +4 +0 +fleet\/eu\.snapshot\.yaml written$/m)
    expect(stderr).toMatch(/^2 clusters read: 2 files written$/m)
    expect(existsSync(join(root, 'repo/.stowage'))).toBe(false)
  })

  it('writes what render reads', async () => {
    const root = workspace(['eu'], { 'fleet/eu.yaml': cluster('eu') })
    await snapshot(root, { eu: answer })
    const { code, stderr } = await stowage(join(root, 'repo'), 'render')
    expect({ code, problems: codesOf(stderr) }).toEqual({ code: 0, problems: [] })
  })

  it('leaves an unchanged snapshot alone, until refresh-after', async () => {
    const root = workspace(['eu'], { 'fleet/eu.yaml': cluster('eu') })
    await snapshot(root, { eu: answer })
    const path = join(root, 'repo/fleet/eu.snapshot.yaml')
    utimesSync(path, 1, 1)
    const text = readFileSync(path, 'utf8')
    const later = { eu: { ...answer, takenAt: start + 60 * minute } }
    const now = start + 60 * minute
    const { code, stderr } = await snapshot(root, later, { now })
    expect(code).toBe(0)
    expect(stderr).toMatch(/eu\.snapshot\.yaml unchanged$/m)
    expect({ mtime: statSync(path).mtimeMs, text: readFileSync(path, 'utf8') }).toEqual({ mtime: 1000, text })
    await snapshot(root, later, { now, refreshAfter: 30 * minute })
    expect(readFileSync(path, 'utf8')).toContain(formatInstant(now))
  })

  it('keeps what was known of a cluster that does not answer, but for the mark', async () => {
    const root = workspace(['eu', 'us'], { 'fleet/all.yaml': `${cluster('eu')}---\n${cluster('us')}` })
    await snapshot(root, { eu: answer, us: answer })
    const before = repo(root)
    const now = start + minute
    const moved = { ...answer, takenAt: now, requested: new Map([['cpu', 40_000_000_000n]]) }
    const { code, stderr } = await snapshot(root, { eu: moved }, { now })
    const after = repo(root)
    expect(code).toBe(4)
    expect(after['fleet/eu.snapshot.yaml']).not.toBe(before['fleet/eu.snapshot.yaml'])
    const mark = /^ {2}failing:\n(?: {4}.*\n)+/m
    expect(after['fleet/us.snapshot.yaml']).toMatch(mark)
    expect(after['fleet/us.snapshot.yaml']?.replace(mark, '')).toBe(before['fleet/us.snapshot.yaml'])
    expect(stderr).toMatch(/^us +us +refused: ECONNREFUSED +GET \/readyz +2026-11-22T10:01:00Z +1 +ready$/m)
    expect(stderr).toMatch(/^1 cluster read, 1 not: 2 files written$/m)
  })

  it('makes no snapshot of a cluster that never answered', async () => {
    const root = workspace(['eu'], { 'fleet/eu.yaml': cluster('eu') })
    const { code, stderr } = await snapshot(root, {})
    expect(code).toBe(4)
    expect(Object.keys(repo(root))).toEqual(['fleet/eu.yaml'])
    expect(stderr).toMatch(/never read$/m)
  })

  it('counts a cluster as not ready after three failures and five minutes, and back after two answers', async () => {
    const root = workspace(['eu'], { 'fleet/eu.yaml': cluster('eu') })
    const ready = async (at: number, says?: Survey): Promise<string> => {
      const now = start + at * minute
      await snapshot(root, says === undefined ? {} : { eu: { ...says, takenAt: now } }, { now })
      const text = repo(root)['fleet/eu.snapshot.yaml'] ?? ''
      return `${/^ {2}ready: (\w+)$/m.exec(text)?.[1]} ${failingOf(text) ?? '-'}`
    }
    expect(await ready(0, answer)).toBe('true -')
    expect(await ready(1)).toBe('true 1')
    expect(await ready(2)).toBe('true 2')
    expect(await ready(3)).toBe('true 3')
    expect(await ready(7)).toBe('false 3')
    expect(await ready(8, answer)).toBe('false -')
    expect(await ready(9, answer)).toBe('false -')
    expect(await ready(14, answer)).toBe('true -')
    expect(await ready(15)).toBe('true 1')
    expect(await ready(16, answer)).toBe('true -')
  })

  it('goes by the settings of the repository', async () => {
    const root = workspace(['eu'], {
      'fleet/eu.yaml': cluster('eu'),
      'stowage.yaml': settings('  snapshot:\n    notReadyAfter: {failures: 1, duration: 0s}\n    steps: {cpu: "10"}\n'),
    })
    await snapshot(root, { eu: answer })
    expect(repo(root)['fleet/eu.snapshot.yaml']).toMatch(/allocatable:\n {6}cpu: "60"/)
    await snapshot(root, {}, { now: start + minute })
    expect(repo(root)['fleet/eu.snapshot.yaml']).toContain('ready: false')
  })

  it('does not believe a clock that is far off', async () => {
    const root = workspace(['eu'], { 'fleet/eu.yaml': cluster('eu') })
    const { code, stderr } = await snapshot(root, { eu: { ...answer, takenAt: start + 60 * minute } })
    expect(code).toBe(4)
    expect(stderr).toContain('clock')
    expect(Object.keys(repo(root))).toEqual(['fleet/eu.yaml'])
  })

  it('has a report for machines', async () => {
    const root = workspace(['eu', 'us'], { 'fleet/all.yaml': `${cluster('eu')}---\n${cluster('us')}` })
    const { code, stdout, stderr } = await snapshot(root, { eu: answer }, { output: 'json' })
    expect({ code, stderr }).toEqual({ code: 4, stderr: '' })
    const report = JSON.parse(stdout) as { diagnostics: { code: string }[] }
    expect(report).toMatchObject({
      exitCode: 4,
      clusters: [
        {
          name: 'eu',
          context: 'eu',
          ready: true,
          nodes: 4,
          workloads: 0,
          file: 'fleet/eu.snapshot.yaml',
          written: true,
        },
        { name: 'us', failure: { reason: 'refused', asked: 'GET /readyz', detail: 'ECONNREFUSED' }, written: false },
      ],
      files: { written: ['fleet/eu.snapshot.yaml'] },
    })
    expect(report.diagnostics.map((one) => one.code)).toEqual(['snapshot/no-answer'])
    expect(stdout).not.toContain('s3cr3t')
  })

  it('shows progress on a terminal only, and not where it is to be quiet', async () => {
    const root = workspace(['eu', 'us'], { 'fleet/all.yaml': `${cluster('eu')}---\n${cluster('us')}` })
    expect((await snapshot(root, { eu: answer }, { terminal: true })).stderr).toMatch(/\[1\/2\].* eu .*read/)
    expect((await snapshot(root, { eu: answer })).stderr).not.toContain('[1/2]')
    const quiet = await snapshot(root, { eu: answer }, { terminal: true, quiet: true })
    expect(quiet.stderr).not.toMatch(/\[1\/2\]|clusters? read/)
    expect(quiet.stderr).toContain('ECONNREFUSED')
    expect((await snapshot(root, { eu: answer, us: answer }, { quiet: true })).stderr).toBe('')
  })
})

describe('which clusters', () => {
  it('maps clusters to contexts', async () => {
    const root = workspace(['arn:aws:eks/eu', 'us'], {
      'fleet/eu.yaml': cluster('eu-west-1'),
      'stowage.yaml': settings('  snapshot:\n    contexts:\n      eu-west-1: arn:aws:eks/eu\n      us-east-1: us\n'),
    })
    const says = { 'eu-west-1': answer, 'us-east-1': answer }
    expect((await snapshot(root, says)).asked).toEqual(['eu-west-1', 'us-east-1'])
    expect((await snapshot(root, says, { context: ['us'] })).asked).toEqual(['us-east-1'])
    expect((await snapshot(root, says, { allContexts: true })).asked).toEqual(['eu-west-1', 'us-east-1'])
  })

  it('tells of declared clusters without a context, and reads the others', async () => {
    const root = workspace(['eu'], { 'fleet/all.yaml': `${cluster('eu')}---\n${cluster('us')}` })
    const { code, asked, stderr } = await snapshot(root, { eu: answer })
    expect({ code, asked, codes: codesOf(stderr) }).toEqual({ code: 4, asked: ['eu'], codes: ['snapshot/no-context'] })
    expect(repo(root)['fleet/eu.snapshot.yaml']).toBeDefined()
  })

  it('says what to do where no cluster is declared', async () => {
    const root = workspace(['eu'], {})
    const { code, asked, stderr } = await snapshot(root, { eu: answer })
    expect({ code, asked, codes: codesOf(stderr) }).toEqual({
      code: 64,
      asked: [],
      codes: ['snapshot/nothing-selected'],
    })
    expect(stderr).toContain('--init')
  })

  it.each<[string, Partial<SnapshotOptions>, Record<string, string>, string, number]>([
    ['a context that is not there', { context: ['eu', 'uss'] }, {}, 'snapshot/unknown-context', 64],
    ['a context that cannot name a cluster', { context: ['Big_One'] }, {}, 'snapshot/cluster-name', 2],
    [
      'two contexts for one cluster',
      { allContexts: true },
      { 'stowage.yaml': settings('  snapshot:\n    contexts: {eu: us, big: Big_One}\n') },
      'snapshot/name-twice',
      2,
    ],
    [
      'one context for two clusters',
      {},
      { 'stowage.yaml': settings('  snapshot:\n    contexts: {a: eu, b: eu}\n') },
      'snapshot/context-twice',
      2,
    ],
    [
      'a snapshot among other objects',
      {},
      {
        'fleet/all.yaml': `${cluster('eu')}---\napiVersion: stowage.dev/v1alpha1\nkind: ClusterSnapshot\nmetadata: {name: eu}\nspec: {takenAt: "2026-11-22T09:00:00Z", ready: true}\n`,
      },
      'snapshot/not-alone',
      2,
    ],
    ['a kubeconfig that is not there', { kubeconfig: 'nowhere' }, {}, 'snapshot/kubeconfig', 2],
    ['an input that cannot be read', { allContexts: true }, { 'fleet/x.yaml': 'a: [1,\n' }, 'input/syntax', 2],
  ])('asks nobody with %s', async (_, options, files, problem, code) => {
    const root = workspace(['eu', 'us', 'Big_One'], files)
    const before = tree(root)
    const ran = await snapshot(root, { eu: answer, us: answer }, options)
    expect({ code: ran.code, asked: ran.asked }).toEqual({ code, asked: [] })
    expect(codesOf(ran.stderr)).toContain(problem)
    expect(tree(root)).toEqual(before)
  })

  it('writes objects for new clusters with --init, and warns of them without', async () => {
    const root = workspace(['eu', 'us'], { 'fleet/us.yaml': `${cluster('us')}  labels: {mine: "1"}\n` })
    const says = { eu: answer, us: answer }
    const first = await snapshot(root, says, { allContexts: true })
    expect({ code: first.code, codes: codesOf(first.stderr) }).toEqual({ code: 0, codes: ['snapshot/undeclared'] })
    const second = await snapshot(root, says, { allContexts: true, init: true })
    expect({ code: second.code, codes: codesOf(second.stderr) }).toEqual({ code: 0, codes: [] })
    expect(repo(root)['fleet/eu.yaml']).toBe(`${cluster('eu')}  labels:\n    topology.kubernetes.io/region: eu\n`)
    expect(repo(root)['fleet/us.yaml']).toContain('mine')
    expect((await snapshot(root, says)).asked).toEqual(['eu', 'us'])
  })

  it('wants the workloads that were placed, or all', async () => {
    const placement = (kind: string, name: string, ...clusters: string[]): string =>
      `apiVersion: stowage.dev/v1alpha1\nkind: Placement\nmetadata: {name: ${name}, namespace: shop}\nspec:\n  workload: {apiVersion: apps/v1, kind: ${kind}, namespace: shop, name: ${name}}\n  clusters: [${clusters.map((one) => `{name: ${one}, replicas: 1}`).join(', ')}]\n`
    const root = workspace(['eu', 'us'], {
      'fleet/all.yaml': `${cluster('eu')}---\n${cluster('us')}`,
      'placements/web.yaml': placement('Deployment', 'web', 'eu', 'us'),
      'placements/db.yaml': placement('StatefulSet', 'db', 'eu'),
    })
    const id = (kind: string, name: string): ObjectId => ({ apiVersion: 'apps/v1', kind, namespace: 'shop', name })
    const says = { eu: answer, us: answer }
    const placed = (await snapshot(root, says)).wants
    expect(placed.get('eu')?.types).toEqual(['Deployment', 'StatefulSet'])
    expect(placed.get('us')?.types).toEqual(['Deployment'])
    expect(placed.get('us')?.isWanted(id('Deployment', 'web'))).toBe(true)
    expect(placed.get('us')?.isWanted(id('Deployment', 'other'))).toBe(false)
    const all = (await snapshot(root, says, { workloads: 'all' })).wants.get('us')
    expect(all?.types).toEqual(['Deployment', 'StatefulSet'])
    expect(all?.isWanted(id('Deployment', 'other'))).toBe(true)
    expect(all?.isWanted(id('ReplicaSet', 'other-1'))).toBe(false)
  })
})

describe('where snapshots stand', () => {
  it('rewrites the file that holds the snapshot, and keeps its labels', async () => {
    const root = workspace(['eu'], {
      'fleet/eu.yaml': cluster('eu'),
      'facts/europe.yml':
        'apiVersion: stowage.dev/v1alpha1\nkind: ClusterSnapshot\nmetadata:\n  name: eu\n  labels: {team: a}\nspec:\n  takenAt: "2026-11-22T09:00:00Z"\n  ready: true\n',
    })
    expect((await snapshot(root, { eu: answer })).code).toBe(0)
    expect(Object.keys(repo(root))).toEqual(['fleet/eu.yaml'])
    const text = repo(root, 'facts')['facts/europe.yml']
    expect(text).toContain('team: a')
    expect(text).toContain(formatInstant(start))
  })

  it.each<[string, (file: string) => void, string]>([
    ['a file of somebody else', (file) => writeFileSync(file, configMap), 'io/foreign-file'],
    ['a directory', (file) => mkdirSync(file), 'io/in-the-way'],
  ])('writes nothing over %s, and writes the others', async (_, make, problem) => {
    const root = workspace(['eu', 'us'], { 'fleet/all.yaml': `${cluster('eu')}---\n${cluster('us')}` })
    make(join(root, 'repo/fleet/eu.snapshot.yaml'))
    const before = repo(root)
    const { code, stderr } = await snapshot(root, { eu: answer, us: answer })
    expect({ code, codes: codesOf(stderr) }).toEqual({ code: 2, codes: [problem] })
    expect(repo(root)).toMatchObject(before)
    expect(repo(root)['fleet/us.snapshot.yaml']).toBeDefined()
  })

  it('follows no link', async () => {
    const root = workspace(['eu'], { 'fleet/eu.yaml': cluster('eu') })
    write(root, { outside: 'mine' })
    symlinkSync('../../outside', join(root, 'repo/fleet/eu.snapshot.yaml'))
    const { code, asked, stderr } = await snapshot(root, { eu: answer })
    expect({ code, asked, codes: codesOf(stderr) }).toEqual({ code: 2, asked: [], codes: ['io/symlink'] })
    expect(readFileSync(join(root, 'outside'), 'utf8')).toBe('mine')
  })

  it('does not write where another run holds the lock', async () => {
    const root = workspace(['eu'], { 'fleet/eu.yaml': cluster('eu'), '.stowage/lock': 'someone' })
    const { code, stderr } = await snapshot(root, { eu: answer })
    expect({ code, codes: codesOf(stderr) }).toEqual({ code: 6, codes: ['io/locked'] })
    expect(Object.keys(repo(root))).toEqual(['fleet/eu.yaml'])
  })

  it('says what could not be written', async () => {
    const name = 'x'.repeat(250)
    const root = workspace([name, 'us'], { 'fleet/all.yaml': `${cluster(name)}---\n${cluster('us')}` })
    const { code, stderr } = await snapshot(root, { [name]: answer, us: answer })
    expect({ code, codes: codesOf(stderr) }).toEqual({ code: 7, codes: ['io/failed'] })
    expect(Object.keys(repo(root, '.'))).toEqual(['fleet/all.yaml', 'fleet/us.snapshot.yaml'])
  })
})

describe('maxSnapshotAge', () => {
  const policy =
    'apiVersion: core.kubeadmiral.io/v1alpha1\nkind: PropagationPolicy\nmetadata: {name: all, namespace: shop}\nspec: {schedulingMode: Duplicate}\n'
  const web =
    'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n  namespace: shop\n  labels: {kubeadmiral.io/propagation-policy-name: all}\n'
  const fresh = (name: string, minutesAgo: number, ready = true): string =>
    `apiVersion: stowage.dev/v1alpha1\nkind: ClusterSnapshot\nmetadata: {name: ${name}}\nspec: {takenAt: "${formatInstant(start - minutesAgo * minute)}", ready: ${ready}}\n`

  async function render(
    files: Readonly<Record<string, string>>,
    ...argv: string[]
  ): Promise<{ code: number; codes: string[]; stderr: string; wrote: boolean }> {
    const root = scratch()
    write(root, {
      'placement/p.yaml': policy,
      'workloads/web.yaml': web,
      'fleet/all.yaml': `${cluster('eu')}---\n${cluster('us')}`,
      'stowage.yaml': settings('  maxSnapshotAge: 15m\n'),
      ...files,
    })
    const { code, stderr } = await stowage(root, 'render', '--now', formatInstant(start), ...argv)
    return { code, codes: codesOf(stderr), stderr, wrote: existsSync(join(root, 'clusters')) }
  }
  const done = { code: 0, codes: [], wrote: true }
  const old = { code: 4, codes: ['snapshot/too-old'], wrote: false }

  it.each<[string, Record<string, string>, object]>([
    ['all fresh', { 'fleet/e.yaml': fresh('eu', 15), 'fleet/u.yaml': fresh('us', 0) }, done],
    ['one too old', { 'fleet/e.yaml': fresh('eu', 16), 'fleet/u.yaml': fresh('us', 0) }, old],
    ['one without', { 'fleet/u.yaml': fresh('us', 0) }, old],
    ['an old one that is not ready', { 'fleet/e.yaml': fresh('eu', 999, false), 'fleet/u.yaml': fresh('us', 0) }, done],
    ['a clock a little behind', { 'fleet/e.yaml': fresh('eu', -9), 'fleet/u.yaml': fresh('us', 0) }, done],
    [
      'one from the future',
      { 'fleet/e.yaml': fresh('eu', -11), 'fleet/u.yaml': fresh('us', 0) },
      { ...old, codes: ['snapshot/ahead'] },
    ],
    ['no limit', { 'fleet/e.yaml': fresh('eu', 999), 'stowage.yaml': settings('  layout: object\n') }, done],
    [
      'a limit in another file',
      { 'stowage.yaml': '', 'conf/render.yaml': settings('  maxSnapshotAge: 15m\n') },
      { ...old, codes: ['input/no-object', 'snapshot/too-old'] },
    ],
  ])('%s', async (_, files, expected) => {
    expect(await render(files)).toMatchObject(expected)
  })

  it('names the clusters and the limit, and holds for every door', async () => {
    const files = { 'fleet/u.yaml': fresh('us', 20) }
    expect((await render(files)).stderr).toMatch(/older than 15m.*: eu, us\./)
    expect(await render(files, '--check')).toMatchObject(old)
    expect(await render(files, '--cluster', 'us')).toMatchObject(old)
  })

  it('goes by the clock of the host without --now', async () => {
    const root = scratch()
    const at = (time: number): string => fresh('eu', (start - time) / minute)
    write(root, { 'fleet/eu.yaml': at(Date.now()), 'stowage.yaml': settings('  maxSnapshotAge: 5m\n') })
    expect((await stowage(root, 'render')).code).toBe(0)
    write(root, { 'fleet/eu.yaml': at(Date.now() - 6 * minute) })
    expect((await stowage(root, 'render')).code).toBe(4)
  })
})

describe('the command line', () => {
  it.each([
    [['--context', '']],
    [['--context', 'a,,b']],
    [['--context', 'a', '--all-contexts']],
    [['--in-cluster', 'a', '--kubeconfig', 'x']],
    [['--in-cluster', 'a', '--all-contexts']],
    [['--timeout', 'soon']],
    [['--timeout', '0s']],
    [['--refresh-after', '-1h']],
    [['--parallel', '0']],
    [['--workloads', 'some']],
    [['--output', 'yaml']],
  ])('calls %j a usage error', async (argv) => {
    const { code, stderr } = await stowage(scratch(), 'snapshot', ...argv)
    expect(code).toBe(64)
    expect(stderr).toMatch(/^error: /)
  })

  it('joins lists of contexts', async () => {
    const root = workspace(['a'], {})
    const { code, stderr } = await stowage(
      join(root, 'repo'),
      ...['snapshot', '--kubeconfig', '../kubeconfig', '--context', 'b,c', '--context', 'd'],
    )
    expect(code).toBe(64)
    expect(stderr).toMatch(/no context b, c, d\. It has: a\./)
  })

  it('reads a real cluster that is not there', async () => {
    const root = workspace(['eu'], { 'fleet/eu.yaml': cluster('eu') })
    write(root, { kubeconfig: kubeconfig('eu').replace('eu.example:6443', '127.0.0.1:1') })
    const { code, stderr } = await stowage(join(root, 'repo'), 'snapshot', '--kubeconfig', '../kubeconfig')
    expect(code).toBe(4)
    expect(stderr).toMatch(/^eu +eu +refused/m)
    expect(stderr).not.toContain('s3cr3t')
  })

  it('reads two clusters over TLS, one of which stops, and render goes by what it wrote', async () => {
    const [eu, us] = [await serve(fakeCluster()), await serve(fakeCluster())]
    try {
      const root = workspace([], {
        'fleet/all.yaml': `${cluster('eu')}---\n${cluster('us')}`,
        'stowage.yaml': settings('  maxSnapshotAge: 1h\n'),
      })
      const ca = Buffer.from(eu.cert).toString('base64')
      const config = [eu, us].map(({ url }, index) => {
        const name = ['eu', 'us'][index]
        return kubeconfig(name ?? '').replace(/server: "[^"]*"/, `server: "${url}", certificate-authority-data: ${ca}`)
      })
      write(root, { eu: config[0] ?? '', us: config[1] ?? '' })
      const run = async (): Promise<Ran> => {
        const out = { stdout: '', stderr: '' }
        const host = { ...hostOf(root, false, out), argv: ['snapshot', 'repo', '--workloads', 'all'] }
        const code = await cli({ ...host, env: { KUBECONFIG: 'eu:us' } })
        return { code, ...out, asked: [], wants: new Map() }
      }
      expect(await run()).toMatchObject({ code: 0, stdout: '' })
      const text = repo(root)['fleet/eu.snapshot.yaml']
      expect(text).toContain('schedulableNodes: 2')
      expect(text).toMatch(/name: web\n {4}desired: 3\n/)
      expect((await stowage(join(root, 'repo'), 'render', '--check')).stderr).not.toMatch(/^error/m)
      await us.stop()
      const second = await run()
      expect({ code: second.code, failed: /^us .*refused.* 1 +ready$/m.test(second.stderr) }).toEqual({
        code: 4,
        failed: true,
      })
      expect(repo(root)['fleet/eu.snapshot.yaml']).toBe(text)
      expect(JSON.stringify([second, tree(root, ['repo'])])).not.toContain('s3cr3t')
    } finally {
      await eu.stop()
    }
  })

  it('needs a cluster around it for --in-cluster', async () => {
    const root = workspace([], {})
    const { code, stderr } = await stowage(join(root, 'repo'), 'snapshot', '--in-cluster', 'eu')
    expect({ code, told: stderr.includes('does not run in a cluster') }).toEqual({ code: 4, told: true })
  })

  it('ends with 7 where the report cannot be delivered', async () => {
    const root = workspace(['eu'], { 'fleet/eu.yaml': cluster('eu') })
    const out = { stdout: '', stderr: '' }
    const host = { ...hostOf(root, false, out), argv: ['snapshot', 'repo', '--output', 'json'], stdout: () => 'EPIPE' }
    expect(await cli(host)).toBe(7)
    expect(out.stderr).toContain('io/output-lost')
  })
})
