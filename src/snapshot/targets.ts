import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import { byCodePoint } from '../model/order.ts'

/** A cluster to be read, and through what; the cluster around the process has no context. */
export interface Target {
  readonly cluster: string
  readonly context: string | undefined
}

/** What was asked for on the command line. */
export type Selection =
  | { readonly by: 'fleet' }
  | { readonly by: 'all-contexts' }
  | { readonly by: 'contexts'; readonly contexts: readonly string[] }
  | { readonly by: 'in-cluster'; readonly cluster: string }

/** What is known before any cluster is asked. */
export interface Candidates {
  /** Clusters of the repository, whether an object declares them or a snapshot stands for them. */
  readonly clusters: Iterable<string>
  /** Clusters that are being removed; they are not asked. */
  readonly leaving: ReadonlySet<string>
  /** The context of a cluster where the settings name it, by cluster. */
  readonly mapping: ReadonlyMap<string, string>
  /** The contexts of the kubeconfig. */
  readonly contexts: readonly string[]
}

/**
 * The clusters to be read, in name order, each once and each through a context of its own. A cluster is called as its
 * context unless the settings map it. What is missing or stands for two things is reported and left out.
 */
export function targetsOf(selection: Selection, from: Candidates, report: Report): Target[] {
  if (selection.by === 'in-cluster') return [{ cluster: selection.cluster, context: undefined }]
  const wanted = selection.by === 'fleet' ? ofFleet(from, report) : ofContexts(selection, from, report)
  const contexts = grouped(wanted.map(({ cluster, context }) => [cluster, context]))
  const clusters = grouped(wanted.map(({ cluster, context }) => [context, cluster]))
  for (const [cluster, several] of contexts) {
    if (several.length > 1) report(diagnostic('snapshot/name-twice', { cluster, contexts: several }))
  }
  for (const [context, several] of clusters) {
    if (several.length > 1) report(diagnostic('snapshot/context-twice', { context, clusters: several }))
  }
  return [...contexts].flatMap(([cluster, [context = '', ...more]]) =>
    more.length > 0 || (clusters.get(context)?.length ?? 0) > 1 ? [] : [{ cluster, context }],
  )
}

type Pair = Target & { readonly context: string }

/** The clusters of the repository and of the settings. */
function ofFleet({ clusters, leaving, mapping, contexts }: Candidates, report: Report): Pair[] {
  const names = [...new Set([...clusters, ...mapping.keys()])].filter((name) => !leaving.has(name)).sort(byCodePoint)
  if (names.length === 0) report(diagnostic('snapshot/nothing-selected', {}))
  const known = new Set(contexts)
  const pairs = names.map((cluster) => ({ cluster, context: mapping.get(cluster) ?? cluster }))
  const missing = pairs.filter(({ context }) => !known.has(context)).map(({ cluster }) => cluster)
  if (missing.length > 0) report(diagnostic('snapshot/no-context', { clusters: missing }))
  return pairs.filter(({ context }) => known.has(context))
}

/** The clusters that contexts stand for. */
function ofContexts(
  selection: Exclude<Selection, { readonly by: 'fleet' | 'in-cluster' }>,
  { leaving, mapping, contexts }: Candidates,
  report: Report,
): Pair[] {
  const mapped = grouped([...mapping].map(([cluster, context]) => [context, cluster]))
  const wanted = [...new Set(selection.by === 'contexts' ? selection.contexts : contexts)]
  const known = new Set(contexts)
  const unknown = wanted.filter((context) => !known.has(context)).sort(byCodePoint)
  if (unknown.length > 0) {
    report(diagnostic('snapshot/unknown-context', { contexts: unknown, known: [...known].sort(byCodePoint) }))
  } else if (wanted.length === 0) report(diagnostic('snapshot/nothing-selected', {}))
  return wanted
    .filter((context) => known.has(context))
    .flatMap((context) => (mapped.get(context) ?? [context]).map((cluster) => ({ cluster, context })))
    .filter(({ cluster }) => !leaving.has(cluster))
}

/** Each first text with all its second ones, both sorted and each once. */
function grouped(pairs: readonly (readonly [string, string])[]): Map<string, string[]> {
  const groups = new Map<string, Set<string>>()
  for (const [first, second] of pairs) {
    const there = groups.get(first)
    if (there === undefined) groups.set(first, new Set([second]))
    else there.add(second)
  }
  return new Map(
    [...groups]
      .sort(([a], [b]) => byCodePoint(a, b))
      .map(([first, seconds]): [string, string[]] => [first, [...seconds].sort(byCodePoint)]),
  )
}
