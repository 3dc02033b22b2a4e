import { expect } from 'vitest'
import type { Arithmetic, Caps, Goal, RoundTurn, Step, Turn } from '../../src/model/arithmetic.ts'

/** What a reader of an explanation comes to. */
export interface Replayed {
  readonly plan: Record<string, number>
  readonly overflow: Record<string, number>
}

type Numbers = Map<string, number>

const plus = (numbers: Numbers, name: string, value: number): void => {
  numbers.set(name, (numbers.get(name) ?? 0) + value)
}

function capped(target: number, { max, limited, estimated }: Caps): { target: number; beyond: number } {
  const allowed = Math.min(target, max ?? target, limited ?? target)
  const able = Math.min(allowed, estimated ?? allowed)
  return { target: able, beyond: allowed - able }
}

/** Earlier turns weigh more; of equal ones that were put in order, the smaller hash comes first, then the name. */
function expectOrder(turns: readonly (Turn & { readonly weight?: number })[]): void {
  turns.forEach((turn, at) => {
    const before = turns[at - 1]
    if (before === undefined) return
    if (turn.weight !== undefined && before.weight !== undefined) {
      expect(before.weight).toBeGreaterThanOrEqual(turn.weight)
      if (before.weight !== turn.weight) return
      expect(before.hash === undefined).toBe(turn.hash === undefined)
      if (turn.hash === undefined || before.hash === undefined) return
      expect(before.hash < turn.hash || (before.hash === turn.hash && before.cluster < turn.cluster)).toBe(true)
    }
  })
}

/** Only adds shares and applies caps, turn by turn, and holds each number of the record against its own. */
export function replay(arithmetic: Arithmetic): Replayed {
  const wanted: Numbers = new Map()
  const moved: Numbers = new Map()
  const have: Numbers = new Map()
  const overflow: Numbers = new Map()
  const prepaid: Numbers = new Map()
  let last: readonly RoundTurn[] = []
  let outcome: 'stay' | Goal = 'share'
  let standing: Numbers | undefined

  const play = (step: Step): void => {
    if (step.kind === 'stands') {
      standing = new Map(step.replicas.map(({ cluster, replicas }) => [cluster, replicas]))
      return
    }
    if (step.kind === 'trim') {
      for (const [name, value] of overflow) overflow.set(name, Math.max(0, Math.min(value, step.most)))
      return
    }
    if (step.kind === 'skipped') {
      for (const { cluster, share } of last) plus(prepaid, cluster, -share * step.rounds)
      return
    }
    if (step.kind === 'compare') {
      outcome = step.outcome
      for (const turn of step.turns) {
        expect(turn.have).toBe(Math.min(turn.current, turn.limited ?? turn.current, turn.estimated ?? turn.current))
        expect(turn.want).toBe(wanted.get(turn.cluster) ?? 0)
        have.set(turn.cluster, turn.have)
      }
      expect(step.have).toBe([...have.values()].reduce((a, b) => a + b, 0))
      expect(step.want).toBe(step.turns.reduce((sum, { want }) => sum + want, 0))
      return
    }
    const goal = step.kind === 'running' ? 'share' : step.goal
    const numbers = goal === 'share' ? wanted : moved
    let remaining = step.total
    expectOrder(step.turns)
    const take = (turn: Turn, change: number): void => {
      expect(turn.remaining).toBe(remaining)
      plus(numbers, turn.cluster, change)
      remaining -= change
    }
    if (step.kind === 'minimums') {
      for (const turn of step.turns) {
        const { target, beyond } = capped(Math.min(turn.min, remaining), { ...turn, max: Number.POSITIVE_INFINITY })
        expect(turn.after).toBe(target)
        expect([0, beyond]).toContain(turn.beyond ?? 0)
        if (goal === 'share' && turn.beyond !== undefined) overflow.set(turn.cluster, beyond)
        take(turn, target)
      }
    } else if (step.kind === 'running') {
      for (const turn of step.turns) {
        expect(turn.before).toBe(wanted.get(turn.cluster) ?? 0)
        const kept = Math.min(Math.max(0, capped(turn.current, turn).target - turn.before), remaining)
        expect(turn.kept).toBe(kept)
        prepaid.set(turn.cluster, kept)
        take(turn, kept)
      }
    } else if (step.kind === 'fill') {
      for (const turn of step.turns) {
        expect(turn.before).toBe(numbers.get(turn.cluster) ?? 0)
        const { target, beyond } = capped(turn.before + remaining, turn)
        expect([turn.after, turn.beyond ?? 0]).toEqual([target, beyond])
        if (goal === 'share') overflow.set(turn.cluster, Math.max(overflow.get(turn.cluster) ?? 0, beyond))
        take(turn, target - turn.before)
      }
    } else {
      for (const turn of step.turns) {
        expect(turn.before).toBe(numbers.get(turn.cluster) ?? 0)
        const product = BigInt(step.total) * BigInt(turn.weight)
        const share = Number((product + BigInt(step.weights) - 1n) / BigInt(step.weights))
        expect(turn.share).toBe(share)
        const extra = Math.min(share, remaining)
        const paid = Math.max(0, Math.min(extra, prepaid.get(turn.cluster) ?? 0))
        expect(turn.paid ?? 0).toBe(paid)
        if (paid > 0) plus(prepaid, turn.cluster, -paid)
        const { target, beyond } = capped(turn.before + extra - paid, turn)
        expect([turn.after, turn.beyond ?? 0]).toEqual([target, beyond])
        if (goal === 'share') plus(overflow, turn.cluster, beyond)
        take(turn, target - turn.before)
      }
      last = step.turns
    }
  }

  arithmetic.steps.forEach(play)
  const plan = standing ?? settle(outcome, { wanted, moved, have })
  return { plan: withoutZeros(plan), overflow: withoutZeros(overflowOf(standing, overflow)) }
}

/** Nothing that was not planned anew has overflow. */
function overflowOf(standing: Numbers | undefined, overflow: Numbers): Numbers {
  return standing === undefined ? overflow : new Map()
}

function settle(
  outcome: 'stay' | Goal,
  { wanted, moved, have }: { readonly wanted: Numbers; readonly moved: Numbers; readonly have: Numbers },
): Numbers {
  if (outcome === 'share') return wanted
  const plan = new Map(have)
  for (const [name, value] of moved) plus(plan, name, outcome === 'more' ? value : outcome === 'fewer' ? -value : 0)
  return plan
}

/** A cluster that takes no part has no turn; its plan is 0. */
export function withoutZeros(numbers: ReadonlyMap<string, number>): Record<string, number> {
  return Object.fromEntries(
    [...numbers].filter(([, value]) => value !== 0).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)),
  )
}
