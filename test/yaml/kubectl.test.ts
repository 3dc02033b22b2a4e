import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isObject, type Json, own } from '../../src/model/json.ts'
import { type Answer, askKubectl, hasKubectl, manifest } from '../oracle/kubectl.ts'
import { reading } from './reading.ts'
import { scalars } from './scalars.ts'
import { structures } from './structures.ts'

/**
 * Where we differ from kubectl on purpose: we refuse, or are exact. Each reason says what kubectl does.
 */
const deliberate: readonly { readonly code?: string; readonly reason: string }[] = [
  { code: 'input/unknown-tag', reason: 'ignores tags that it does not know' },
  {
    code: 'input/tag-mismatch',
    reason: 'ignores !!seq on a map and the like, and puts U+FFFD for bytes that are not UTF-8',
  },
  { code: 'input/duplicate-key', reason: 'lets the last of two equal keys win' },
  { code: 'input/ambiguous-merge', reason: 'lets a merge win over a key before it, unlike every other reader' },
  { code: 'input/key-not-a-string', reason: 'rounds keys that are fractions to 32 bits' },
  { code: 'input/line-separator', reason: 'takes U+0085 and U+2028 for line breaks' },
  { code: 'input/control-character', reason: 'takes a few more characters' },
  { code: 'input/byte-order-mark', reason: 'keeps marks inside a file' },
  { code: 'input/carriage-return', reason: 'takes a lone CR for a line break' },
  { code: 'input/lone-surrogate', reason: 'refuses all surrogate escapes in YAML; we take pairs, as JSON has them' },
  { code: 'input/document-marker', reason: 'drops what follows ... without a word' },
  { code: 'input/anchor-name', reason: 'reads the key &a: as an anchored null' },
  { code: 'input/syntax', reason: "js-yaml reads YAML 1.2, which knows fewer escapes (\\') and stricter indentation" },
  { code: 'input/tab-indentation', reason: 'takes tabs in a few places where they do not indent' },
  { code: 'input/too-deep', reason: 'has no limit on depth' },
]
/** What kubectl refuses and we read: JSON has both, and kubectl takes them in files that begin with a brace. */
const taken: readonly string[] = [' "\\ud83d\\ude00"', ' "\\/"']

const refusals = new Set(deliberate.flatMap(({ code }) => (code === undefined ? [] : [code])))

/** JSON as kubectl prints it; integers beyond int64 go through a float there. */
function printed(value: Json): string {
  if (typeof value === 'bigint') {
    return BigInt.asIntN(64, value) === value ? value.toString() : canonicalNumber(Number(value))
  }
  if (typeof value === 'number') return canonicalNumber(value)
  if (Array.isArray(value)) return `[${value.map(printed).join(',')}]`
  if (!isObject(value)) return JSON.stringify(value)
  const keys = Object.keys(value).sort()
  return `{${keys.map((key) => `${JSON.stringify(key)}:${printed(own(value, key) ?? null)}`).join(',')}}`
}

function canonicalNumber(value: number): string {
  return Object.is(value, -0) ? '0' : String(value)
}

/** kubectl's answer in the same form; its integers must not go through JSON.parse. */
function canonical(json: string): string {
  const quoted = json.replaceAll(/("(?:[^"\\]|\\.)*")|(-?\d+(?:\.\d+)?(?:e[-+]?\d+)?)/g, (_, text, number) =>
    number === undefined ? text : `"\u0000${/^-?\d+$/.test(number) ? BigInt(number) : Number(number)}"`,
  )
  const text = printed(withoutMetadata(JSON.parse(quoted.replaceAll('\u0000', '\\u0000')) as Json))
  return text.replaceAll(/"\\u0000([^"]*)"/g, (_, number: string) =>
    /[.e]/.test(number) ? canonicalNumber(Number(number)) : exact(number),
  )
}

/** kubectl adds the annotation that it was asked for. */
function withoutMetadata(value: Json): Json {
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).filter(([key]) => key !== 'metadata'))
}

/** kubectl prints 18446744073709552000 for a float of that size. */
function exact(digits: string): string {
  const value = BigInt(digits)
  return BigInt.asIntN(64, value) === value ? value.toString() : canonicalNumber(Number(value))
}

