import v8 from 'node:v8'
import vm from 'node:vm'
import { afterEach, describe, expect, it } from 'vitest'
import { defaultLimits } from '../../src/members/limits.ts'
import { surveyAll } from '../../src/members/many.ts'
import type { Wanted } from '../../src/members/survey.ts'
import { parseQuantity } from '../../src/model/quantity.ts'
import {
  canary,
  cluster,
  json,
  type Lists,
  node,
  open,
  pod,
  quick,
  sample,
  serve,
  type TestServer,
} from './fake-cluster.ts'

const running: TestServer[] = []
async function start(...args: Parameters<typeof serve>): Promise<TestServer> {
  const server = await serve(...args)
  running.push(server)
  return server
}
afterEach(async () => {
  for (const server of running.splice(0)) await server.stop()
})

const wanted: Wanted = {
  types: [{ apiVersion: 'apps/v1', kind: 'Deployment', replicas: ['spec', 'replicas'] }],
  isWanted: ({ name }) => name === 'web',
}

async function survey(server: TestServer, want: Wanted = wanted, limits = quick) {
  const [outcome] = await surveyAll([open(server.url)], () => want, { limits })
  return outcome?.result
}

const cores = (text: string) => parseQuantity(text)

describe('a survey', () => {
  it('tells sums, and asks for nothing twice', async () => {
    const server = await start(cluster())
    const result = await survey(server)
    expect(result).toMatchObject({
      ready: true,
      reason: '',
      kubernetesVersion: 'v1.34.1',
      apis: [
        { group: '', version: 'v1', kind: 'Pod' },
        { group: 'apps', version: 'v1', kind: 'Deployment' },
      ],
      nodes: {
        total: 3,
        schedulable: 2,
        allocatable: new Map([
          ['cpu', cores('8')],
          ['memory', cores('16Gi')],
        ]),
      },
      requested: new Map([['cpu', cores('300m')]]),
      workloads: [{ namespace: 'shop', name: 'web', desired: 3, ready: 2, current: 3, pods: 3, scheduled: 3 }],
    })
    expect(server.asked.map((line) => line.replace(/continue=\d+/, 'continue=N'))).toEqual([
      'GET /readyz',
      'GET /version',
      'GET /api',
      'GET /apis',
      'GET /api/v1/nodes?limit=2',
      'GET /api/v1/nodes?limit=2&continue=N',
      'GET /apis/apps/v1/deployments?limit=2',
      'GET /apis/apps/v1/replicasets?limit=2',
      'GET /api/v1/pods?limit=2',
      'GET /api/v1/pods?limit=2&continue=N',
    ])
  })

  it('counts a pod that has ended for its workload, as upstream does, and not what it requests', async () => {
    const ended = {
      ...pod('web', 4),
      status: { phase: 'Failed', conditions: [{ type: 'PodScheduled', status: 'True' }] },
    }
    const { items } = sample['/api/v1/pods'] ?? { items: [] }
    const server = await start(cluster({ ...sample, '/api/v1/pods': { kind: 'PodList', items: [...items, ended] } }))
    expect(await survey(server)).toMatchObject({
      requested: new Map([['cpu', cores('300m')]]),
      workloads: [{ name: 'web', current: 3, pods: 4, scheduled: 4 }],
    })
  })

  it('takes the time from the last list, by the clock of the server', async () => {
    const inner = cluster()
    const server = await start((request, response) => {
      const at = request.url?.startsWith('/api/v1/pods')
        ? 'Mon, 02 Mar 2026 10:00:05 GMT'
        : 'Mon, 02 Mar 2026 10:00:00 GMT'
      response.setHeader('date', at)
      inner(request, response)
    })
    expect(await survey(server)).toMatchObject({ takenAt: Date.UTC(2026, 2, 2, 10, 0, 5) })
  })

  it('keeps one connection', async () => {
    const server = await start(cluster())
    await survey(server)
    expect(server.connections()).toBe(1)
  })

  it('sends the token in its header and nowhere else', async () => {
    const server = await start(cluster())
    await survey(server)
    expect(server.headers.every(({ authorization }) => authorization === `Bearer ${canary}`)).toBe(true)
    expect(server.asked.join()).not.toContain(canary)
  })

  it('lists no kind that is not wanted, nor ReplicaSets without Deployments', async () => {
    const server = await start(cluster())
    expect(await survey(server, { types: [] })).toMatchObject({ workloads: [] })
    expect(server.asked.filter((line) => line.includes('/apis/'))).toEqual([])
  })

  it('takes a kind that is not served for one without objects', async () => {
    const rollouts = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', replicas: ['spec', 'replicas'] }
    expect(await survey(await start(cluster()), { types: [rollouts] })).toMatchObject({ workloads: [] })
  })

  it('does not take a kind for missing whose API server does not answer', async () => {
    const inner = cluster()
    const stale = {
      kind: 'APIGroupDiscoveryList',
      apiVersion: 'apidiscovery.k8s.io/v2',
      metadata: {},
      items: [{ metadata: { name: 'argoproj.io' }, versions: [{ version: 'v1alpha1', freshness: 'Stale' }] }],
    }
    const server = await start((request, response) =>
      request.url === '/apis' ? json(response, stale) : inner(request, response),
    )
    const rollouts = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', replicas: ['spec', 'replicas'] }
    expect(await survey(server, { types: [rollouts] })).toMatchObject({ reason: 'server' })
    expect(await survey(server, { types: [] })).toMatchObject({ staleApis: ['argoproj.io/v1alpha1'] })
  })

  it('tells which checks fail where the cluster says that it is not ready', async () => {
    const inner = cluster()
    const server = await start((request, response) => {
      if (request.url !== '/readyz') return inner(request, response)
      response.writeHead(500, { 'content-type': 'text/plain' })
      response.end(`[+]ping ok\n[-]etcd failed: reason withheld\n[-]${canary} <b> failed: x\nreadyz check failed\n`)
    })
    expect(await survey(server)).toMatchObject({ ready: false, reason: 'failed: etcd' })
  })

  it('asks older servers for /healthz and each API group', async () => {
    const inner = cluster()
    const plain: Record<string, unknown> = {
      '/api': { kind: 'APIVersions', versions: ['v1'] },
      '/api/v1': { kind: 'APIResourceList', groupVersion: 'v1', resources: [{ name: 'pods', kind: 'Pod' }] },
      '/apis': {
        kind: 'APIGroupList',
        groups: [
          { name: 'apps', versions: [{ groupVersion: 'apps/v1' }] },
          { name: 'metrics.k8s.io', versions: [{ groupVersion: 'metrics.k8s.io/v1beta1' }] },
        ],
      },
      '/apis/apps/v1': {
        kind: 'APIResourceList',
        groupVersion: 'apps/v1',
        resources: [{ name: 'deployments', kind: 'Deployment' }],
      },
    }
    const server = await start((request, response) => {
      const { url = '' } = request
      if (url === '/readyz') return void response.writeHead(404).end()
      if (url === '/healthz') return void response.writeHead(200).end('ok')
      if (url === '/apis/metrics.k8s.io/v1beta1') return void response.writeHead(503).end()
      if (plain[url] !== undefined) return json(response, plain[url])
      inner(request, response)
    })
    expect(await survey(server)).toMatchObject({
      ready: true,
      staleApis: ['metrics.k8s.io/v1beta1'],
      apis: [{ kind: 'Pod' }, { kind: 'Deployment' }],
      workloads: [{ name: 'web' }],
    })
  })

  it('is made twice where it is doubtful, and says so', async () => {
    const empty: Lists = { ...sample, '/api/v1/nodes': { kind: 'NodeList', items: [] } }
    const doubtful: Wanted = { ...wanted, isDoubtful: ({ nodes }) => nodes.total === 0 }
    expect(await survey(await start(cluster(empty)), doubtful)).toMatchObject({ confirmed: true, nodes: { total: 0 } })
    let lists = 0
    const sometimes = await start((request, response) => {
      if (request.url?.startsWith('/api/v1/nodes')) lists++
      cluster(lists === 1 ? empty : sample)(request, response)
    })
    const second = await survey(sometimes, doubtful)
    expect(second).toMatchObject({ nodes: { total: 3 } })
    expect(second).not.toHaveProperty('confirmed')
    expect(await survey(await start(cluster()), doubtful)).not.toHaveProperty('confirmed')
  })
})

