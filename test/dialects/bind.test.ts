import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Bound, bind } from '../../src/dialects/bind.ts'
import type { Dialect } from '../../src/dialects/dialect.ts'
import { kubeadmiral } from '../../src/dialects/kubeadmiral/index.ts'
import { stowage } from '../../src/dialects/stowage/index.ts'
import type { JsonObject } from '../../src/model/json.ts'
import type { Resource } from '../../src/model/resource.ts'
import {
  aCluster,
  aClusterPropagationPolicy,
  aDeployment,
  aPropagationPolicy,
  aResource,
  aSnapshot,
  aWorkload,
  codeAt,
  collector,
  named,
  namedCluster,
  resources,
} from './resource.ts'

function bound(input: readonly Resource[], dialects?: readonly Dialect[]) {
  const { report, codes, found } = collector()
  const result = bind(input, report, dialects === undefined ? {} : { dialects })
  return { ...result, codes: codes(), found }
}

const names = (some: readonly { readonly name: string }[]): string[] => some.map(({ name }) => name)
const workloads = ({ units }: Bound): string[] =>
  units.map(({ workload }) => `${workload.kind} ${workload.namespace}/${workload.name}`)

function aPlacement(name: string, workload: JsonObject, clusters: JsonObject[]): JsonObject {
  return {
    apiVersion: 'stowage.dev/v1alpha1',
    kind: 'Placement',
    metadata: { name, namespace: 'default' },
    spec: { workload, clusters, facts: { policy: 'x' } },
  }
}

const web = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'default', name: 'web' }
const namespace = (name: string, labels: JsonObject = {}): JsonObject =>
  aWorkload('v1', 'Namespace', name, { namespace: undefined, labels })

describe('what becomes of an object', () => {
  const result = bound(
    resources(
      aDeployment('web', { labels: named('p') }),
      aDeployment('stray'),
      aWorkload('v1', 'ConfigMap', 'stray'),
      namespace('shop', namedCluster('everywhere')),
      aPropagationPolicy('p', { schedulingMode: 'Divide' }),
      aClusterPropagationPolicy('everywhere'),
      aCluster('eu', { region: 'eu' }),
      aSnapshot('eu', { ready: false }),
      aPlacement('deployment.apps-web', web, [{ name: 'eu', replicas: 2 }]),
      { apiVersion: 'stowage.dev/v1alpha1', kind: 'Render', metadata: { name: 'stowage' }, spec: {} },
    ),
  )

  test('it is placed, waits as a namespace, or is unplaced', () => {
    expect(workloads(result)).toEqual(['Deployment default/web'])
    expect(names(result.namespaces.map(({ resource }) => resource))).toEqual(['shop'])
    expect(result.unplaced.map(({ kind, name }) => `${kind} ${name}`)).toEqual(['ConfigMap stray', 'Deployment stray'])
    expect(result.codes).toEqual([])
  })

  test('objects of one name are one cluster', () => {
    expect(result.fleet.clusters).toMatchObject([{ name: 'eu', ready: false, labels: new Map([['region', 'eu']]) }])
  })

  test('a placement is the history of its workload', () => {
    expect(result.units[0]?.previous).toMatchObject({ clusters: new Map([['eu', 2]]), facts: { policy: 'x' } })
  })
})

describe('units are sorted', () => {
  test('by group, kind, namespace and name', () => {
    const labels = namedCluster('all')
    const result = bound(
      resources(
        aClusterPropagationPolicy('all'),
        aDeployment('b', { labels }),
        aDeployment('a', { labels }),
        aDeployment('z', { labels, namespace: 'a' }),
        aWorkload('v1', 'Secret', 's', { labels }),
        aWorkload('apps/v1', 'DaemonSet', 'd', { labels }),
        aCluster('eu'),
      ),
    )
    expect(workloads(result)).toEqual([
      'Secret default/s',
      'DaemonSet default/d',
      'Deployment a/z',
      'Deployment default/a',
      'Deployment default/b',
    ])
  })
})

