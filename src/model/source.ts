/** A file of the input. */
export interface SourceFile {
  /** Slash-separated, relative to the root of the render. */
  readonly path: string
  readonly text: string
}

/** Keys and indices from the root of a document. */
export type FieldPath = readonly (string | number)[]

/** Where a piece of data was written. */
export interface Origin {
  readonly file: string
  /** Index of the document in its file, from 0. */
  readonly document: number
  /** The piece's path within the document: empty for a whole document, `['items', 3]` inside a List. */
  readonly path: FieldPath
}

/** The origin of a part of what stands at `origin`. */
export function within(origin: Origin, ...path: (string | number)[]): Origin {
  return { ...origin, path: [...origin.path, ...path] }
}
