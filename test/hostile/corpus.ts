import type { Code } from '../../src/diagnostics/catalogue.ts'

/** One hostile file. `code` is what it must be refused with; undefined where it is legal and must be read. */
export interface Hostile {
  readonly name: string
  readonly code: Code | undefined
  /** Where the first error stands, as `line:column`; undefined where only the file is named. */
  readonly at?: string
  readonly path?: string
  readonly make: () => string | Uint8Array
}

const head = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n'
const mebi = 1024 * 1024
const lines = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, i) => line(i)).join('')
const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values)
const utf16 = (text: string, mark: boolean): Uint8Array => {
  const units = Uint16Array.from(text, (character) => character.charCodeAt(0))
  const body = new Uint8Array(units.buffer)
  return mark ? Uint8Array.from([0xff, 0xfe, ...body]) : body
}
const latin1 = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0))
const nested = (depth: number): string => lines(depth, (i) => `${' '.repeat(i)}a:\n`)
const laughs = (levels: number): string =>
  `${head}a0: &a0 [x, x]\n${lines(levels, (i) => `a${i + 1}: &a${i + 1} [${Array(9).fill(`*a${i}`).join(', ')}]\n`)}`

export const corpus: readonly Hostile[] = [
  // Bytes
  { name: 'utf-16 with mark', code: 'input/not-utf8-but', make: () => utf16(head, true) },
  { name: 'utf-16 without mark', code: 'input/not-utf8-but', make: () => utf16(head, false) },
  { name: 'utf-32', code: 'input/not-utf8-but', make: () => bytes(0x61, 0, 0, 0, 0x3a, 0, 0, 0) },
  { name: 'latin-1', code: 'input/not-utf8', make: () => latin1(`${head}v: caf\u00e9\n`) },
  { name: 'overlong slash', code: 'input/not-utf8', make: () => bytes(0x61, 0x3a, 0x20, 0xc0, 0xaf) },
  { name: 'encoded surrogate', code: 'input/not-utf8', make: () => bytes(0x61, 0x3a, 0x20, 0xed, 0xa0, 0x80) },
  { name: 'cut in a character', code: 'input/not-utf8', make: () => bytes(0x61, 0x3a, 0x20, 0xe2, 0x82) },
  { name: 'beyond unicode', code: 'input/not-utf8', make: () => bytes(0xf4, 0x90, 0x80, 0x80) },
  {
    name: 'random bytes',
    code: 'input/not-utf8',
    make: () => Uint8Array.from({ length: 4096 }, (_, i) => (i * 7919 + 131) % 251),
  },
  { name: '100 MB scalar', code: 'input/file-too-large', make: () => new Uint8Array(100 * mebi).fill(0x61) },
  // Characters
  { name: 'NUL', code: 'input/control-character', at: '4:5', make: () => `${head}v: a\0b\n` },
  { name: 'escape sequence', code: 'input/control-character', at: '4:4', make: () => `${head}v: \u001b[31mred\n` },
  { name: 'DEL', code: 'input/control-character', at: '4:4', make: () => `${head}v: \u007f\n` },
  { name: 'C1', code: 'input/control-character', at: '4:4', make: () => `${head}v: \u009f\n` },
  { name: 'noncharacter', code: 'input/control-character', at: '4:4', make: () => `${head}v: \ufffe\n` },
  { name: 'mark inside', code: 'input/byte-order-mark', at: '4:1', make: () => `${head}\ufeffv: 1\n` },
  { name: 'two marks', code: 'input/byte-order-mark', at: '1:1', make: () => `\ufeff\ufeff${head}` },
  { name: 'lone CR', code: 'input/carriage-return', at: '4:5', make: () => `${head}v: a\rw: b\n` },
  {
    name: 'lone CR hides a key in a comment',
    code: 'input/carriage-return',
    at: '1:4',
    make: () => `# a\rspec: 1\n---\n${head}`,
  },
  { name: 'NEL', code: 'input/line-separator', at: '4:5', make: () => `${head}v: a\u0085b\n` },
  { name: 'line separator', code: 'input/line-separator', at: '4:5', make: () => `${head}v: a\u2028b\n` },
  {
    name: '100k marks at line starts',
    code: 'input/byte-order-mark',
    at: '4:1',
    make: () => head + '\ufeff\n'.repeat(100_000),
  },
  // Size
  { name: '17 MiB file', code: 'input/file-too-large', make: () => head + '# comment\n'.repeat(1_800_000) },
  {
    name: '4 MiB document',
    code: 'input/document-too-large',
    at: '1:1',
    make: () => head + lines(4, (i) => `v${i}: ${'x'.repeat(mebi)}\n`),
  },
  { name: '2 MiB scalar', code: 'input/scalar-too-long', at: '4:4', make: () => `${head}v: ${'x'.repeat(2 * mebi)}\n` },
  {
    name: '2 MiB block scalar',
    code: 'input/scalar-too-long',
    at: '5:1',
    make: () => `${head}v: |\n${'  xxxxxxxxx\n'.repeat(200_000)}`,
  },
  {
    name: 'long plain scalar over many lines',
    code: 'input/scalar-too-long',
    at: '4:4',
    make: () => `${head}v: a\n${'  b\n'.repeat(400_000)}`,
  },
  { name: '1M documents', code: 'input/too-many-documents', at: '10002:1', make: () => '---\n'.repeat(1_000_000) },
  {
    name: '1M filled documents',
    code: 'input/too-many-documents',
    at: '20002:1',
    make: () => '--- # x\na\n'.repeat(1_000_000),
  },
  { name: '30k keys', code: 'input/too-many-keys', at: '20001:1', make: () => lines(30_000, (i) => `k${i}: 1\n`) },
  {
    name: '100k keys in braces',
    code: 'input/too-many-keys',
    at: '1:168892',
    make: () => `{${lines(100_000, (i) => `k${i}: ,`)}}`,
  },
  { name: '200k equal keys', code: 'input/duplicate-key', at: '2:1', make: () => 'a: 1\n'.repeat(200_000) },
  { name: '1M keys', code: 'input/document-too-large', at: '1:1', make: () => lines(1_000_000, (i) => `k${i}: 1\n`) },
  { name: 'long key', code: 'input/key-too-long', at: '4:1', make: () => `${head}${'k'.repeat(2000)}: 1\n` },
  { name: '200k errors in documents', code: 'input/syntax', at: '2:5', make: () => '---\na]: ]\n'.repeat(9000) },
  // Depth
  { name: '1M [', code: 'input/too-many-nodes', make: () => '['.repeat(1_000_000) },
  { name: '1M {', code: 'input/too-many-nodes', make: () => '{a: '.repeat(500_000) },
  { name: '400k [', code: 'input/too-deep', at: '1:102', make: () => '['.repeat(400_000) },
  { name: '200k {', code: 'input/too-deep', make: () => '{a: '.repeat(200_000) },
  { name: '1M "- "', code: 'input/too-deep', make: () => '- '.repeat(1_000_000) },
  { name: '101 levels in blocks', code: 'input/too-deep', make: () => nested(101) },
  { name: '2000 levels in blocks', code: 'input/too-deep', make: () => nested(2000) },
  { name: '100k "? "', code: 'input/too-deep', make: () => '? '.repeat(100_000) },
  { name: '101 brackets', code: 'input/too-deep', at: '1:101', make: () => '['.repeat(101) + ']'.repeat(101) },
  { name: 'pairs in brackets', code: 'input/too-deep', make: () => '[a: '.repeat(90) + ']'.repeat(90) },
  {
    name: 'depth through aliases',
    code: 'input/too-deep',
    make: () => `a0: &a0 [x]\n${lines(150, (i) => `a${i + 1}: &a${i + 1} [*a${i}]\n`)}`,
  },
  { name: 'json depth', path: 'a.json', code: 'input/too-deep', at: '1:101', make: () => '['.repeat(500_000) },
  // Aliases
  { name: 'billion laughs', code: 'input/alias-expansion', make: () => laughs(9) },
  {
    name: 'quadratic aliases',
    code: 'input/alias-expansion',
    make: () => `a: &a [${'x,'.repeat(5000)}]\nb: [${'*a,'.repeat(999)}]\n`,
  },
  {
    name: 'wide merges',
    code: 'input/alias-expansion',
    make: () => `a: &a {${lines(5000, (i) => `k${i}: 1,`)}}\nb: [${'{<<: *a},'.repeat(900)}]\n`,
  },
  {
    name: '2000 aliases',
    code: 'input/too-many-aliases',
    at: '2:3005',
    make: () => `a: &a x\nb: [${'*a,'.repeat(2000)}]\n`,
  },
  { name: '20k anchors', code: undefined, make: () => head + lines(19_000, (i) => `v${i}: &a${i} x\n`) },
  { name: 'cycle', code: 'input/cyclic-alias', at: '4:8', make: () => `${head}v: &a [*a]\n` },
  { name: 'cycle through a key', code: 'input/cyclic-alias', make: () => `${head}v: &a {b: {c: *a }}\n` },
  { name: 'undefined alias', code: 'input/undefined-alias', at: '4:4', make: () => `${head}v: *nobody\n` },
  { name: '100k undefined aliases', code: 'input/undefined-alias', make: () => `v: [${'*x,'.repeat(100_000)}]\n` },
  { name: 'merge of a number', code: 'input/invalid-merge', at: '4:5', make: () => `${head}v: {<<: 1}\n` },
  {
    name: 'merge behind a key',
    code: 'input/ambiguous-merge',
    at: '4:11',
    make: () => `${head}v: {a: 1, <<: {a: 2}}\n`,
  },
  { name: '100k merges', code: 'input/duplicate-key', make: () => `{${'<<: {},'.repeat(100_000)}}` },
  { name: 'anchor with a colon', code: 'input/anchor-name', at: '4:5', make: () => `${head}v: &a:b 1\n` },
  // Keys
  { name: 'duplicate key', code: 'input/duplicate-key', at: '5:1', make: () => `${head}v: 1\nv: 2\n` },
  {
    name: 'duplicate after conversion',
    code: 'input/duplicate-key',
    at: '4:11',
    make: () => `${head}v: {1: a, "1": b}\n`,
  },
  {
    name: 'duplicate __proto__',
    code: 'input/duplicate-key',
    at: '4:19',
    make: () => `${head}v: {__proto__: {a: 1}, __proto__: {b: 1}}\n`.replace('{a: 1}', '1'),
  },
  { name: 'map as a key', code: 'input/key-not-a-string', at: '4:5', make: () => `${head}v: {{a: 1}: b}\n` },
  { name: 'null as a key', code: 'input/key-not-a-string', at: '4:1', make: () => `${head}~: 1\n` },
  { name: 'fraction as a key', code: 'input/key-not-a-string', at: '4:1', make: () => `${head}1.5: 1\n` },
  { name: '700k "?"', code: 'input/too-many-nodes', make: () => '?\n'.repeat(700_000) },
  // Tags and directives
  { name: 'js function', code: 'input/unknown-tag', at: '4:4', make: () => `${head}v: !!js/function "function(){}"\n` },
  {
    name: 'python object',
    code: 'input/unknown-tag',
    at: '4:4',
    make: () => `${head}v: !!python/object/apply:os.system [id]\n`,
  },
  { name: '200k tags', code: 'input/unknown-tag', at: '1:5', make: () => `v: [${'!a b,'.repeat(200_000)}]\n` },
  { name: 'tag directive', code: 'input/directive', at: '1:1', make: () => `%TAG ! tag:x,2000:\n---\n${head}` },
  { name: 'YAML 1.1 directive', code: 'input/directive', at: '1:1', make: () => `%YAML 1.1\n---\n${head}` },
  { name: '1M directives', code: 'input/directive', at: '1:1', make: () => '%A b\n'.repeat(1_000_000) },
  { name: 'infinity', code: 'input/not-finite', at: '4:4', make: () => `${head}v: .inf\n` },
  // Syntax
  { name: 'tab indentation', code: 'input/tab-indentation', at: '5:1', make: () => `${head}v:\n\ta: 1\n` },
  { name: 'unclosed quote', code: 'input/syntax', make: () => `${head}v: "abc\n` },
  { name: 'unclosed bracket', code: 'input/syntax', make: () => `${head}v: [a, b\n` },
  { name: 'cut block', code: 'input/syntax', make: () => `${head}v: {a: \n` },
  { name: '500k bad escapes', code: 'input/syntax', at: '4:6', make: () => `${head}v: "${'\\q'.repeat(500_000)}"\n` },
  { name: 'helm template', code: 'input/key-not-a-string', at: '4:5', make: () => `${head}v: {{ .Values.x }}\n` },
  { name: 'content behind a marker', code: 'input/document-marker', at: '4:1', make: () => `${head}--- {v: 1}\n` },
  { name: 'glued marker', code: 'input/document-marker', at: '4:1', make: () => `${head}---v: 1\n` },
  { name: 'content behind ...', code: 'input/document-marker', at: '5:1', make: () => `${head}...\nv: 1\n` },
  { name: 'half a surrogate pair', code: 'input/lone-surrogate', at: '4:4', make: () => `${head}v: "\\ud800"\n` },
  {
    name: '1M blank lines in a plain scalar',
    code: 'input/too-many-nodes',
    at: '1:1',
    make: () => `v: a\n${'\n'.repeat(1_400_000)}  b\n`,
  },
  { name: 'million colons', code: 'input/too-many-nodes', make: () => ':\n'.repeat(1_000_000) },
  { name: 'million dashes', code: 'input/too-many-nodes', at: '1:1', make: () => '-\n'.repeat(1_500_000) },
  { name: 'million commas', code: 'input/too-many-nodes', at: '1:1', make: () => `[${'a,'.repeat(1_500_000)}]` },
  { name: '240k colons', code: 'input/key-not-a-string', at: '1:1', make: () => ':\n'.repeat(240_000) },
  { name: '490k commas', code: 'input/not-an-object', at: '1:1', make: () => `[${'a,'.repeat(490_000)}]` },
  { name: 'quotes and comments', code: 'input/syntax', make: () => `${`'#"`.repeat(300_000)}` },
  // JSON
  { name: 'json comment', path: 'a.json', code: 'input/json-syntax', at: '1:3', make: () => '{ // no\n"a": 1}' },
  { name: 'json trailing comma', path: 'a.json', code: 'input/json-syntax', at: '1:9', make: () => '{"a": 1,}' },
  { name: 'json duplicate', path: 'a.json', code: 'input/duplicate-key', at: '1:9', make: () => '{"a": 1,"a": 2}' },
  { name: 'json two values', path: 'a.json', code: 'input/json-syntax', at: '1:4', make: () => '{} {}' },
  { name: 'json infinity', path: 'a.json', code: 'input/not-finite', at: '1:6', make: () => '{"a":1e999}' },
  { name: 'json 1M digits', path: 'a.json', code: 'input/not-finite', make: () => `{"a":${'9'.repeat(mebi)}}` },
  {
    name: 'json 500k escapes',
    path: 'a.json',
    code: 'input/json-syntax',
    make: () => `{"a":"${'\\q'.repeat(500_000)}"}`,
  },
  {
    name: 'json 100k equal keys',
    path: 'a.json',
    code: 'input/duplicate-key',
    make: () => `{${'"a":1,'.repeat(100_000)}"a":1}`,
  },
  // Objects
  {
    name: 'number as a name',
    code: 'input/name-not-a-string',
    at: '3:12',
    make: () => 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: 123}\n',
  },
  {
    name: 'no name',
    code: 'input/missing-field',
    at: '3:1',
    make: () => 'apiVersion: v1\nkind: ConfigMap\nmetadata: {}\n',
  },
  {
    name: 'name with a slash',
    code: 'input/invalid-name',
    at: '3:12',
    make: () => 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a/../b}\n',
  },
  {
    name: 'name with an escape',
    code: 'input/invalid-name',
    at: '3:12',
    make: () => 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: "a\\e[31m"}\n',
  },
  {
    name: 'number as a label',
    code: 'input/label-not-a-string',
    at: '4:12',
    make: () => 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  labels: {version: 1.0}\n  name: x\n',
  },
  {
    name: 'list without items',
    code: 'input/list-without-items',
    at: '3:1',
    make: () => 'apiVersion: v1\nkind: List\nitems:\n',
  },
  {
    name: 'list in list in list',
    code: 'input/nested-list',
    make: () => '{apiVersion: v1, kind: List, items: [{kind: List, items: [{kind: List, items: []}]}]}',
  },
  { name: 'a scalar', code: 'input/not-an-object', at: '1:1', make: () => 'hello\n' },
  // Legal
  { name: 'mark at the start, CRLF', code: undefined, make: () => `\ufeff${head.replaceAll('\n', '\r\n')}` },
  { name: '100 levels', code: undefined, make: () => `${head}v: ${'['.repeat(99)}${']'.repeat(99)}\n` },
  { name: '1 MiB scalar', code: undefined, make: () => `${head}v: ${'x'.repeat(mebi)}\n` },
  { name: '20k keys', code: undefined, make: () => head + lines(19_997, (i) => `k${i}: 1\n`) },
  { name: '10k documents', code: undefined, make: () => `---\n${head}`.repeat(10_000) },
  {
    name: 'odd keys',
    code: undefined,
    make: () => `${head}v: {__proto__: {a: 1}, constructor: 1, toString: 2, hasOwnProperty: 3}\n`,
  },
  {
    name: '15 MiB of documents',
    code: undefined,
    make: () => `---\n${head}v: ${'x'.repeat(1000 * 1000)}\n`.repeat(15),
  },
]
