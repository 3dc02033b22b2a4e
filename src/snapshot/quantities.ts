import { isObject, type Json } from '../model/json.ts'
import { isLabelKey } from '../model/label.ts'
import { parseQuantity, type Quantity } from '../model/quantity.ts'

/** Amounts that are being added up, by resource name. */
export type Sums = Map<string, Quantity>

/** The same few texts stand in thousands of pods. */
export type QuantityCache = Map<string, Quantity | undefined>

/** Beyond 64 bits of whole units nothing is believed. */
const most = ((1n << 63n) - 1n) * 1_000_000_000n
const cached = 4096

/** The amounts of a ResourceList; 'malformed' for what no API server would say. */
export function readQuantities(list: Json | undefined, cache: QuantityCache): Sums | 'malformed' {
  const amounts: Sums = new Map()
  if (list === undefined || list === null) return amounts
  if (!isObject(list)) return 'malformed'
  for (const [resource, value] of Object.entries(list)) {
    const amount = typeof value === 'string' || typeof value === 'number' ? amountOf(String(value), cache) : undefined
    if (amount === undefined || !isLabelKey(resource)) return 'malformed'
    amounts.set(resource, amount)
  }
  return amounts
}

function amountOf(text: string, cache: QuantityCache): Quantity | undefined {
  const known = cache.get(text)
  if (known !== undefined) return known
  const amount = parseQuantity(text)
  if (amount === undefined || amount > most || amount < -most) return undefined
  if (cache.size < cached) cache.set(text, amount)
  return amount
}

export function addAmounts(sums: Sums, amounts: ReadonlyMap<string, Quantity>): void {
  for (const [resource, amount] of amounts) sums.set(resource, (sums.get(resource) ?? 0n) + amount)
}

/** Raises each sum to the amount where that is more. */
export function raiseTo(sums: Sums, amounts: ReadonlyMap<string, Quantity>): void {
  for (const [resource, amount] of amounts) {
    const sum = sums.get(resource)
    if (sum === undefined || amount > sum) sums.set(resource, amount)
  }
}
