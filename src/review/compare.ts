import type { Resources } from '../model/cluster.ts'
import type { Manifest } from '../model/manifest.ts'
import { by, byCodePoint } from '../model/order.ts'
import { identity, type ObjectId } from '../model/resource.ts'
import type { Changes, ClusterChange, ObjectChange } from './changes.ts'
import type { FileChange } from './files.ts'
import { type Decisions, movesOf } from './moves.ts'
import type { ParseObjects } from './objects.ts'
import { diffCluster } from './objects-of-clusters.ts'
import { planHash } from './plan-hash.ts'
import { type Sums, sumsOf } from './sums.ts'

/** What stands beside what is planned. */
export interface Comparison extends Decisions {
  /** The files that differ; files that are equal are not needed. */
  readonly files: readonly FileChange[]
  /** The clusters of the fleet with their directories, such as `clusters/eu`. */
  readonly clusters: readonly KnownCluster[]
  /** All objects that are planned, by cluster. */
  readonly manifests: ReadonlyMap<string, readonly Manifest[]>
  readonly parseObjects: ParseObjects
  /** A short name for a text that nobody can find a second text for. */
  readonly digest: (text: string) => string
  /** What an approval is good for beside the files themselves, such as the names of the output directories. */
  readonly scope: readonly string[]
}

export interface KnownCluster {
  readonly name: string
  readonly directory: string
  /** Nothing is written there. */
  readonly kept: boolean
  readonly available: Resources
}

/**
 * What a render would change. Objects are compared by cluster and identity, so that another layout or file name is no
 * removal. Only files that differ are read; sums over all workloads and the hash are made when they are asked for.
 */
export function compare(comparison: Comparison): Changes {
  const { manifests, parseObjects, files, scope, digest } = comparison
  const grouped = filesByCluster(comparison)
  const known = new Map(comparison.clusters.map((cluster) => [cluster.name, cluster]))
  const names = [...new Set([...known.keys(), ...grouped.keys()])].sort(byCodePoint)
  const sums = once(() => sumsOf(comparison))
  const clusters: ClusterChange[] = []
  const objects: ObjectChange[] = []
  for (const name of names) {
    const cluster = known.get(name)
    const kept = cluster?.kept ?? false
    const planned = kept ? [] : (manifests.get(name) ?? [])
    const diff = diffCluster(name, kept ? [] : (grouped.get(name) ?? []), planned, parseObjects)
    // Not spread into push: a first render adds more than a call may have arguments.
    for (const change of diff.changes) objects.push(change)
    const standing = planned.length - diff.after + diff.before
    clusters.push(clusterChange({ name, cluster, kept, planned, standing, changes: diff.changes }, sums))
  }
  let hash: string | undefined
  return {
    moves: movesOf(comparison),
    clusters,
    objects: sorted(withElsewhere(objects, clusters, manifests)),
    present: comparison.decisions.length + comparison.unplaced.length,
    get hash() {
      hash ??= planHash(files, scope, digest)
      return hash
    },
  }
}

/** Files below `clusters/`, by the name of the cluster; a directory of no cluster goes by its own name. */
function filesByCluster({ files, clusters }: Comparison): Map<string, FileChange[]> {
  const names = new Map(clusters.map(({ name, directory }) => [directory, name]))
  const grouped = new Map<string, FileChange[]>()
  for (const file of files) {
    const directory = /^clusters\/[^/]+(?=\/)/.exec(file.path)?.[0]
    if (directory === undefined) continue
    const name = names.get(directory) ?? directory.slice('clusters/'.length)
    const there = grouped.get(name)
    if (there === undefined) grouped.set(name, [file])
    else there.push(file)
  }
  return grouped
}

interface Found {
  readonly name: string
  readonly cluster: KnownCluster | undefined
  readonly kept: boolean
  readonly planned: readonly Manifest[]
  readonly standing: number
  readonly changes: readonly ObjectChange[]
}

function clusterChange({ name, cluster, kept, planned, standing, changes }: Found, sums: () => Sums): ClusterChange {
  const count = (kind: ObjectChange['change']): number => changes.filter(({ change }) => change === kind).length
  return {
    cluster: name,
    declared: cluster !== undefined,
    bare: planned.every(({ id }) => isNamespace(id)),
    standing,
    planned: planned.length,
    added: count('added'),
    changed: count('changed'),
    removed: count('removed'),
    get replicasBefore() {
      return sums().before.get(name)?.replicas ?? 0
    },
    get replicasAfter() {
      return sums().after.get(name)?.replicas ?? 0
    },
    get requestsBefore() {
      return sums().before.get(name)?.requests ?? nothing
    },
    get requestsAfter() {
      return sums().after.get(name)?.requests ?? nothing
    },
    available: cluster?.available ?? nothing,
    kept,
  }
}

const nothing: Resources = new Map()

export function isNamespace({ kind, apiVersion }: ObjectId): boolean {
  return kind === 'Namespace' && apiVersion === 'v1'
}

/** Tells of removed objects whether they are to stand in a cluster that is written. */
function withElsewhere(
  objects: readonly ObjectChange[],
  clusters: readonly ClusterChange[],
  manifests: Comparison['manifests'],
): readonly ObjectChange[] {
  const sought = new Set(objects.filter(({ change }) => change === 'removed').map(({ id }) => identity(id)))
  if (sought.size === 0) return objects
  const planned = new Set<string>()
  // One id serves all clusters of a variant, so each is put into words once.
  const seen = new Set<ObjectId>()
  for (const { cluster, kept } of clusters) {
    if (kept) continue
    for (const { id } of manifests.get(cluster) ?? []) {
      if (seen.has(id)) continue
      seen.add(id)
      const key = identity(id)
      if (sought.has(key)) planned.add(key)
    }
  }
  return objects.map((object) =>
    object.change === 'removed' && planned.has(identity(object.id)) ? { ...object, elsewhere: true } : object,
  )
}

/** Removals first, then by cluster and object. */
function sorted(objects: readonly ObjectChange[]): ObjectChange[] {
  return objects
    .map((object) => ({
      object,
      key: `${object.change === 'removed' ? 0 : 1}\0${object.cluster}\0${identity(object.id)}`,
    }))
    .sort(by(({ key }) => key))
    .map(({ object }) => object)
}

function once<T extends object>(make: () => T): () => T {
  let made: T | undefined
  return () => {
    made ??= make()
    return made
  }
}