/** Why our reading of a text is not kubectl's; undefined where it is, or where the difference is deliberate. */
function difference(spec: string, index: number, answer: Answer): string | undefined {
  const { values, errors } = reading(manifest(index, spec))
  if (errors.length > 0) {
    if (answer === 'refused' || errors.every((code) => refusals.has(code))) return undefined
    return `${JSON.stringify(spec)}: we refuse (${errors}), kubectl reads ${answer.json}`
  }
  const [value] = values
  const ours = printed(value === undefined ? 'nothing' : withoutMetadata(value))
  if (answer === 'refused' && taken.includes(spec)) return undefined
  if (answer === 'refused') return `${JSON.stringify(spec)}: we read ${ours}, kubectl refuses`
  const theirs = canonical(answer.json)
  return ours === theirs ? undefined : `${JSON.stringify(spec)}: we read ${ours}, kubectl ${theirs}`
}

function differences(specs: readonly string[]): string[] {
  const answers = askKubectl(specs)
  return specs.flatMap((spec, index) => difference(spec, index, answers[index] ?? 'refused') ?? [])
}

/** Draws a fixed number of examples, so that they can go through one call of kubectl. */
function drawn(arbitrary: fc.Arbitrary<string>, count: number): string[] {
  const seed = Number(process.env.SEED ?? 20260801)
  return fc.sample(arbitrary, { numRuns: count, seed })
}

const cases = Number(process.env.CASES ?? 600)

describe.skipIf(!hasKubectl())('against kubectl (skipped: there is no kubectl on the PATH)', () => {
  it('reads every scalar of the table alike', () => {
    expect(scalars.length).toBeGreaterThanOrEqual(150)
    expect(differences(scalars.map(([text]) => ` ${text}`))).toEqual([])
  })

  it('reads every structure of the table alike', () => {
    expect(differences(structures)).toEqual([])
  })

  it('reads drawn numbers alike', () => {
    const piece = fc.constantFrom(
      '0',
      '1',
      '7',
      '8',
      '9',
      '12',
      '.',
      '_',
      'e',
      'E',
      '+',
      '-',
      'x',
      'o',
      'b',
      'f',
      ':',
      '0x',
      '0b',
    )
    const text = fc.array(piece, { minLength: 1, maxLength: 7 }).map((pieces) => pieces.join(''))
    expect(
      differences(
        drawn(text, cases)
          .filter(isPlain)
          .map((one) => ` ${one}`),
      ),
    ).toEqual([])
  })

  it('reads drawn integers near the edges alike', () => {
    const edge = fc.constantFrom(1n << 53n, 1n << 63n, 1n << 64n, 1n << 31n, 10n ** 20n)
    const text = fc
      .tuple(edge, fc.bigInt(-3n, 3n), fc.constantFrom(10, 16, 8, 2), fc.boolean())
      .map(([base, offset, radix, negative]) => {
        const prefix = { 10: '', 16: '0x', 8: '0o', 2: '0b' }[radix]
        return ` ${negative ? '-' : ''}${prefix}${(base + offset).toString(radix)}`
      })
    expect(differences(drawn(text, cases))).toEqual([])
  })

  it('reads drawn words alike', () => {
    const text = fc.string({ unit: fc.constantFrom(...'yYnNoOfFtTrRuUeEsS~l.iIaA'), minLength: 1, maxLength: 5 })
    expect(
      differences(
        drawn(text, cases)
          .filter(isPlain)
          .map((one) => ` ${one}`),
      ),
    ).toEqual([])
  })

  it('reads drawn structures alike, or one of us refuses', () => {
    const token = fc.constantFrom(
      'a',
      'b: ',
      '- ',
      '? ',
      ': ',
      '{',
      '}',
      '[',
      ']',
      ', ',
      '\n  ',
      '\n    ',
      '\n ',
      '"x"',
      "'y'",
      '|',
      '>',
      '#c',
      ' #d',
      '&a ',
      '*a',
      '<<: ',
      '1',
      '~',
      '!!str ',
      '\t',
      '"',
      '?',
      '-',
      ':',
      '!',
      ' ',
      '\n',
      'c d',
      "'",
      '%',
      '=',
      'key: v\n  ',
    )
    const text = fc.array(token, { minLength: 1, maxLength: 9 }).map((tokens) => ` ${tokens.join('')}`)
    const found = differences(drawn(text, cases * 2))
    // What kubectl refuses is not a danger: js-yaml knows YAML 1.2, go-yaml an older one.
    expect(found.filter((line) => !line.endsWith('kubectl refuses'))).toEqual([])
  })
})

function isPlain(text: string): boolean {
  return !/^[-?:](\s|$)|:$/.test(text)
}
