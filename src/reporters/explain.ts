import { rejectionWording } from '../diagnostics/placement.ts'
import type { Target } from '../model/decision.ts'
import type { Examined, Explanation, Unmet } from '../model/explanation.ts'
import { positionText } from './diagnostics.ts'
import { type ExplainReport, type Where, whereIn } from './explain-json.ts'
import { leadText } from './explain-lead.ts'
import { sharesText } from './explain-shares.ts'
import { type Paint, visible } from './paint.ts'
import { lineWidth, wrap } from './wrap.ts'

/** An explanation for a person: a sentence, the clusters, and how the replicas were divided. No line is too wide. */
export function explainText({ explanation, positions }: Omit<ExplainReport, 'diagnostics'>, paint: Paint): string {
  const where = whereIn(positions)
  return [leadText(explanation, where, paint), clusterTable(explanation, where, paint), sharesText(explanation, paint)]
    .filter((part) => part !== '')
    .join('\n')
}

/** `placement/web.yaml:12`, where it is known. */
export function placeText(where: Where, at: Parameters<Where>[0]): string | undefined {
  const found = where(at)
  return found?.file === undefined ? undefined : positionText(found.file, found.line)
}

/** Longer names of clusters are broken into lines. */
const longestName = 32

function clusterTable(explanation: Explanation, where: Where, paint: Paint): string {
  const { clusters, stands, decision } = explanation
  if (clusters.length === 0) return 'The fleet has no cluster.\n'
  const template = decision.unit.replicas
  const head = ['SCORE', 'RANK', 'REPLICAS', ...(stands ? ['ANEW'] : [])]
  const rows = clusters.map((one) => ({
    name: wrap(visible(one.cluster), longestName),
    verdict: verdictWords(one, explanation, where),
    cells: [
      one.score === undefined ? '' : String(one.score.total),
      one.rank === undefined ? '' : String(one.rank),
      amount(one.standing, template),
      ...(stands ? [amount(one.target, template)] : []),
    ],
  }))
  const first = Math.max(7, ...rows.flatMap(({ name }) => name.map((line) => line.length)))
  const widths = head.map((title, at) => Math.max(title.length, ...rows.map(({ cells }) => cells[at]?.length ?? 0)))
  const rest = widths.reduce((sum, width) => sum + width + 2, 0)
  const room = lineWidth - first - 2 - rest
  const wrapped = rows.map((row) => ({ ...row, verdict: row.verdict.flatMap((words) => wrap(words, room)) }))
  const second = Math.max(7, ...wrapped.flatMap(({ verdict }) => verdict.map((line) => line.length)))
  const line = (name: string, verdict: string, cells: readonly string[]): string =>
    `${name.padEnd(first)}  ${verdict.padEnd(second)}${cells.map((cell, at) => `  ${cell.padStart(widths[at] ?? 0)}`).join('')}`.trimEnd()
  const body = wrapped.map(({ name, verdict, cells }) => {
    const height = Math.max(name.length, verdict.length)
    return Array.from({ length: height }, (_, at) => {
      const text = line(name[at] ?? '', verdict[at] ?? '', at === 0 ? cells : [])
      return `${at === 0 ? text : paint.faint(text)}\n`
    }).join('')
  })
  return `${paint.faint(line('CLUSTER', 'VERDICT', head))}\n${body.join('')}`
}

/** A line each: the verdict, and what it rests on. */
function verdictWords(one: Examined, explanation: Explanation, where: Where): string[] {
  const { rejection, verdict, score, standing } = one
  const lines = [words(one, explanation)]
  if (standing?.following) lines[0] = `follows its leaders; by itself: ${lines[0]}`
  if (rejection !== undefined) {
    for (const unmet of rejection.unmet.slice(0, 3)) lines.push(unmetWords(unmet))
    const places = [
      placeText(where, rejection.unmet[0]?.at ?? rejection.at),
      ...(rejection.declaredAt.length > 0 && fromCluster.has(rejection.filter)
        ? [placeText(where, rejection.declaredAt[0])]
        : []),
    ].filter((place) => place !== undefined)
    if (places.length > 0) lines.push(`at ${places.join(', cluster at ')}`)
  }
  const parts = score?.parts.filter(({ value }) => value !== 0) ?? []
  if (parts.length > 0) lines.push(parts.map(({ scorer, value }) => `${scorer} ${value}`).join(' + '))
  if (one.frozen && verdict !== 'not-joined') lines.push('not ready: its files stay as they are')
  return lines
}

/** Filters that look at what a cluster's object says. */
const fromCluster: ReadonlySet<string> = new Set(['taints', 'labels', 'affinity', 'ready', 'terminating'])

function words({ verdict, rejection, rank, priority }: Examined, { limit, rankedBy }: Explanation): string {
  if (verdict === 'filtered') return `filtered: ${rejection === undefined ? '' : visible(rejectionWording(rejection))}`
  if (verdict === 'gated') return `taken away: ${rejection === undefined ? '' : visible(rejectionWording(rejection))}`
  if (verdict === 'not-joined') return 'not part of the fleet'
  if (verdict === 'beyond-limit') return `not selected: rank ${rank} of at most ${limit} by ${rankedBy}`
  const by = priority === undefined || priority === 0 ? '' : `, priority ${priority}`
  return verdict === 'no-share' ? `selected, no replicas${by}` : `selected${by}`
}

function unmetWords({ on, key, operator, values, found }: Unmet): string {
  const asked = operator === 'In' && values.length === 1 ? `= ${values[0]}` : `${operator} ${values.join(', ')}`.trim()
  const has = found === undefined ? 'it has none' : `it has ${found === '' ? '""' : found}`
  return visible(`${on} ${key} ${asked}: ${has}`)
}

function amount(target: Target | undefined, template: number | undefined): string {
  if (target === undefined) return '·'
  if (target.following) return '→'
  const { overflow = 0 } = target
  const replicas = target.replicas ?? template
  if (replicas === undefined) return '✓'
  return overflow > 0 ? `${replicas - overflow}+${overflow}` : String(replicas)
}
