import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { givenInfo, infoFact, seenInfo } from '../../../src/dialects/kubeadmiral/rescheduling/migration.ts'
import type { ObservedWorkload } from '../../../src/model/cluster.ts'
import type { Json, JsonObject } from '../../../src/model/json.ts'
import { aCluster, anObserved } from '../../builders/cluster.ts'
import { aDeployment, aResource, collector } from '../resource.ts'

const minute = 60_000
const web = 'apps/Deployment/default/web'

function seen(observed: Readonly<Record<string, ObservedWorkload>>, patience = minute): JsonObject | undefined {
  const clusters = Object.entries(observed).map(([name, one]) => aCluster({ name, observed: new Map([[web, one]]) }))
  const info = seenInfo(web, clusters, patience)
  return info && infoFact(info)
}

/** Pods that wait for so many milliseconds. */
function waiting(age: number, pods = 1, outdated = 0): ObservedWorkload['unschedulable'][number] {
  return { pods, outdated, since: 3_600_000 - age }
}

describe('unschedulable pods are counted', () => {
  test.each<[string, ObservedWorkload['unschedulable'], number]>([
    ['none', [], 0],
    ['one that waits too long', [waiting(2 * minute)], 1],
    ['not before its time', [waiting(minute - 1)], 0],
    ['from the boundary on', [waiting(minute)], 1],
    ['by their own time each', [waiting(2 * minute), waiting(40_000)], 1],
    ['in groups', [waiting(2 * minute, 2), waiting(50_000), waiting(40_000)], 2],
    ['without those that are being deleted or of an earlier revision', [waiting(2 * minute, 2, 1), waiting(50_000)], 1],
  ])('%s', (_, unschedulable, expected) => {
    const observed = anObserved({ desired: 10, ready: 1, unschedulable })
    const capacity = expected === 0 ? {} : { estimatedCapacity: { a: 10 - expected } }
    expect(seen({ a: observed })).toEqual({ ...capacity, scheduledReplicas: { a: 10 } })
  })
})

describe('what a cluster can run', () => {
  const late = [waiting(2 * minute, 3)]
  test.each<[string, ObservedWorkload, JsonObject]>([
    [
      'all of it where all are ready',
      anObserved({ desired: 9, replicas: 5, ready: 5, unschedulable: late }),
      { scheduledReplicas: { a: 5 } },
    ],
    [
      'nothing known of an empty one',
      anObserved({ desired: 9, replicas: 0, ready: 0, scheduled: 7 }),
      { scheduledReplicas: { a: 0 } },
    ],
    [
      'what it is asked for without those that wait',
      anObserved({ desired: 10, ready: 7, pods: 10, scheduled: 7, unschedulable: late }),
      { estimatedCapacity: { a: 7 }, scheduledReplicas: { a: 7 } },
    ],
    [
      'what it is asked for where pods are missing',
      anObserved({ desired: 10, ready: 2, pods: 5, scheduled: 2, unschedulable: late }),
      { estimatedCapacity: { a: 7 }, scheduledReplicas: { a: 2 } },
    ],
    [
      'all its pods where these are more than it is asked for',
      anObserved({ desired: 10, ready: 2, pods: 12, scheduled: 9, unschedulable: late }),
      { estimatedCapacity: { a: 9 }, scheduledReplicas: { a: 9 } },
    ],
    [
      'no limit where it can run what it is asked for',
      anObserved({ desired: 10, ready: 2, pods: 13, scheduled: 10, unschedulable: late }),
      { scheduledReplicas: { a: 10 } },
    ],
    [
      'never less than nothing',
      anObserved({ desired: 2, ready: 0, pods: 2, scheduled: 0, unschedulable: late }),
      { estimatedCapacity: { a: 0 }, scheduledReplicas: { a: 0 } },
    ],
    [
      'only what is scheduled, of pods that wait for less time',
      anObserved({ desired: 4, ready: 3, scheduled: 3, unschedulable: [waiting(1000)] }),
      { scheduledReplicas: { a: 3 } },
    ],
  ])('%s', (_, observed, expected) => {
    expect(seen({ a: observed })).toEqual(expected)
  })

  test('is known of joined clusters that saw the workload', () => {
    const observed = new Map([[web, anObserved({ desired: 3, capacity: 1 })]])
    const clusters = [
      aCluster({ name: 'left', joined: false, observed }),
      aCluster({ name: 'blind' }),
      aCluster({ name: 'there', observed }),
    ]
    const info = seenInfo(web, clusters, minute)
    expect(info && infoFact(info)).toEqual({ estimatedCapacity: { there: 1 }, scheduledReplicas: { there: 1 } })
    expect(seenInfo(web, clusters.slice(0, 2), minute)).toBeUndefined()
    expect(seenInfo('apps/Deployment/default/other', clusters, minute)).toBeUndefined()
  })

  test('each snapshot counts by its own time', () => {
    const since = 1_000_000
    const at = (takenAt: number): ObservedWorkload =>
      anObserved({ desired: 2, capacity: 1, takenAt, unschedulable: [{ pods: 1, outdated: 0, since }] })
    expect(seen({ early: at(since + minute - 1), late: at(since + minute) })).toEqual({
      estimatedCapacity: { late: 1 },
      scheduledReplicas: { early: 1, late: 1 },
    })
  })

  test('more patience never lowers it, and it is below what is asked for', () => {
    const group = fc.record({ pods: fc.nat(9), age: fc.nat(200_000) })
    const workload = fc.record({ desired: fc.nat(20), pods: fc.nat(20), ready: fc.nat(20), waiting: fc.array(group) })
    fc.assert(
      fc.property(workload, fc.nat(200_000), fc.nat(200_000), (one, patience, more) => {
        const unschedulable = one.waiting.map(({ pods, age }) => waiting(age, pods))
        const observed = anObserved({ desired: one.desired, pods: one.pods, ready: one.ready, unschedulable })
        const capacity = (time: number): number =>
          seenInfo(web, [aCluster({ observed: new Map([[web, observed]]) })], time)?.estimatedCapacity.get('a') ??
          Number.POSITIVE_INFINITY
        expect(capacity(patience + more)).toBeGreaterThanOrEqual(capacity(patience))
        const limit = capacity(patience)
        expect(limit === Number.POSITIVE_INFINITY || limit === 0 || (limit > 0 && limit < one.desired)).toBe(true)
      }),
    )
  })
})

