import type { JsonObject } from './json.ts'
import type { ObjectId } from './resource.ts'
import type { FieldPath } from './source.ts'

/**
 * One text that serves several clusters: they differ in the replicas at most, which are spliced into the printed
 * form.
 */
export interface Variant {
  readonly id: ObjectId
  readonly value: JsonObject
  /** Where the replicas of each target go; undefined where all targets get the same bytes. */
  readonly slot: FieldPath | undefined
  readonly targets: readonly { readonly cluster: string; readonly replicas: number | undefined }[]
}

/** A printed variant: `head + replicas + tail`, or `head` alone where there is no slot. */
export interface Printed {
  readonly head: string
  readonly tail: string | undefined
}

/** An object in one cluster, printed. */
export interface Manifest {
  readonly id: ObjectId
  readonly printed: Printed
  readonly replicas: number | undefined
}

/** A file to be: its text is made when it is needed, so that a render never holds its output. */
export interface OutputFile {
  /** Slash-separated, relative to the output root. */
  readonly path: string
  /** The objects in it, in their order; undefined where only the text tells. */
  readonly ids?: readonly ObjectId[]
  text(): string
}

/** What render wants to stand at the output root, and what it lets alone. */
export interface Layout {
  /** Sorted by path, paths unique. */
  readonly files: readonly OutputFile[]
  /** Directories of clusters that are not ready: what stands there stays. */
  readonly kept: readonly string[]
}