describe('the memory of a survey', () => {
  it('holds facts, not pages: 5,000 pods of 20 KB leave at most a page', async () => {
    v8.setFlagsFromString('--expose-gc')
    const collect = vm.runInNewContext('gc') as () => void
    const bulk = { annotations: { 'example.com/bulk': 'x'.repeat(18_000) } }
    const items = Array.from({ length: 5000 }, (_, index) => pod('web', index, bulk))
    const nodes = Array.from({ length: 500 }, (_, index) => node(`n${index}`))
    const inner = cluster({
      ...sample,
      '/api/v1/nodes': { kind: 'NodeList', items: nodes },
      '/api/v1/pods': { kind: 'PodList', items },
    })
    const held: number[] = []
    const server = await start((request, response) => {
      if (request.url?.startsWith('/api/v1/pods')) {
        collect()
        const { heapUsed, external } = process.memoryUsage()
        held.push(heapUsed + external)
      }
      inner(request, response)
    })
    const result = await survey(server, wanted, defaultLimits)
    expect(result).toMatchObject({ nodes: { total: 500 }, requested: new Map([['cpu', cores('500')]]) })
    expect(held).toHaveLength(10)
    // A page has 10 MB, all ten have 100 MB; the last one may not have been collected yet.
    expect(Math.max(...held) - (held[0] ?? 0)).toBeLessThan(25e6)
  })
})
