import { equal, isObject, type Json, type JsonArray, type JsonObject, own, setOwn } from '../model/json.ts'
import { type Draft, draftOf, openIndex, openKey, openRoot, type Reason, removeKey } from './draft.ts'

/** One operation of a JSON patch. */
export interface PatchOp {
  readonly op: 'add' | 'remove' | 'replace' | 'test'
  readonly path: string
  readonly value: Json
}

/**
 * RFC 6902 as evanphx/json-patch v4.12 applies it: `replace` sets a missing key of an existing object, negative
 * positions count from the end, an empty path replaces the whole, and a first segment without a leading slash is
 * discarded. List positions have at most seven digits.
 *
 * The document is not changed; the result shares what was not written to. The first operation that does not apply
 * ends the patch, with its index.
 */
export function applyPatch(
  document: JsonObject,
  ops: readonly PatchOp[],
): { readonly ok: JsonObject } | { readonly error: Reason; readonly index: number } {
  const draft = draftOf(document)
  for (const [index, op] of ops.entries()) {
    const error = patch(draft, op)
    if (error !== undefined) return { error, index }
  }
  return { ok: draft.root }
}

/** The keys of a JSON pointer, unescaped; undefined where there is no slash at all. The empty pointer has none. */
export function pointerSteps(path: string): string[] | undefined {
  if (path === '') return []
  const parts = path.split('/')
  if (parts.length < 2) return undefined
  return parts.slice(1).map((part) => part.replaceAll(/~[01]/g, (code) => (code === '~1' ? '/' : '~')))
}

/** Applies one operation to a draft; the reason where it does not apply. */
export function patch(draft: Draft, { op, path, value }: PatchOp): Reason | undefined {
  if (path === '') return patchWhole(draft, op, value)
  const steps = pointerSteps(path)
  const key = steps?.pop()
  if (steps === undefined || key === undefined) return 'no-slash'
  const parent = containerAt(draft, steps)
  if (parent === undefined) return 'no-parent'
  return Array.isArray(parent) ? patchList(parent, key, op, value) : patchObject(parent, key, op, value)
}

function patchWhole(draft: Draft, op: PatchOp['op'], value: Json): Reason | undefined {
  if (op === 'test') return equal(draft.root, value) ? undefined : 'not-equal'
  if (op !== 'replace') return 'no-parent'
  if (!isObject(value)) return 'not-an-object'
  draft.root = value
  return undefined
}

function patchObject(parent: JsonObject, key: string, op: PatchOp['op'], value: Json): Reason | undefined {
  if (op === 'test') return equal(own(parent, key) ?? null, value) ? undefined : 'not-equal'
  if (op !== 'remove') setOwn(parent, key, value)
  else if (Object.hasOwn(parent, key)) removeKey(parent, key)
  else return 'no-key'
  return undefined
}

function patchList(parent: JsonArray, key: string, op: PatchOp['op'], value: Json): Reason | undefined {
  if (op === 'add') {
    const index = key === '-' ? parent.length : position(key, parent.length + 1)
    if (index === undefined) return 'bad-index'
    parent.splice(index, 0, value)
    return undefined
  }
  const index = position(key, parent.length)
  if (index === undefined) return 'bad-index'
  if (op === 'test') return equal(parent[index], value) ? undefined : 'not-equal'
  if (op === 'remove') parent.splice(index, 1)
  else parent[index] = value
  return undefined
}

/** A list position below `size`; negative ones count from the end. */
function position(key: string, size: number): number | undefined {
  if (!/^[+-]?\d{1,7}$/.test(key)) return undefined
  const index = Number(key)
  const counted = index < 0 ? index + size : index
  return counted >= 0 && counted < size ? counted : undefined
}

function containerAt(draft: Draft, steps: readonly string[]): JsonObject | JsonArray | undefined {
  let here: JsonObject | JsonArray | undefined = openRoot(draft)
  for (const step of steps) {
    if (Array.isArray(here)) {
      const index = position(step, here.length)
      here = index === undefined ? undefined : openIndex(draft, here, index)
    } else here = openKey(draft, here, step)
    if (here === undefined) return undefined
  }
  return here
}
