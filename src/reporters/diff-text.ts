import { wording } from '../diagnostics/diagnostic.ts'
import { describe } from '../model/resource.ts'
import type { Difference } from '../review/difference.ts'
import { type ClusterRow, clusterRows } from './diff-clusters.ts'
import { type ObjectDiff, objectDiffs, removalsOf } from './diff-objects.ts'
import { type Alike, alikeMoves, fateText, headline, keptText, replicasText } from './diff-words.ts'
import { packed } from './packed.ts'
import { type Paint, plain, visible } from './paint.ts'
import { hanging, lineWidth, wrap } from './wrap.ts'

export interface DiffTextOptions {
  /** Characters of text diffs, at most; objects are shown whole or not at all. */
  readonly limit: number
  /** Whether there are text diffs at all. */
  readonly objects: boolean
}

/** A difference for a person: what goes, who moves and why, the clusters, then object by object. */
export function diffText(difference: Difference, options: DiffTextOptions, paint: Paint): string {
  const { changes, base } = difference
  const against = base === undefined ? '' : ` Compared with ${visible(base)}.`
  const parts = [
    paint.strong(wrap(`${headline(difference)}.${against}`, lineWidth).join('\n')).concat('\n'),
    removedText(difference, paint),
    guardText(difference, paint),
    alikeMoves(difference)
      .map((alike) => movesText(alike, paint))
      .join(''),
    clusterTable(clusterRows(changes), paint),
    options.objects ? objectsText(difference, options.limit, paint) : '',
  ]
  return parts.filter((part) => part !== '').join('\n')
}

function removedText({ changes }: Difference, paint: Paint): string {
  return removalsOf(changes.objects)
    .map(({ id, clusters, elsewhere, protected: isProtected }) => {
      const notes = `${isProtected ? ' (asks not to be removed)' : ''}${elsewhere ? ' (stays elsewhere)' : ''}`
      return packed(`- ${visible(describe(id))}${notes} from `, clusters.map(visible), 4, paint.error)
    })
    .join('')
}

function guardText({ verdict }: Difference, paint: Paint): string {
  if (verdict.outcome === 'clear') return ''
  const refused = verdict.outcome === 'refused'
  const lead = refused ? paint.error('The guard refuses this plan:') : paint.good('The guard lets this plan pass:')
  const sentences = verdict.diagnostics.map((one) => hanging('  ', visible(wording(one)), 4))
  return `${lead}\n${sentences.join('')}`
}

function movesText(alike: Alike, paint: Paint): string {
  const { moves, steps, causes } = alike
  const kept = keptText(alike)
  const [move] = moves
  const facts = [fateText(move), replicasText(move)].filter((fact) => fact !== '').join(', ')
  const fate = move.after.size === 0 ? paint.error : move.before.size === 0 ? paint.good : paint.strong
  const names = moves.map(({ workload }) => visible(describe(workload)))
  const [last = '', ...others] = names.reverse()
  const heads = packed('', [...others.reverse(), `${last}${facts === '' ? '' : `: ${facts}`}`], 0, fate)
  const stays = kept === '' ? [] : [{ text: kept, paint: paint.faint }]
  const colours = { lost: paint.error, gained: paint.good, changed: paint.warning }
  const where = packed(
    '    ',
    [
      ...steps.map(({ cluster, kind, text }) => ({ text: `${visible(cluster)} ${text}`, paint: colours[kind] })),
      ...stays,
    ],
    4,
  )
  const why = causes.map(({ words, clusters, more, places }) =>
    [
      visible(words),
      clusters.map(visible).join(', '),
      more > 0 ? `and ${more} more` : '',
      places.length === 0 ? '' : `(${places.join(', ')})`,
    ]
      .filter((part) => part !== '')
      .join(' '),
  )
  const because = why.length === 0 ? '' : packed('    because: ', why, 8, paint.info)
  const { deferred } = move
  return `${heads}${where}${because}${deferred.length === 0 ? '' : packed('    not decided anew: ', deferred.map(visible), 8, paint.info)}`
}

function clusterTable(rows: readonly ClusterRow[], paint: Paint): string {
  if (rows.length === 0) return ''
  const head = ['REMOVED', 'CHANGED', 'ADDED', 'REPLICAS', 'CPU', 'MEMORY']
  const cells = rows.map(({ cluster, replicas, cpu, memory }) => [
    String(cluster.removed),
    String(cluster.changed),
    String(cluster.added),
    replicas,
    `${cpu.text}${cpu.over ? ' !' : ''}`,
    `${memory.text}${memory.over ? ' !' : ''}`,
  ])
  const names = rows.map(({ cluster }) => wrap(`${visible(cluster.cluster)}${cluster.kept ? '*' : ''}`, longestName))
  const first = Math.max(7, ...names.flatMap((lines) => lines.map(({ length }) => length)))
  const widths = head.map((title, at) => Math.max(title.length, ...cells.map((row) => row[at]?.length ?? 0)))
  const line = (name: string, row: readonly string[]): string =>
    [
      name.padEnd(first),
      ...row.map((text, at) => (at > 2 ? text.padEnd(widths[at] ?? 0) : text.padStart(widths[at] ?? 0))),
    ]
      .join('  ')
      .trimEnd()
  const legend = [
    ...(rows.some(({ cluster }) => cluster.kept) ? ['* not ready: its files stay as they are'] : []),
    ...(rows.some(({ cpu, memory }) => cpu.over || memory.over) ? ['! more than the cluster has free'] : []),
  ]
  const lines = rows.flatMap(({ cpu, memory, cluster }, at) => {
    const colour = cpu.over || memory.over ? paint.warning : cluster.removed > 0 ? paint.error : plain.strong
    const [name = '', ...more] = names[at] ?? []
    return [line(name, cells[at] ?? []), ...more].map(colour)
  })
  return [paint.faint(line('CLUSTER', head)), ...lines, ...legend.map(paint.faint)].map((text) => `${text}\n`).join('')
}

/** Longer names of clusters are broken into lines. */
const longestName = 32

function objectsText({ changes }: Difference, limit: number, paint: Paint): string {
  let text = ''
  let shown = 0
  for (const diff of objectDiffs(changes.objects)) {
    const part = objectText(diff, paint)
    if (text.length + part.length > limit) break
    text += text === '' ? part : `\n${part}`
    shown += diff.clusters.length
  }
  const all = changes.objects.length
  if (shown === all) return text
  return `${text}${text === '' ? '' : '\n'}${paint.strong(`Showing ${shown} of ${all} objects; --limit shows more.`)}\n`
}

function objectText({ id, change, clusters, patch }: ObjectDiff, paint: Paint): string {
  const head = `${change}: ${visible(describe(id))} (${signs(patch)}) in `
  const lines = patch.lines.map((line) => `${colour(line, paint)(visible(line))}\n`)
  return `${packed(head, clusters.map(visible), 4, paint.strong)}${lines.join('')}`
}

function signs({ added, removed }: ObjectDiff['patch']): string {
  return [...(removed > 0 ? [`-${removed}`] : []), ...(added > 0 ? [`+${added}`] : [])].join(' ')
}

function colour(line: string, paint: Paint): (text: string) => string {
  if (line.startsWith('-')) return paint.error
  if (line.startsWith('+')) return paint.good
  return line.startsWith('@') ? paint.info : paint.faint
}
