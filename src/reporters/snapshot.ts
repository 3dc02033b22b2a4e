import type { ExitCode } from '../diagnostics/exit-code.ts'
import type { Located } from '../diagnostics/located.ts'
import { formatInstant } from '../model/instant.ts'
import { diagnosticsJson } from './json.ts'
import { type Paint, visible } from './paint.ts'

/** One cluster that was asked. */
export interface SnapshotRow {
  readonly cluster: string
  /** Empty for the cluster around the process. */
  readonly context: string
  /** What its snapshot says now: whether render takes it as ready. */
  readonly ready: boolean
  /** Since when it fails, in milliseconds since 1970, and how many times in a row; undefined while it does not. */
  readonly failing: { readonly since: number; readonly count: number } | undefined
  /** Schedulable nodes and the workloads that were counted; undefined where it could not be read. */
  readonly seen: { readonly nodes: number; readonly workloads: number } | undefined
  /** Why it could not be read. */
  readonly failure: { readonly reason: string; readonly asked: string; readonly detail: string } | undefined
  /** Where its snapshot stands; undefined where there is none yet. */
  readonly file: string | undefined
  readonly written: boolean
}

export interface SnapshotReport {
  readonly exitCode: ExitCode
  readonly diagnostics: readonly Located[]
  /** In the order of the clusters' names. */
  readonly rows: readonly SnapshotRow[]
  readonly written: readonly string[]
}

/** More rows than this and only those are shown that changed. */
const longest = 40

/** The clusters that were read, as a table; empty where there is none. */
export function readTable(rows: readonly SnapshotRow[], paint: Paint): string {
  const read = rows.filter(({ seen }) => seen !== undefined)
  const shown = read.length > longest ? read.filter(({ written }) => written) : read
  if (shown.length === 0) return ''
  return table(
    ['CLUSTER', 'CONTEXT', 'STATE', 'NODES', 'WORKLOADS', 'SNAPSHOT'],
    shown.map(({ cluster, context, ready, failing, seen, file, written }) => [
      cluster,
      context,
      failing === undefined ? (ready ? 'ready' : 'not ready yet') : ready ? 'failing' : 'not ready',
      String(seen?.nodes ?? 0),
      String(seen?.workloads ?? 0),
      `${file ?? ''} ${written ? 'written' : 'unchanged'}`,
    ]),
    paint,
  )
}

/** The clusters that could not be read, and why; empty where there is none. */
export function failureTable(rows: readonly SnapshotRow[], paint: Paint): string {
  const failed = rows.flatMap((row) => (row.failure === undefined ? [] : [{ ...row, failure: row.failure }]))
  if (failed.length === 0) return ''
  return table(
    ['NOT READ', 'CONTEXT', 'WHY', 'ASKED', 'FAILING SINCE', 'TIMES', 'COUNTS AS'],
    failed.map(({ cluster, context, failure, failing, file, ready }) => [
      cluster,
      context,
      failure.detail === '' ? failure.reason : `${failure.reason}: ${failure.detail}`,
      failure.asked,
      failing === undefined ? '' : formatInstant(failing.since),
      failing === undefined ? '' : String(failing.count),
      file === undefined ? 'never read' : ready ? 'ready' : 'not ready',
    ]),
    paint,
  )
}

/** One line for each cluster that is done: `[3/12] eu-west-1 read`. */
export function progressLine(
  at: { readonly cluster: string; readonly done: number; readonly total: number; readonly reason: string | undefined },
  paint: Paint,
): string {
  const word = at.reason === undefined ? paint.good('read') : paint.error(visible(at.reason))
  return `${paint.faint(`[${at.done}/${at.total}]`)} ${visible(at.cluster)} ${word}\n`
}

/** The last line: `3 clusters read, 1 not: 2 files written.` */
export function snapshotCount({ rows, written }: SnapshotReport, paint: Paint): string {
  const failed = rows.filter(({ failure }) => failure !== undefined).length
  const read = rows.length - failed
  const files = `${written.length} ${written.length === 1 ? 'file' : 'files'} written`
  const clusters = `${read} ${read === 1 ? 'cluster' : 'clusters'} read${failed === 0 ? '' : `, ${failed} not`}`
  return `${failed === 0 ? paint.good(`${clusters}: ${files}`) : `${clusters}: ${files}`}\n`
}

/** One JSON document for a machine: what was found, seen and written. */
export function snapshotJson({ exitCode, diagnostics, rows, written }: SnapshotReport): string {
  const report = {
    exitCode,
    diagnostics: diagnosticsJson(diagnostics),
    clusters: rows.map(({ cluster, context, ready, failing, seen, failure, file, written: isNew }) => ({
      name: cluster,
      ...(context === '' ? {} : { context }),
      ready,
      ...(failing === undefined ? {} : { failing: { since: formatInstant(failing.since), count: failing.count } }),
      ...(seen === undefined ? {} : { nodes: seen.nodes, workloads: seen.workloads }),
      ...(failure === undefined
        ? {}
        : { failure: { reason: failure.reason, asked: failure.asked, detail: failure.detail } }),
      ...(file === undefined ? {} : { file }),
      written: isNew,
    })),
    files: { written },
  }
  return `${JSON.stringify(report, null, 2)}\n`
}

function table(head: readonly string[], rows: readonly (readonly string[])[], paint: Paint): string {
  const shown = rows.map((row) => row.map(visible))
  const widths = head.map((title, column) => Math.max(title.length, ...shown.map((row) => row[column]?.length ?? 0)))
  const line = (row: readonly string[]): string =>
    row
      .map((text, column) => text.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd()
  return `${paint.faint(line(head))}\n${shown.map((row) => `${line(row)}\n`).join('')}`
}
