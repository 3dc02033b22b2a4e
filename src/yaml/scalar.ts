import { numberOf } from './number.ts'

/** What a plain scalar means. `notFinite` stands for infinities and NaN, which JSON has no word for. */
export type Plain = null | boolean | number | bigint | string | typeof notFinite
export const notFinite: unique symbol = Symbol('notFinite')

const string = 0
const number = 1
const word = 2

/** By first character: what a plain scalar may be but a string. */
const kinds = new Uint8Array(128)
for (const character of '0123456789+-.') kinds[character.charCodeAt(0)] = number
for (const character of 'yYnNtTfFoO~') kinds[character.charCodeAt(0)] = word

/** The words of go-yaml v2, which is what kubectl reads with. */
const words = new Map<string, null | boolean>([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'on', 'On', 'ON', 'true', 'True', 'TRUE'].map((text) => [text, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'off', 'Off', 'OFF', 'false', 'False', 'FALSE'].map((text) => [text, false] as const),
  ...['~', 'null', 'Null', 'NULL'].map((text) => [text, null] as const),
])

const infinite = new Set(['inf', 'Inf', 'INF'].flatMap((text) => [`.${text}`, `+.${text}`, `-.${text}`]))
for (const text of ['.nan', '.NaN', '.NAN']) infinite.add(text)

/** Resolves a plain scalar by the rules of kubectl's reader (sigs.k8s.io/yaml). */
export function resolvePlain(text: string): Plain {
  if (text === '') return null
  const kind = kinds[text.charCodeAt(0)]
  if (kind === undefined || kind === string) return text
  if (kind === word) {
    if (text.length > 5) return text
    const value = words.get(text)
    return value === undefined ? text : value
  }
  if (text.length < 16) {
    const small = smallInteger(text)
    if (small >= 0) return small
    if (infinite.has(text)) return notFinite
  }
  return numberOf(text) ?? text
}

/** The value of at most 15 decimal digits without a leading zero, or -1. */
function smallInteger(text: string): number {
  let value = 0
  for (let index = 0; index < text.length; index++) {
    const digit = text.charCodeAt(index) - 0x30
    if (digit < 0 || digit > 9) return -1
    value = value * 10 + digit
  }
  return text.charCodeAt(0) === 0x30 && text.length > 1 ? -1 : value
}

/** Booleans that other readers take for words. */
export function isAmbiguous(text: string): boolean {
  const first = text.charCodeAt(0) | 0x20
  return first !== 0x74 && first !== 0x66
}