describe('an info as a fact', () => {
  test('sorts clusters by name and leaves empty maps out', () => {
    const names = ['b', 'a', 'é', 'Z', '__proto__']
    const info = { estimatedCapacity: new Map(names.map((name, n) => [name, n])), scheduledReplicas: new Map() }
    expect(JSON.stringify(infoFact(info))).toBe('{"estimatedCapacity":{"Z":3,"__proto__":4,"a":1,"b":0,"é":2}}')
  })

  test('may be empty', () => {
    expect(infoFact({ estimatedCapacity: new Map(), scheduledReplicas: new Map() })).toEqual({})
  })
})

describe('the annotation', () => {
  const key = 'kubeadmiral.io/auto-migration-info'
  function given(text: Json) {
    const { report, codes, found } = collector()
    const info = givenInfo(aResource(aDeployment('web', { annotations: { [key]: text } })), report)
    return { info: typeof info === 'object' ? infoFact(info) : info, codes: codes(), reason: found[0]?.args.reason }
  }

  test.each<[string, JsonObject]>([
    ['{}', {}],
    ['null', {}],
    [
      '{"estimatedCapacity":{"b":5,"a":-1},"scheduledReplicas":{"a":3}}',
      { estimatedCapacity: { a: -1, b: 5 }, scheduledReplicas: { a: 3 } },
    ],
    ['{"ESTIMATEDCAPACITY":{"a":1,"a":2},"other":7}', { estimatedCapacity: { a: 2 } }],
    ['{"estimatedCapacity":null,"scheduledReplicas":{"a":null}}', { scheduledReplicas: { a: 0 } }],
    ['{"estimatedCapacity":{"a":9223372036854775807}}', { estimatedCapacity: { a: Number.MAX_SAFE_INTEGER } }],
  ])('%s', (text, expected) => {
    expect(given(text)).toEqual({ info: expected, codes: [], reason: undefined })
  })

  test.each<[string, string]>([
    ['', 'it is not JSON'],
    ['{', 'it is not JSON'],
    ['[]', 'it must be an object'],
    ['{"estimatedCapacity":[]}', 'estimatedCapacity must be an object'],
    ['{"scheduledReplicas":{"a":"1"}}', 'scheduledReplicas.a must be a whole number of 64 bits'],
    ['{"scheduledReplicas":{"a":1.0}}', 'scheduledReplicas.a must be a whole number of 64 bits'],
    ['{"scheduledReplicas":{"a":9223372036854775808}}', 'scheduledReplicas.a must be a whole number of 64 bits'],
  ])('%s is an error', (text, reason) => {
    const codes = [`kubeadmiral/migration-info input.yaml:metadata.annotations.${key}`]
    expect(given(text)).toEqual({ info: 'invalid', codes, reason })
  })

  test('is absent', () => {
    const { report } = collector()
    expect(givenInfo(aResource(aDeployment('web')), report)).toBeUndefined()
    expect(given(3)).toEqual({ info: undefined, codes: [], reason: undefined })
  })
})
