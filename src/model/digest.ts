import type { Json } from './json.ts'
import { byCodePoint } from './order.ts'

/**
 * A short name for a value: 64-bit FNV-1a, as 16 hexadecimal digits, over the UTF-8 of its JSON with sorted keys.
 * It tells changes apart; it does not resist anyone who looks for a collision.
 */
export function digest(value: Json): string {
  const text = canonical(value)
  let high = 0xcbf29ce4
  let low = 0x84222325
  const feed = (byte: number): void => {
    low = (low ^ byte) >>> 0
    // times the prime 2^40 + 0x1b3; every product stays below 2^53
    const product = low * 0x1b3
    high = (high * 0x1b3 + Math.floor(product / 0x1_0000_0000) + low * 0x100) >>> 0
    low = product >>> 0
  }
  for (let index = 0; index < text.length; index++) {
    const code = text.codePointAt(index) ?? 0
    if (code > 0xffff) index++
    if (code < 0x80) feed(code)
    else {
      if (code < 0x800) feed(0xc0 | (code >> 6))
      else {
        if (code < 0x10000) feed(0xe0 | (code >> 12))
        else {
          feed(0xf0 | (code >> 18))
          feed(0x80 | ((code >> 12) & 0x3f))
        }
        feed(0x80 | ((code >> 6) & 0x3f))
      }
      feed(0x80 | (code & 0x3f))
    }
  }
  return hex(high) + hex(low)
}

/** JSON without white space and with keys in code-point order; integers beyond a double stay exact. */
export function canonical(value: Json): string {
  if (typeof value === 'bigint') return String(value)
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const keys = Object.keys(value).sort(byCodePoint)
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key] as Json)}`).join(',')}}`
}

function hex(half: number): string {
  return half.toString(16).padStart(8, '0')
}
