import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Json, JsonObject } from '../src/model/json.ts'
import type { SourceFile } from '../src/model/source.ts'
import { render } from '../src/render.ts'

const clusterNames = ['east', 'north', 'south', 'west', 'a10', 'a9']
const core = 'core.kubeadmiral.io/v1alpha1'

const sometimes = <T>(some: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(some, { nil: undefined })
const count = (max: number): fc.Arbitrary<number> => fc.integer({ min: 0, max })
const object = (model: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<JsonObject> =>
  fc.record(model).map((value) => JSON.parse(JSON.stringify(value)))

const someLabels = object({ zone: fc.constantFrom('eu', 'us'), tier: sometimes(fc.constantFrom('gold', 'tin')) })
const someAmounts = object({
  cpu: fc.constantFrom('2', '8', '1500m'),
  memory: fc.constantFrom('8Gi', '16Gi'),
  'nvidia.com/gpu': sometimes(fc.constantFrom('1', '4')),
})
const someTaints = fc.subarray([
  { key: 't', effect: 'NoSchedule' },
  { key: 'u', value: 'v', effect: 'PreferNoSchedule' },
  { key: 'x', effect: 'NoExecute' },
])

/** A cluster in one object or in two: what is declared, and what was seen of it. */
function someCluster(name: string): fc.Arbitrary<JsonObject[]> {
  const spec = object({
    taints: sometimes(someTaints),
    ready: fc.constantFrom(undefined, true, true, false),
    resources: sometimes(object({ allocatable: someAmounts, available: someAmounts })),
  })
  const snapshot = object({
    takenAt: fc.constantFrom('2026-11-22T10:00:00Z', '2026-11-22T11:00:00Z'),
    ready: fc.constant(true),
    resources: sometimes(object({ allocatable: someAmounts, available: someAmounts })),
  })
  return fc
    .tuple(someLabels, spec, sometimes(snapshot))
    .map(([labels, declared, seen]) => [
      { apiVersion: 'stowage.dev/v1alpha1', kind: 'Cluster', metadata: { name, labels }, spec: declared },
      ...(seen
        ? [{ apiVersion: 'stowage.dev/v1alpha1', kind: 'ClusterSnapshot', metadata: { name }, spec: seen }]
        : []),
    ])
}

const somePlacements = fc.subarray(clusterNames, { minLength: 2 }).chain((chosen) =>
  fc.tuple(
    ...chosen.map((cluster) =>
      object({
        cluster: fc.constant(cluster),
        preferences: sometimes(
          object({
            minReplicas: sometimes(count(2)),
            maxReplicas: sometimes(fc.integer({ min: 2, max: 6 })),
            weight: sometimes(count(4)),
            priority: sometimes(count(3)),
          }),
        ),
      }),
    ),
  ),
)

const somePolicySpec = object({
  schedulingProfile: sometimes(fc.constant('packed')),
  schedulingMode: fc.constantFrom('Divide', 'Divide', 'Duplicate'),
  replicasStrategy: sometimes(fc.constantFrom('Binpack', 'Spread')),
  clusterSelector: sometimes(fc.constant({ zone: 'eu' })),
  clusterAffinity: sometimes(
    fc.constant([
      { matchExpressions: [{ key: 'tier', operator: 'Exists', values: [] }] },
      { matchFields: [{ key: 'metadata.name', operator: 'NotIn', values: ['east'] }] },
    ]),
  ),
  tolerations: sometimes(fc.constant([{ key: 't', operator: 'Exists' }, { value: 'v' }])),
  maxClusters: sometimes(fc.integer({ min: 1, max: 4 })),
  placement: sometimes(somePlacements),
  reschedulePolicy: sometimes(
    object({
      rescheduleWhen: object({ policyContentChanged: fc.boolean(), clusterLabelsChanged: fc.boolean() }),
      replicaRescheduling: object({ avoidDisruption: fc.boolean() }),
    }),
  ),
})

/** `kind name` of each policy; workloads choose among them. */
const policies = [
  ['PropagationPolicy', 'p1'],
  ['PropagationPolicy', 'p2'],
  ['ClusterPropagationPolicy', 'c1'],
] as const

const somePolicies = fc.tuple(...policies.map(() => somePolicySpec)).map((specs) =>
  policies.map(([kind, name], index) => ({
    apiVersion: core,
    kind,
    metadata: kind === 'PropagationPolicy' ? { name, namespace: 'shop' } : { name },
    spec: specs[index] as Json,
  })),
)

const someOverrides = fc.subarray([
  override('o1', { clusters: ['east', 'a9'] }, { labels: [{ operator: 'overwrite', value: { by: 'o1' } }] }),
  override('o2', { clusterSelector: { zone: 'eu' } }, { jsonpatch: [{ path: '/spec/paused', value: true }] }),
])

function override(name: string, targetClusters: JsonObject, overriders: JsonObject): JsonObject {
  const spec = { overrideRules: [{ targetClusters, overriders }] }
  return { apiVersion: core, kind: 'OverridePolicy', metadata: { name, namespace: 'shop' }, spec }
}

const migration = {
  replicasMigrations: [{ cluster: 'east', limitedCapacity: 1 }],
  workloadMigrations: [{ cluster: 'north', validUntil: '2026-11-22T10:30:00Z' }],
}

function someWorkload(name: string): fc.Arbitrary<JsonObject> {
  const labels = fc
    .tuple(fc.constantFrom(...policies), sometimes(fc.constantFrom('o1', 'o2')))
    .map(([[kind, policy], overrides]) => ({
      [`kubeadmiral.io/${kind === 'PropagationPolicy' ? '' : 'cluster-'}propagation-policy-name`]: policy,
      ...(overrides === undefined ? {} : { 'kubeadmiral.io/override-policy-name': overrides }),
    }))
  const asked = sometimes(fc.constant({ requests: { 'nvidia.com/gpu': '1' } }))
  const annotations = fc.constantFrom(
    {},
    {},
    { 'kubeadmiral.io/sticky-cluster': 'true' },
    { 'kubeadmiral.io/migration-configuration': JSON.stringify(migration) },
  )
  return fc.tuple(labels, annotations, count(12), asked).map(([labels, annotations, replicas, resources]) => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'shop', labels, annotations },
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: {
          containers: [{ name: 'main', image: 'nginx:1', ...(resources && { resources }) }],
          volumes: [{ name: 'settings', configMap: { name: 'settings' } }],
        },
      },
    },
  }))
}

