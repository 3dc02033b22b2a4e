import { identity, type ObjectId } from '../model/resource.ts'
import type { WorkloadType } from './workloads.ts'

const replicas = ['spec', 'replicas'] as const

/** Kinds with replicas, by the beginning of their identities. */
const types: ReadonlyMap<string, WorkloadType> = new Map([
  ['apps/Deployment/', { apiVersion: 'apps/v1', kind: 'Deployment', replicas, whenAbsent: 1 }],
  ['apps/StatefulSet/', { apiVersion: 'apps/v1', kind: 'StatefulSet', replicas, whenAbsent: 1 }],
  ['apps/ReplicaSet/', { apiVersion: 'apps/v1', kind: 'ReplicaSet', replicas, whenAbsent: 1 }],
  ['argoproj.io/Rollout/', { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', replicas, whenAbsent: 1 }],
])

/** The kinds to list, and which of their objects are told. */
export interface WantedWorkloads {
  readonly types: readonly WorkloadType[]
  readonly isWanted: (id: ObjectId) => boolean
}

/**
 * What is to be read of one cluster: `placed` are the identities (model/resource) of what was placed there. `all` adds
 * every Deployment and StatefulSet; of other kinds only what was placed counts, and they are not even listed without.
 */
export function wantedWorkloads(placed: ReadonlySet<string>, which: 'placed' | 'all'): WantedWorkloads {
  const kinds = new Set(Array.from(placed, kindOf))
  const isAll = (key: string): boolean => which === 'all' && usual.has(key)
  return {
    types: [...types].filter(([key]) => isAll(key) || kinds.has(key)).map(([, type]) => type),
    isWanted: (id) => {
      const key = identity(id)
      return isAll(kindOf(key)) || placed.has(key)
    },
  }
}

/** Kinds that every cluster has, and of which each object stands for itself: a ReplicaSet is mostly a Deployment's. */
const usual: ReadonlySet<string> = new Set(['apps/Deployment/', 'apps/StatefulSet/'])

/** `apps/Deployment/` of an identity. */
function kindOf(key: string): string {
  return key.slice(0, key.indexOf('/', key.indexOf('/') + 1) + 1)
}
