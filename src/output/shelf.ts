import type { Manifest, OutputFile } from '../model/manifest.ts'
import { marker } from '../model/marker.ts'
import { by } from '../model/order.ts'
import type { ObjectId } from '../model/resource.ts'
import { namespaceFileName } from './names.ts'
import type { Named } from './naming.ts'

/** One object of one cluster, with its name. */
export interface Placed {
  readonly manifest: Manifest
  readonly named: Named
}

/** The file that keeps the directory of a cluster without objects: Git stores no empty ones. */
export function keeper(directory: string): OutputFile {
  return { path: `${directory}/.gitkeep`, ids: [], text: () => marker }
}

/** One file per object, by file name. */
export function byObject(directory: string, objects: readonly Placed[]): OutputFile[] {
  return [...objects]
    .sort((a, b) => a.named.fileRank - b.named.fileRank)
    .map(({ manifest, named }) => ({ __proto__: sheet, directory, file: named.file, manifest }) as unknown as Sheet)
}

/** One file per namespace, its objects by group, kind and name. */
export function byNamespace(directory: string, objects: readonly Placed[]): OutputFile[] {
  const files = new Map<string, Manifest[]>()
  const shelves = new Map<string, Manifest[]>()
  for (const { manifest } of [...objects].sort((a, b) => a.named.rank - b.named.rank)) {
    const { namespace } = manifest.id
    let shelf = shelves.get(namespace)
    if (shelf === undefined) {
      const path = `${directory}/${namespaceFileName(namespace)}`
      // Should two hashes ever meet, the namespaces share a file, and no object is lost.
      shelf = files.get(path) ?? []
      files.set(path, shelf)
      shelves.set(namespace, shelf)
    }
    shelf.push(manifest)
  }
  return [...files].sort(by(([path]) => path)).map(([path, manifests]) => ({
    path,
    get ids() {
      return manifests.map(({ id }) => id)
    },
    text: () => marker + manifests.map(textOf).join('---\n'),
  }))
}

/** The file of one object. There may be a million of them, so they share their functions and hold no path. */
interface Sheet extends OutputFile {
  readonly directory: string
  readonly file: string
  readonly manifest: Manifest
}

const sheet: ThisType<Sheet> & OutputFile = {
  get path(): string {
    return `${this.directory}/${this.file}`
  },
  get ids(): readonly ObjectId[] {
    return [this.manifest.id]
  },
  text(): string {
    return marker + textOf(this.manifest)
  },
}

function textOf({ printed, replicas }: Manifest): string {
  if (printed.tail === undefined) return printed.head
  if (replicas === undefined) throw new Error('a manifest with a slot has no replicas')
  return printed.head + replicas + printed.tail
}