describe('duplicates', () => {
  test.each<[string, JsonObject, JsonObject]>([
    ['plain objects', aDeployment('web'), aDeployment('web')],
    [
      'of two versions',
      aWorkload('autoscaling/v1', 'HorizontalPodAutoscaler', 'h'),
      aWorkload('autoscaling/v2', 'HorizontalPodAutoscaler', 'h'),
    ],
    ['with and without the default namespace', aDeployment('web'), aDeployment('web', { namespace: undefined })],
    ['policies', aPropagationPolicy('p'), aPropagationPolicy('p')],
    ['clusters', aCluster('eu'), aCluster('eu')],
  ])('%s', (_, first, second) => {
    const result = bound(resources(first, second))
    expect(result.codes).toEqual(['object/duplicate 1.yaml:'])
    expect(result.found[0]?.related).toEqual([{ file: '0.yaml', document: 0, path: [] }])
  })

  test('each copy is told, and the first is kept', () => {
    const copies = [3, 1, 2].map((document) =>
      aResource(aDeployment('web', { labels: named('p') }), 'x.yaml', document),
    )
    const policy = aResource(aPropagationPolicy('p', { placement: [{ cluster: 'eu' }] }))
    const result = bound([...copies, policy, aResource(aCluster('eu'))])
    expect(result.units[0]?.origin.document).toBe(1)
    expect(result.found.map(({ at }) => at !== undefined && 'document' in at && at.document)).toEqual([2, 3])
  })

  test('another namespace, kind or group is another object', () => {
    const result = bound(
      resources(
        aDeployment('web'),
        aDeployment('web', { namespace: 'shop' }),
        aWorkload('apps/v1', 'StatefulSet', 'web'),
        aWorkload('example.com/v1', 'Deployment', 'web'),
      ),
    )
    expect(result.codes).toEqual([])
    expect(result.unplaced).toHaveLength(4)
  })
})

describe('an object that does not fit its schema', () => {
  test('is reported and left out, and the rest is bound', () => {
    const result = bound(
      resources(
        aPropagationPolicy('bad', { schedulingMode: 'Sometimes' }),
        aPropagationPolicy('good', { placement: [{ cluster: 'eu' }] }),
        aDeployment('web', { labels: named('good') }),
        aDeployment('worse', { labels: named('bad') }),
        aCluster('eu'),
      ),
    )
    expect(workloads(result)).toEqual(['Deployment default/web'])
    expect(result.unplaced).toEqual([])
    expect(result.codes).toEqual(['object/not-one-of 0.yaml:spec.schedulingMode'])
  })
})

describe('without any declared cluster', () => {
  test('the clusters that policies name make the fleet', () => {
    const result = bound(resources(aPropagationPolicy('p', { placement: [{ cluster: 'us' }, { cluster: 'eu' }] })))
    expect(names(result.fleet.clusters)).toEqual(['eu', 'us'])
    expect(result.codes).toEqual(['bind/clusters-assumed 0.yaml:spec.placement.1.cluster'])
  })

  test('a snapshot declares its cluster', () => {
    const result = bound(resources(aSnapshot('a'), aPropagationPolicy('p', { placement: [{ cluster: 'us' }] })))
    expect(names(result.fleet.clusters)).toEqual(['a'])
    expect(result.codes).toEqual(['kubeadmiral/unknown-cluster 1.yaml:spec.placement.0.cluster'])
  })
})

describe('a workload that two dialects place', () => {
  const other: Dialect = {
    ...kubeadmiral,
    name: 'other',
    owns: () => false,
    units: (context) => kubeadmiral.units({ ...context, owned }),
  }
  const owned = resources(aPropagationPolicy('p'))

  test('is an error, and the first of them is kept', () => {
    const input = resources(aPropagationPolicy('p'), aDeployment('web', { labels: named('p') }), aCluster('eu'))
    const result = bound(input, [kubeadmiral, other, stowage])
    expect(result.units).toHaveLength(1)
    expect(result.codes).toEqual(['bind/claimed-twice 1.yaml:'])
    expect(result.found[0]?.args).toEqual({ workload: 'Deployment default/web', dialects: ['kubeadmiral', 'other'] })
  })
})

