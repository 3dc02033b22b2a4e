import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../src/model/json.ts'
import { clusterObject } from '../../src/snapshot/init.ts'
import { nextSnapshot } from '../../src/snapshot/next.ts'
import { defaultSettings } from '../../src/snapshot/settings.ts'
import { print } from '../../src/yaml/print.ts'
import { canary, rawNode, rawPod, rawReplicaSet, rawWorkload, template } from './raw.ts'
import { aSurvey, deployments, noon, type Pages, statefulSets, sums } from './survey.ts'

const name = fc.constantFrom('web', 'api', 'db')
const image = fc.constantFrom('web:1', 'web:2')
const moment = fc.constantFrom('2026-11-22T11:00:00Z', '2026-11-22T11:00:01Z', '2026-11-22T11:58:00Z')
const some = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(value, { maxLength: 12 })
/** Given values, or absent. */
const perhaps = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })

const node = fc
  .record(
    {
      cpu: fc.constantFrom('1', '3920m', '64'),
      cordoned: fc.boolean(),
      taint: fc.constantFrom('NoSchedule', 'PreferNoSchedule'),
      ready: fc.constantFrom('True', 'False', null),
      labels: fc.record({ 'topology.kubernetes.io/region': fc.constantFrom('eu', 'us') }),
    },
    { requiredKeys: [] },
  )
  .map(rawNode)
const workload = fc
  .record({ name, desired: fc.nat(5), ready: fc.nat(5), template: image.map((each) => template(each)) })
  .map(rawWorkload)
const replicaSet = fc
  .record({
    name: fc.constantFrom('web-1', 'web-2', 'api-1'),
    of: name,
    image,
    created: fc.constantFrom('2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z'),
  })
  .map(rawReplicaSet)
const pod = fc
  .record({
    owner: fc.constantFrom('', 'web-1', 'web-2', 'api-1', 'db'),
    phase: fc.constantFrom('Running', 'Pending', 'Succeeded'),
    waits: perhaps(moment),
    deleting: fc.boolean(),
    requests: fc.constantFrom([{ cpu: '1' }], [{ cpu: '250m', memory: '1Gi' }]),
  })
  .map(({ waits, ...plan }) => rawPod({ ...plan, ...(waits === undefined ? {} : { waits }) }))

const world = fc.record({
  nodes: some(node),
  workloads: fc.uniqueArray(workload, { selector: (each) => JSON.stringify(each.metadata), maxLength: 3 }),
  replicaSets: fc.uniqueArray(replicaSet, { selector: (each) => JSON.stringify(each.metadata), maxLength: 8 }),
  pods: some(pod),
})

const shuffled = (items: readonly JsonObject[]): fc.Arbitrary<JsonObject[]> =>
  fc.shuffledSubarray([...items], { minLength: items.length, maxLength: items.length })
const paged = (items: readonly JsonObject[], size: number): JsonObject[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, page) => items.slice(page * size, (page + 1) * size))

const atOnce = (one: {
  nodes: JsonObject[]
  workloads: JsonObject[]
  replicaSets: JsonObject[]
  pods: JsonObject[]
}): Pages => ({
  nodes: [one.nodes],
  workloads: [
    [deployments, one.workloads],
    [statefulSets, one.workloads],
  ],
  replicaSets: [one.replicaSets],
  pods: [one.pods],
})
const comparable = (found: ReturnType<typeof sums>): unknown => ({
  ...found,
  requested: [...found.requested].sort(),
  nodes: {
    ...found.nodes,
    allocatable: [...found.nodes.allocatable].sort(),
    regions: [...found.nodes.regions].sort(),
    zones: [...found.nodes.zones].sort(),
  },
})

