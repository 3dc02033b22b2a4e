import type { Arithmetic, Caps, DynamicWeights, Fill, Goal, Minimums, Round, Step, Turn } from '../model/arithmetic.ts'

/** What happened to one cluster, step by step, in words and numbers; empty where nothing did. */
export function shareWords(arithmetic: Arithmetic, cluster: string): string {
  const { steps, frozen, dynamic } = arithmetic
  const cap = frozen.find((one) => one.cluster === cluster)
  const parts = [
    ...dynamicWords(dynamic, cluster),
    ...(cap === undefined ? [] : [`a NoSchedule taint keeps it at ${cap.max} at most`]),
  ]
  let round = 0
  let before: Goal = 'share'
  const moves = steps.some(
    (step) => 'goal' in step && step.goal !== 'share' && turnOf<Turn>(step.turns, cluster) !== undefined,
  )
  for (const step of steps) {
    if (step.kind === 'round') {
      round = step.goal === before ? round + 1 : 1
      before = step.goal
    }
    const words = stepWords(step, cluster, round, moves)
    if (words !== undefined) parts.push(words)
  }
  return parts.join('; ')
}

/** `moves`: the cluster has a turn where running replicas are moved. */
function stepWords(step: Step, cluster: string, round: number, moves: boolean): string | undefined {
  if (step.kind === 'stands') return standsWords(step, cluster)
  if (step.kind === 'skipped' || step.kind === 'trim') return undefined
  if (step.kind === 'compare') {
    const turn = turnOf(step.turns, cluster)
    // Where nothing was there before, the share says it all.
    if (turn === undefined || (step.have === 0 && step.outcome === 'share')) return undefined
    return compareWords(turn, step.outcome, moves)
  }
  if (step.kind === 'minimums') return minimumWords(step, cluster)
  if (step.kind === 'fill') return fillWords(step, cluster)
  if (step.kind === 'round') return roundWords(step, cluster, round)
  const turn = turnOf(step.turns, cluster)
  return turn && turn.kept > 0 ? `keeps ${turn.kept} that run${tie(turn)}` : undefined
}

function turnOf<One extends { readonly cluster: string }>(turns: readonly One[], cluster: string): One | undefined {
  return turns.find((one) => one.cluster === cluster)
}

function minimumWords({ turns }: Minimums, cluster: string): string | undefined {
  const turn = turnOf(turns, cluster)
  if (turn === undefined || turn.min === 0) return undefined
  const got = turn.after === turn.min ? '' : `, gets ${turn.after}`
  return `minimum ${turn.min}${got}${because(turn, turn.min, turn.after)}${tie(turn)}`
}

function fillWords({ goal, turns }: Fill, cluster: string): string | undefined {
  const turn = turnOf(turns, cluster)
  if (turn === undefined) return undefined
  const capped = because(turn, turn.before + turn.remaining, turn.after)
  return `${goalWords(goal)}takes ${turn.after - turn.before} of ${turn.remaining} left${capped}`
}

function roundWords({ goal, total, weights, turns }: Round, cluster: string, round: number): string | undefined {
  const turn = turnOf(turns, cluster)
  if (turn === undefined) return undefined
  const { share, weight, remaining, paid = 0, before, after } = turn
  const head = `${goalWords(goal)}round ${round}: ⌈${total}·${weight}/${weights}⌉ = ${share}`
  const short = share <= remaining ? '' : remaining === 0 ? ', nothing is left' : `, ${remaining} left`
  const running = paid === 0 ? '' : `, ${paid} of them run already`
  return `${head}${short}${running}${tie(turn)}${because(turn, before + Math.min(share, remaining) - paid, after)}`
}

function compareWords(
  { current, have, want }: Extract<Step, { kind: 'compare' }>['turns'][number],
  outcome: 'stay' | Goal,
  moves: boolean,
): string {
  const here = current === have ? `has ${have}` : `has ${current}, of which ${have} count`
  if (outcome === 'share') return `${here}, gets its share of ${want}`
  return have === want ? `${here}, its share` : `${here}, its share is ${want}${moves ? '' : ': stays'}`
}

function standsWords({ because: why, replicas, waits }: Extract<Step, { kind: 'stands' }>, cluster: string): string {
  const here = replicas.find((one) => one.cluster === cluster)?.replicas ?? 0
  if (why === 'scheduled') return `${here} are scheduled, and together that is the wanted number`
  const who = waits === undefined ? '' : ` (${waits.cluster}: ${waits.scheduled} of ${waits.awaited})`
  return `stays at ${here} while replicas are being scheduled${who}`
}

function goalWords(goal: Goal): string {
  return goal === 'share' ? '' : goal === 'more' ? 'grows, ' : 'shrinks, '
}

function tie({ hash }: Turn): string {
  return hash === undefined ? '' : ` (equal weights: hash ${hash})`
}

/** Which cap made `wanted` what it is. */
function because(
  { max, limited, estimated, beyond }: Caps & { readonly beyond?: number },
  wanted: number,
  got: number,
): string {
  const words: string[] = []
  if (max !== undefined && max === got && wanted > max) words.push(`capped by its maximum ${max}`)
  else if (limited !== undefined && limited === got && wanted > limited)
    words.push(`capped at ${limited} by what it may run`)
  if (estimated !== undefined && estimated === got && wanted > estimated)
    words.push(`capped at ${estimated} by what it can run`)
  if (beyond !== undefined) words.push(`${beyond} beyond that`)
  return words.length === 0 ? '' : `, ${words.join(', ')}`
}

function dynamicWords(dynamic: DynamicWeights | undefined, cluster: string): readonly string[] {
  if (dynamic === undefined) return []
  const { available, allocatable, capped, corrected, even, resource, clusters } = dynamic
  const one = clusters.find((found) => found.cluster === cluster)
  if (one === undefined) return [`no ${resource} is free anywhere: weight ${even}, as for all`]
  if (capped <= 0) return [`weight 0: the ${resource} that is free is not allocatable`]
  const extra = corrected?.cluster === cluster ? corrected.by : 0
  const plain = Math.max(0, Math.round((one.capped / capped) * 1000))
  const limit =
    one.limit < one.part ? `, at most ${one.limit} by its ${one.allocatable} of ${allocatable} allocatable` : ''
  const more =
    extra === 0
      ? ''
      : ` ${extra < 0 ? '−' : '+'} ${Math.abs(extra)} to make 1000${corrected?.hash === undefined ? '' : ` (equal weights: hash ${corrected.hash})`}`
  return [
    `free ${resource} ${one.available} of ${available} → ${one.part}‰${limit}; weight ${one.capped}·1000/${capped} = ${plain}${more}`,
  ]
}