describe('what leaves', () => {
  const shop = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'default', name: 'shop' }
  const placed = (workload: JsonObject, clusters: JsonObject[], more: JsonObject = {}): JsonObject => {
    const placement = aPlacement(String(workload.name), workload, clusters)
    placement.spec = { ...(placement.spec as JsonObject), ...more }
    return placement
  }
  const stays = [aPropagationPolicy('p', {}), aDeployment('web', { labels: named('p') }), aCluster('eu')]

  test.each<[string, JsonObject[], string[]]>([
    ['a cluster that ran it', [placed(web, [{ name: 'us' }])], ['placement/cluster-gone 3.yaml:']],
    [
      'a cluster where it followed',
      [placed(web, [{ name: 'us', following: true }])],
      ['placement/cluster-gone 3.yaml:'],
    ],
    ['a cluster of a dry run', [placed(web, [{ name: 'us' }], { dryRun: true })], []],
    ['a workload that ran', [placed(shop, [{ name: 'eu' }])], ['placement/removed']],
    ['a workload that followed', [placed(shop, [{ name: 'eu', following: true }])], ['placement/removed']],
    ['a workload of a dry run', [placed(shop, [{ name: 'eu' }], { dryRun: true })], []],
    ['a workload that was nowhere', [placed(shop, [])], []],
    [
      'a workload that no policy names',
      [aDeployment('shop'), placed(shop, [{ name: 'eu' }])],
      ['placement/leaves-every-cluster 3.yaml:'],
    ],
    [
      'a workload that nothing leads',
      [aDeployment('shop'), placed(shop, [{ name: 'eu', following: true }])],
      ['placement/leaves-every-cluster 3.yaml:'],
    ],
    [
      'a workload of a dry run that no policy names',
      [aDeployment('shop'), placed(shop, [{ name: 'eu' }], { dryRun: true })],
      [],
    ],
  ])('%s', (_, more, expected) => {
    expect(bound(resources(...stays, ...more)).codes).toEqual(expected)
  })

  test.each<[string, JsonObject[], string]>([
    [
      'its policy broke its schema',
      [
        { ...aPropagationPolicy('q'), spec: { schedulingMode: 'Duplicate', nonsense: true } },
        aDeployment('shop', { labels: named('q') }),
      ],
      'object/unknown-field',
    ],
    ['its policy is missing', [aDeployment('shop', { labels: named('q') })], 'kubeadmiral/policy-not-found'],
    [
      'its replicas are none',
      [aDeployment('shop', { labels: named('p'), spec: { replicas: -1 } })],
      'kubeadmiral/replicas',
    ],
    ['it is declared twice', [aDeployment('shop'), aDeployment('shop')], 'object/duplicate'],
    ['another workload is refused', [aDeployment('other', { labels: named('q') })], 'kubeadmiral/policy-not-found'],
  ])('nobody leaves where the input is refused: %s', (_, more, code) => {
    const history = [placed(shop, [{ name: 'eu' }]), placed(web, [{ name: 'us' }])]
    const { codes } = bound(resources(...stays, ...more, ...history))
    expect(new Set(codes.map((one) => one.split(' ')[0]))).toEqual(new Set([code]))
  })

  test('nor where it could not all be read', () => {
    const { report, codes } = collector()
    bind(resources(...stays, placed(shop, [{ name: 'eu' }])), report, { complete: false })
    expect(codes()).toEqual([])
  })

  test('what is held back is still there', () => {
    const shopping = aWorkload('autoscaling/v2', 'HorizontalPodAutoscaler', 'shop', {
      labels: named('p'),
      spec: { scaleTargetRef: {} },
    })
    const ran = { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', namespace: 'default', name: 'shop' }
    const { codes } = bound(resources(...stays, shopping, placed(ran, [{ name: 'eu' }])))
    expect(codes).toEqual(['kubeadmiral/hpa-held 3.yaml:spec.scaleTargetRef', 'placement/leaves-every-cluster 3.yaml:'])
  })

  test('everything; a cluster counts once for each workload', () => {
    const both = [{ name: 'us' }, { name: 'us', following: true }]
    const result = bound(resources(aCluster('eu'), placed(web, both), placed(shop, [{ name: 'us' }], { dryRun: true })))
    expect(result.found.map(({ code, args }) => [code, args])).toEqual([
      ['placement/nothing-left', { count: 1 }],
      ['placement/cluster-gone', { cluster: 'us', workloads: 1 }],
    ])
  })
})

describe('the order of the resources', () => {
  const input = [
    ...resources(
      aPropagationPolicy('p', { schedulingMode: 'Divide', placement: [{ cluster: 'a' }, { cluster: 'b' }] }),
      aPropagationPolicy('q', { maxClusters: -1 }),
      aClusterPropagationPolicy('all'),
      aDeployment('web', { labels: named('p') }),
      aDeployment('web', { labels: named('p'), spec: { replicas: 5 } }),
      aDeployment('late', { labels: named('missing') }),
      aDeployment('late', { namespace: 'shop', labels: namedCluster('all') }),
      aWorkload('apps/v1', 'StatefulSet', 'db', { labels: named('p'), spec: { replicas: 2 } }),
      aWorkload('v1', 'ConfigMap', 'stray'),
      namespace('shop'),
      namespace('default'),
      aCluster('b', { region: 'eu' }),
      aCluster('a'),
      aSnapshot('b', { ready: false }),
      aPlacement('one', web, [{ name: 'a', replicas: 1 }]),
      aPlacement('two', web, [{ name: 'b', replicas: 1 }]),
    ),
    aResource(aDeployment('web', { labels: named('p') }), '3.yaml', 1),
  ]
  const sorted = bound(input)

  test('does not change anything', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(input, { minLength: input.length }), (shuffled) => {
        expect(bound(shuffled)).toEqual(sorted)
      }),
    )
  })

  test('and the example has trouble of many kinds', () => {
    expect(sorted.found.map(codeAt)).toEqual([
      'object/duplicate 3.yaml:',
      'object/duplicate 4.yaml:',
      'object/out-of-range 1.yaml:spec.maxClusters',
      'bind/placement-twice 15.yaml:spec.workload',
      'kubeadmiral/policy-not-found 5.yaml:metadata.labels.kubeadmiral.io/propagation-policy-name',
      'kubeadmiral/divide-degrades 0.yaml:spec.schedulingMode',
    ])
  })
})
