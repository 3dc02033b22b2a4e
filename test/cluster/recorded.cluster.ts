import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Survey } from '../../src/snapshot/survey.ts'
import { readRecording, recordings, serveRecording } from '../members/recorded-server.ts'
import { surveyAt } from '../members/survey-at.ts'
import { ask } from './api-client.ts'
import { startFleet, type TestCluster, type TestFleet } from './harness.ts'
import { startRecorder, writeRecording } from './recorder.ts'
import { grant, removeDefaults, replaceRole, shippedRole } from './role.ts'
import {
  addDeployment,
  addNamespace,
  addNode,
  addPod,
  addStatefulSet,
  condition,
  patchNode,
  patchNodeStatus,
  podSpec,
} from './world.ts'

/** With RECORD=1 what the API server says now is written to test/members/recorded; else it is compared with that. */
const write = process.env.RECORD === '1'

const recordingsMade = [
  { name: 'whole', older: false, page: 500 },
  { name: 'paged', older: false, page: 2 },
  { name: 'older', older: true, page: 500 },
  { name: 'large', older: false, page: 500, pods: 80 },
]

/** So many that an API server packs the list: from 128 KiB on. */
const manyPods = { namespace: 'shop', name: 'many', node: 'node-1', requests: { cpu: '10m' } }

let fleet: TestFleet

beforeAll(async () => {
  fleet = await startFleet(['one'])
  await populate(only())
})
afterAll(() => fleet?.stop())

describe.each(recordingsMade)('the recording $name', ({ name, older, page, pods = 0 }) => {
  it('is what a real API server says', async () => {
    if (pods > 0) await addDeployment(only(), { ...manyPods, replicas: pods, running: pods })
    const recorder = await startRecorder(only(), { older })
    let real: Survey
    try {
      real = await surveyAt(recorder.port, only().ca, fleet.snapshotToken, page)
    } finally {
      await recorder.stop()
    }
    if (write) writeRecording(join(recordings, name), recorder)
    const asked = (list: Iterable<{ method: string; path: string; accept: string; status: number }>): string[] =>
      [...list].map((one) => `${one.method} ${withoutToken(one.path)} ${one.accept} ${one.status}`)
    expect(asked(readRecording(name))).toEqual(asked(recorder.exchanges.values()))

    const server = await serveRecording(name)
    try {
      const { takenAt, ...recorded } = await surveyAt(Number(new URL(server.url).port), server.cert, 'any', page)
      expect(recorded).toEqual({ ...real, takenAt: undefined })
      expect(takenAt).toBeLessThanOrEqual(real.takenAt)
    } finally {
      await server.stop()
    }
  })
})

it('the recordings have pages, older discovery, and packed bodies', () => {
  expect(readRecording('paged').filter(({ path }) => path.includes('continue=')).length).toBeGreaterThan(4)
  expect(readRecording('older').map(({ path }) => path)).toContain('/apis/apps/v1')
  const packed = readRecording('large').filter(({ headers }) => headers.some(([, value]) => value === 'gzip'))
  expect(packed.map(({ path }) => path.replace(/\?.*/, ''))).toEqual(['/api/v1/pods'])
})

/** Last, for it ends what the others need. */
it('the recording refusals is how a real API server says no', async () => {
  const recorder = await startRecorder(only())
  const from = { port: recorder.port, ca: only().ca }
  const nodes = '/api/v1/nodes?limit=2'
  const statuses: number[] = []
  const get = async (path: string, token = fleet.snapshotToken): Promise<string> => {
    const { status, text } = await ask(from, token, 'GET', path)
    statuses.push(status)
    return text
  }
  try {
    await get(nodes, 'nobody')
    await replaceRole(only(), { ...shippedRole(), rules: [{ nonResourceURLs: ['/readyz'], verbs: ['get'] }] })
    await expect.poll(() => only().as(fleet.snapshotToken, 'GET', nodes)).toMatchObject({ status: 403 })
    await get('/api/v1/pods?limit=2')
    await replaceRole(only(), shippedRole())
    await expect.poll(() => only().as(fleet.snapshotToken, 'GET', nodes)).toMatchObject({ status: 200 })
    const page = JSON.parse(await get('/apis/apps/v1/deployments?limit=1')) as { metadata: { continue: string } }
    await replaceRole(only(), { ...shippedRole(), rules: [...shippedRole().rules].reverse() })
    await replaceRole(only(), shippedRole())
    await forgetHistory(fleet.store)
    await get(`/apis/apps/v1/deployments?limit=1&continue=${page.metadata.continue}`)
    await fleet.killStore()
    await expect.poll(() => only().as(fleet.snapshotToken, 'GET', '/readyz'), patient).toMatchObject({ status: 500 })
    await get('/readyz')
  } finally {
    await recorder.stop()
  }
  expect(statuses).toEqual([401, 403, 200, 410, 500])
  if (write) writeRecording(join(recordings, 'refusals'), recorder)
  expect(readRecording('refusals').map(({ status }) => status)).toEqual(statuses)
})

