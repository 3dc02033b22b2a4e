import type { ApiObject, TestCluster } from './harness.ts'

/** What the tests let a cluster have. All of it goes through the API, as kubelets and controllers would write it. */

const merge = 'application/merge-patch+json'
const when = '2026-01-01T00:00:00Z'

export interface NodeWish {
  readonly cpu: string
  readonly memory: string
  readonly labels?: Readonly<Record<string, string>>
}

/** A ready node without taints. */
export async function addNode(
  cluster: TestCluster,
  name: string,
  { cpu, memory, labels = {} }: NodeWish,
): Promise<void> {
  const node = { apiVersion: 'v1', kind: 'Node', metadata: { name, labels } }
  await cluster.admin('POST', '/api/v1/nodes', node)
  const amounts = { cpu, memory, pods: '110' }
  await patchNodeStatus(cluster, name, {
    capacity: amounts,
    allocatable: amounts,
    conditions: [condition('Ready', true)],
  })
}

export function patchNodeStatus(cluster: TestCluster, name: string, status: unknown): Promise<ApiObject> {
  return cluster.admin('PATCH', `/api/v1/nodes/${name}/status`, { status }, merge)
}

/** Changes spec of a node: taints, unschedulable. */
export function patchNode(cluster: TestCluster, name: string, spec: unknown): Promise<ApiObject> {
  return cluster.admin('PATCH', `/api/v1/nodes/${name}`, { spec }, merge)
}

export function condition(type: string, is: boolean, reason = 'Test', since = when): object {
  return { type, status: is ? 'True' : 'False', reason, lastTransitionTime: since }
}

export async function addNamespace(cluster: TestCluster, name: string): Promise<void> {
  await cluster.admin('POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } })
}

export interface DeploymentWish {
  readonly namespace: string
  readonly name: string
  readonly replicas: number
  /** Of the replicas, those that have a node and run, all on `node`. */
  readonly running: number
  readonly node: string
  /** What each pod requests. */
  readonly requests: Readonly<Record<string, string>>
  /** Since when the others wait for a node. */
  readonly waitingSince?: string
}

/** A Deployment with its ReplicaSet and its pods. */
export async function addDeployment(cluster: TestCluster, wish: DeploymentWish): Promise<void> {
  const { namespace, name, replicas, running } = wish
  const selector = { matchLabels: { app: name } }
  const labels = { app: name, 'pod-template-hash': 'a1b2c3d4e5' }
  const spec = podSpec(wish.requests)
  const apps = `/apis/apps/v1/namespaces/${namespace}`
  const counts = { replicas, readyReplicas: running, observedGeneration: 1 }

  const deployment = await cluster.admin('POST', `${apps}/deployments`, {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace },
    spec: { replicas, selector, template: { metadata: { labels: { app: name } }, spec } },
  })
  const replicaSet = await cluster.admin('POST', `${apps}/replicasets`, {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name: `${name}-a1b2c3d4e5`, namespace, labels, ownerReferences: [owner('Deployment', deployment)] },
    spec: { replicas, selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
  })
  for (let index = 0; index < replicas; index++) {
    const pod = `${name}-a1b2c3d4e5-${index}`
    const metadata = { name: pod, namespace, labels, ownerReferences: [owner('ReplicaSet', replicaSet)] }
    await addPod(cluster, metadata, spec, index < running ? wish.node : undefined, wish.waitingSince)
  }
  await cluster.admin('PATCH', `${apps}/replicasets/${name}-a1b2c3d4e5/status`, { status: counts }, merge)
  await cluster.admin('PATCH', `${apps}/deployments/${name}/status`, { status: counts }, merge)
}

/** A pod that runs on a node; without one, a pod that no node can take. */
export async function addPod(
  cluster: TestCluster,
  metadata: { readonly name: string; readonly namespace: string },
  spec: object,
  node: string | undefined,
  waitingSince = when,
): Promise<void> {
  const pods = `/api/v1/namespaces/${metadata.namespace}/pods`
  const placed = node === undefined ? spec : { ...spec, nodeName: node }
  await cluster.admin('POST', pods, { apiVersion: 'v1', kind: 'Pod', metadata, spec: placed })
  const status =
    node === undefined
      ? { phase: 'Pending', conditions: [condition('PodScheduled', false, 'Unschedulable', waitingSince)] }
      : { phase: 'Running', conditions: [condition('PodScheduled', true), condition('Ready', true)] }
  await cluster.admin('PATCH', `${pods}/${metadata.name}/status`, { status }, merge)
}

/** One container. Its env value must never be seen in a snapshot. */
export function podSpec(requests: Readonly<Record<string, string>>): object {
  const container = { name: 'main', image: 'registry.invalid/main:1', resources: { requests } }
  return { containers: [{ ...container, env: [{ name: 'PASSWORD', value: hidden }] }] }
}

/** Stands where secrets could stand in what a cluster says. */
export const hidden = 'do-not-write-this-down'

export interface StatefulSetWish {
  readonly namespace: string
  readonly name: string
  readonly replicas: number
  readonly node: string
  readonly requests: Readonly<Record<string, string>>
}

/** A StatefulSet whose pods all run. */
export async function addStatefulSet(cluster: TestCluster, wish: StatefulSetWish): Promise<void> {
  const { namespace, name, replicas, node } = wish
  const sets = `/apis/apps/v1/namespaces/${namespace}/statefulsets`
  const labels = { app: name }
  const spec = podSpec(wish.requests)
  const set = await cluster.admin('POST', sets, {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name, namespace },
    spec: { replicas, serviceName: name, selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
  })
  for (let index = 0; index < replicas; index++) {
    const metadata = { name: `${name}-${index}`, namespace, labels, ownerReferences: [owner('StatefulSet', set)] }
    await addPod(cluster, metadata, spec, node)
  }
  await cluster.admin('PATCH', `${sets}/${name}/status`, { status: { replicas, readyReplicas: replicas } }, merge)
}

function owner(kind: string, { metadata: { name, uid } }: ApiObject): object {
  return { apiVersion: 'apps/v1', kind, name, uid, controller: true, blockOwnerDeletion: true }
}
