import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fleetFactsId, toFleetFacts } from '../../../src/dialects/stowage/fleet-facts.ts'
import { readHistory } from '../../../src/dialects/stowage/history.ts'
import { placementName, toPlacement } from '../../../src/dialects/stowage/placement.ts'
import type { PlacementDecision, Target } from '../../../src/model/decision.ts'
import { type Fleet, recordOf } from '../../../src/model/fleet.ts'
import type { JsonObject } from '../../../src/model/json.ts'
import { isRenderedManifest, marker } from '../../../src/model/marker.ts'
import { identity, type ObjectId } from '../../../src/model/resource.ts'
import { parse } from '../../../src/yaml/parse.ts'
import { print } from '../../../src/yaml/print.ts'
import { aCluster, aFleet } from '../../builders/cluster.ts'
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
  return {
    unit: aUnit({ workload }),
    policyRef: aPolicyRef(),
    targets,
    evidence,
    outcome: 'decided',
    deferred: [],
    facts,
    fleet: undefined,
    dispatched: true,
    follows: [],
  }
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

  test('with all that it may say', () => {
    const all = {
      ...decision(web, [
        { cluster: 'ap', replicas: undefined, following: true },
        { cluster: 'eu', replicas: 6, overflow: 2 },
      ]),
      facts: { replicas: 6, annotations: { b: '1', a: '2' } },
      fleet: recordOf(aFleet('eu')),
      follows: ['apps/Deployment/shop/api'],
      deferred: ['clusterJoined:false'],
      dispatched: false,
    }
    expect(print(toPlacement({ ...all, policyRef: undefined })).head).toBe(`apiVersion: stowage.dev/v1alpha1
kind: Placement
metadata:
  name: deployment.apps-web
  namespace: shop
spec:
  workload:
    apiVersion: apps/v1
    kind: Deployment
    namespace: shop
    name: web
  deferred:
  - clusterJoined:false
  clusters:
  - name: ap
    following: true
  - name: eu
    replicas: 6
    overflow: 2
  follows:
  - apps/Deployment/shop/api
  dryRun: true
  facts:
    annotations:
      a: "2"
      b: "1"
    fleet: "${recordOf(aFleet('eu')).digest}"
    replicas: 6
`)
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

  test('gives back overflow, followed clusters and dry runs, apart from where its own policy placed it', () => {
    const targets: Target[] = [
      { cluster: 'ap', replicas: undefined, following: true },
      { cluster: 'eu', replicas: 6, overflow: 2 },
      { cluster: 'us', replicas: 0 },
    ]
    const { report } = collector()
    const [dry, ran] = [false, true].map((dispatched) => {
      const value = toPlacement({ ...decision(web, targets), dispatched })
      return readHistory([aResource(value)], report).get(identity(web))
    })
    expect(dry).toMatchObject({
      clusters: new Map([
        ['eu', 6],
        ['us', 0],
      ]),
      overflow: new Map([['eu', 2]]),
      following: new Set(['ap']),
      policyName: 'policy',
      dispatched: false,
    })
    expect(ran?.dispatched).toBe(true)
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

describe('the fleet that decisions rest on', () => {
  const fleet = aFleet(
    aCluster({ name: 'eu', labels: { zone: 'x', on: 'yes' }, taints: ['b=1:NoSchedule', 'a:NoExecute'], apis: [] }),
    aCluster({ name: 'away', joined: false }),
    'us',
  )
  const placementOf = (workload: ObjectId, at: Fleet, more: Partial<PlacementDecision> = {}): JsonObject =>
    toPlacement({ ...decision(workload, [], { replicas: 1 }), fleet: recordOf(at), ...more })
  const api = { ...web, name: 'api' }

  /** As the next render sees it: printed and parsed again. */
  function reread(...values: readonly JsonObject[]) {
    const { report, codes, found } = collector()
    const texts = values.map((value) => parse({ path: 'x.yaml', text: print(value).head }, report))
    const read = texts.flatMap((documents) => documents.map(({ value }) => value as JsonObject))
    return { history: readHistory(resources(...read), report), codes, found }
  }

  test('is an object of its own, small and readable', () => {
    const { apis } = recordOf(fleet).clusters.get('eu') ?? {}
    expect(print(toFleetFacts(recordOf(fleet))).head).toBe(`apiVersion: stowage.dev/v1alpha1
kind: FleetFacts
metadata:
  name: "${recordOf(fleet).digest}"
spec:
  clusters:
  - name: eu
    labels:
      "on": "yes"
      zone: x
    taints:
    - key: a
      effect: NoExecute
    - key: b
      value: "1"
      effect: NoSchedule
    apis: "${apis}"
  - name: us
`)
  })

  test('is named by its content', () => {
    const turned = aFleet('us', ...fleet.clusters.filter(({ name }) => name === 'eu'))
    expect(fleetFactsId(recordOf(turned))).toEqual(fleetFactsId(recordOf(fleet)))
    expect(fleetFactsId(recordOf(aFleet('us'))).name).not.toBe(fleetFactsId(recordOf(fleet)).name)
  })

  test('is read again though it is generated, for it is no manifest', () => {
    expect(isRenderedManifest(marker + print(toFleetFacts(recordOf(fleet))).head)).toBe(false)
    expect(isRenderedManifest(marker + print(placementOf(web, fleet)).head)).toBe(false)
    expect(isRenderedManifest(`${marker}apiVersion: v1\nkind: Secret\n`)).toBe(true)
  })

  test('comes back as it was, one record for all placements that name it', () => {
    const { history, codes } = reread(placementOf(web, fleet), placementOf(api, fleet), toFleetFacts(recordOf(fleet)))
    expect(history.get(identity(web))?.fleet).toEqual(recordOf(fleet))
    expect(history.get(identity(api))?.fleet).toBe(history.get(identity(web))?.fleet)
    expect(codes()).toEqual([])
  })

  test('whatever the clusters say of themselves', () => {
    const text = fc.oneof(fc.string(), fc.constantFrom('__proto__', '1', 'true', 'null', 'é', ' '))
    const one = fc.record({
      name: text.filter((name) => name !== ''),
      labels: fc.dictionary(text, text),
      taints: fc.array(fc.record({ key: text, value: text, effect: text })),
      apis: fc.option(fc.array(fc.record({ group: text, version: text, kind: text })), { nil: undefined }),
    })
    const clean = (value: unknown): boolean =>
      !/[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]/u.test(JSON.stringify(value))
    fc.assert(
      fc.property(fc.uniqueArray(one.filter(clean), { selector: ({ name }) => name, maxLength: 4 }), (clusters) => {
        const some = {
          clusters: clusters.map(({ labels, taints, ...rest }) => ({
            ...aCluster(),
            ...rest,
            labels: new Map(Object.entries(labels)),
            taints,
          })),
        }
        const { history, codes } = reread(placementOf(web, some), toFleetFacts(recordOf(some)))
        expect(codes()).toEqual([])
        expect(history.get(identity(web))?.fleet).toEqual(recordOf(some))
      }),
    )
  })

  test('what somebody edited counts, and gets its own name', () => {
    const edited = toFleetFacts(recordOf(aFleet('us')))
    edited.metadata = { name: recordOf(fleet).digest }
    const { history } = reread(placementOf(web, fleet), edited)
    expect(history.get(identity(web))?.fleet).toEqual(recordOf(aFleet('us')))
  })

  test('is forgotten where it is not there: told once, at the first', () => {
    const { history, codes, found } = reread(placementOf(web, fleet), placementOf(api, fleet))
    expect(history.get(identity(web))?.fleet).toBeUndefined()
    expect(codes()).toEqual(['placement/fleet-forgotten 0.yaml:spec.facts.fleet'])
    expect(found[0]?.args).toEqual({ count: 2 })
  })

  test('an earlier version remembered none, which is nothing to tell', () => {
    const { history, codes } = reread(placementOf(web, fleet, { fleet: undefined }))
    expect(history.get(identity(web))?.fleet).toBeUndefined()
    expect(codes()).toEqual([])
  })
})