describe('folding', () => {
  it('does not care for the order of items, nor where pages end', () => {
    const both = world.chain((one) =>
      fc.tuple(
        fc.constant(one),
        fc.record({
          nodes: shuffled(one.nodes),
          workloads: shuffled(one.workloads),
          replicaSets: shuffled(one.replicaSets),
          pods: shuffled(one.pods),
        }),
        fc.integer({ min: 1, max: 5 }),
      ),
    )
    fc.assert(
      fc.property(both, ([one, other, size]) => {
        const pages: Pages = {
          nodes: paged(other.nodes, size),
          workloads: [statefulSets, deployments].flatMap((type) =>
            paged(other.workloads, size).map((page) => [type, page] as const),
          ),
          replicaSets: paged(other.replicaSets, size),
          pods: paged(other.pods, size),
        }
        expect(comparable(sums(pages))).toEqual(comparable(sums(atOnce(one))))
      }),
      { numRuns: 300 },
    )
  })

  it('counts as two plain readings of the rules do', () => {
    fc.assert(
      fc.property(world, (one) => {
        for (const seen of sums(atOnce(one)).workloads) {
          const raw = one.workloads.find((each) => (each.metadata as JsonObject).name === seen.name)
          if (raw === undefined) throw new Error('a workload from nowhere')
          expect(seen).toMatchObject(expected(seen.kind, raw, one.replicaSets, one.pods))
        }
      }),
      { numRuns: 300 },
    )
  })

  it('lets nothing out that is not asked for', () => {
    fc.assert(
      fc.property(world, (one) => {
        const survey = aSurvey(sums(atOnce(one)))
        const { snapshot } = nextSnapshot('eu', undefined, survey, defaultSettings, noon)
        const text = JSON.stringify([snapshot, clusterObject('eu', survey)]) + print(snapshot ?? {}).head
        expect(text).toContain('ClusterSnapshot')
        expect(text).not.toContain(canary)
        expect(text).not.toMatch(/uid-|"p"|web-1|Hostname/)
      }),
      { numRuns: 200 },
    )
    expect(JSON.stringify([rawNode(), rawWorkload(), rawReplicaSet(), rawPod()]).split(canary).length).toBeGreaterThan(
      8,
    )
  })
})

/** The two rules once more, straight from the words of the sources; all pods here have the label that is selected. */
function expected(kind: string, raw: JsonObject, sets: readonly JsonObject[], pods: readonly JsonObject[]): object {
  const read = (value: JsonObject, ...path: string[]): unknown =>
    path.reduce<unknown>((here, key) => (here as Record<string, unknown> | undefined)?.[key], value)
  const owner = (value: JsonObject): unknown =>
    (read(value, 'metadata', 'ownerReferences') as { uid: string; controller: boolean }[] | undefined)?.find(
      (each) => each.controller,
    )?.uid
  const imageOf = (value: JsonObject): unknown =>
    (read(value, 'spec', 'template', 'spec', 'containers') as { image: string }[])[0]?.image
  const uid = read(raw, 'metadata', 'uid')
  const [revision] = sets
    .filter((set) => owner(set) === uid && imageOf(set) === imageOf(raw))
    .sort((a, b) => (key(a) < key(b) ? -1 : 1))
  const controller = kind === 'Deployment' ? revision && read(revision, 'metadata', 'uid') : uid
  const condition = (value: JsonObject, type: string) =>
    (read(value, 'status', 'conditions') as { type: string; status: string; reason?: string }[]).filter(
      (each) => each.type === type,
    )
  const running = pods.filter((each) => read(each, 'status', 'phase') === 'Running')
  const waiting = pods.filter(
    (each) => !running.includes(each) && condition(each, 'PodScheduled')[0]?.reason === 'Unschedulable',
  )
  const mine = pods.filter((each) => controller !== undefined && owner(each) === controller)
  const alive = mine.filter((each) => read(each, 'metadata', 'deletionTimestamp') === undefined)
  const desired = read(raw, 'spec', 'replicas')
  const ready = read(raw, 'status', 'readyReplicas') ?? 0
  const current = running.reduce((sum, each) => sum + condition(each, 'Ready').length, 0)
  const since = [...new Set(waiting.map(sinceOf))].sort()
  return {
    desired,
    ready,
    current: desired === ready ? ready : current,
    pods: mine.length,
    scheduled: alive.filter((each) => condition(each, 'PodScheduled')[0]?.status === 'True').length,
    unschedulable: since.map((moment) => {
      const group = waiting.filter((each) => sinceOf(each) === moment)
      const outdated = group.filter((each) => !alive.includes(each)).length
      return { since: Date.parse(moment), pods: group.length, outdated }
    }),
  }

  function sinceOf(value: JsonObject): string {
    return (condition(value, 'PodScheduled')[0] as { lastTransitionTime?: string })?.lastTransitionTime ?? ''
  }
  function key(set: JsonObject): string {
    return `${read(set, 'metadata', 'creationTimestamp')} ${read(set, 'metadata', 'name')}`
  }
}
