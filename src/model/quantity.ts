/**
 * A Kubernetes resource quantity in units of 10⁻⁹, exact. Finer parts are rounded up on reading, away from zero, as
 * apimachinery's `resource.Quantity` does.
 */
export type Quantity = bigint

const nano = 1_000_000_000n
const binary: Readonly<Record<string, bigint>> = {
  Ki: 1n << 10n,
  Mi: 1n << 20n,
  Gi: 1n << 30n,
  Ti: 1n << 40n,
  Pi: 1n << 50n,
  Ei: 1n << 60n,
}
/** apimachinery caps quantities with a binary suffix, and only these. */
const mostBinary = ((1n << 63n) - 1n) * nano
const decimal: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 }

/** Parses `100m`, `1.5Gi`, `1e3`; undefined for what the API server would refuse. */
export function parseQuantity(text: string): Quantity | undefined {
  if (text.length > 64) return undefined
  const match = /^([+-]?)(?:(\d+)(?:\.(\d*))?|\.(\d+))(Ki|Mi|Gi|Ti|Pi|Ei|[eE][+-]?\d{1,3}|[numkMGTPE]?)$/.exec(text)
  if (match === null) return undefined
  const [, sign, whole = '0', fraction = '', bare, suffix = ''] = match
  const digits = whole + (bare ?? fraction)
  const places = (bare ?? fraction).length
  const exponent = /^[eE][+-]?\d/.test(suffix) ? Number(suffix.slice(1)) : (decimal[suffix] ?? 0)
  if (exponent > 30) return undefined
  let numerator = BigInt(digits) * (binary[suffix] ?? 1n) * nano
  let denominator = 10n ** BigInt(places)
  if (exponent >= 0) numerator *= 10n ** BigInt(exponent)
  else denominator *= 10n ** BigInt(-exponent)
  const exact = divideAway(numerator, denominator)
  const magnitude = Object.hasOwn(binary, suffix) && exact > mostBinary ? mostBinary : exact
  return sign === '-' ? -magnitude : magnitude
}

/** Whole units, rounded away from zero: Quantity.Value(). */
export function units(quantity: Quantity): bigint {
  return divideAway(quantity, nano)
}

/** Thousandths, rounded away from zero: Quantity.MilliValue(). */
export function milliUnits(quantity: Quantity): bigint {
  return divideAway(quantity, 1_000_000n)
}

/** Division rounded away from zero; `b` is above 0. */
function divideAway(a: bigint, b: bigint): bigint {
  const quotient = a / b
  if (quotient * b === a) return quotient
  return a > 0n ? quotient + 1n : quotient - 1n
}
