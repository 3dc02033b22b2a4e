import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tree } from '../tree.ts'
import { stowage } from './command.ts'
import { startFleet, type TestCluster, type TestFleet } from './harness.ts'
import { kubeconfig } from './kubeconfig.ts'
import { writeTree } from './repository.ts'
import { grant, type Role, removeDefaults, replaceRole, shippedRole, withoutEach } from './role.ts'
import { addDeployment, addNamespace, addNode } from './world.ts'

let fleet: TestFleet
let cluster: TestCluster
let root: string

beforeAll(async () => {
  fleet = await startFleet(['one'])
  const [only] = fleet.clusters
  if (only === undefined) throw new Error('no cluster')
  cluster = only
  await removeDefaults(cluster)
  await grant(cluster, shippedRole())
  await addNode(cluster, 'node-1', { cpu: '8', memory: '32Gi' })
  await addNamespace(cluster, 'shop')
  await addDeployment(cluster, {
    namespace: 'shop',
    name: 'web',
    replicas: 2,
    running: 2,
    node: 'node-1',
    requests: {},
  })
  root = mkdtempSync(join(tmpdir(), 'stowage-rbac-'))
  writeTree(root, { 'stowage.yaml': settings })
  writeFileSync(join(root, 'kubeconfig'), kubeconfig([cluster], fleet.snapshotToken), { mode: 0o600 })
})
afterAll(async () => {
  await fleet?.stop()
  if (root !== undefined) rmSync(root, { recursive: true, force: true })
})

const snapshot = () =>
  stowage([
    'snapshot',
    root,
    '--kubeconfig',
    join(root, 'kubeconfig'),
    '--all-contexts',
    '--init',
    '--workloads',
    'all',
  ])

/** Puts a role in place, and waits until the API server goes by it: it reads roles a moment later. */
async function use(role: Role): Promise<void> {
  await replaceRole(cluster, { ...role, rules: [...role.rules, marker(++markers)] })
  await expect
    .poll(() => cluster.as(fleet.snapshotToken, 'GET', `/marker/${markers}`), { timeout: 10_000 })
    .toMatchObject({ status: 404 })
}

/** Thresholds that no run of these tests reaches: only the mark of a failure is to change. */
const settings = `apiVersion: stowage.dev/v1alpha1
kind: Render
metadata: {name: stowage}
spec:
  divide: [StatefulSet]
  snapshot: {notReadyAfter: {failures: 1000, duration: 10h}}
`

let markers = 0

/** No such address is served: 404 says that the rule counts by now, 403 that it does not. */
function marker(index: number) {
  return { verbs: ['get'], nonResourceURLs: [`/marker/${index}`] }
}

describe('the user of plugin/rbac, who has no other rights', () => {
  it('may take a snapshot', async () => {
    await use(shippedRole())
    const { code, told } = await snapshot()
    expect(code, told).toBe(0)
    expect(Object.keys(tree(root, ['fleet']))).toEqual(['fleet/one.snapshot.yaml', 'fleet/one.yaml'])
  })

  it('may not read Secrets, nor change anything', async () => {
    for (const path of [
      '/api/v1/secrets',
      '/api/v1/configmaps',
      '/api/v1/namespaces/shop/pods/web-a1b2c3d4e5-0',
      '/metrics',
    ]) {
      expect({ path, status: (await cluster.as(fleet.snapshotToken, 'GET', path)).status }).toEqual({
        path,
        status: 403,
      })
    }
    expect((await cluster.as(fleet.snapshotToken, 'DELETE', '/api/v1/nodes/node-1')).status).toBe(403)
  })

  // Addresses with a star are asked only of servers without aggregated discovery: test/plugin/rbac.test.ts.
  const each = withoutEach(shippedRole()).filter(({ without }) => !without.endsWith('*'))
  const asked: Readonly<Record<string, string>> = {
    nodes: '/api/v1/nodes',
    pods: '/api/v1/pods',
    deployments: '/apis/apps/v1/deployments',
    replicasets: '/apis/apps/v1/replicasets',
    statefulsets: '/apis/apps/v1/statefulsets',
  }

  it.each(each)('may not without $without: forbidden, exit 4, and nothing changes', async ({ without, role }) => {
    const before = tree(root, ['fleet'])
    await use(role)
    const { code, told, out } = await snapshot()
    expect(code, told).toBe(4)
    expect(told).toContain('forbidden')
    expect(told + out).toContain(asked[without] ?? without)
    // The mark is all that changes.
    const unmarked = (files: Record<string, string>) =>
      Object.entries(files).map(([path, text]) => [path, text.replace(/^ {2}failing:\n(?: {4}.*\n)+/m, '')])
    expect(unmarked(tree(root, ['fleet']))).toEqual(unmarked(before))
  })

  it('may again with all of it', async () => {
    await use(shippedRole())
    expect((await snapshot()).code).toBe(0)
  })
})
