import { copy, type Json, type JsonObject } from '../../src/model/json.ts'
import type { Variant } from '../../src/model/manifest.ts'

/** The object of each cluster, its replicas in place. */
export function rendered(variants: readonly Variant[]): Map<string, JsonObject> {
  const objects = new Map<string, JsonObject>()
  for (const { value, slot, targets } of variants) {
    for (const { cluster, replicas } of targets) {
      if (objects.has(cluster)) throw new Error(`two texts for ${cluster}`)
      const object = copy(value)
      if (slot !== undefined) fill(object, slot as readonly string[], replicas ?? null)
      objects.set(cluster, object)
    }
  }
  return objects
}

/** Puts the replicas where a number must stand already, as the printed text has one there. */
function fill(object: JsonObject, slot: readonly string[], replicas: Json): void {
  let here = object
  for (const step of slot.slice(0, -1)) here = here[step] as JsonObject
  const last = slot.at(-1) ?? ''
  if (typeof here[last] !== 'number') throw new Error('the slot holds no number')
  here[last] = replicas
}
