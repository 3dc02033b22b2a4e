import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../src/model/json.ts'
import { newReading, readPods, readReplicaSets, readWorkloads } from '../../src/snapshot/reading.ts'
import { rawPod, rawReplicaSet, rawWorkload, template } from './raw.ts'
import { deployments, noon, readAll, rollouts, statefulSets, sums } from './survey.ts'

const early = '2026-11-22T11:00:00Z'
const late = '2026-11-22T11:30:00Z'

function seen(
  workload: JsonObject,
  replicaSets: readonly JsonObject[],
  pods: readonly JsonObject[],
  type = deployments,
) {
  return sums({ workloads: [[type, [workload]]], replicaSets: [replicaSets], pods: [pods] }).workloads[0]
}

describe('a Deployment under both rules', () => {
  it('all ready: as many run, whatever the pods say', () => {
    expect(seen(rawWorkload(), [rawReplicaSet()], [])).toMatchObject({ desired: 3, current: 3, ready: 3, pods: 0 })
  })

  it('counts conditions of type Ready, whatever they say, of pods that run', () => {
    const pods = [
      rawPod({ ready: 'True' }),
      rawPod({ ready: 'False' }),
      rawPod({ phase: 'Pending', ready: 'True' }),
      rawPod({ ready: null }),
      rawPod({ namespace: 'other' }),
      rawPod({ labels: { app: 'api' } }),
      rawPod({ labels: { app: 'web', more: 'x' }, owner: 'somebody' }),
    ]
    expect(seen(rawWorkload({ ready: 1 }), [rawReplicaSet()], pods)).toMatchObject({ current: 3, ready: 1, pods: 4 })
  })

  it('pods of the current revision: the deleted ones count, but not as scheduled', () => {
    const pods = [rawPod(), rawPod({ deleting: true }), rawPod({ owner: 'web-0' }), rawPod({ scheduled: false })]
    const sets = [rawReplicaSet(), rawReplicaSet({ name: 'web-0', image: 'web:0' })]
    expect(seen(rawWorkload({ ready: 0 }), sets, pods)).toMatchObject({ pods: 3, scheduled: 1, current: 4 })
  })

  it('groups pods without a node by the second; outdated is what only the labels find', () => {
    const pods = [
      rawPod({ waits: late }),
      rawPod({ waits: '2026-11-22T11:00:00.7Z' }),
      rawPod({ waits: early, deleting: true }),
      rawPod({ waits: early, owner: 'web-0' }),
      rawPod({ waits: early, phase: 'Running' }),
    ]
    const sets = [rawReplicaSet(), rawReplicaSet({ name: 'web-0', image: 'web:0' })]
    expect(seen(rawWorkload({ ready: 0 }), sets, pods)?.unschedulable).toEqual([
      { since: noon - 3_600_000, pods: 3, outdated: 2 },
      { since: noon - 1_800_000, pods: 1, outdated: 0 },
    ])
  })

  it('has no pods of its revision before it has the ReplicaSet', () => {
    const found = seen(
      rawWorkload({ ready: 0 }),
      [rawReplicaSet({ image: 'web:0' })],
      [rawPod(), rawPod({ waits: early })],
    )
    expect(found).toMatchObject({ pods: 0, scheduled: 0, current: 1 })
    expect(found?.unschedulable).toEqual([{ since: noon - 3_600_000, pods: 1, outdated: 1 }])
  })

  it('takes the oldest ReplicaSet with its template, in any order', () => {
    const old = rawReplicaSet({ name: 'old', created: '2025-01-01T00:00:00Z' })
    const strange = rawReplicaSet({ name: 'strange', of: 'other', created: '2024-01-01T00:00:00Z' })
    const elsewhere = rawReplicaSet({ name: 'elsewhere', namespace: 'b', created: '2024-01-01T00:00:00Z' })
    const sets = [rawReplicaSet(), old, strange, elsewhere]
    const pods = [rawPod({ owner: 'old' }), rawPod(), rawPod({ owner: 'strange' }), rawPod({ owner: 'elsewhere' })]
    for (const order of [sets, [...sets].reverse()]) {
      expect(seen(rawWorkload({ ready: 0 }), order, pods)).toMatchObject({ pods: 1 })
    }
  })

  it('compares templates but for the hash, nulls and the order of keys', () => {
    const other = { spec: template().spec ?? null, metadata: { labels: { app: 'web' }, creationTimestamp: null } }
    expect(seen(rawWorkload({ ready: 0, template: other }), [rawReplicaSet()], [rawPod()])).toMatchObject({ pods: 1 })
    const labelled = template('web:1', { more: 'x' })
    expect(seen(rawWorkload({ ready: 0, template: labelled }), [rawReplicaSet()], [rawPod()])).toMatchObject({
      pods: 0,
    })
  })
})

