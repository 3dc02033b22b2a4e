import { at, isObject, type Json, type JsonObject, own, setOwn } from '../model/json.ts'
import { type Draft, openKey, openRoot, type Reason, removeKey } from './draft.ts'

/** Sets the value at the steps, making the objects on the way; fails where something on the way is no object. */
export function setAt(draft: Draft, path: readonly string[], value: Json): Reason | undefined {
  let here = openRoot(draft)
  for (const step of path.slice(0, -1)) {
    if (own(here, step) === undefined) {
      const made: JsonObject = {}
      draft.fresh.add(made)
      setOwn(here, step, made)
      here = made
      continue
    }
    const next = openKey(draft, here, step)
    if (!isObject(next)) return 'not-an-object'
    here = next
  }
  const last = path.at(-1)
  if (last === undefined) return 'no-key'
  setOwn(here, last, value)
  return undefined
}

/**
 * Makes an empty object or list where there is nothing but null at the most. Whether it made one; why not, where
 * something on the way is no object.
 */
export function ensureAt(draft: Draft, path: readonly string[], make: 'object' | 'list'): boolean | Reason {
  if ((at(draft.root, path) ?? null) !== null) return false
  return setAt(draft, path, make === 'list' ? [] : {}) ?? true
}

/** Removes an empty object or list; nothing happens to anything else. */
export function pruneAt(draft: Draft, path: readonly string[]): void {
  const value = at(draft.root, path)
  const empty = Array.isArray(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0
  if (empty) removeAt(draft, path)
}

/** Removes the value at the steps; nothing happens where there is none. */
export function removeAt(draft: Draft, path: readonly string[]): void {
  const last = path.at(-1)
  if (last === undefined || !present(draft.root, path)) return
  let here = openRoot(draft)
  for (const step of path.slice(0, -1)) {
    const next = openKey(draft, here, step)
    if (!isObject(next)) return
    here = next
  }
  removeKey(here, last)
}

function present(root: JsonObject, path: readonly string[]): boolean {
  let here: Json | undefined = root
  for (const step of path) {
    if (!isObject(here)) return false
    here = own(here, step)
  }
  return here !== undefined
}
