import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../src/model/json.ts'
import { nextSnapshot } from '../../src/snapshot/next.ts'
import { defaultSettings, type SnapshotSettings } from '../../src/snapshot/settings.ts'
import type { Failure } from '../../src/snapshot/survey.ts'
import { aSurvey, noon, specOf } from './survey.ts'

const minute = 60_000
const refused: Failure = { cluster: 'eu', reason: 'refused', asked: 'GET /readyz', detail: 'ECONNREFUSED' }

interface Tick {
  /** Milliseconds since the last one. */
  readonly after: number
  readonly answer: 'good' | 'unready' | 'none'
}

const tick: fc.Arbitrary<Tick> = fc.record({
  after: fc.oneof(fc.integer({ min: 0, max: 4 * minute }), fc.constantFrom(0, minute, 5 * minute)),
  answer: fc.constantFrom('good', 'unready', 'none', 'none'),
})
const settings = fc.record({
  notReadyAfter: fc.record({
    failures: fc.integer({ min: 1, max: 4 }),
    duration: fc.constantFrom(0, minute, 5 * minute),
  }),
  readyAfter: fc.record({ answers: fc.integer({ min: 1, max: 3 }), duration: fc.constantFrom(0, minute, 5 * minute) }),
})

/** Readiness after each tick, from the whole history each time; undefined before there is a snapshot. */
function oracle(
  ticks: readonly Tick[],
  { notReadyAfter, readyAfter }: Pick<SnapshotSettings, 'notReadyAfter' | 'readyAfter'>,
) {
  const history: { at: number; good: boolean }[] = []
  let ready: boolean | undefined
  let at = noon
  return ticks.map(({ after, answer }) => {
    at += after
    if (ready === undefined && answer === 'none') return undefined
    history.push({ at, good: answer === 'good' })
    if (ready === undefined) {
      ready = answer === 'good'
      return ready
    }
    const last = history.findLastIndex(({ good }) => good === ready)
    const row = history.slice(last + 1)
    // A file tells whole seconds; a row begins at the next one.
    const age = at - Math.ceil((row[0]?.at ?? at) / 1000) * 1000
    const [count, duration] = ready
      ? [notReadyAfter.failures, notReadyAfter.duration]
      : [readyAfter.answers, readyAfter.duration]
    if (row.length >= count && row.length > 0 && age >= duration) ready = !ready
    return ready
  })
}

describe('hysteresis', () => {
  it('agrees with a plain reading of the history, over 1,000 traces, and never flips early', () => {
    let flips = 0
    fc.assert(
      fc.property(fc.array(tick, { minLength: 5, maxLength: 60 }), settings, (ticks, plan) => {
        const all = { ...defaultSettings, ...plan }
        let snapshot: JsonObject | undefined
        let at = noon
        let row = { good: true, since: noon, count: 0 }
        const told = ticks.map(({ after, answer }) => {
          at += after
          const good = answer === 'good'
          row = row.good === good && row.count > 0 ? { ...row, count: row.count + 1 } : { good, since: at, count: 1 }
          const before = snapshot
          const outcome = answer === 'none' ? refused : aSurvey({ takenAt: at, ready: good, reason: 'etcd' })
          const next = nextSnapshot('eu', before, outcome, all, at)
          snapshot = next.snapshot
          expect(next.failure).toBe(answer === 'none' ? refused : undefined)
          const ready = snapshot && specOf(snapshot).ready
          if (before !== undefined && specOf(before).ready !== ready) {
            flips++
            const [count, duration] = good
              ? [plan.readyAfter.answers, plan.readyAfter.duration]
              : [plan.notReadyAfter.failures, plan.notReadyAfter.duration]
            expect(row.count).toBeGreaterThanOrEqual(count)
            expect(at - row.since).toBeGreaterThanOrEqual(duration)
          }
          return ready
        })
        expect(told).toEqual(oracle(ticks, all))
      }),
      { numRuns: 1000 },
    )
    expect(flips).toBeGreaterThan(500)
  })

  const step = (snapshot: JsonObject | undefined, minutes: number, good: boolean): JsonObject | undefined => {
    const at = noon + minutes * minute
    return nextSnapshot('eu', snapshot, good ? aSurvey({ takenAt: at }) : refused, defaultSettings, at).snapshot
  }

  it('goes down and comes back as the defaults say', () => {
    let snapshot = step(undefined, 0, true)
    const told: unknown[] = []
    const days: readonly (readonly [number, boolean])[] = [
      [1, false],
      [2, false],
      [5, false],
      [6, false],
      [60, false],
      [61, true],
      [62, false],
      [63, true],
      [65, true],
      [68, true],
    ]
    for (const [minutes, good] of days) {
      snapshot = step(snapshot, minutes, good)
      const { ready, reason, failing, recovering } = specOf(snapshot)
      told.push([minutes, ready, reason, (failing as JsonObject)?.count, (recovering as JsonObject)?.count])
    }
    const why = 'refused'
    expect(told).toEqual([
      [1, true, undefined, 1, undefined],
      [2, true, undefined, 2, undefined],
      [5, true, undefined, 3, undefined],
      [6, false, why, 3, undefined],
      [60, false, why, 3, undefined],
      [61, false, why, undefined, 1],
      [62, false, why, 1, undefined],
      [63, false, why, undefined, 1],
      [65, false, why, undefined, 2],
      [68, true, undefined, undefined, undefined],
    ])
  })

  it('a cluster that is down for long makes no diff', () => {
    let snapshot = step(undefined, 0, true)
    for (const minutes of [1, 2, 6]) snapshot = step(snapshot, minutes, false)
    const next = nextSnapshot('eu', snapshot, refused, defaultSettings, noon + 999 * minute)
    expect(next.changed).toBe(false)
    expect(next.snapshot).toBe(snapshot)
  })

  it('a clock that is set back makes nothing early', () => {
    let snapshot = step(undefined, 0, true)
    for (const minutes of [10, 9, 8, 7, -600]) snapshot = step(snapshot, minutes, false)
    expect(specOf(snapshot).ready).toBe(true)
  })
})