describe('selectors', () => {
  const expressions = { matchExpressions: [{ key: 'tier', operator: 'In', values: ['front'] }] }
  const pods = [rawPod(), rawPod({ labels: { app: 'web', tier: 'front' } }), rawPod({ labels: { tier: 'front' } })]

  it('expressions bind the revision, not the labels', () => {
    const selector = { matchLabels: { app: 'web' }, ...expressions }
    expect(seen(rawWorkload({ ready: 0, selector }), [rawReplicaSet()], pods)).toMatchObject({ current: 2, pods: 1 })
  })

  it('expressions stand in where there are no labels', () => {
    const found = seen(rawWorkload({ ready: 0, selector: expressions }), [rawReplicaSet()], pods)
    expect(found).toMatchObject({ current: 2, pods: 2 })
  })

  it('without a selector the pods are not known', () => {
    const rollout = { metadata: { name: 'r', namespace: 'shop', uid: 'u' }, status: { replicas: 4, readyReplicas: 2 } }
    const found = seen(rollout, [], pods, rollouts)
    expect(found).toMatchObject({ desired: 1, current: 2, replicas: 4, pods: 4, scheduled: 4, unschedulable: [] })
  })

  it('a pod counts for each workload that has its labels', () => {
    const workloads = ['a', 'b'].map((name) => rawWorkload({ name, ready: 0 }))
    workloads.push(rawWorkload({ name: 'c', ready: 0, selector: { matchLabels: { app: 'web', tier: 'front' } } }))
    const found = sums({ workloads: [[deployments, workloads]], pods: [pods] }).workloads
    expect(found.map(({ name, current }) => [name, current])).toEqual([
      ['a', 2],
      ['b', 2],
      ['c', 1],
    ])
  })
})

describe('other kinds', () => {
  it('a StatefulSet has the pods that it controls', () => {
    const pods = [rawPod({ owner: 'web' }), rawPod(), rawPod({ owner: 'web', waits: early }), rawPod({ waits: early })]
    const found = seen(rawWorkload({ ready: 1 }), [], pods, statefulSets)
    expect(found).toMatchObject({ kind: 'StatefulSet', current: 2, pods: 2, scheduled: 1 })
    expect(found?.unschedulable).toEqual([{ since: noon - 3_600_000, pods: 2, outdated: 1 }])
  })

  it('a custom kind has the pods with its labels', () => {
    const found = seen(rawWorkload({ ready: 0 }), [], [rawPod(), rawPod({ waits: early })], rollouts)
    expect(found).toMatchObject({ kind: 'Rollout', current: 1, pods: 2, scheduled: 1 })
    expect(found?.unschedulable).toEqual([{ since: noon - 3_600_000, pods: 1, outdated: 0 }])
  })

  it('replicas stand where the type says', () => {
    const type = { ...rollouts, replicas: ['spec', 'size'] }
    const value = { ...rawWorkload(), spec: { size: 7 } }
    expect(seen(value, [], [], type)).toMatchObject({ desired: 7 })
  })
})

it('keeps only what is wanted, sorted by identity', () => {
  const reading = newReading()
  const page = ['c', 'a', 'b'].map((name) => rawWorkload({ name }))
  expect(readWorkloads(reading, deployments, page, ({ name }) => name !== 'c')).toBeUndefined()
  expect([...reading.workloads.values()].map(({ name }) => name)).toEqual(['a', 'b'])
})

it('refuses another order of reading as a bug', () => {
  const reading = newReading()
  readReplicaSets(reading, [])
  expect(() => readWorkloads(reading, deployments, [])).toThrow('first')
  readPods(reading, [])
  expect(() => readReplicaSets(reading, [])).toThrow('before')
})

it.each([
  ['no object', [], []],
  ['a name that is a path', rawWorkload({ name: '../x' }), []],
  ['replicas that are a text', { ...rawWorkload(), spec: { replicas: '3' } }, []],
  ['replicas below 0', rawWorkload({ desired: -1 }), []],
  ['no uid', { ...rawWorkload(), metadata: { name: 'a', namespace: 'b' } }, []],
  ['a ReplicaSet without a uid', rawWorkload(), { metadata: { name: 'a' } }],
  ['a ReplicaSet without its time', rawWorkload(), rawReplicaSet({ created: 'once' })],
])('%s ends the reading', (_name, workload, set) => {
  expect(readAll({ workloads: [[deployments, [workload]]], replicaSets: [[set].flat()] })).toMatch(/^a (Dep|Rep)/)
})
