import type { Quantity } from '../model/quantity.ts'

const suffixes = ['Ei', 'Pi', 'Ti', 'Gi', 'Mi', 'Ki'] as const
const parts = [
  ['', 1_000_000_000n],
  ['m', 1_000_000n],
  ['u', 1000n],
] as const
/** Readers of Kubernetes cap quantities with a binary suffix at 64 bits, and only these. */
const mostBinary = (1n << 63n) - 1n

/**
 * A quantity in its one canonical form, which reads back as the same: bytes with the largest binary suffix that leaves
 * a whole number, everything else as a whole number of the largest of units, thousandths, millionths and billionths.
 */
export function quantityText(resource: string, quantity: Quantity): string {
  for (const [suffix, size] of parts) {
    if (quantity % size !== 0n) continue
    const whole = quantity / size
    return suffix === '' && isBytes(resource) ? bytesText(whole) : `${whole}${suffix}`
  }
  return `${quantity}n`
}

function bytesText(bytes: bigint): string {
  if (bytes === 0n || bytes > mostBinary || bytes < -mostBinary) return String(bytes)
  for (const [index, suffix] of suffixes.entries()) {
    const size = 1n << BigInt(10 * (suffixes.length - index))
    if (bytes % size === 0n) return `${bytes / size}${suffix}`
  }
  return String(bytes)
}

function isBytes(resource: string): boolean {
  return /^(?:memory|storage|ephemeral-storage|hugepages-.*)$/.test(resource)
}
