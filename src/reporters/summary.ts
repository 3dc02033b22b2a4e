import { by } from '../model/order.ts'
import { groupOf, type ObjectId } from '../model/resource.ts'
import { type Paint, visible } from './paint.ts'

/** One workload of the summary. */
export interface SummaryRow {
  readonly workload: ObjectId
  readonly policy: string | undefined
  /** Identities of the leaders whose clusters it shares. */
  readonly follows: readonly string[]
  /** Decided, and not rendered. */
  readonly dryRun: boolean
  readonly targets: ReadonlyMap<string, SummaryTarget>
}

export interface SummaryTarget {
  /** undefined: the workload runs as its manifest says. */
  readonly replicas: number | undefined
  /** Of the replicas, those beyond what the cluster was seen to be able to run. */
  readonly overflow: number
  /** Here because of its leaders alone. */
  readonly following: boolean
}

export interface SummaryInput {
  /** In name order; `kept` clusters are not ready and keep the files they have. */
  readonly clusters: readonly { readonly name: string; readonly kept: boolean }[]
  readonly rows: readonly SummaryRow[]
  /** Objects per cluster, namespaces included. */
  readonly objects: ReadonlyMap<string, number>
}

/** More than this and a table row no longer fits a terminal, or the table a screen. */
const widest = 12
const longest = 60

/** Where everything went: a matrix while it fits a screen, then a line per cluster. */
export function summaryText(input: SummaryInput, paint: Paint): string {
  if (input.rows.length === 0) return ''
  if (input.clusters.length <= widest && input.rows.length <= longest) return matrix(input, paint)
  return perCluster(input, paint)
}

function matrix(input: SummaryInput, paint: Paint): string {
  const rows = [...input.rows].sort(
    by((row) => `${row.workload.namespace}\0${row.workload.kind}\0${row.workload.name}`),
  )
  const cells = rows.map((row) => [
    row.dryRun ? `${workloadText(row.workload)} (dry run)` : workloadText(row.workload),
    ...input.clusters.map(({ name }) => cell(row.targets.get(name))),
    decidedBy(row),
  ])
  const head = [
    'WORKLOAD',
    ...input.clusters.map(({ name, kept }) => `${visible(name)}${kept ? '*' : ''}`),
    'DECIDED BY',
  ]
  const targets = rows.flatMap((row) => [...row.targets.values()])
  const legend = [
    ...(input.clusters.some(({ kept }) => kept) ? ['* not ready: its files stay as they are'] : []),
    ...(targets.some(({ following }) => following) ? ['→ follows its leaders there'] : []),
    ...(targets.some(({ overflow }) => overflow > 0) ? ['+ replicas beyond what the cluster can run now'] : []),
  ]
  return table(head, cells, paint) + legend.map((line) => `${paint.faint(line)}\n`).join('')
}

function cell(target: SummaryTarget | undefined): string {
  if (target === undefined) return '·'
  const { replicas, overflow, following } = target
  if (following) return '→'
  if (replicas === undefined) return '✓'
  return overflow > 0 ? `${replicas - overflow}+${overflow}` : String(replicas)
}

/** The policy; or the first leader and how many more there are. */
function decidedBy({ policy, follows, workload }: SummaryRow): string {
  if (policy !== undefined || follows[0] === undefined) return visible(policy ?? '')
  const [, kind = '', namespace = '', name = ''] = follows[0].split('/')
  const leader = namespace === (workload.namespace || 'default') ? `${kind} ${name}` : `${kind} ${namespace}/${name}`
  return visible(`${leader}${follows.length > 1 ? ` +${follows.length - 1}` : ''}`)
}

function perCluster(input: SummaryInput, paint: Paint): string {
  const totals = new Map(input.clusters.map(({ name }) => [name, { workloads: 0, replicas: 0 }]))
  for (const row of input.rows) {
    if (row.dryRun) continue
    for (const [cluster, { replicas }] of row.targets) {
      const total = totals.get(cluster)
      if (total === undefined) continue
      total.workloads += 1
      total.replicas += replicas ?? 0
    }
  }
  const cells = input.clusters.map(({ name, kept }) => {
    const total = totals.get(name)
    const objects = input.objects.get(name) ?? 0
    return [visible(name), kept ? 'kept' : String(objects), String(total?.workloads ?? 0), String(total?.replicas ?? 0)]
  })
  return table(['CLUSTER', 'OBJECTS', 'WORKLOADS', 'REPLICAS'], cells, paint)
}

/** `Deployment web/frontend`; the group is shown where the kind alone could be another's. */
export function workloadText(id: ObjectId): string {
  const group = groupOf(id.apiVersion)
  const kind =
    group === '' || group === 'apps' || group === 'batch' || group.endsWith('.k8s.io') ? id.kind : `${id.kind}.${group}`
  return visible(`${kind} ${id.namespace === '' ? '' : `${id.namespace}/`}${id.name}`)
}

function table(head: readonly string[], rows: readonly (readonly string[])[], paint: Paint): string {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)))
  const line = (row: readonly string[]): string =>
    row
      .map((text, column) =>
        column === 0 || column === row.length - 1
          ? text.padEnd(widths[column] ?? 0)
          : text.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd()
  return `${paint.faint(line(head))}\n${rows.map((row) => `${line(row)}\n`).join('')}`
}
