import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../src/model/json.ts'
import { emptied, nextSnapshot } from '../../src/snapshot/next.ts'
import { defaultSettings } from '../../src/snapshot/settings.ts'
import type { Failure, Survey } from '../../src/snapshot/survey.ts'
import { print } from '../../src/yaml/print.ts'
import { aSeen, aSurvey, noon, quantities, specOf } from './survey.ts'

const minute = 60_000
const hour = 60 * minute
const timeout: Failure = { cluster: 'eu', reason: 'timeout', asked: 'GET /api/v1/pods', detail: '' }

const next = (previous: JsonObject | undefined, outcome: Survey | Failure, at = noon) =>
  nextSnapshot('eu', previous, outcome, defaultSettings, at)
const first = next(undefined, aSurvey()).snapshot ?? {}
const later = (ms: number, plan: Partial<Survey> = {}) =>
  next(first, aSurvey({ takenAt: noon + ms, ...plan }), noon + ms)
const takenAt = (snapshot: JsonObject | undefined): unknown => specOf(snapshot).takenAt

describe('facts that did not change', () => {
  it('leave the snapshot as it is', () => {
    const again = later(11 * hour)
    expect(again).toEqual({ snapshot: first, changed: false, failure: undefined })
    expect(again.snapshot).toBe(first)
  })

  it('after a while have their time renewed', () => {
    const again = later(12 * hour)
    expect(again.changed).toBe(true)
    const [before, after] = [first, again.snapshot ?? {}].map((each) => print(each).head.split('\n'))
    expect(after?.filter((line, index) => line !== before?.[index])).toEqual(['  takenAt: "2026-11-23T00:00:00Z"'])
  })

  it('do so at once where the previous time is from the future', () => {
    expect(later(-9 * minute).changed).toBe(false)
    expect(later(-11 * minute).changed).toBe(true)
  })

  it('count as such whatever the order of their keys', () => {
    const turned = { ...first, spec: Object.fromEntries(Object.entries(specOf(first)).reverse()) }
    expect(next(turned, aSurvey({ takenAt: noon + hour }), noon + hour)).toMatchObject({ changed: false })
  })

  it('include noise below the step', () => {
    expect(later(hour, { requested: quantities({ cpu: '510m', memory: '1Gi' }) }).changed).toBe(false)
    expect(later(hour, { requested: quantities({ cpu: '900m', memory: '1Gi' }) })).toMatchObject({ changed: true })
  })
})

it('a fact that changed takes the new time along', () => {
  const changed = later(minute, { workloads: [aSeen({ desired: 4 })] })
  expect(changed.changed).toBe(true)
  expect(takenAt(changed.snapshot)).toBe('2026-11-22T12:01:00Z')
})

describe('while pods wait for a node, time is a fact', () => {
  const waiting = (since: number) => ({ workloads: [aSeen({ unschedulable: [{ since, pods: 1, outdated: 0 }] })] })

  it.each([
    ['at once in the first hour', minute, minute, true],
    ['until the hour is over', 59 * minute, minute, true],
    ['then once it doubled', 2 * hour, hour, false],
    ['not before', 2 * hour, 2 * hour - 1000, false],
    ['but then', 2 * hour, 2 * hour, true],
    ['not within the same second', minute, 999, false],
  ])('%s', (_name, waited, after, changed) => {
    const plan = waiting(noon - waited)
    const before = next(undefined, aSurvey(plan)).snapshot
    const found = next(before, aSurvey({ ...plan, takenAt: noon + after }), noon + after)
    expect(found.changed).toBe(changed)
  })
})

