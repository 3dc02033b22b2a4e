import fc from 'fast-check'
import { stringify } from 'yaml'

/** What mutations insert: all that has a meaning somewhere in YAML. */
const nasty = [
  ...' \n\t\r:-#\'"|>{}[],&*!%@`?~<\\/=.0123456789_eExoabnyt+$()\u00e9\u00a0\u4e2d',
  '\u{1f600}',
  '\ud800',
  '\u0085',
  '\u2028',
  '\ufeff',
  ': ',
  ' #',
  '- ',
  '  ',
  '\n\n',
  '\n  ',
  '---\n',
  '...\n',
  '<<: ',
  '\\n',
  '\\x',
  "''",
  '|\n',
  '|-\n',
  '>-\n',
  '{}',
  '[]',
  '? ',
  'yes',
  'null',
  'true',
  '.inf',
  '0x1F',
  '1_000',
  '1e3',
  '12345678901234567890',
  '"10": 1\n',
  '__proto__',
]

const word = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.constantFrom(...nasty),
  fc.constantFrom(
    'name',
    'spec',
    'constructor',
    'toString',
    '__proto__',
    'a b',
    'a: b',
    'x # y',
    '10',
    '-1',
    '-',
    '--x',
  ),
  fc
    .array(fc.constantFrom('line', '', '  deep', '\ttab', '# no', 'trailing ', 'x: y'), { maxLength: 5 })
    .map((lines) => lines.join('\n')),
)

const scalar = fc.oneof(
  word,
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.double({ noNaN: true }),
  fc.bigInt({ min: -(1n << 64n), max: 1n << 65n }),
)

const data = fc.letrec((tie) => ({
  node: fc.oneof({ depthSize: 'small', withCrossShrink: true }, scalar, tie('list'), tie('map')),
  list: fc.array(tie('node'), { maxLength: 4 }),
  map: fc.dictionary(word, tie('node'), { maxKeys: 5 }),
}))

/** Random data as the `yaml` package prints it, in many styles. */
export const printed = fc
  .record({
    value: fc.oneof(data.map, data.list),
    indent: fc.integer({ min: 1, max: 6 }),
    indentSeq: fc.boolean(),
    lineWidth: fc.constantFrom(0, 0, 0, 20, 80),
    flowFrom: fc.integer({ min: 1, max: 5 }),
    defaultStringType: fc.constantFrom(
      'PLAIN',
      'PLAIN',
      'QUOTE_DOUBLE',
      'QUOTE_SINGLE',
      'BLOCK_LITERAL',
      'BLOCK_FOLDED',
    ),
    blockQuote: fc.constantFrom(true, false, 'literal' as const),
    comment: fc.boolean(),
  })
  .map(({ value, flowFrom, comment, ...options }) => {
    try {
      const text = stringify(value, { ...options, collectionStyle: flowFrom === 1 ? 'flow' : 'block' } as never)
      return comment ? `# head\n${text.replaceAll(/(?<=: \w+)$/gm, ' # tail')}` : text
    } catch {
      // A text that some style cannot hold.
      return 'a: b\n'
    }
  })

/** One change: kind, places as shares of the text, and what to put in. */
const mutation = fc.record({
  kind: fc.constantFrom('insert', 'insert', 'delete', 'replace', 'swap', 'indent', 'copy', 'cut'),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  other: fc.double({ min: 0, max: 1, noNaN: true }),
  text: fc.constantFrom(...nasty),
  spaces: fc.integer({ min: -3, max: 3 }),
})
type Mutation = typeof mutation extends fc.Arbitrary<infer One> ? One : never

function mutated(text: string, { kind, at, other, text: put, spaces }: Mutation): string {
  const place = Math.floor(at * text.length)
  if (kind === 'insert') return text.slice(0, place) + put + text.slice(place)
  if (kind === 'replace') return text.slice(0, place) + put + text.slice(place + 1)
  if (kind === 'delete') return text.slice(0, place) + text.slice(place + 1 + Math.floor(other * 3))
  if (kind === 'cut') return text.slice(0, place)
  const lines = text.split('\n')
  const line = Math.floor(at * (lines.length - 1))
  const second = Math.floor(other * (lines.length - 1))
  const content = lines[line] ?? ''
  if (kind === 'copy') lines.splice(second, 0, content)
  else if (kind === 'swap') {
    lines[line] = lines[second] ?? ''
    lines[second] = content
  } else lines[line] = spaces < 0 ? content.slice(-spaces) : ' '.repeat(spaces) + content
  return lines.join('\n')
}

/** Documents from `seeds`, each changed in up to four places. Long ones are cut to a stretch of whole lines. */
export function mutants(seeds: readonly string[]): fc.Arbitrary<string> {
  return fc
    .tuple(
      fc.constantFrom(...seeds),
      fc.array(mutation, { minLength: 1, maxLength: 4 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
    )
    .map(([seed, changes, from]) => changes.reduce(mutated, stretch(seed, from)))
}

function stretch(text: string, from: number): string {
  const lines = text.split('\n')
  const most = 40
  if (lines.length <= most) return text
  const start = Math.floor(from * (lines.length - most))
  const taken = lines.slice(start, start + most)
  const indent = Math.min(...taken.filter((line) => line.trim() !== '').map((line) => line.search(/\S/)))
  return taken.map((line) => line.slice(Number.isFinite(indent) ? indent : 0)).join('\n')
}
