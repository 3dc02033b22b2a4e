import { describe, expect, it } from 'vitest'
import { knownFleet } from '../../src/dialects/known-fleet.ts'
import type { Json, JsonObject } from '../../src/model/json.ts'
import { aDeployment, collector, resources } from './resource.ts'

const ours = (kind: string, name: string, spec: Json = {}, namespace?: string): JsonObject => ({
  apiVersion: 'stowage.dev/v1alpha1',
  kind,
  metadata: namespace === undefined ? { name } : { name, namespace },
  spec,
})
const snapshot = (name: string): JsonObject =>
  ours('ClusterSnapshot', name, { takenAt: '2026-11-22T10:00:00Z', ready: true })
const member = (apiVersion: string, kind: string, name: string, more: JsonObject = {}): JsonObject => ({
  apiVersion,
  kind,
  metadata: { name, ...more },
  spec: { apiEndpoint: 'https://x.example', secretRef: { name } },
})
const placement = (name: string, clusters: Json[]): JsonObject =>
  ours(
    'Placement',
    name,
    { workload: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name }, clusters },
    'shop',
  )

describe('knownFleet', () => {
  it('knows the clusters of every dialect, and tells those that only a snapshot stands for', () => {
    const { report, codes } = collector()
    const { declared, snapshots, leaving } = knownFleet(
      resources(
        member('core.kubeadmiral.io/v1alpha1', 'FederatedCluster', 'c'),
        member('core.kubefed.io/v1beta1', 'KubeFedCluster', 'b'),
        ours('Cluster', 'a'),
        snapshot('a'),
        snapshot('d'),
        aDeployment('web'),
      ),
      report,
    )
    expect([...declared]).toEqual(['a', 'b', 'c'])
    expect([...snapshots.keys()].sort()).toEqual(['a', 'd'])
    expect([...leaving]).toEqual([])
    expect(codes()).toEqual([])
  })

  it('tells clusters that are being removed', () => {
    const { report } = collector()
    const gone = member('core.kubeadmiral.io/v1alpha1', 'FederatedCluster', 'c', {
      deletionTimestamp: '2026-11-22T10:00:00Z',
    })
    const { declared, leaving } = knownFleet(resources(gone, snapshot('c')), report)
    expect({ declared: [...declared], leaving: [...leaving] }).toEqual({ declared: [], leaving: ['c'] })
  })

  it('knows what was placed where, followers included', () => {
    const { report, codes } = collector()
    const { placed } = knownFleet(
      resources(
        placement('web', [{ name: 'a', replicas: 2 }, { name: 'b' }]),
        placement('db', [{ name: 'a', following: true }]),
      ),
      report,
    )
    expect(Object.fromEntries([...placed].map(([cluster, ids]) => [cluster, [...ids].sort()]))).toEqual({
      a: ['apps/Deployment/shop/db', 'apps/Deployment/shop/web'],
      b: ['apps/Deployment/shop/web'],
    })
    expect(codes()).toEqual([])
  })

  it('reports what breaks its schema, and second copies', () => {
    const { report, codes } = collector()
    const { snapshots } = knownFleet(resources(ours('ClusterSnapshot', 'a'), snapshot('b'), snapshot('b')), report)
    expect([...snapshots.keys()]).toEqual(['b'])
    expect(new Set(codes().map((line) => line.split(' ')[0]))).toEqual(
      new Set(['object/missing-field', 'object/duplicate']),
    )
  })
})
