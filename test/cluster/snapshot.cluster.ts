import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import { tree } from '../tree.ts'
import { leaks, type Outcome, stowage } from './command.ts'
import { startFleet, type TestCluster, type TestFleet } from './harness.ts'
import { kubeconfig } from './kubeconfig.ts'
import { deployment, repository, writeTree } from './repository.ts'
import { grant, removeDefaults, shippedRole } from './role.ts'
import { addDeployment, addNamespace, addNode, addPod, patchNode, podSpec } from './world.ts'

/** One story on two real API servers; each test goes on where the one before it ended. */
let fleet: TestFleet
let [one, two]: TestCluster[] = []
let root: string
let config: string
const said: string[] = []

beforeAll(async () => {
  fleet = await startFleet(['one', 'two'])
  root = mkdtempSync(join(tmpdir(), 'stowage-fleet-'))
  config = mkdtempSync(join(tmpdir(), 'stowage-kubeconfig-'))
  ;[one, two] = fleet.clusters
  for (const [index, cluster] of fleet.clusters.entries()) {
    await grant(cluster, shippedRole())
    await removeDefaults(cluster)
    const labels = { 'topology.kubernetes.io/region': ['eu', 'us'][index] ?? '', 'topology.kubernetes.io/zone': 'a' }
    for (const name of ['node-1', 'node-2']) await addNode(cluster, name, { cpu: '8', memory: '32Gi', labels })
    await addNamespace(cluster, 'shop')
  }
  writeTree(root, repository)
  writeFileSync(join(config, 'config'), kubeconfig(fleet.clusters, fleet.snapshotToken), { mode: 0o600 })
})
afterAll(async () => {
  await fleet?.stop()
  for (const folder of [root, config]) if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
})

it('snapshot --init writes a cluster and a snapshot for each context', async () => {
  await snapshot(0, '--all-contexts', '--init')
  expect(Object.keys(tree(root, ['fleet']))).toEqual(
    ['one', 'two'].flatMap((name) => [`fleet/${name}.snapshot.yaml`, `fleet/${name}.yaml`]),
  )
  expect(parse(text('fleet/one.yaml')).metadata.labels).toMatchObject({ 'topology.kubernetes.io/region': 'eu' })
  for (const name of ['one', 'two']) {
    const spec = seen(name)
    expect(spec).toMatchObject({ ready: true, kubernetesVersion: 'v1.34.1' })
    expect(spec.resources).toMatchObject({ schedulableNodes: 2, allocatable: { cpu: '16', memory: '64Gi' } })
    expect(spec.apis).toContainEqual(expect.objectContaining({ group: 'apps', version: 'v1', kind: 'Deployment' }))
    expect(Math.abs(Date.parse(spec.takenAt) - Date.now())).toBeLessThan(60_000)
  }
})

it('render divides by what the clusters have free', async () => {
  await render()
  expect(replicas('web')).toEqual({ one: 6, two: 6 })
  expect(replicas('help')).toEqual({ one: 4, two: 4 })
})

it('a second snapshot of an unchanged fleet writes nothing', async () => {
  const before = tree(root)
  await snapshot(0)
  expect(tree(root)).toEqual(before)
})

it('tainted and cordoned nodes count no more, and replicas follow', async () => {
  await patchNode(cluster(two), 'node-2', { taints: [{ key: 'broken', value: 'disk', effect: 'NoSchedule' }] })
  await snapshot(0)
  expect(seen('two').resources).toMatchObject({ schedulableNodes: 1, allocatable: { cpu: '8' } })
  // No decision is made anew because resources changed; because replicas did, it is.
  writeTree(root, { 'workloads/web.yaml': deployment('web', 16) })
  await render()
  // Weights 667 and 333, as the shares of 16 and 8 CPUs; the heaviest rounds up.
  expect(replicas('web')).toEqual({ one: 11, two: 5 })
})

it('pods take of what is free', async () => {
  const big = podSpec({ cpu: '6', memory: '1Gi' })
  for (const node of ['node-1', 'node-2'])
    await addPod(cluster(one), { name: `big-${node}`, namespace: 'shop' }, big, node)
  await patchNode(cluster(two), 'node-2', { taints: null })
  await snapshot(0)
  expect(seen('one').resources).toMatchObject({ allocatable: { cpu: '16' }, available: { cpu: '3968m' } })
  expect(seen('two').resources).toMatchObject({ allocatable: { cpu: '16' }, available: { cpu: '16' } })
  writeTree(root, { 'workloads/web.yaml': deployment('web', 20) })
  await render()
  // 199 and 801 of what is free, the latter cut to 1.4 of its even share: 221 and 779.
  expect(replicas('web')).toEqual({ one: 4, two: 16 })
})

