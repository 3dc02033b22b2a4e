import { isObject, type Json, own } from '../model/json.ts'
import type { FieldPath } from '../model/source.ts'

/**
 * The path that a JSON pointer (RFC 6901) means in `value`: an index where it steps into a list, a key everywhere
 * else, so that a map may have the key `0`.
 */
export function asPath(pointer: string, value: Json): FieldPath {
  if (pointer === '') return []
  const path: (string | number)[] = []
  let here: Json | undefined = value
  for (const token of pointer.slice(1).split('/')) {
    const key = token.replaceAll('~1', '/').replaceAll('~0', '~')
    if (Array.isArray(here)) {
      path.push(Number(key))
      here = here[Number(key)]
    } else {
      path.push(key)
      here = isObject(here) ? own(here, key) : undefined
    }
  }
  return path
}

/** A path as people write it: `spec.placement[0].cluster`; keys that are no plain names are quoted. */
export function fieldText(path: FieldPath): string {
  let text = ''
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`
    else if (/^[\w-]{1,64}$/.test(step)) text += text === '' ? step : `.${step}`
    else text += `[${JSON.stringify(clip(step))}]`
  }
  return text
}

/** The text, cut where a message would drown in it. */
export function clip(text: string): string {
  const limit = 64
  return text.length <= limit ? text : `${text.slice(0, limit)}...`
}
