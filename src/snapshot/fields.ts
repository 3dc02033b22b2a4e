import { at, isObject, type Json, type JsonObject } from '../model/json.ts'
import type { FieldPath } from '../model/source.ts'

/** Why an object of a cluster cannot be read, in words that quote nothing of it; undefined where it can. */
export type Malformed = string | undefined

/** The text at a path; empty where there is none. */
export function textAt(value: Json, path: FieldPath): string {
  const found = at(value, path)
  return typeof found === 'string' ? found : ''
}

/** The list at a path; an empty one where there is none. */
export function listAt(value: Json, path: FieldPath): readonly Json[] {
  const found = at(value, path)
  return Array.isArray(found) ? found : []
}

/** The object at a path; an empty one where there is none. */
export function objectAt(value: Json, path: FieldPath): JsonObject {
  const found = at(value, path)
  return isObject(found) ? found : {}
}

/** A whole number from 0 up; `absent` where there is none, undefined for anything else. */
export function countAt(value: Json, path: FieldPath, absent = 0): number | undefined {
  const found = at(value, path) ?? null
  if (found === null) return absent
  return typeof found === 'number' && Number.isSafeInteger(found) && found >= 0 ? found : undefined
}

/** The texts of a map, such as labels. */
export function textsAt(value: Json, path: FieldPath): Map<string, string> {
  const texts = new Map<string, string>()
  for (const [key, text] of Object.entries(objectAt(value, path))) if (typeof text === 'string') texts.set(key, text)
  return texts
}

/** The uid of the controller among the owners; empty where there is none. */
export function controllerOf(value: Json): string {
  for (const owner of listAt(value, ['metadata', 'ownerReferences'])) {
    if (at(owner, ['controller']) === true) return textAt(owner, ['uid'])
  }
  return ''
}
