import type { Json, JsonObject } from '../model/json.ts'
import type { Edit } from '../model/override.ts'
import type { FieldPath } from '../model/source.ts'
import { type Container, containersOf } from './containers.ts'
import type { Reason } from './draft.ts'

/** The object as it was before the edits of one operation. It must not be written to while they are read. */
export interface Before {
  readonly root: JsonObject
  /** Init containers, then containers; undefined where there is no sound pod spec. Read once. */
  containers(): readonly Container[] | undefined
}

export function beforeOf(root: JsonObject, podSpec: FieldPath | undefined): Before {
  let found: readonly Container[] | undefined | 'unread' = 'unread'
  return {
    root,
    containers() {
      if (found === 'unread') found = containersOf(root, podSpec)
      return found
    },
  }
}

/** What edits of one field will replace, by JSON pointer; later edits go on from there. */
export type Pending = Map<string, { readonly value: Json; readonly edit: Edit }>

/** Why an edit cannot be made: where, and of what. */
export interface Refusal {
  readonly reason: Reason
  readonly path: string
  /** The text or key that is to blame; empty where the path says it all. */
  readonly subject: string
}

/** A miss is no error: what the edit is for is not there, or not even a container of the name. */
export type Outcome = 'hit' | 'miss' | 'no-container' | Refusal

export function refusal(reason: Reason, path: string, subject = ''): Refusal {
  return { reason, path, subject }
}
