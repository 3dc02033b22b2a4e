import { EVENT_ID, type Event, getScalarValue, SCALAR_STYLE, type ScalarEvent } from 'js-yaml'
import type { Json } from '../model/json.ts'
import { integerOf } from './number.ts'
import { resolvePlain } from './scalar.ts'
import { resolveTagged } from './tags.ts'

/** The key `<<`, plain. */
export const mergeKey: unique symbol = Symbol('mergeKey')
/** A key that Kubernetes cannot turn into a string, or that we will not. */
export const noKey: unique symbol = Symbol('noKey')

const { SCALAR } = EVENT_ID
const { PLAIN } = SCALAR_STYLE

/**
 * Plain keys that are strings, shared by all files of a run: most keys of most manifests are the same few hundred, and
 * a key taken from here costs no new string. Bounded, so that odd input cannot fill it.
 */
const names = new Map<string, string>()
const sharedKeys = 20_000
const sharedUnits = 64

/** The key that an event stands for. Aliases are not followed. */
export function keyOf(text: string, event: Event): string | typeof mergeKey | typeof noKey {
  if (event.type !== SCALAR) return noKey
  if (event.tagStart < 0 && event.style === PLAIN && event.valueStart >= 0) {
    const raw = event.fast ? text.slice(event.valueStart, event.valueEnd) : getScalarValue(text, event)
    return names.get(raw) ?? plainKey(raw)
  }
  const raw = getScalarValue(text, event)
  if (event.tagStart >= 0) return tagged(text.slice(event.tagStart, event.tagEnd), raw)
  return event.style === PLAIN ? noKey : raw
}

/** A scalar's text, as it is written for plain ones. */
export function rawOf(text: string, event: ScalarEvent): string {
  return event.fast ? text.slice(event.valueStart, event.valueEnd) : getScalarValue(text, event)
}

/** A value as a key, by the rules of sigs.k8s.io/yaml; fractions are refused, for it rounds them to 32 bits. */
export function keyOfValue(value: Json): string | typeof noKey {
  switch (typeof value) {
    case 'string':
      return value
    case 'boolean':
      return String(value)
    case 'number':
      return Number.isSafeInteger(value) ? String(value) : noKey
    case 'bigint':
      return BigInt.asIntN(64, value) === value ? String(value) : noKey
    default:
      return noKey
  }
}

function plainKey(raw: string): string | typeof mergeKey | typeof noKey {
  if (raw === '<<') return mergeKey
  const value = resolvePlain(raw)
  if (typeof value === 'string') {
    if (raw.length <= sharedUnits && names.size < sharedKeys) names.set(raw, raw)
    return raw
  }
  // 1.0 and 1e3 are floats to Go; 1 and 0x10 are integers.
  if (typeof value === 'number' && integerOf(raw.replaceAll('_', '')) === undefined) return noKey
  return typeof value === 'symbol' ? noKey : keyOfValue(value)
}

function tagged(tag: string, raw: string): string | typeof noKey {
  const value = resolveTagged(tag, raw)
  return typeof value === 'symbol' ? noKey : keyOfValue(value)
}
