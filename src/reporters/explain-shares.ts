import type { Arithmetic } from '../model/arithmetic.ts'
import type { Explanation } from '../model/explanation.ts'
import { shareWords } from './explain-steps.ts'
import { type Paint, visible } from './paint.ts'
import { hanging, lineWidth, wrap } from './wrap.ts'

/** Longer names of clusters are cut. */
const longestName = 32

/** How the replicas of every selected cluster came about; empty where none were divided. */
export function sharesText({ arithmetic, clusters, stands }: Explanation, paint: Paint): string {
  const chosen = clusters.filter(
    ({ verdict }) => verdict === 'selected' || verdict === 'no-share' || verdict === 'gated',
  )
  if (arithmetic === undefined || chosen.length === 0) return ''
  const indent = Math.min(longestName, Math.max(...chosen.map(({ cluster }) => visible(cluster).length))) + 4
  const lines = chosen.map(({ cluster, target }) => {
    const words =
      visible(shareWords(arithmetic, cluster)) || 'nothing was left for it, or the policy gives it no weight'
    return hanging(`  ${cut(visible(cluster))}`, `${target?.replicas ?? 0} ← ${words}`, indent)
  })
  const title = stands
    ? `How a new decision would divide ${arithmetic.total} replicas`
    : `How ${arithmetic.total} replicas are divided`
  const notes = notesOf(arithmetic).flatMap((note) => wrap(note, lineWidth - 2))
  return `${paint.strong(title)}\n${lines.join('')}${notes.map((note) => `  ${paint.faint(note)}\n`).join('')}`
}

function notesOf({ steps }: Arithmetic): string[] {
  const hasOverflow = steps.some((step) => 'turns' in step && step.turns.some((turn) => 'beyond' in turn))
  return steps.flatMap((step) => {
    if (step.kind === 'skipped') return [`${step.rounds} further rounds in which nothing moves are left out.`]
    if (step.kind === 'trim' && hasOverflow) {
      return [`What is beyond a cluster's means and found a place elsewhere is taken back: at most ${step.most} stays.`]
    }
    if (step.kind !== 'compare' || step.have === 0) return []
    const { have, want, outcome } = step
    if (outcome === 'stay') return [`Running replicas are not moved: ${have} are there and ${want} are wanted.`]
    if (outcome === 'share') return []
    const what = outcome === 'more' ? `${want - have} are added` : `${have - want} are taken away`
    const order = steps.some((one) => one.kind === 'fill') ? 'one cluster after the other' : 'in proportion to the gaps'
    return [`Running replicas are not moved: ${have} are there and ${want} are wanted, so ${what}, ${order}.`]
  })
}

function cut(name: string): string {
  return name.length > longestName ? `${name.slice(0, longestName - 1)}…` : name
}
