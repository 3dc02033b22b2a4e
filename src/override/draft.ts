import { type Json, type JsonArray, type JsonObject, own, setOwn } from '../model/json.ts'

/**
 * An object under change. Containers are copied when they are first written to, and only those: everything else is
 * shared with the source, which is never touched.
 */
export interface Draft {
  root: JsonObject
  /** Containers that this draft made, and may write to. */
  readonly fresh: Set<object>
}

/** Why an operation does not apply; worded in diagnostics/override. */
export type Reason =
  | 'no-slash'
  | 'no-parent'
  | 'no-key'
  | 'bad-index'
  | 'not-equal'
  | 'not-an-object'
  | 'not-a-text'
  | 'not-texts'
  | 'not-entries'
  | 'no-pod-spec'
  | 'already-there'
  | 'value-needed'
  | 'empty-image'
  | 'bad-image'
  | 'bad-tag'
  | 'bad-digest'
  | 'bad-characters'

export function draftOf(root: JsonObject): Draft {
  return { root, fresh: new Set() }
}

/** A draft that can be written to without changing another one, until it is joined to it. */
export function forkOf({ root }: Draft): Draft {
  return draftOf(root)
}

/** Makes the changes of a fork those of the draft. */
export function join(draft: Draft, fork: Draft): void {
  draft.root = fork.root
  for (const made of fork.fresh) draft.fresh.add(made)
}

/** The root, ready to be written to. */
export function openRoot(draft: Draft): JsonObject {
  draft.root = fresh(draft, draft.root)
  return draft.root
}

/** The container at an existing object key, ready to be written to; undefined where there is none. */
export function openKey(draft: Draft, parent: JsonObject, key: string): JsonObject | JsonArray | undefined {
  const child = own(parent, key)
  if (typeof child !== 'object' || child === null) return undefined
  const opened = fresh(draft, child)
  if (opened !== child) setOwn(parent, key, opened)
  return opened
}

/** The container at a list position, ready to be written to; undefined where there is none. */
export function openIndex(draft: Draft, parent: JsonArray, index: number): JsonObject | JsonArray | undefined {
  const child: Json | undefined = parent[index]
  if (typeof child !== 'object' || child === null) return undefined
  const opened = fresh(draft, child)
  parent[index] = opened
  return opened
}

/** Removes an own key. */
export function removeKey(object: JsonObject, key: string): void {
  Reflect.deleteProperty(object, key)
}

function fresh<T extends JsonObject | JsonArray>(draft: Draft, value: T): T {
  if (draft.fresh.has(value)) return value
  // Spread keeps an own `__proto__` key and the record of the key order, and defines rather than assigns.
  const result = (Array.isArray(value) ? [...value] : { ...value }) as T
  draft.fresh.add(result)
  return result
}
