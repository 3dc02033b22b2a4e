import { wording } from '../diagnostics/diagnostic.ts'
import type { Located } from '../diagnostics/located.ts'
import { describe } from '../model/resource.ts'
import type { Difference } from '../review/difference.ts'
import { diagnosticsText } from './diagnostics.ts'
import { type ClusterRow, clusterRows } from './diff-clusters.ts'
import { type ObjectDiff, objectDiffs, type Removal, removalsOf } from './diff-objects.ts'
import type { DiffTextOptions } from './diff-text.ts'
import { type Alike, alikeMoves, type Cause, fateText, headline, keptText, replicasText } from './diff-words.ts'
import { fenced, harmless, htmlCode, span } from './markdown.ts'
import { plain } from './paint.ts'
import { lineWidth, wrap } from './wrap.ts'

/**
 * A difference as a comment of at most `limit` characters, whatever the input holds. Lists and text diffs are cut
 * between items, with how many are shown; the totals, and removals before anything else, always have room.
 */
export function diffMarkdown(
  diagnostics: readonly Located[],
  difference: Difference | undefined,
  { limit, objects }: DiffTextOptions,
): string {
  if (difference === undefined) return refusedText(diagnostics, limit)
  const { changes, base } = difference
  let text = `### Stowage: ${headline(difference)}\n`
  if (base !== undefined) text += `\nCompared with ${span(base)}.\n`
  const room = (part: number): number => (limit - ending - text.length) * part
  text += listText({ title: 'Removed', all: removalsOf(changes.objects), text: removalText }, room(0.5))
  text += guardText(difference, room(0.3))
  text += listText(
    { title: 'Workloads', all: alikeMoves(difference), text: movesText, size: ({ moves }) => moves.length },
    room(0.5),
  )
  text += tableText(clusterRows(changes), room(0.5))
  text += toldText(diagnostics, room(0.3))
  if (objects) text += objectsText(difference, room(1))
  return difference.files === 0 ? text : `${text}\nPlan ${span(changes.hash)}\n`
}

/** What is kept free for the last lines. */
const ending = 200

function refusedText(diagnostics: readonly Located[], limit: number): string {
  return `### Stowage: nothing was compared\n${toldText(diagnostics, limit - ending, 'Render refuses this input.')}`
}

/** A part with a title and one item after the other. */
interface List<T> {
  readonly title: string
  readonly all: readonly T[]
  readonly text: (item: T) => string
  /** How many an item stands for; 1 unless told. */
  readonly size?: (item: T) => number
  /** What stands before the first item. */
  readonly head?: string
}

/** Whole items, as many as fit; the line that tells of the others has its own room. */
function listText<T>({ title, all, text, size = () => 1, head = '' }: List<T>, room: number): string {
  if (all.length === 0) return ''
  const whole = all.reduce((sum, item) => sum + size(item), 0)
  let body = head
  let shown = 0
  for (const item of all) {
    const next = text(item)
    if (body.length + next.length > room - ending) break
    body += next
    shown += size(item)
  }
  const rest = shown < whole ? `\nShowing ${shown} of ${whole}.\n` : ''
  return `\n**${title} (${whole})**\n\n${body}${rest}`
}

/** In a line there is room for so many clusters. */
const most = 12

function some(items: readonly string[]): string {
  const others = items.length - most
  return `${items.slice(0, most).join(', ')}${others > 0 ? ` and ${others} more` : ''}`
}

function removalText({ id, clusters, elsewhere, protected: isProtected }: Removal): string {
  const notes = `${isProtected ? ' (asks not to be removed)' : ''}${elsewhere ? ' (stays elsewhere)' : ''}`
  return `- ${span(describe(id))}${notes} from ${some(clusters.map(span))}\n`
}

function guardText({ verdict }: Difference, room: number): string {
  if (verdict.outcome === 'clear') return ''
  const title = verdict.outcome === 'refused' ? 'The guard refuses this plan' : 'The guard lets this plan pass'
  return `\n**${title}**\n\n${block(
    verdict.diagnostics.flatMap((one) => wrap(wording(one), lineWidth)),
    'text',
    room - ending,
  )}`
}

