/**
 * Plain data as Kubernetes knows it. Integers that a double cannot hold are bigints, so int64 is exact.
 *
 * Objects are ordinary JavaScript objects, because V8 stores many small ones of one shape most compactly. Two
 * dangers of that choice are contained here: a key may be called `__proto__` or `constructor`, so keys are read with
 * {@link own} and written with {@link setOwn}; and integer-like keys lose their place, so the reader records the
 * source order of such rare objects under {@link keyOrder}, which {@link keysOf} honours.
 */
export type Json = null | boolean | number | bigint | string | JsonArray | JsonObject
export type JsonArray = Json[]
export interface JsonObject {
  [key: string]: Json
  [keyOrder]?: readonly string[]
}

/** Source order of the keys, present only where `Object.keys` would give another. */
export const keyOrder: unique symbol = Symbol('keyOrder')

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The value of an own key; never anything inherited. */
export function own(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined
}

/** Sets an own key, `__proto__` included. */
export function setOwn(object: JsonObject, key: string, value: Json): void {
  if (key === '__proto__') {
    Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true })
  } else {
    object[key] = value
  }
}

/** The own keys in source order; keys added later come last. */
export function keysOf(object: JsonObject): string[] {
  const keys = Object.keys(object)
  const order = object[keyOrder]
  if (order === undefined) return keys
  const known = new Set(order)
  return [...order.filter((key) => Object.hasOwn(object, key)), ...keys.filter((key) => !known.has(key))]
}

/** A deep copy that keeps key order and shares nothing. */
export function copy<T extends Json>(value: T): T {
  if (Array.isArray(value)) return value.map(copy) as T
  if (!isObject(value)) return value
  const result: JsonObject = {}
  for (const key of Object.keys(value)) setOwn(result, key, copy(value[key] as Json))
  if (value[keyOrder] !== undefined) result[keyOrder] = value[keyOrder]
  return result as T
}

/** The value at a path of keys and indices, or undefined where the path leaves the data. */
export function at(value: Json | undefined, path: readonly (string | number)[]): Json | undefined {
  let here: Json | undefined = value
  for (const step of path) {
    if (typeof step === 'number') here = Array.isArray(here) ? here[step] : undefined
    else here = isObject(here) ? own(here, step) : undefined
    if (here === undefined) return undefined
  }
  return here
}

/** Structural equality; the order of keys does not count. */
export function equal(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, index) => equal(item, b[index]))
  }
  if (!isObject(a) || !isObject(b)) return false
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && equal(a[key], b[key]))
}
