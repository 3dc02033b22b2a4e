import { milliUnits, type Quantity, units } from '../model/quantity.ts'

/** An amount as people write it: `1.5` or `250m` of cpu, `1.5Gi` of memory, plain numbers of the rest. */
export function amountText(resource: string, amount: Quantity): string {
  if (amount < 0n) return `-${amountText(resource, -amount)}`
  if (resource === 'cpu') return cpuText(milliUnits(amount))
  return resource === 'memory' ? bytesText(units(amount)) : String(units(amount))
}

/** The amount itself, for machines: thousandths of a cpu as `1500m`, bytes of memory. */
export function exactText(resource: string, amount: Quantity): string {
  return resource === 'cpu' ? `${milliUnits(amount)}m` : String(units(amount))
}

/** As people write it, with a sign before what is more than nothing. */
export function signed(resource: string, amount: Quantity): string {
  return `${amount > 0n ? '+' : ''}${amountText(resource, amount)}`
}

function cpuText(milli: bigint): string {
  if (milli < 1000n) return milli === 0n ? '0' : `${milli}m`
  return tenths((milli * 10n) / 1000n)
}

const suffixes = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei']

function bytesText(bytes: bigint): string {
  let step = 0
  while (step < suffixes.length - 1 && bytes >> BigInt(10 * (step + 1)) > 0n) step++
  return `${tenths((bytes * 10n) >> BigInt(10 * step))}${suffixes[step] ?? ''}`
}

/** One digit after the point, and none where it is 0; the rest is cut off. */
function tenths(number: bigint): string {
  const digit = number % 10n
  return `${number / 10n}${digit === 0n ? '' : `.${digit}`}`
}
