import { isObject, type Json, type JsonObject, own } from '../model/json.ts'

/** The text at a key; empty where there is none. */
export function textOf(object: JsonObject, key: string): string {
  const value = own(object, key)
  return typeof value === 'string' ? value : ''
}

/** The object at a key; an empty one where there is none. */
export function objectOf(object: JsonObject, key: string): JsonObject {
  const value = own(object, key)
  return isObject(value) ? value : {}
}

/** The list at a key; an empty one where there is none. */
export function listOf(object: JsonObject, key: string): readonly Json[] {
  const value = own(object, key)
  return Array.isArray(value) ? value : []
}

/** The flag at a key; undefined where there is none. */
export function flagOf(object: JsonObject, key: string): boolean | undefined {
  const value = own(object, key)
  return typeof value === 'boolean' ? value : undefined
}

/** The integer at a key, cut to what a double holds exactly; undefined where there is none. */
export function integerOf(object: JsonObject, key: string): number | undefined {
  const value = own(object, key)
  if (typeof value === 'bigint') return value > 0n ? Number.MAX_SAFE_INTEGER : Number.MIN_SAFE_INTEGER
  return typeof value === 'number' && Number.isInteger(value) ? value : undefined
}

/** The texts of a map, such as labels; values of other types are left out. */
export function textsOf(object: JsonObject, key: string): Map<string, string> {
  const texts = new Map<string, string>()
  const map = objectOf(object, key)
  for (const name of Object.keys(map)) {
    const value = map[name]
    if (typeof value === 'string') texts.set(name, value)
  }
  return texts
}
