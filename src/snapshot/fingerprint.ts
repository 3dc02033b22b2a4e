import { isObject, type Json } from '../model/json.ts'
import { byCodePoint } from '../model/order.ts'

/**
 * A short name for a value, 64 bits as 16 hexadecimal digits: equal values have the same one, whatever the order of
 * their keys, and a key whose value is null counts as absent. Nothing of the value can be had back from it. For values
 * that are compared while a cluster is read, megabytes of them; it is not written down, nor does it resist anyone who
 * looks for a collision.
 */
export function fingerprint(value: Json): string {
  const state: State = { high: 0x9e3779b9, low: 0x85ebca6b }
  feedValue(state, value)
  return hex(mixed(state.high, state.low)) + hex(mixed(state.low, state.high))
}

/** Two multiplicative hashes of 32 bits side by side, fed with 16-bit units. */
interface State {
  high: number
  low: number
}

/** Numbers that open a value of each type, beyond what a UTF-16 unit can be. */
const opens = { text: 0x10000, list: 0x20000, object: 0x30000, other: 0x40000 } as const

function feedValue(state: State, value: Json): void {
  if (typeof value === 'string') feedText(state, opens.text, value)
  else if (Array.isArray(value)) {
    feed(state, opens.list)
    feed(state, value.length)
    for (const item of value) feedValue(state, item)
  } else if (isObject(value)) {
    const keys = Object.keys(value).filter((key) => value[key] !== null)
    feed(state, opens.object)
    feed(state, keys.length)
    for (const key of keys.sort(byCodePoint)) {
      feedText(state, opens.text, key)
      feedValue(state, value[key] ?? null)
    }
  } else feedText(state, opens.other, String(value))
}

function feedText(state: State, open: number, text: string): void {
  feed(state, open)
  feed(state, text.length)
  let { high, low } = state
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    high = Math.imul(high ^ unit, 0x9e3779b1)
    low = Math.imul(low ^ unit, 0x5f356495)
    // A product carries nothing downwards, so the halves are turned.
    low = (low << 13) | (low >>> 19)
  }
  state.high = high
  state.low = low
}

function feed(state: State, number: number): void {
  state.high = Math.imul(state.high ^ number, 0x9e3779b1)
  state.low = Math.imul(((state.low << 13) | (state.low >>> 19)) ^ number, 0x5f356495)
}

/** Lets every bit of both halves reach every bit of the result. */
function mixed(a: number, b: number): number {
  let mix = a ^ Math.imul(b ^ (b >>> 16), 0x85ebca6b)
  mix = Math.imul(mix ^ (mix >>> 13), 0xc2b2ae35)
  return (mix ^ (mix >>> 16)) >>> 0
}

function hex(half: number): string {
  return half.toString(16).padStart(8, '0')
}
