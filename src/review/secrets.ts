import { isObject, type Json, type JsonObject, keysOf, own, setOwn } from '../model/json.ts'

/** kubectl keeps the whole object here, values and all. */
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration'

/**
 * The same data in which every value of a Secret is replaced, however deep the Secret stands. `mask` is given each
 * value as text; the same value becomes the same mask.
 */
export function withoutSecrets(value: Json, mask: (text: string) => string): Json {
  if (Array.isArray(value)) return value.map((item) => withoutSecrets(item, mask))
  if (!isObject(value)) return value
  const isSecret = own(value, 'kind') === 'Secret'
  return mapped(value, (key, part) => {
    if (!isSecret) return withoutSecrets(part, mask)
    if (key === 'metadata') return cleanMetadata(part, mask)
    // A misspelt field may hold what was meant for `stringData`.
    return plain.has(key) ? part : masked(part, mask)
  })
}

/** Fields of a Secret that hold nothing secret. */
const plain: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'type', 'immutable'])

/** Whatever stands where a map of values is expected. */
function masked(part: Json, mask: (text: string) => string): Json {
  if (!isObject(part)) return part === null ? null : mask(textOf(part))
  return mapped(part, (_, value) => (value === null ? null : mask(textOf(value))))
}

function cleanMetadata(part: Json, mask: (text: string) => string): Json {
  if (!isObject(part)) return part
  return mapped(part, (key, value) => {
    if (key !== 'annotations' || !isObject(value)) return value
    return mapped(value, (name, text) => (name === lastApplied ? mask(textOf(text)) : text))
  })
}

function mapped(object: JsonObject, part: (key: string, value: Json) => Json): JsonObject {
  const result: JsonObject = {}
  for (const key of keysOf(object)) setOwn(result, key, part(key, own(object, key) ?? null))
  return result
}

function textOf(value: Json): string {
  if (typeof value === 'string') return value
  return typeof value === 'bigint'
    ? String(value)
    : JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? String(part) : part))
}
