import type { FieldPath } from '../model/source.ts'
import { fieldText } from './pointer.ts'
import type { Shape } from './shape.ts'

/** Stand in a path for the index or key that is not known. */
const anyIndex = -1
const anyKey = '*'

/** Where each name is a field, by root; made when a root is first asked for. */
const places = new WeakMap<Shape, ReadonlyMap<string, readonly FieldPath[]>>()

/**
 * The place where a field of this name does belong, nearest to `path`, where it was found; undefined where the schema
 * has none. It is the path of the object that takes the field, such as `spec.placement[1].preferences`.
 */
export function belongsIn(root: Shape, name: string, path: FieldPath): string | undefined {
  let index = places.get(root)
  if (index === undefined) {
    index = placesOf(root)
    places.set(root, index)
  }
  let best: FieldPath | undefined
  let score = -1
  for (const place of index.get(name) ?? []) {
    // What stands in metadata and status is called like many other things; only the top level is confused with it.
    if (path.length > 0 && place.length > 0 && place[0] !== 'spec') continue
    const shared = sharedSteps(place, path)
    if (shared < score || (shared === score && place.length >= (best?.length ?? 0))) continue
    best = place
    score = shared
  }
  if (best === undefined) return undefined
  if (best.length === 0) return 'the top level'
  const concrete = [...path.slice(0, score), ...best.slice(score)]
  return fieldText(concrete).replaceAll(`[${anyIndex}]`, '[]').replaceAll(`["${anyKey}"]`, `.${anyKey}`)
}

function placesOf(root: Shape): Map<string, FieldPath[]> {
  const index = new Map<string, FieldPath[]>()
  const visit = (shape: Shape, here: FieldPath): void => {
    for (const [name, child] of Object.entries(shape.fields ?? {})) {
      const list = index.get(name)
      if (list === undefined) index.set(name, [here])
      else list.push(here)
      visit(child, [...here, name])
    }
    if (shape.items !== undefined) visit(shape.items, [...here, anyIndex])
    if (shape.values !== undefined) visit(shape.values, [...here, anyKey])
  }
  visit(root, [])
  return index
}

/** How many steps a place and a concrete path have in common from the root. */
function sharedSteps(place: FieldPath, path: FieldPath): number {
  let count = 0
  while (count < place.length && count < path.length && fits(place[count], path[count])) count++
  return count
}

function fits(step: string | number | undefined, concrete: string | number | undefined): boolean {
  if (step === anyIndex) return typeof concrete === 'number'
  return step === concrete || (step === anyKey && typeof concrete === 'string')
}
