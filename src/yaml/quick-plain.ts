import type { Json } from '../model/json.ts'
import { isAmbiguous, resolvePlain } from './scalar.ts'

/** The value of a plain scalar; undefined where there is something to be said about it. */
export function quickPlain(text: string): Json | undefined {
  const value = resolvePlain(text)
  if (typeof value === 'string') return value
  if (typeof value === 'symbol' || (typeof value === 'boolean' && isAmbiguous(text))) return undefined
  return value
}