it('pods that find no node for long are helped elsewhere', async () => {
  const wish = { namespace: 'shop', name: 'help', node: 'node-1', requests: { cpu: '100m' } }
  const waitingSince = '2026-01-02T03:04:05Z'
  await addDeployment(cluster(one), { ...wish, replicas: 4, running: 1, waitingSince })
  await addDeployment(cluster(two), { ...wish, replicas: 4, running: 4 })
  await snapshot(0)
  expect(seen('one').workloads).toMatchObject([
    { kind: 'Deployment', name: 'help', desired: 4, unschedulable: [{ since: waitingSince, pods: 3 }] },
  ])
  await render()
  expect(replicas('help')).toEqual({ one: 1, two: 7 })
})

it('a cluster that does not answer keeps its snapshot, marked, and its files', async () => {
  await cluster(one).kill()
  const before = tree(root)
  const facts = seen('one')
  await cluster(two).admin('DELETE', '/api/v1/nodes/node-2')

  const first = await snapshot(4, '--now', minutesFromNow(0))
  expect(first.told).toMatch(/one.*refused/)
  expect(seen('one')).toEqual({
    ...facts,
    failing: { since: expect.any(String), count: 1, reason: expect.any(String) },
  })
  expect(seen('two').resources).toMatchObject({ schedulableNodes: 1 })

  await render()
  expect(ofCluster(tree(root), 'one')).toEqual(ofCluster(before, 'one'))

  await snapshot(4, '--now', minutesFromNow(2))
  expect(seen('one')).toMatchObject({ ready: false, failing: { count: 2 }, takenAt: facts.takenAt })
  expect(seen('one').resources).toEqual(facts.resources)
  await render()
  expect(ofCluster(tree(root), 'one')).toEqual(ofCluster(before, 'one'))
})

it('a cluster that is back is trusted after two answers', async () => {
  await cluster(one).revive()
  await snapshot(0, '--now', minutesFromNow(3))
  expect(seen('one')).toMatchObject({ ready: false, recovering: { count: 1 } })
  await snapshot(0, '--now', minutesFromNow(5))
  expect(seen('one').ready).toBe(true)
  expect(seen('one')).not.toHaveProperty('recovering')
})

it('labels and taints stay those of the user, and count', async () => {
  const tainted = parse(text('fleet/one.yaml'))
  tainted.spec = { taints: [{ key: 'drain', value: 'now', effect: 'NoExecute' }] }
  writeTree(root, { 'fleet/one.yaml': stringify(tainted) })
  const before = text('fleet/one.yaml')
  await snapshot(0, '--init', '--now', minutesFromNow(6))
  expect(text('fleet/one.yaml')).toBe(before)
  // A drain that empties a cluster is asked about; this one is meant.
  const refused = await run(3, ['render', root])
  const hash = /--approve ([0-9a-f]{32})/.exec(refused.told)?.[1] ?? ''
  await run(0, ['render', root, '--approve', hash])
  expect(replicas('web')).toEqual({ two: 20 })
})

it('no secret is in anything that was written or said', () => {
  expect(said.length).toBeGreaterThan(10)
  expect(leaks([...said, ...Object.values(tree(root))], [fleet.snapshotToken, fleet.adminToken])).toEqual([])
})

/** Takes snapshots, which must end with that exit code. */
async function snapshot(code: number, ...more: string[]): Promise<Outcome> {
  return run(code, ['snapshot', root, '--kubeconfig', join(config, 'config'), ...more])
}

async function render(): Promise<void> {
  await run(0, ['render', root])
}

async function run(code: number, args: readonly string[]): Promise<Outcome> {
  const outcome = await stowage(args)
  said.push(outcome.out, outcome.told)
  expect(outcome.code, outcome.told).toBe(code)
  return outcome
}

function text(path: string): string {
  return readFileSync(join(root, path), 'utf8')
}

function seen(name: string): { takenAt: string; ready: boolean; [key: string]: unknown } {
  return parse(text(`fleet/${name}.snapshot.yaml`)).spec
}

function replicas(name: string): Record<string, number> {
  const { clusters } = parse(text(`placements/shop_deployment.apps_${name}.yaml`)).spec
  return Object.fromEntries(clusters.map((each: { name: string; replicas: number }) => [each.name, each.replicas]))
}

function ofCluster(files: Record<string, string>, name: string): [string, string][] {
  return Object.entries(files).filter(([path]) => path.startsWith(`clusters/${name}/`))
}

function cluster(found: TestCluster | undefined): TestCluster {
  if (found === undefined) throw new Error('no such cluster')
  return found
}

function minutesFromNow(minutes: number): string {
  return new Date(Date.now() + minutes * 60_000).toISOString()
}
