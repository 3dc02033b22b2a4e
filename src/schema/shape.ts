import type { FieldPath } from '../model/source.ts'

/** What a schema says of one place, reduced to what a message needs. A place without parts is a leaf, or open. */
export interface Shape {
  readonly fields?: Readonly<Record<string, Shape>>
  readonly items?: Shape
  /** Of the values of a map with free keys. */
  readonly values?: Shape
  readonly minimum?: number
  readonly maximum?: number
}

/** One error of a compiled validator. */
export interface Violation {
  readonly keyword: string
  /** JSON pointer into the value. */
  readonly instancePath: string
  readonly params: Readonly<Record<string, unknown>>
}

/** A compiled validator; it leaves its errors on itself. */
export interface Validate {
  (value: unknown): boolean
  errors?: readonly Violation[] | null
}

/** The schema of one kind. */
export interface KindSchema {
  readonly apiVersions: readonly string[]
  /** Empty: any kind of these apiVersions. */
  readonly kinds: readonly string[]
  readonly validate: Validate
  readonly shape: Shape
}

/** How to name a pattern to people. */
export interface Format {
  readonly pattern: string
  readonly format: string
  readonly example: string
}

/** The shape of one step down; undefined where the schema says nothing of it. */
export function stepInto(shape: Shape, step: string | number): Shape | undefined {
  if (typeof step === 'number') return shape.items
  const { fields } = shape
  return fields !== undefined && Object.hasOwn(fields, step) ? fields[step] : shape.values
}

/** The shape at a path from the root of an object; undefined where the schema says nothing of it. */
export function shapeAt(root: Shape, path: FieldPath): Shape | undefined {
  let here: Shape | undefined = root
  for (const step of path) {
    if (here === undefined) return undefined
    here = stepInto(here, step)
  }
  return here
}
