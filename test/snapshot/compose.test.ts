import { describe, expect, it } from 'vitest'
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts'
import type { JsonObject } from '../../src/model/json.ts'
import { check } from '../../src/schema/check.ts'
import { snapshotObject } from '../../src/snapshot/compose.ts'
import { clusterObject } from '../../src/snapshot/init.ts'
import type { Standing } from '../../src/snapshot/standing.ts'
import type { Survey } from '../../src/snapshot/survey.ts'
import { print } from '../../src/yaml/print.ts'
import { aResource } from '../dialects/resource.ts'
import { aSeen, aSurvey, noon, quantities, specOf } from './survey.ts'

const sound: Standing = { ready: true, reason: '', failing: undefined, recovering: undefined }
const shaky: Standing = {
  ready: false,
  reason: 'timeout',
  failing: { since: noon, count: 3, reason: 'refused\nECONNREFUSED' },
  recovering: { since: noon, count: 1 },
}
const make = (plan: Partial<Survey> = {}, previous?: JsonObject, standing = sound): JsonObject =>
  snapshotObject('eu', aSurvey(plan), standing, previous, { steps: new Map() })

function problems(value: JsonObject): string[] {
  const found: Diagnostic[] = []
  check(aResource(value), (each) => found.push(each))
  return found.map(({ code, at }) => `${code} ${JSON.stringify(at)}`)
}

const full: Partial<Survey> = {
  apis: [
    { group: 'apps', version: 'v1', kind: 'Deployment' },
    { group: '', version: 'v1', kind: 'Pod' },
  ],
  workloads: [
    aSeen({
      name: 'web',
      unschedulable: [
        { since: noon, pods: 1, outdated: 0 },
        { since: noon - 1000, pods: 2, outdated: 1 },
      ],
    }),
    aSeen({ name: 'api', namespace: '' }),
  ],
}

describe('the object', () => {
  it('has one form', () => {
    expect(print(make(full)).head).toBe(`apiVersion: stowage.dev/v1alpha1
kind: ClusterSnapshot
metadata:
  name: eu
spec:
  takenAt: "2026-11-22T12:00:00Z"
  ready: true
  kubernetesVersion: v1.34.1
  apis:
  - version: v1
    kind: Pod
  - group: apps
    version: v1
    kind: Deployment
  resources:
    schedulableNodes: 1
    allocatable:
      cpu: "4"
      memory: 8Gi
    available:
      cpu: 3488m
      memory: 7Gi
  workloads:
  - apiVersion: apps/v1
    kind: Deployment
    name: api
    desired: 3
    current: 3
    replicas: 3
    ready: 3
    pods: 3
    scheduled: 3
  - apiVersion: apps/v1
    kind: Deployment
    namespace: shop
    name: web
    desired: 3
    current: 3
    replicas: 3
    ready: 3
    pods: 3
    scheduled: 3
    unschedulable:
    - since: "2026-11-22T11:59:59Z"
      pods: 2
      outdated: 1
    - since: "2026-11-22T12:00:00Z"
      pods: 1
`)
  })

  it.each<[string, JsonObject]>([
    ['sound', make(full)],
    ['shaky', make(full, undefined, shaky)],
    ['empty', make({ apis: [], workloads: [], nodes: { ...aSurvey().nodes, schedulable: 0, allocatable: new Map() } })],
    ['overcommitted', make({ requested: quantities({ cpu: '400', memory: '3' }) })],
    ['a new cluster', clusterObject('eu', aSurvey())],
  ])('passes the schema: %s', (_name, value) => {
    expect(problems(value)).toEqual([])
  })

  it('the schema is one that can refuse', () => {
    const value = make()
    specOf(value).secret = 'x'
    expect(problems(value)).toHaveLength(1)
  })

  it('tells the standing first, in one line each', () => {
    const spec = specOf(make({}, undefined, shaky))
    expect(Object.keys(spec).slice(0, 5)).toEqual(['takenAt', 'ready', 'reason', 'failing', 'recovering'])
    expect(spec.failing).toEqual({ since: '2026-11-22T12:00:00Z', count: 3, reason: 'refused ECONNREFUSED' })
  })

  it('leaves out a version that is none', () => {
    expect(specOf(make({ kubernetesVersion: 'Bearer abc' }))).not.toHaveProperty('kubernetesVersion')
  })

  it('is the same for a survey in any order', () => {
    const { apis = [], workloads = [] } = full
    const turned = workloads.map((each) => ({ ...each, unschedulable: [...each.unschedulable].reverse() })).reverse()
    expect(print(make({ apis: [...apis].reverse(), workloads: turned }))).toEqual(print(make(full)))
  })
})

describe('what the previous snapshot gives', () => {
  const before = make(full)

  it('labels and annotations, and nothing else of its own', () => {
    const previous = {
      ...before,
      metadata: { name: 'old', labels: { team: 'a' } },
      spec: { ...specOf(before), extra: 1 },
    }
    const next = make(full, previous)
    expect(next.metadata).toEqual({ name: 'eu', labels: { team: 'a' } })
    expect(next.spec).toEqual(before.spec)
  })

  it('amounts less than a step away, up or down', () => {
    const available = (cpu: string): unknown =>
      (specOf(make({ requested: quantities({ cpu, memory: '1Gi' }) }, before)).resources as JsonObject).available
    expect(available('531m')).toMatchObject({ cpu: '3488m' })
    expect(available('481m')).toMatchObject({ cpu: '3488m' })
    expect(available('544m')).toMatchObject({ cpu: '3456m' })
    expect(available('480m')).toMatchObject({ cpu: '3520m' })
  })

  it('API types that nobody could ask for, and no others', () => {
    const found = specOf(
      make({ apis: [{ group: 'x.io', version: 'v1', kind: 'A' }], staleApis: ['v1', 'x.io/v1'] }, before),
    )
    expect(found.apis).toEqual([
      { version: 'v1', kind: 'Pod' },
      { group: 'x.io', version: 'v1', kind: 'A' },
    ])
  })
})

describe('a new cluster', () => {
  const labels = (regions: readonly string[], zones: readonly string[]): unknown =>
    clusterObject('eu', {
      nodes: {
        ...aSurvey().nodes,
        regions: new Map(regions.map((r) => [r, 2])),
        zones: new Map(zones.map((z) => [z, 1])),
      },
    }).metadata

  it.each<[string, string[], string[], unknown]>([
    ['one of each', ['eu'], ['eu-1'], { 'topology.kubernetes.io/region': 'eu', 'topology.kubernetes.io/zone': 'eu-1' }],
    ['several zones', ['eu'], ['eu-1', 'eu-2'], { 'topology.kubernetes.io/region': 'eu' }],
    ['several regions', ['eu', 'us'], ['z'], { 'topology.kubernetes.io/zone': 'z' }],
    ['none', [], [], undefined],
  ])('%s', (_name, regions, zones, expected) => {
    expect(labels(regions, zones)).toEqual(expected === undefined ? { name: 'eu' } : { name: 'eu', labels: expected })
  })
})
