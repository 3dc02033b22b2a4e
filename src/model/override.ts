import type { Json, JsonObject } from './json.ts'
import type { From } from './policy.ts'
import type { FieldPath } from './source.ts'

/** Which clusters a rule is for. Absent parts match everything. */
export interface OverrideTarget {
  readonly names?: ReadonlySet<string>
}

export interface OverrideRule extends From {
  readonly target: OverrideTarget
  readonly ops: readonly OverrideOp[]
}

/** Stands in a value for the replicas that placement decides for the cluster. */
export const decidedReplicas: unique symbol = Symbol('decidedReplicas')
export type OverrideValue = Json | typeof decidedReplicas

/** A part of an image reference. */
export type ImagePart = 'registry' | 'repository' | 'tag' | 'digest'

/** A change of one well-known field. All edits of one operation see the object as it was before the operation. */
export type Edit = From &
  (
    | {
        readonly kind: 'image'
        /** Containers by name; undefined is all of them. */
        readonly containers: ReadonlySet<string> | undefined
        /** JSON pointer to an image, instead of the containers. */
        readonly path: string | undefined
        readonly changes: readonly ImageChange[]
      }
    | {
        readonly kind: 'list'
        readonly field: 'command' | 'args'
        readonly container: string
        readonly operator: 'append' | 'overwrite' | 'delete'
        readonly values: readonly string[]
      }
    | {
        readonly kind: 'env'
        readonly container: string
        readonly operator: 'addIfAbsent' | 'overwrite' | 'delete'
        readonly values: readonly JsonObject[]
      }
    | {
        readonly kind: 'map'
        readonly field: 'labels' | 'annotations'
        readonly operator: 'addIfAbsent' | 'overwrite' | 'delete'
        readonly values: ReadonlyMap<string, string>
      }
  )

export interface ImageChange {
  readonly part: ImagePart
  readonly operator: 'addIfAbsent' | 'overwrite' | 'delete'
  readonly value: string
}

export type OverrideOp = From &
  /** RFC 6902 with the lenient `replace` of evanphx/json-patch v4: a missing key of an existing object is set. */
  (
    | {
        readonly kind: 'patch'
        readonly op: 'add' | 'remove' | 'replace' | 'test'
        readonly path: string
        readonly value: OverrideValue
      }
    /** Sets the value at dotted steps, making the objects on the way. */
    | { readonly kind: 'set'; readonly path: readonly string[]; readonly value: OverrideValue }
    /** Sets a label after everything before it. */
    | { readonly kind: 'label'; readonly key: string; readonly value: string }
    /** Edits of one rule; they see the object as it was before the first of them. `podSpec` is where the pod spec stands, undefined for kinds without one. */
    | { readonly kind: 'edits'; readonly podSpec: FieldPath | undefined; readonly edits: readonly Edit[] }
    /** Sets what is absent, for patches that count on it. */
    | { readonly kind: 'ensure'; readonly path: readonly string[]; readonly make: 'object' | 'list' }
    /** Takes away what `ensure` set and nothing filled: an empty object or list. */
    | { readonly kind: 'prune'; readonly path: readonly string[] }
  )
