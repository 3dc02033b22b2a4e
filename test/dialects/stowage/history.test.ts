import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readHistory } from '../../../src/dialects/stowage/history.ts'
import { placementName, toPlacement } from '../../../src/dialects/stowage/placement.ts'
import type { PlacementDecision, Target } from '../../../src/model/decision.ts'
import type { JsonObject } from '../../../src/model/json.ts'
import { identity, type ObjectId } from '../../../src/model/resource.ts'
import { aPolicyRef, aUnit } from '../../builders/unit.ts'
import { aResource, collector, resources } from '../resource.ts'

const web: ObjectId = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'web' }

function decision(workload: ObjectId, targets: readonly Target[], facts: JsonObject = {}): PlacementDecision {
  const evidence = {
    rejected: [],
    scores: new Map(),
    ranking: [],
    kept: 0,
    plan: new Map(),
    overflow: new Map(),
    gated: [],
  }
  return { unit: aUnit({ workload, facts }), policyRef: aPolicyRef(), targets, evidence }
}

describe('toPlacement', () => {
  test('in a fixed order of keys', () => {
    const targets = [
      { cluster: 'eu', replicas: 2 },
      { cluster: 'us', replicas: undefined },
    ]
    expect(JSON.stringify(toPlacement(decision(web, targets, { policy: 'd', replicas: 2 })))).toBe(
      JSON.stringify({
        apiVersion: 'stowage.dev/v1alpha1',
        kind: 'Placement',
        metadata: { name: 'deployment.apps-web', namespace: 'shop' },
        spec: {
          workload: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'web' },
          policy: { apiVersion: 'stowage.dev/v1alpha1', kind: 'Policy', namespace: 'default', name: 'policy' },
          clusters: [{ name: 'eu', replicas: 2 }, { name: 'us' }],
          facts: { policy: 'd', replicas: 2 },
        },
      }),
    )
  })

  test('without a policy, facts or targets', () => {
    const workload = { apiVersion: 'v1', kind: 'Node', namespace: '', name: 'n' }
    expect(toPlacement({ ...decision(workload, []), policyRef: undefined })).toEqual({
      apiVersion: 'stowage.dev/v1alpha1',
      kind: 'Placement',
      metadata: { name: 'node-n' },
      spec: { workload: { apiVersion: 'v1', kind: 'Node', name: 'n' }, clusters: [] },
    })
  })

  test('stays below a kilobyte for five clusters', () => {
    const targets = ['a', 'b', 'c', 'd', 'e'].map((one) => ({ cluster: `production-${one}`, replicas: 12 }))
    const facts = { policy: '0123456789abcdef', replicas: 60 }
    expect(JSON.stringify(toPlacement(decision(web, targets, facts)), null, 2).length).toBeLessThan(1024)
  })
})

describe('names', () => {
  const id = (apiVersion: string, kind: string, name: string): ObjectId => ({ apiVersion, kind, namespace: 'n', name })

  test.each<[ObjectId, RegExp]>([
    [id('v1', 'Service', 'web'), /^service-web$/],
    [id('networking.k8s.io/v1', 'Ingress', 'web'), /^ingress\.networking\.k8s\.io-web$/],
    [
      id('rbac.authorization.k8s.io/v1', 'Role', 'system:x'),
      /^role\.rbac\.authorization\.k8s\.io-system-x-[0-9a-f]{16}$/,
    ],
    [id('v1', 'ConfigMap', 'x'.repeat(253)), /^configmap-x+-[0-9a-f]{16}$/],
    [id('a-b/v1', 'Foo', 'c'), /^foo\.a-b-c-[0-9a-f]{16}$/],
  ])('%j', (workload, expected) => {
    const name = placementName(workload)
    expect(name).toMatch(expected)
    expect(name.length).toBeLessThanOrEqual(253)
    expect(name).toMatch(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/)
  })

  test('differ where identities differ', () => {
    const text = fc.stringMatching(/^[a-bA.:-]{1,4}$/)
    const ids = fc.record({
      group: fc.constantFrom('', 'a', 'a-b', 'a.b'),
      kind: fc.constantFrom('A', 'B', 'Ab'),
      name: text,
    })
    const build = (plan: { group: string; kind: string; name: string }): ObjectId =>
      id(plan.group === '' ? 'v1' : `${plan.group}/v1`, plan.kind, plan.name)
    fc.assert(
      fc.property(ids, ids, (one, other) => {
        const [a, b] = [build(one), build(other)]
        expect(placementName(a) === placementName(b)).toBe(identity(a) === identity(b))
      }),
    )
  })
})

describe('readHistory', () => {
  test('gives back what toPlacement wrote', () => {
    const clusters = fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), fc.option(fc.nat(), { nil: undefined }))
    fc.assert(
      fc.property(clusters, fc.dictionary(fc.string(), fc.integer()), (replicas, facts) => {
        const targets = Object.entries(replicas).map(([cluster, count]) => ({ cluster, replicas: count }))
        const text = JSON.stringify(toPlacement(decision(web, targets, facts)))
        const placement = aResource(JSON.parse(text) as JsonObject, 'placements/shop/web.yaml')
        const { report, codes } = collector()
        const history = readHistory([placement], report)
        expect([...history.keys()]).toEqual([identity(web)])
        const previous = history.get(identity({ ...web, apiVersion: 'apps/v2' }))
        expect(previous?.clusters).toEqual(new Map(Object.entries(replicas)))
        expect(previous?.facts).toEqual(JSON.parse(JSON.stringify(facts)))
        expect(previous?.origin.file).toBe('placements/shop/web.yaml')
        expect(codes()).toEqual([])
      }),
    )
  })

  test('two of one workload', () => {
    const { report, codes, found } = collector()
    const placements = [1, 2].map((replicas) => toPlacement(decision(web, [{ cluster: 'a', replicas }])))
    const history = readHistory(resources(...placements), report)
    expect(history.get(identity(web))?.clusters).toEqual(new Map([['a', 1]]))
    expect(codes()).toEqual(['bind/placement-twice 1.yaml:spec.workload'])
    expect(found[0]?.related).toEqual([{ file: '0.yaml', document: 0, path: [] }])
  })
})