/** A fenced block of whole lines, as many as fit. */
function block(lines: readonly string[], language: string, room: number): string {
  const kept: string[] = []
  let length = 0
  for (const line of lines) {
    length += harmless(line).length + 1
    if (length > room) break
    kept.push(line)
  }
  const cut = kept.length < lines.length ? [`... and ${lines.length - kept.length} more lines`] : []
  return fenced([...kept, ...cut], language)
}

function movesText(alike: Alike): string {
  const { moves, steps, causes } = alike
  const [move] = moves
  const facts = [fateText(move), replicasText(move)].filter((fact) => fact !== '').join(', ')
  const names = some(moves.map(({ workload }) => span(describe(workload))))
  const where = some(steps.map(({ cluster, text }) => `${span(cluster)} ${text}`))
  const whereabouts = [where, keptText(alike)].filter((part) => part !== '').join('; ')
  const because = causes.length === 0 ? '' : `\n  because: ${causes.map(causeText).join(', ')}`
  const deferred = move.deferred.length === 0 ? '' : `\n  not decided anew: ${some(move.deferred.map(span))}`
  return `- ${names}${facts === '' ? '' : `: ${facts}`}: ${whereabouts}${because}${deferred}\n`
}

function causeText({ words, known, clusters, more, places }: Cause): string {
  const names = clusters.map(span).join(', ')
  const others = more > 0 ? ` and ${more} more` : ''
  return `${known ? words : span(words)}${names === '' ? '' : ` ${names}${others}`}${places.length === 0 ? '' : ` (${places.map(span).join(', ')})`}`
}

function tableText(rows: readonly ClusterRow[], room: number): string {
  const head = '| cluster | removed | changed | added | replicas | cpu | memory |\n| --- |'
  const alignment = ' ---: | ---: | ---: | --- | --- | --- |\n'
  const row = ({ cluster, replicas, cpu, memory }: ClusterRow): string => {
    const { removed, changed, added, kept } = cluster
    const loads = [cpu, memory].map(({ text, over }) => (over ? `**${text}**` : text))
    const name = `${span(cluster.cluster)}${kept ? ' (not ready)' : ''}`
    return `| ${[name, removed, changed, added, replicas, ...loads].join(' | ')} |\n`
  }
  return listText({ title: 'Clusters', all: rows, text: row, head: head + alignment }, room)
}

function toldText(diagnostics: readonly Located[], room: number, lead = ''): string {
  if (diagnostics.length === 0) return ''
  const lines = diagnosticsText(diagnostics, plain).trimEnd().split('\n')
  const title = lead === '' ? `${diagnostics.length} told` : lead
  const body = block(lines, 'text', room - ending)
  return lead === '' ? details(title, body) : `\n${title}\n\n${body}`
}

function objectsText({ changes }: Difference, room: number): string {
  let text = ''
  let shown = 0
  let misses = 0
  for (const diff of objectDiffs(changes.objects)) {
    const next = objectText(diff)
    if (text.length + next.length > room - ending) {
      misses++
      // The next may be shorter; but looking for one has an end.
      if (misses > 10) break
      continue
    }
    text += next
    shown += diff.clusters.length
  }
  const all = changes.objects.length
  return shown === all ? text : `${text}\nShowing ${shown} of ${all} objects.\n`
}

function objectText({ id, change, clusters, patch }: ObjectDiff): string {
  const signs = [...(patch.removed > 0 ? [`-${patch.removed}`] : []), ...(patch.added > 0 ? [`+${patch.added}`] : [])]
  const where = some(clusters.map(htmlCode))
  return details(`${change}: ${htmlCode(describe(id))} (${signs.join(' ')}) in ${where}`, fenced(patch.lines, 'diff'))
}

/** Collapsed. The empty lines make what stands between them markdown again. */
function details(summary: string, body: string): string {
  return `\n<details>\n<summary>${summary}</summary>\n\n${body}\n</details>\n`
}
