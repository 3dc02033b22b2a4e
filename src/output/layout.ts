import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import type { Layout, Manifest, OutputFile } from '../model/manifest.ts'
import { marker } from '../model/marker.ts'
import { by } from '../model/order.ts'
import type { ObjectId } from '../model/resource.ts'
import type { Origin } from '../model/source.ts'
import { watchDuplicates } from './duplicates.ts'
import { watchHazards } from './hazards.ts'
import { clusterDirectory } from './names.ts'
import { nameAll } from './naming.ts'
import { byNamespace, byObject, keeper } from './shelf.ts'

export interface LayoutInput {
  /** One file per object, or one per namespace and cluster. */
  readonly style: 'object' | 'namespace'
  /** Every cluster that has a directory; `kept`: it is not ready, and what stands there stays. */
  readonly clusters: readonly { readonly name: string; readonly kept: boolean }[]
  /** By cluster, all of `clusters`; an absent one has no objects. Ids and printed forms are best shared. */
  readonly manifests: ReadonlyMap<string, readonly Manifest[]>
  /** The decisions to remember, by workload; their text is made when it is needed, without the marker. */
  readonly placements: readonly { readonly id: ObjectId; readonly text: () => string }[]
  /** Where an object was written, for what is said about it. */
  readonly originOf?: (id: ObjectId) => Origin | undefined
}

/**
 * Says which files are to stand at the output root: `clusters/<name>/`, flat, and `placements/`. Reports objects that
 * are twice in one cluster, names that meet, and objects that a sync tool would pass over.
 */
export function layOut(input: LayoutInput, report: Report): Layout {
  const directories = directoriesOf(input, report)
  const originOf = input.originOf ?? (() => undefined)
  const nameOf = nameAll(manifestIds(input), report)
  const duplicates = watchDuplicates()
  const checkHazards = watchHazards(report, originOf)
  const arrange = input.style === 'object' ? byObject : byNamespace
  const files: OutputFile[] = []
  const kept: string[] = []
  for (const [directory, cluster] of directories) {
    if (cluster.kept) {
      kept.push(directory)
      continue
    }
    const manifests = input.manifests.get(cluster.name) ?? []
    const objects = manifests.map((manifest) => ({ manifest, named: nameOf(manifest.id) }))
    const single = duplicates.without(cluster.name, objects)
    for (const { manifest } of single) checkHazards(manifest)
    if (single.length === 0) files.push(keeper(directory))
    else for (const file of arrange(directory, single)) files.push(file)
  }
  duplicates.tell(report, originOf)
  for (const file of placementFiles(input, report)) files.push(file)
  return { files, kept }
}

/** The clusters by directory, sorted as the paths below them are: with the slash that follows the name. */
function directoriesOf(input: LayoutInput, report: Report): [string, LayoutInput['clusters'][number]][] {
  const directories = new Map<string, LayoutInput['clusters'][number]>()
  const names = new Set<string>()
  for (const cluster of [...input.clusters].sort(by(({ name }) => name))) {
    const directory = clusterDirectory(cluster.name)
    const other = directories.get(directory)
    names.add(cluster.name)
    if (other === undefined) directories.set(directory, cluster)
    else report(diagnostic('output/same-directory', { first: other.name, second: cluster.name, directory }))
  }
  for (const name of input.manifests.keys()) {
    if (!names.has(name)) throw new Error(`objects for cluster ${name}, which is not to be laid out`)
  }
  return [...directories].sort(by(([directory]) => `${directory}/`))
}

function* manifestIds(input: LayoutInput): Generator<ObjectId> {
  for (const { name, kept } of input.clusters) {
    if (!kept) for (const { id } of input.manifests.get(name) ?? []) yield id
  }
}

function placementFiles(input: LayoutInput, report: Report): OutputFile[] {
  const nameOf = nameAll(
    input.placements.map(({ id }) => id),
    report,
  )
  return input.placements
    .map(({ id, text }) => ({ path: `placements/${nameOf(id).file}`, text: () => marker + text() }))
    .sort(by(({ path }) => path))
}
