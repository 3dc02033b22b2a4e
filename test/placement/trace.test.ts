import { describe, expect, it } from 'vitest'
import type { Arithmetic, Round, Turn } from '../../src/model/arithmetic.ts'
import { type BinpackInput, planBinpack } from '../../src/placement/binpack.ts'
import { plannerHash } from '../../src/placement/hash.ts'
import type { PlanResult } from '../../src/placement/plan.ts'
import { planRsp } from '../../src/placement/rsp.ts'
import { planSpread } from '../../src/placement/spread.ts'
import { newTrace, type Trace } from '../../src/placement/trace.ts'
import { replay, withoutZeros } from './replay.ts'
import { amounts, preferencesOf, readVectors, type Vector } from './vectors.ts'

interface Case extends Vector {
  readonly clusters: Vector['preferences']
  readonly readyClusters: readonly string[]
  readonly hash: Readonly<Record<string, number>>
}

const cases = readVectors<Case>('kubefed-rsp-cases').map(
  (found): Case => ({
    ...found,
    availableClusters: found.readyClusters,
    preferences: Object.keys(found.clusters).length > 0 ? found.clusters : { '*': { weight: 1 } },
  }),
)

const stateful = (run: Vector, trace: Trace | undefined): BinpackInput => ({
  clusters: run.availableClusters,
  total: run.totalReplicas,
  preferences: preferencesOf(run.preferences),
  current: amounts(run.currentReplicas),
  estimated: amounts(run.estimatedCapacity),
  limited: amounts(run.limitedCapacity),
  scheduled: amounts(run.scheduledReplicas),
  avoidDisruption: run.avoidDisruption,
  keepUnschedulable: run.keepUnschedulableReplicas,
  trace,
})

type Planner = (run: Vector, trace: Trace | undefined) => PlanResult

const spread: Planner = (run, trace) => planSpread({ ...stateful(run, trace), key: run.key })
const binpack: Planner = (run, trace) => planBinpack(stateful(run, trace))
const rsp: Planner = (run, trace) =>
  planRsp({
    clusters: run.availableClusters,
    key: run.key,
    total: run.totalReplicas,
    preferences: preferencesOf(run.preferences),
    rebalance: run.rebalance,
    current: amounts(run.currentReplicas),
    capacity: amounts(run.estimatedCapacity),
    trace,
  })

/** As it stands in the JSON of an explanation. */
function recorded(planner: Planner, run: Vector): { readonly arithmetic: Arithmetic; readonly result: PlanResult } {
  const trace = newTrace()
  const result = planner(run, trace)
  return { arithmetic: JSON.parse(JSON.stringify(trace)) as Arithmetic, result }
}

function turnsOf(arithmetic: Arithmetic): Turn[] {
  return arithmetic.steps.flatMap((step) => ('turns' in step && step.kind !== 'compare' ? [...step.turns] : []))
}

const all: readonly (readonly [string, Planner, readonly Vector[], number])[] = [
  ['spread', spread, readVectors('kubeadmiral-spread'), 700],
  ['binpack', binpack, readVectors('kubeadmiral-binpack'), 700],
  ['rsp', rsp, readVectors('kubefed-rsp'), 700],
  ['rsp cases', rsp, cases, 63],
]

describe('the recorded steps', () => {
  it.each(all)('%s: replayed, they give plan and overflow of every upstream run', (_, planner, runs, count) => {
    expect(runs).toHaveLength(count)
    for (const run of runs) {
      const { arithmetic } = recorded(planner, run)
      expect(replay(arithmetic)).toEqual({
        plan: withoutZeros(amounts(run.plan)),
        overflow: withoutZeros(amounts(run.overflow)),
      })
    }
  })

  it.each(all)('%s: recording changes nothing', (_, planner, runs) => {
    for (const run of runs) expect(recorded(planner, run).result).toEqual(planner(run, undefined))
  })

  it('carry the hash that ranked the clusters', () => {
    let hashes = 0
    for (const [, planner, runs] of all) {
      for (const run of runs) {
        for (const { cluster, hash } of turnsOf(recorded(planner, run).arithmetic)) {
          if (hash === undefined) continue
          hashes++
          expect(hash).toBe(plannerHash(cluster, run.key))
        }
      }
    }
    expect(hashes).toBeGreaterThan(1000)
  })

  it('carry the hashes that upstream computed', () => {
    let hashes = 0
    for (const run of cases) {
      for (const { cluster, hash } of turnsOf(recorded(rsp, run).arithmetic)) {
        if (hash === undefined) continue
        hashes++
        expect(hash).toBe(run.hash[cluster])
      }
    }
    expect(hashes).toBeGreaterThan(20)
  })

  it('say so where the record was tampered with', () => {
    const run = cases.find(({ totalReplicas }) => totalReplicas > 3) as Case
    const { arithmetic } = recorded(rsp, run)
    const round = arithmetic.steps.find(({ kind }) => kind === 'round') as Round
    const [first, ...rest] = round.turns
    const forged = { ...round, turns: [{ ...first, after: (first?.after ?? 0) + 1 }, ...rest] } as Round
    expect(() =>
      replay({ ...arithmetic, steps: arithmetic.steps.map((one) => (one === round ? forged : one)) }),
    ).toThrow()
  })
})