describe('a failure', () => {
  it('without a snapshot makes none', () => {
    expect(next(undefined, timeout)).toEqual({ snapshot: undefined, changed: false, failure: timeout })
  })

  it('keeps every other field, the time included', () => {
    const { snapshot, changed, failure } = next(first, timeout, noon + hour)
    expect({ changed, failure }).toEqual({ changed: true, failure: timeout })
    const { failing, ...rest } = specOf(snapshot)
    expect(failing).toEqual({ since: '2026-11-22T13:00:00Z', count: 1, reason: 'timeout' })
    expect({ ...snapshot, spec: rest }).toEqual(first)
    expect(Object.keys(specOf(snapshot)).slice(0, 3)).toEqual(['takenAt', 'ready', 'failing'])
  })

  it('is over with the next good answer', () => {
    const failed = next(first, timeout, noon + minute).snapshot
    const found = next(failed, aSurvey({ takenAt: noon + 2 * minute }), noon + 2 * minute)
    expect(found.changed).toBe(true)
    expect(specOf(found.snapshot)).toEqual({ ...specOf(first), takenAt: '2026-11-22T12:02:00Z' })
  })
})

describe('a cluster that says that it is not ready', () => {
  it('is failing, but its facts count', () => {
    const found = later(minute, { ready: false, reason: 'etcd', workloads: [aSeen({ desired: 9 })] })
    expect(found.failure).toBeUndefined()
    expect(specOf(found.snapshot)).toMatchObject({
      takenAt: '2026-11-22T12:01:00Z',
      ready: true,
      failing: { count: 1, reason: 'etcd' },
      workloads: [{ desired: 9 }],
    })
  })

  it('is not ready from the start where it was never seen otherwise', () => {
    const spec = specOf(next(undefined, aSurvey({ ready: false, reason: '' })).snapshot)
    expect(spec).toMatchObject({ ready: false, reason: 'not ready', failing: { count: 1 } })
  })
})

describe('an answer that is not believed', () => {
  it.each([
    [10 * minute, undefined],
    [-10 * minute, undefined],
    [10 * minute + 1000, 'its clock is 10m ahead'],
    [-hour, 'its clock is 60m behind'],
    [10 * 365 * 24 * hour, 'its clock is 5256000m ahead'],
  ])('a clock that is %s ms away', (off, detail) => {
    const { failure, snapshot } = next(first, aSurvey({ takenAt: noon + off, workloads: [aSeen({ desired: 9 })] }))
    expect(failure?.detail).toBe(detail)
    expect(failure?.reason).toBe(detail === undefined ? undefined : 'clock')
    expect(specOf(snapshot).workloads).toMatchObject([{ desired: detail === undefined ? 9 : 3 }])
  })

  const { nodes } = aSurvey()
  const nothing = { ...nodes, total: 0, schedulable: 0, allocatable: new Map() }
  it.each<[string, Partial<Survey>, string | undefined]>([
    ['no nodes', { nodes: nothing }, 'nodes'],
    ['no nodes that take pods', { nodes: { ...nothing, total: 3 } }, undefined],
    ['no API types', { apis: [] }, 'API types'],
    ['no workloads', { workloads: [] }, 'workloads'],
    ['as before', {}, undefined],
  ])('%s', (_name, plan, what) => {
    expect(emptied(first, aSurvey(plan))).toBe(what)
    expect(emptied(undefined, aSurvey(plan))).toBeUndefined()
    const found = next(first, aSurvey(plan))
    expect(found.failure?.reason).toBe(what === undefined ? undefined : 'empty')
    if (what !== undefined) expect(specOf(found.snapshot)).toMatchObject({ ready: true, failing: { count: 1 } })
    const confirmed = next(first, aSurvey({ ...plan, confirmed: true }))
    expect(confirmed.failure).toBeUndefined()
    expect(specOf(confirmed.snapshot).failing).toBeUndefined()
  })
})

it('reads a snapshot that somebody wrote by hand', () => {
  const bare = {
    apiVersion: 'stowage.dev/v1alpha1',
    kind: 'ClusterSnapshot',
    metadata: { name: 'eu' },
    spec: { ready: false },
  }
  const found = next(bare, aSurvey())
  expect(specOf(found.snapshot)).toMatchObject({
    ready: false,
    recovering: { since: '2026-11-22T12:00:00Z', count: 1 },
  })
})
