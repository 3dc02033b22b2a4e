import type { ExitCode } from '../diagnostics/exit-code.ts'
import type { Located } from '../diagnostics/located.ts'
import type { Resources } from '../model/cluster.ts'
import type { ObjectId } from '../model/resource.ts'
import type { ClusterChange, Move } from '../review/changes.ts'
import type { Difference } from '../review/difference.ts'
import { exactText } from './diff-amounts.ts'
import { objectDiffs, removalsOf } from './diff-objects.ts'
import type { DiffTextOptions } from './diff-text.ts'
import { totalsOf } from './diff-words.ts'
import { diagnosticsJson } from './json.ts'

/** One JSON document: docs/diff.md describes its fields. */
export function diffJson(
  code: ExitCode,
  diagnostics: readonly Located[],
  difference: Difference | undefined,
  options: DiffTextOptions,
): string {
  const report = {
    exitCode: code,
    ...(difference === undefined ? {} : differenceJson(difference, options)),
    diagnostics: diagnosticsJson(diagnostics),
  }
  return `${JSON.stringify(report, null, 2)}\n`
}

/** Removals before anything else, as in the other forms. */
function differenceJson(difference: Difference, { limit, objects }: DiffTextOptions): object {
  const { changes, base, verdict, files, records } = difference
  const { moves, clusters } = changes
  return {
    base,
    totals: { ...totalsOf(changes), files, placements: records },
    removed: removalsOf(changes.objects).map(({ id, ...rest }) => ({ ...idJson(id), ...rest })),
    guard: {
      outcome: verdict.outcome,
      plan: changes.hash,
      refusals: verdict.refusals.map(({ rule, diagnostic }) => ({ rule, args: diagnostic.args })),
    },
    workloads: moves.map((move) => moveJson(difference, move)),
    clusters: clusters.map(clusterJson),
    ...(objects ? objectsJson(difference, limit) : {}),
  }
}

function moveJson({ reasons, positions }: Difference, move: Move): object {
  const { workload, before, after, replicasBefore, replicasAfter, wantedBefore, wantedAfter, present, deferred } = move
  const names = new Set([...before.keys(), ...after.keys()])
  return {
    ...idJson(workload),
    present,
    replicas: { before: replicasBefore, after: replicasAfter },
    wanted: { before: wantedBefore, after: wantedAfter },
    lost: [...before.keys()].filter((name) => !after.has(name)),
    gained: [...after.keys()].filter((name) => !before.has(name)),
    kept: [...before.keys()].filter((name) => after.has(name)),
    clusters: [...names].map((name) => ({ name, before: sideJson(before, name), after: sideJson(after, name) })),
    because: (reasons.get(move) ?? []).map(({ word, clusters, at }) => ({
      word,
      clusters: clusters.length === 0 ? undefined : clusters,
      at: at.map((place) => positions.get(place) ?? { file: place.file }),
    })),
    deferred: deferred.length === 0 ? undefined : deferred,
  }
}

/** `all` where the cluster runs the whole of it, absent where it is not there. */
function sideJson(side: Move['before'], cluster: string): number | 'all' | undefined {
  return side.has(cluster) ? (side.get(cluster) ?? 'all') : undefined
}

function clusterJson(change: ClusterChange): object {
  const { cluster, declared, kept, standing, planned, removed, changed, added } = change
  return {
    name: cluster,
    declared,
    kept,
    objects: { before: standing, after: planned, removed, changed, added },
    replicas: { before: change.replicasBefore, after: change.replicasAfter },
    requests: { before: resourcesJson(change.requestsBefore), after: resourcesJson(change.requestsAfter) },
    available: resourcesJson(change.available),
  }
}

function resourcesJson(resources: Resources): object {
  return Object.fromEntries(
    ['cpu', 'memory'].flatMap((name) => {
      const amount = resources.get(name)
      return amount === undefined ? [] : [[name, exactText(name, amount)]]
    }),
  )
}

function objectsJson({ changes }: Difference, limit: number): object {
  const objects: object[] = []
  let length = 0
  let shown = 0
  for (const { id, change, clusters, patch } of objectDiffs(changes.objects)) {
    const diff = patch.lines.map((line) => `${line}\n`).join('')
    length += diff.length
    if (length > limit) break
    objects.push({ ...idJson(id), change, clusters, lines: { removed: patch.removed, added: patch.added }, diff })
    shown += clusters.length
  }
  return { objects, shown, of: changes.objects.length }
}

function idJson({ apiVersion, kind, namespace, name }: ObjectId): ObjectId {
  return { apiVersion, kind, namespace, name }
}
