import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../src/model/json.ts'
import type { SourceFile } from '../../../src/model/source.ts'
import { aCluster, aDeployment, aPropagationPolicy, aSnapshot, named } from '../resource.ts'
import { anOverridePolicy } from './overriding.ts'
import { rendered } from './rendered.ts'

/** Odd results of upstream, seen from outside: how they look after several renders. */
interface Change {
  readonly spec?: JsonObject
  readonly replicas?: number
  readonly annotations?: JsonObject
  readonly template?: JsonObject
  readonly clusters?: readonly JsonObject[]
  readonly more?: readonly JsonObject[]
}

function run(change: Change, history: readonly SourceFile[] = []) {
  const { spec = {}, replicas = 4, annotations = {}, template = {} } = change
  const { clusters = ['a', 'b'].map((name) => aCluster(name)), more = [] } = change
  const web = aDeployment('web', { labels: named('p'), annotations, spec: { replicas, template: { spec: template } } })
  const result = rendered([aPropagationPolicy('p', spec), web, ...clusters, ...more], history)
  const [decision] = result.decisions
  const targets = (decision?.targets ?? []).map(({ cluster, replicas: own }) => `${cluster}${own ?? ''}`)
  return { ...result, targets: targets.join(' '), outcome: decision?.outcome, facts: decision?.facts }
}

const evenly: JsonObject = {
  schedulingMode: 'Divide',
  placement: ['a', 'b'].map((cluster) => ({ cluster, preferences: { weight: 1 } })),
}

/** A cluster of ten cores, of which some are free. */
const freeCores = (name: string, cpu: number): JsonObject =>
  aCluster(name, {}, { resources: { allocatable: { cpu: 10, memory: '10Gi' }, available: { cpu, memory: '5Gi' } } })

describe('maxClusters', () => {
  test('does not stick: whoever has the most that is free is chosen again and again', () => {
    const spec = { maxClusters: 1 }
    const first = run({ spec, clusters: [freeCores('a', 6), freeCores('b', 4)] })
    expect(first.targets).toBe('a')
    const clusters = [freeCores('a', 4), freeCores('b', 6)]
    expect(run({ spec, clusters }, first.history)).toMatchObject({ targets: 'a', outcome: 'kept' })
    expect(run({ spec, clusters, replicas: 5 }, first.history)).toMatchObject({ targets: 'b', outcome: 'decided' })
  })

  test('follows priorities, whatever is free', () => {
    const spec = { maxClusters: 1, placement: [{ cluster: 'a', preferences: { priority: 1 } }, { cluster: 'b' }] }
    const first = run({ spec, clusters: [freeCores('a', 6), freeCores('b', 4)] })
    const clusters = [freeCores('a', 4), freeCores('b', 6)]
    expect(run({ spec, clusters, replicas: 5 }, first.history)).toMatchObject({ targets: 'a', outcome: 'decided' })
  })
})

describe('Divide with 0 replicas', () => {
  const skewed = run({ spec: { ...evenly, placement: [{ cluster: 'a', preferences: { weight: 1 } }] } })

  test('leaves every cluster, which is asked about', () => {
    expect(skewed.targets).toBe('a4')
    const asked = run({ spec: evenly, replicas: 0 }, skewed.history)
    expect(asked.codes.filter((code) => code.startsWith('placement/leaves-every-cluster'))).toHaveLength(1)
    expect(asked.targets).toBe('')
  })

  test('counts as never placed afterwards', () => {
    expect(run({ spec: evenly }, skewed.history).targets).toBe('a4')
    const gone = run({ spec: evenly, replicas: 0 }, skewed.history)
    expect(run({ spec: evenly }, gone.history).targets).toBe('a2 b2')
  })
})

describe('a SchedulingProfile', () => {
  const profile = (wait: number | undefined, pluginConfig: JsonObject[]): JsonObject => ({
    apiVersion: 'core.kubeadmiral.io/v1alpha1',
    kind: 'SchedulingProfile',
    metadata: { name: 'x' },
    spec: {
      plugins: {
        score: {
          disabled: [{ name: '*' }],
          enabled: [
            { name: 'ClusterResourcesMostAllocated' },
            { name: 'ClusterResourcesLeastAllocated', ...(wait === undefined ? {} : { wait }) },
          ],
        },
      },
      ...(pluginConfig.length === 0 ? {} : { pluginConfig }),
    },
  })

  test('wait and pluginConfig have no effect', () => {
    const spec = { maxClusters: 1, schedulingProfile: 'x' }
    const clusters = [freeCores('a', 4), freeCores('b', 6)]
    const least = profile(undefined, [])
    expect(run({ spec, clusters, more: [least] })).toMatchObject({ targets: 'a', codes: [] })
    const config = [{ name: 'ClusterResourcesLeastAllocated', args: { resources: [{ name: 'cpu', weight: 9 }] } }]
    expect(run({ spec, clusters, more: [profile(9, config)] })).toMatchObject({ targets: 'a', codes: [] })
  })
})

