/**
 * A duration as Go's time.ParseDuration reads it, such as `1m30s` or `1.5h`, in milliseconds: whole nanoseconds, cut
 * towards zero. undefined for anything else, and for what 64 bits of nanoseconds do not hold (some 292 years).
 */
export function parseDuration(text: string): number | undefined {
  const whole = /^([+-]?)(0|(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$/.exec(text)
  if (whole === null) return undefined
  let sum = 0n
  for (const [, amount = '', fraction = '', unit = ''] of (whole[2] ?? '').matchAll(/(\d*)(?:\.(\d*))?([a-zµμ]+)/g)) {
    const each = nanoseconds.get(unit) ?? 0n
    // Go gives up on digits that 64 bits do not hold.
    const digits = fraction.slice(0, 18)
    sum += BigInt(amount) * each + (BigInt(digits) * each) / 10n ** BigInt(digits.length)
  }
  if (sum > longest + (whole[1] === '-' ? 1n : 0n)) return undefined
  return Number(whole[1] === '-' ? -sum : sum) / 1e6
}

const longest = (1n << 63n) - 1n

const nanoseconds: ReadonlyMap<string, bigint> = new Map([
  ['ns', 1n],
  ['us', 1000n],
  ['µs', 1000n],
  ['μs', 1000n],
  ['ms', 1_000_000n],
  ['s', 1_000_000_000n],
  ['m', 60_000_000_000n],
  ['h', 3_600_000_000_000n],
])
