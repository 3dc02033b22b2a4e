const int64 = { least: -(1n << 63n), most: (1n << 63n) - 1n }
const uint64 = (1n << 64n) - 1n
const digitsOf64Bits: Readonly<Record<number, number>> = { 2: 64, 8: 22, 10: 20, 16: 16 }

/**
 * An integer as Go's `strconv.ParseInt(text, 0, 64)`, then `ParseUint`, read it after the underscores are gone;
 * undefined where both fail. A number where a double is exact, else a bigint.
 */
export function integerOf(text: string): number | bigint | undefined {
  const match = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]([0-7]+)|0([0-7]+)|(0|[1-9][0-9]*))$/.exec(text)
  if (match === null) {
    // go-yaml cuts the prefix 0b off and reads a sign behind it.
    return /^0b[-+][01]+$/.test(text) ? inRange(text.charAt(2), text.slice(3), 2) : undefined
  }
  const [, sign = '', hex, binary, octal, old, decimal = ''] = match
  if (hex !== undefined) return inRange(sign, hex, 16)
  if (binary !== undefined) return inRange(sign, binary, 2)
  if (octal !== undefined) return inRange(sign, octal, 8)
  if (old !== undefined) return inRange(sign, old, 8)
  return inRange(sign, decimal, 10)
}

function inRange(sign: string, digits: string, radix: 2 | 8 | 10 | 16): number | bigint | undefined {
  const significant = digits.replace(/^0+(?=.)/, '')
  if (significant.length > (digitsOf64Bits[radix] ?? 0)) return undefined
  const prefix = radix === 16 ? '0x' : radix === 8 ? '0o' : radix === 2 ? '0b' : ''
  const magnitude = BigInt(prefix + significant)
  const value = sign === '-' ? -magnitude : magnitude
  if (value < int64.least || value > uint64) return undefined
  // ParseUint takes no sign.
  if (value > int64.most && sign !== '') return undefined
  const double = Number(value)
  return Number.isSafeInteger(double) ? double : value
}

/**
 * A plain scalar as the number go-yaml v2's `resolve` takes it for; undefined where it takes it for a string. Floats
 * beyond a double's range are strings, -0 is 0.
 */
export function numberOf(raw: string): number | bigint | undefined {
  if (raw.startsWith('.')) {
    // Go's ParseFloat sees the text as it stands, and allows single underscores between digits.
    if (!/^\.[0-9]+(?:_[0-9]+)*(?:[eE][-+]?[0-9]+(?:_[0-9]+)*)?$/.test(raw)) return undefined
    return finite(raw.replaceAll('_', ''))
  }
  const text = raw.includes('_') ? raw.replaceAll('_', '') : raw
  const integer = integerOf(text)
  if (integer !== undefined) return integer
  if (!/^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/.test(text)) return undefined
  return finite(text)
}

function finite(text: string): number | undefined {
  const value = Number(text)
  return Number.isFinite(value) ? value + 0 : undefined
}
