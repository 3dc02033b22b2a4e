import type { Json } from '../model/json.ts'
import { integerOf } from './number.ts'
import { notFinite, resolvePlain } from './scalar.ts'

/** The value does not suit the tag, or nobody knows the tag. */
export const mismatch: unique symbol = Symbol('mismatch')
export const unknownTag: unique symbol = Symbol('unknownTag')

/** `str` of `!!str` and of `!<tag:yaml.org,2002:str>`; empty for `!`, undefined for any other tag. */
export function tagName(tag: string): string | undefined {
  if (tag === '!') return ''
  if (tag.startsWith('!!')) return tag.slice(2)
  return /^!<tag:yaml\.org,2002:(.*)>$/.exec(tag)?.[1]
}

/** A scalar under an explicit tag, as kubectl reads it; how it is quoted does not matter then. */
export function resolveTagged(
  tag: string,
  text: string,
): Json | typeof notFinite | typeof mismatch | typeof unknownTag {
  const name = tagName(tag)
  if (name === '' || name === 'str') return text
  const plain = resolvePlain(text)
  switch (name) {
    case 'int':
      return typeof plain === 'bigint' || integerOf(text.replaceAll('_', '')) !== undefined ? plain : mismatch
    case 'float':
      if (plain === notFinite) return plain
      return typeof plain === 'number' || typeof plain === 'bigint' ? Number(plain) : mismatch
    case 'bool':
      return typeof plain === 'boolean' ? plain : mismatch
    case 'null':
      return plain === null ? plain : mismatch
    case 'binary':
      return textOfBase64(text) ?? mismatch
    case 'map':
    case 'seq':
      return mismatch
    default:
      return unknownTag
  }
}

/** Text in padded base64, as Go's standard encoding takes it; undefined for bytes that are not UTF-8. */
function textOfBase64(text: string): string | undefined {
  const code = text.replaceAll(/[\r\n]/g, '')
  if (code.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(code)) return undefined
  const bytes = Uint8Array.from(atob(code), (character) => character.charCodeAt(0))
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}
