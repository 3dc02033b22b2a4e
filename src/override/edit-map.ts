import { at, isObject, type Json, type JsonObject, keysOf, own, setOwn } from '../model/json.ts'
import type { Edit } from '../model/override.ts'
import { type Before, type Outcome, type Pending, refusal } from './before.ts'
import { escaped } from './containers.ts'
import { removeKey } from './draft.ts'

type MapEdit = Extract<Edit, { kind: 'map' }>

/**
 * Changes the labels or annotations. The whole map is replaced, even by an equal one; only where there is none, and
 * the edit leaves none, nothing is written.
 */
export function editMap(edit: MapEdit, before: Before, pending: Pending): Outcome {
  const path = `/metadata/${edit.field}`
  const original = at(before.root, ['metadata', edit.field])
  const map = textsOf(pending.get(path)?.value ?? original)
  if (map === undefined) return refusal('not-texts', path)
  if (edit.operator === 'addIfAbsent' && edit.values.size === 0) return refusal('value-needed', path)
  let outcome: Outcome = 'miss'
  for (const [key, value] of edit.values) {
    const present = own(map, key) !== undefined
    if (edit.operator === 'addIfAbsent' && present) return refusal('already-there', `${path}/${escaped(key)}`, key)
    if (edit.operator !== 'addIfAbsent' && !present) continue
    if (edit.operator === 'delete') removeKey(map, key)
    else setOwn(map, key, value)
    outcome = 'hit'
  }
  if (original === undefined && keysOf(map).length === 0) pending.delete(path)
  else pending.set(path, { value: map, edit })
  return outcome
}

/** A copy of a map of texts, empty where it is absent; undefined where it is something else. */
function textsOf(value: Json | undefined): JsonObject | undefined {
  const map = value ?? {}
  if (!isObject(map)) return undefined
  return keysOf(map).every((key) => typeof own(map, key) === 'string') ? { ...map } : undefined
}