const patient = { timeout: 30_000, interval: 200 }

/** Makes etcd forget all but its newest revision, as it does by itself in time: the pages of a list expire. */
async function forgetHistory(store: string): Promise<void> {
  const post = async (path: string, body: object): Promise<{ header: { revision: string } }> => {
    const answer = await fetch(`${store}/v3/kv/${path}`, { method: 'POST', body: JSON.stringify(body) })
    return (await answer.json()) as { header: { revision: string } }
  }
  const { header } = await post('range', { key: Buffer.from('a').toString('base64') })
  await post('compaction', { revision: header.revision, physical: true })
}

function only(): TestCluster {
  const [cluster] = fleet.clusters
  if (cluster === undefined) throw new Error('no cluster')
  return cluster
}

function withoutToken(path: string): string {
  return path.replace(/(?<=continue=)[^&]+/, 'TOKEN')
}

/** A little of everything that counts: cordoned, tainted and unready nodes, pods that wait, ended, or are deleted. */
async function populate(cluster: TestCluster): Promise<void> {
  await grant(cluster, shippedRole())
  await removeDefaults(cluster)
  const labels = { 'topology.kubernetes.io/region': 'eu', 'topology.kubernetes.io/zone': 'eu-a' }
  await addNode(cluster, 'node-1', { cpu: '8', memory: '32Gi', labels })
  await addNode(cluster, 'node-2', { cpu: '7910m', memory: '32123456Ki', labels })
  await addNode(cluster, 'node-3', { cpu: '4', memory: '16Gi', labels })
  await patchNode(cluster, 'node-3', { unschedulable: true })
  await addNode(cluster, 'node-4', {
    cpu: '16',
    memory: '64Gi',
    labels: { ...labels, 'topology.kubernetes.io/zone': 'eu-b' },
  })
  await patchNode(cluster, 'node-4', { taints: [{ key: 'gpu', value: 'yes', effect: 'NoSchedule' }] })
  await addNode(cluster, 'node-5', { cpu: '4', memory: '16Gi' })
  await patchNodeStatus(cluster, 'node-5', { conditions: [condition('Ready', false)] })

  for (const namespace of ['shop', 'data']) await addNamespace(cluster, namespace)
  const requests = { cpu: '250m', memory: '512Mi' }
  const waitingSince = '2026-01-02T03:04:05Z'
  await addDeployment(cluster, {
    namespace: 'shop',
    name: 'web',
    replicas: 5,
    running: 3,
    node: 'node-1',
    requests,
    waitingSince,
  })
  await addDeployment(cluster, { namespace: 'shop', name: 'api', replicas: 2, running: 2, node: 'node-2', requests })
  await addStatefulSet(cluster, {
    namespace: 'data',
    name: 'db',
    replicas: 3,
    node: 'node-2',
    requests: { cpu: '1', memory: '4Gi' },
  })
  await addPod(cluster, { name: 'ended', namespace: 'data' }, podSpec({ cpu: '3' }), 'node-1')
  await cluster.admin(
    'PATCH',
    '/api/v1/namespaces/data/pods/ended/status',
    { status: { phase: 'Succeeded' } },
    'application/merge-patch+json',
  )
  await cluster.admin('DELETE', '/api/v1/namespaces/shop/pods/api-a1b2c3d4e5-1')
}
