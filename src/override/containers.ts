import { at, isObject, type JsonObject, own } from '../model/json.ts'
import type { FieldPath } from '../model/source.ts'

/** A container of a pod spec. */
export interface Container {
  readonly name: string
  readonly value: JsonObject
  /** JSON pointer to it. */
  readonly pointer: string
}

/**
 * The init containers of an object, then its containers; absent lists are empty. Undefined where there is no pod spec
 * at the path, or where its containers are no lists of objects.
 */
export function containersOf(root: JsonObject, podSpec: FieldPath | undefined): readonly Container[] | undefined {
  const spec = podSpec === undefined ? undefined : at(root, podSpec)
  if (podSpec === undefined || !isObject(spec)) return undefined
  const found: Container[] = []
  for (const field of ['initContainers', 'containers']) {
    const list = own(spec, field) ?? []
    if (!Array.isArray(list)) return undefined
    const pointer = pointerOf([...podSpec, field])
    for (const [index, value] of list.entries()) {
      if (!isObject(value)) return undefined
      const name = own(value, 'name')
      found.push({ name: typeof name === 'string' ? name : '', value, pointer: `${pointer}/${index}` })
    }
  }
  return found
}

/** The first container of a name. */
export function containerNamed(containers: readonly Container[], name: string): Container | undefined {
  return containers.find((container) => container.name === name)
}

/** A path as a JSON pointer. */
export function pointerOf(path: FieldPath): string {
  return path.map((step) => `/${escaped(String(step))}`).join('')
}

/** A key as a step of a JSON pointer. */
export function escaped(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1')
}
