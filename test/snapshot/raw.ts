import type { JsonObject } from '../../src/model/json.ts'

/** Raw objects as an API server sends them; each holds texts that must never leave it. */
export const canary = 'CANARY-do-not-leak'

interface NodePlan {
  readonly name?: string
  readonly cpu?: string
  readonly memory?: string
  readonly labels?: JsonObject
  readonly cordoned?: boolean
  readonly taint?: string
  /** Status of the condition Ready; null leaves it out. */
  readonly ready?: string | null
}

export function rawNode({ name = 'n', cpu = '4', memory = '8Gi', ready = 'True', ...plan }: NodePlan = {}): JsonObject {
  return {
    metadata: { name, uid: `uid-${name}`, labels: plan.labels ?? {}, annotations: { secret: canary } },
    spec: {
      ...(plan.cordoned === undefined ? {} : { unschedulable: plan.cordoned }),
      ...(plan.taint === undefined ? {} : { taints: [{ key: 'a', effect: plan.taint }] }),
    },
    status: {
      allocatable: { cpu, memory, pods: '110' },
      conditions: [
        { type: 'MemoryPressure', status: 'False', message: canary },
        ...(ready === null ? [] : [{ type: 'Ready', status: ready }]),
      ],
      addresses: [{ type: 'Hostname', address: canary }],
    },
  }
}

export const template = (image = 'web:1', more: JsonObject = {}): JsonObject => ({
  metadata: { labels: { app: 'web', ...more } },
  spec: { containers: [{ name: 'web', image, env: [{ name: 'PASSWORD', value: canary }], args: [canary] }] },
})

interface WorkloadPlan {
  readonly name?: string
  readonly namespace?: string
  readonly desired?: number
  readonly replicas?: number
  readonly ready?: number
  readonly selector?: JsonObject
  readonly template?: JsonObject
}

/** A Deployment, StatefulSet or the like with pods of `app: web`. */
export function rawWorkload({ name = 'web', namespace = 'shop', desired = 3, ...plan }: WorkloadPlan = {}): JsonObject {
  return {
    metadata: { name, namespace, uid: `uid-${name}`, annotations: { note: canary } },
    spec: {
      replicas: desired,
      selector: plan.selector ?? { matchLabels: { app: 'web' } },
      template: plan.template ?? template(),
    },
    status: {
      replicas: plan.replicas ?? desired,
      ...(plan.ready === 0 ? {} : { readyReplicas: plan.ready ?? desired }),
    },
  }
}

interface ReplicaSetPlan {
  readonly name?: string
  readonly of?: string
  readonly namespace?: string
  readonly image?: string
  readonly created?: string
}

export function rawReplicaSet(plan: ReplicaSetPlan = {}): JsonObject {
  const { name = 'web-1', of = 'web', image = 'web:1', created = '2026-01-01T00:00:00Z', namespace = 'shop' } = plan
  const labels = template(image, { 'pod-template-hash': name })
  return {
    metadata: {
      name,
      namespace,
      uid: `uid-${name}`,
      creationTimestamp: created,
      ownerReferences: [{ uid: `uid-${of}`, controller: true }],
    },
    spec: { replicas: 1, selector: { matchLabels: { app: 'web', 'pod-template-hash': name } }, template: labels },
    status: { replicas: 1 },
  }
}

interface PodPlan {
  readonly name?: string
  readonly namespace?: string
  readonly owner?: string
  readonly labels?: JsonObject
  readonly phase?: string
  /** Status of the condition Ready; null leaves it out. */
  readonly ready?: string | null
  /** Since when no node takes it. */
  readonly waits?: string
  readonly scheduled?: boolean
  readonly deleting?: boolean
  readonly requests?: readonly JsonObject[]
  readonly init?: readonly JsonObject[]
  readonly overhead?: JsonObject
}

/** A pod of the ReplicaSet web-1 that runs and is ready, unless it waits. */
export function rawPod(plan: PodPlan = {}): JsonObject {
  const { name = 'p', namespace = 'shop', owner = 'web-1', labels = { app: 'web' }, waits } = plan
  const phase = plan.phase ?? (waits === undefined ? 'Running' : 'Pending')
  const ready = plan.ready === undefined && phase === 'Running' ? 'True' : (plan.ready ?? null)
  const scheduling =
    waits === undefined
      ? { type: 'PodScheduled', status: (plan.scheduled ?? true) ? 'True' : 'False', reason: 'SchedulerError' }
      : { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', lastTransitionTime: waits, message: canary }
  return {
    metadata: {
      name,
      namespace,
      uid: `uid-pod-${name}`,
      labels,
      annotations: { note: canary },
      ...(plan.deleting === true ? { deletionTimestamp: '2026-01-01T00:00:00Z' } : {}),
      ...(owner === ''
        ? {}
        : {
            ownerReferences: [
              { uid: 'uid-node', controller: false },
              { uid: `uid-${owner}`, controller: true },
            ],
          }),
    },
    spec: {
      containers: (plan.requests ?? [{ cpu: '100m', memory: '64Mi' }]).map(container),
      initContainers: (plan.init ?? []).map(container),
      ...(plan.overhead === undefined ? {} : { overhead: plan.overhead }),
    },
    status: { phase, conditions: [scheduling, ...(ready === null ? [] : [{ type: 'Ready', status: ready }])] },
  }
}

const container = (requests: JsonObject): JsonObject => ({
  name: 'c',
  image: canary,
  args: [canary],
  env: [{ name: 'TOKEN', value: canary }],
  resources: { requests, limits: requests },
})