const plugins = {
  filter: { enabled: [{ name: 'ClusterResourcesFit' }] },
  score: {
    disabled: [{ name: 'ClusterResourcesLeastAllocated' }],
    enabled: [{ name: 'ClusterResourcesMostAllocated' }],
  },
  select: { disabled: [{ name: '*' }], enabled: [{ name: 'MaxCluster' }, { name: 'PrioritySort' }] },
}

const always: JsonObject[] = [
  { apiVersion: core, kind: 'SchedulingProfile', metadata: { name: 'packed' }, spec: { plugins } },
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } },
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings', namespace: 'shop' }, data: { colour: 'blue' } },
]

/** Everything a render reads, but for its history. */
const someInput: fc.Arbitrary<SourceFile[]> = fc
  .tuple(
    fc.subarray(clusterNames, { minLength: 2 }).chain((chosen) => fc.tuple(...chosen.map(someCluster))),
    somePolicies,
    someOverrides,
    fc.tuple(...['web', 'api', 'job'].map(someWorkload)),
  )
  .map(([clusters, ...others]) => [...always, ...clusters.flat(), ...others.flat()].map(fileOf))

function fileOf(object: JsonObject, index: number): SourceFile {
  return { path: `input/${index}.json`, text: JSON.stringify(object, null, 2) }
}

/** The bytes of the layout, and what is told with its place. */
function outcome(files: readonly SourceFile[]) {
  const { layout, diagnostics } = render({ files })
  const told = diagnostics.map(({ diagnostic: { code }, file, line, column }) => ({ code, file, line, column }))
  return { files: layout.files.map((file) => [file.path, file.text()] as const), kept: layout.kept, told }
}

it('the order in which files come changes no byte, with a history or without', () => {
  let rendered = 0
  let replicas = 0
  fc.assert(
    fc.property(someInput, someInput, fc.infiniteStream(fc.nat()), (before, after, numbers) => {
      const history = outcome(before).files
      const placements = history
        .filter(([path]) => path.startsWith('placements/'))
        .map(([path, text]) => ({ path, text }))
      for (const files of [after, [...after, ...placements]]) {
        const expected = outcome(files)
        expect(outcome([...files].reverse())).toEqual(expected)
        expect(outcome(shuffled(files, numbers))).toEqual(expected)
        if (expected.files.length > 0) rendered++
        replicas += expected.files.filter(([path, text]) => path.includes('_deployment') && text !== '').length
      }
    }),
    { numRuns: 60 },
  )
  expect(rendered).toBeGreaterThan(60)
  expect(replicas).toBeGreaterThan(60)
})

function shuffled<T>(items: readonly T[], numbers: fc.Stream<number>): T[] {
  const left = [...items]
  return items.flatMap(() => left.splice((numbers.next().value as number) % left.length, 1))
}
