import type { Json, JsonObject } from '../../src/model/json.ts'
import { parseQuantity } from '../../src/model/quantity.ts'
import {
  newReading,
  readingSums,
  readNodes,
  readPods,
  readReplicaSets,
  readWorkloads,
} from '../../src/snapshot/reading.ts'
import type { SeenWorkload, Survey } from '../../src/snapshot/survey.ts'
import type { WorkloadType } from '../../src/snapshot/workloads.ts'

export const deployments: WorkloadType = { apiVersion: 'apps/v1', kind: 'Deployment', replicas: ['spec', 'replicas'] }
export const statefulSets: WorkloadType = { ...deployments, kind: 'StatefulSet' }
export const rollouts: WorkloadType = {
  ...deployments,
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Rollout',
  whenAbsent: 1,
}

export interface Pages {
  readonly nodes?: readonly (readonly Json[])[]
  readonly workloads?: readonly (readonly [WorkloadType, readonly Json[]])[]
  readonly replicaSets?: readonly (readonly Json[])[]
  readonly pods?: readonly (readonly Json[])[]
}

/** The sums of pages, or what was wrong with one of them. */
export function readAll(pages: Pages): ReturnType<typeof readingSums> | string {
  const reading = newReading()
  const wrong = [
    ...(pages.nodes ?? []).map((page) => readNodes(reading, page)),
    ...(pages.workloads ?? []).map(([type, page]) => readWorkloads(reading, type, page)),
    ...(pages.replicaSets ?? []).map((page) => readReplicaSets(reading, page)),
    ...(pages.pods ?? []).map((page) => readPods(reading, page)),
  ].find((each) => each !== undefined)
  return wrong ?? readingSums(reading)
}

export function sums(pages: Pages): ReturnType<typeof readingSums> {
  const found = readAll(pages)
  if (typeof found === 'string') throw new Error(found)
  return found
}

export const quantities = (texts: Readonly<Record<string, string>>): Map<string, bigint> =>
  new Map(Object.entries(texts).map(([name, text]) => [name, parseQuantity(text) ?? -1n]))

export const noon = Date.parse('2026-11-22T12:00:00Z')

/** A survey at noon of a healthy cluster with one node and nothing on it. */
export function aSurvey(plan: Partial<Survey> = {}): Survey {
  return {
    takenAt: noon,
    ready: true,
    reason: '',
    kubernetesVersion: 'v1.34.1',
    apis: [{ group: 'apps', version: 'v1', kind: 'Deployment' }],
    nodes: {
      total: 1,
      schedulable: 1,
      allocatable: quantities({ cpu: '4', memory: '8Gi' }),
      regions: new Map(),
      zones: new Map(),
    },
    requested: quantities({ cpu: '500m', memory: '1Gi' }),
    workloads: [aSeen()],
    ...plan,
  }
}

export function aSeen(plan: Partial<SeenWorkload> = {}): SeenWorkload {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    namespace: 'shop',
    name: 'web',
    desired: 3,
    current: 3,
    replicas: 3,
    ready: 3,
    pods: 3,
    scheduled: 3,
    unschedulable: [],
    ...plan,
  }
}

export const specOf = (object: JsonObject | undefined): JsonObject => (object?.spec ?? {}) as JsonObject