test('a Katalyst resource that a cluster does not have counts as 0, and fails nothing', () => {
  const reclaimed = 'resource.katalyst.kubewharf.io/reclaimed_'
  const has = (name: string, resources: JsonObject): JsonObject =>
    aCluster(name, {}, { resources: { allocatable: resources, available: resources } })
  const profile: JsonObject = {
    apiVersion: 'core.kubeadmiral.io/v1alpha1',
    kind: 'SchedulingProfile',
    metadata: { name: 'x' },
    spec: { plugins: { filter: { enabled: [{ name: 'KatalystResourcesExist' }] } } },
  }
  const clusters = [
    has('a', { [`${reclaimed}millicpu`]: 1000 }),
    has('b', { [`${reclaimed}millicpu`]: 3000 }),
    has('c', { [`${reclaimed}memory`]: '1Gi' }),
  ]
  const template = { containers: [{ name: 'web', resources: { requests: { [`${reclaimed}millicpu`]: 100 } } }] }
  const spec = { schedulingMode: 'Divide', schedulingProfile: 'x' }
  expect(run({ spec, template, clusters, more: [profile] })).toMatchObject({ targets: 'a1 b3', codes: [] })
})

describe('autoMigration', () => {
  test('without a duration: an empty `when` is refused, none at all is a minute', () => {
    expect(run({ spec: { ...evenly, autoMigration: { when: {} } } }).codes).toEqual([
      'object/missing-field 0.yaml:spec.autoMigration.when',
    ])
    expect(run({ spec: { ...evenly, autoMigration: {} } })).toMatchObject({
      targets: 'a2 b2',
      facts: { unschedulableAfter: 60 },
    })
  })

  test('the end of validUntil asks for nothing', () => {
    const left = { workloadMigrations: [{ cluster: 'a', validUntil: '2026-01-02T04:00:00Z' }] }
    const annotations = { 'kubeadmiral.io/migration-configuration': JSON.stringify(left) }
    const at = (takenAt: string): JsonObject[] => [aSnapshot('b', { takenAt })]
    const first = run({ spec: evenly, annotations, more: at('2026-01-02T03:00:00Z') })
    expect(first.targets).toBe('b4')
    const over = at('2026-01-02T05:00:00Z')
    const later = run({ spec: evenly, annotations, more: over }, first.history)
    expect(later).toMatchObject({ targets: 'b4', outcome: 'kept' })
    expect(run({ spec: evenly, annotations, more: over, replicas: 6 }, later.history).targets).toBe('a2 b4')
  })

  test('each change of what is scheduled asks for a new decision, whatever is switched off', () => {
    const spec = { ...evenly, autoMigration: {}, reschedulePolicy: {} }
    const scheduled = (a: number): JsonObject => ({
      'kubeadmiral.io/auto-migration-info': JSON.stringify({ scheduledReplicas: { a } }),
    })
    const first = run({ spec, annotations: scheduled(1) })
    expect(run({ spec, annotations: scheduled(1) }, first.history).outcome).toBe('kept')
    expect(run({ spec, annotations: scheduled(2) }, first.history)).toMatchObject({
      outcome: 'decided',
      targets: 'a2 b2',
    })
  })
})

test('a follower of a kind that cannot follow, or that is not there, is ignored', () => {
  const followers = [
    { kind: 'Widget', name: 'w' },
    { group: 'apps', kind: 'Deployment', name: 'other' },
    { kind: 'ConfigMap', name: 'missing' },
  ]
  const annotations = { 'kubeadmiral.io/followers': JSON.stringify(followers) }
  const { codes, clusters } = run({ annotations, clusters: [aCluster('a')], more: [aDeployment('other')] })
  expect(clusters).toEqual({ a: ['Deployment default/web'] })
  const kind = 'kubeadmiral/follower-kind'
  expect(codes.map((code) => code.split(' ')[0])).toEqual([kind, kind, 'object/unplaced'])
})

test('a PropagationPolicy without a namespace belongs to default', () => {
  const policy = { ...aPropagationPolicy('p'), metadata: { name: 'p' } }
  const { clusters, codes } = rendered([policy, aDeployment('web', { labels: named('p') }), aCluster('a')])
  expect({ clusters, codes }).toEqual({ clusters: { a: ['Deployment default/web'] }, codes: [] })
})

test('an override of the replicas is not seen: decision and placement have the decided number', () => {
  const overriders = { jsonpatch: [{ path: '/spec/replicas', value: 9 }] }
  const overridden = anOverridePolicy('o', [{ targetClusters: { clusters: ['a'] }, overriders }])
  const labels = { ...named('p'), 'kubeadmiral.io/override-policy-name': 'o' }
  const web = aDeployment('web', { labels, spec: { replicas: 4 } })
  const input = [aPropagationPolicy('p', evenly), web, aCluster('a'), aCluster('b'), overridden]
  const first = rendered(input)
  const numbers = (result: typeof first): unknown => result.decisions[0]?.targets.map(({ replicas }) => replicas)
  const manifest = (result: typeof first, cluster: string): string | undefined =>
    result.texts.find(({ path }) => path.startsWith(`clusters/${cluster}/`))?.text()
  for (const result of [first, rendered(input, first.history)]) {
    expect(numbers(result)).toEqual([2, 2])
    expect(manifest(result, 'a')).toContain('replicas: 9')
    expect(manifest(result, 'b')).toContain('replicas: 2')
  }
})
