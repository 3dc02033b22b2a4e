// Many API servers in one process, all of the same large cluster, served from memory; a child of the snapshot bench.
//
//   node test/bench/api-server.mjs <certificate.json> <clusters> <nodes> <pods>
//
// Prints the ports as one line of JSON once all of them listen, and ends with its standard input.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'

const [certificate, clusters, nodes, pods] = process.argv.slice(2)
const identity = JSON.parse(readFileSync(certificate, 'utf8'))
const page = 500
const when = '2026-11-20T08:00:00Z'
const perDeployment = 10

const pad = (number) => String(number).padStart(5, '0')
const owner = (kind, name) => ({ apiVersion: 'apps/v1', kind, name, uid: `uid-${name}`, controller: true })
const condition = (type) => ({ type, status: 'True', lastProbeTime: null, lastTransitionTime: when })

/** What the API server notes about who set which field: on real pods more than half of the object. */
function managedFields(manager, count) {
  const fields = {}
  for (let index = 0; index < count; index++) {
    fields[`k:{"name":"FIELD_${pad(index)}"}`] = { '.': {}, 'f:name': {}, 'f:value': {} }
  }
  return [{ manager, operation: 'Update', apiVersion: 'v1', time: when, fieldsType: 'FieldsV1', fieldsV1: { fields } }]
}

function node(index) {
  return {
    metadata: {
      name: `node-${pad(index)}`,
      uid: `uid-node-${index}`,
      labels: { 'topology.kubernetes.io/region': 'eu', 'topology.kubernetes.io/zone': `eu-${index % 3}` },
      managedFields: managedFields('kubelet', 40),
    },
    spec: { podCIDR: '10.0.0.0/24' },
    status: {
      capacity: { cpu: '16', memory: '65536Mi', pods: '110' },
      allocatable: { cpu: '15890m', memory: '63072Mi', pods: '110' },
      conditions: ['MemoryPressure', 'DiskPressure', 'PIDPressure', 'Ready'].map(condition),
      images: Array.from({ length: 30 }, (_, image) => ({
        names: [`registry.example.com/team/service-${image}@sha256:${'0'.repeat(64)}`],
        sizeBytes: 123456789,
      })),
    },
  }
}

function pod(index) {
  const set = `service-${pad(Math.floor(index / perDeployment))}-7c9d8b6f5`
  return {
    metadata: {
      name: `${set}-${pad(index)}`,
      namespace: 'shop',
      uid: `uid-pod-${index}`,
      labels: { app: set.slice(0, -10), 'pod-template-hash': '7c9d8b6f5' },
      ownerReferences: [owner('ReplicaSet', set)],
      managedFields: managedFields('kube-controller-manager', 28),
    },
    spec: {
      containers: ['main', 'proxy'].map((name) => ({
        name,
        image: `registry.example.com/team/${name}@sha256:${'0'.repeat(64)}`,
        env: Array.from({ length: 12 }, (_, at) => ({ name: `FIELD_${pad(at)}`, value: `value of field ${at}` })),
        resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '256Mi' } },
        volumeMounts: [{ name: 'token', mountPath: '/var/run/secrets/kubernetes.io/serviceaccount', readOnly: true }],
      })),
      nodeName: `node-${pad(index % Number(nodes))}`,
    },
    status: {
      phase: 'Running',
      conditions: ['PodScheduled', 'Initialized', 'ContainersReady', 'Ready'].map(condition),
      podIP: '10.0.0.7',
      startTime: when,
    },
  }
}

const deployments = Math.ceil(Number(pods) / perDeployment)

function workload(index, isSet) {
  const app = `service-${pad(index)}`
  const labels = { app, ...(isSet && { 'pod-template-hash': '7c9d8b6f5' }) }
  const name = isSet ? `${app}-7c9d8b6f5` : app
  return {
    metadata: {
      name,
      namespace: 'shop',
      uid: `uid-${name}`,
      creationTimestamp: when,
      ...(isSet && { ownerReferences: [owner('Deployment', app)] }),
      managedFields: managedFields('kubectl', 20),
    },
    spec: {
      replicas: perDeployment,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: 'main', image: 'main:1' }] } },
    },
    status: { replicas: perDeployment, readyReplicas: perDeployment },
  }
}

/** Answers by path and query, made once. */
const answers = new Map()
function addList(path, apiVersion, kind, count, make) {
  for (let from = 0; from === 0 || from < count; from += page) {
    const left = Math.max(count - from - page, 0)
    const metadata = {
      resourceVersion: '77',
      ...(left > 0 && { continue: String(from + page), remainingItemCount: left }),
    }
    const items = Array.from({ length: Math.min(page, count - from) }, (_, index) => make(from + index))
    const query = from === 0 ? `limit=${page}` : `limit=${page}&continue=${from}`
    answers.set(`${path}?${query}`, Buffer.from(JSON.stringify({ kind, apiVersion, metadata, items })))
  }
}
addList('/api/v1/nodes', 'v1', 'NodeList', Number(nodes), node)
addList('/api/v1/pods', 'v1', 'PodList', Number(pods), pod)
addList('/apis/apps/v1/deployments', 'apps/v1', 'DeploymentList', deployments, (index) => workload(index, false))
addList('/apis/apps/v1/replicasets', 'apps/v1', 'ReplicaSetList', deployments, (index) => workload(index, true))
answers.set('/version', Buffer.from(JSON.stringify({ major: '1', minor: '34', gitVersion: 'v1.34.1' })))
const discovery = (group, version, kinds) => {
  const resources = kinds.map((kind) => ({
    resource: `${kind.toLowerCase()}s`,
    responseKind: { group, version, kind },
    scope: 'Namespaced',
  }))
  const items = [
    { metadata: group === '' ? {} : { name: group }, versions: [{ version, resources, freshness: 'Current' }] },
  ]
  return { kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2', metadata: {}, items }
}
answers.set('/api', Buffer.from(JSON.stringify(discovery('', 'v1', ['Pod', 'Node']))))
answers.set('/apis', Buffer.from(JSON.stringify(discovery('apps', 'v1', ['Deployment', 'ReplicaSet']))))

function answer(request, response) {
  if (request.url === '/readyz') return response.writeHead(200, { 'content-type': 'text/plain' }).end('ok')
  const body = answers.get(request.url)
  if (body === undefined) return response.writeHead(404).end()
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length }).end(body)
}

const ports = []
for (let index = 0; index < Number(clusters); index++) {
  const server = createServer(identity, answer)
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  ports.push(server.address().port)
}
const bytes = [...answers.values()].reduce((sum, body) => sum + body.length, 0)
console.log(JSON.stringify({ ports, bytes }))
process.stdin.resume().on('end', () => process.exit(0))
