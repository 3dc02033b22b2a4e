import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import fastGlob from 'fast-glob'
import { describe, expect, it } from 'vitest'
import { type Code, catalogue } from '../src/diagnostics/catalogue.ts'
import { limits } from '../src/model/limits.ts'

const root = new URL('..', import.meta.url).pathname
const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const codes = Object.keys(catalogue) as Code[]

/** What stands before the codes of an area, in the order of the page. */
const areas: Readonly<Record<string, string>> = {
  input: 'The text of a file: bytes, YAML or JSON, and the outer shape of an object.',
  object: 'Fields against the schema of their kind, and objects as a whole.',
  bind: 'Objects that do not go together.',
  kubefed: 'What KubeFed objects say.',
  kubeadmiral: 'What KubeAdmiral objects say.',
  placement: 'Where workloads go, and with how many replicas.',
  override: 'Changes for single clusters.',
  output: 'How files are laid out.',
  io: 'Reading and writing files.',
  snapshot: 'Taking snapshots of member clusters, and their age.',
  guard: 'Plans that take away more than anybody would expect.',
  lint: 'What works and is probably not meant; `stowage validate` alone tells of it.',
}

/** Codes whose sentence depends on an argument: further arguments to show them with. */
const also: Partial<Record<Code, Readonly<Record<string, unknown>>>> = {
  'input/document-marker': { marker: '---' },
  'object/unknown-field': { place: undefined },
  'kubefed/override-path': { form: 'dotted' },
  'kubefed/override-op': { allowed: [] },
  'kubeadmiral/policy-not-found': { suggestion: '', namespace: '' },
  'kubeadmiral/annotation-ignored': { part: '', counts: undefined },
  'kubeadmiral/unknown-key': { place: '' },
  'placement/nowhere': { annotations: undefined },
  'placement/stays-nowhere': { held: false },
  'placement/not-scaled': { held: false },
  'placement/leaves-every-cluster': { empty: true },
  'override/hits-nothing': { unnamed: true },
  'lint/selector-matches-nothing': { value: '' },
  'lint/label-without-effect': { instead: '' },
}

/** Arguments that are called after themselves; those of a sentence that wants lists are lists of one. */
function standIns(list: boolean, given: Readonly<Record<string, unknown>> = {}): never {
  const get = (_: object, name: string): unknown => {
    if (Object.hasOwn(given, name)) return given[name]
    return list ? [`‹${name}›`] : `‹${name}›`
  }
  return new Proxy({}, { get }) as never
}

function sentence(code: Code, given?: Readonly<Record<string, unknown>>): string {
  const { word } = catalogue[code]
  try {
    return word(standIns(false, given))
  } catch {
    return word(standIns(true, given))
  }
}

function says(code: Code): string {
  const first = sentence(code)
  const more = also[code]
  const text = more === undefined ? first : `${first}<br>or: ${sentence(code, more)}`
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ')
}

function diagnosticsPage(): string {
  const parts = Object.entries(areas).map(([area, introduction]) => {
    const rows = codes
      .filter((code) => code.startsWith(`${area}/`))
      .map((code) => `| \`${code}\` | ${catalogue[code].severity} | ${says(code)} |`)
    return `## ${area}\n\n${introduction}\n\n| code | severity | what it says |\n| --- | --- | --- |\n${rows.join('\n')}\n`
  })
  return `# Diagnostics

Everything that Stowage has to tell is one of these codes, with a place in a file where there is one. While an error
stands, nothing is written; warnings and infos stop nothing. Codes keep their meaning, sentences may be improved: a
script should look at the codes, which \`--output json\` gives. What stands in ‹angle quotes› differs from case to case.

<!-- Made from src/diagnostics: UPDATE=1 npx vitest run --config test/vitest.config.ts test/docs.test.ts -->

${parts.join('\n')}`
}

describe('docs/diagnostics.md', () => {
  it('says what the catalogue says', () => {
    const page = diagnosticsPage()
    if (process.env.UPDATE) writeFileSync(join(root, 'docs/diagnostics.md'), page)
    expect(read('docs/diagnostics.md')).toBe(page)
  })

  it('has every code once', () => {
    const listed = [...read('docs/diagnostics.md').matchAll(/^\| `([a-z]+\/[a-z0-9-]+)` \|/gm)].map(([, code]) => code)
    expect(listed.sort()).toEqual([...codes].sort())
  })

  it('lets no argument show as something else', () => {
    expect(codes.filter((code) => /undefined|NaN|\[object|function/.test(says(code)))).toEqual([])
  })
})

it('every code is asserted somewhere', () => {
  const tests = fastGlob
    .sync('test/**/*.ts', { cwd: root, ignore: ['test/docs.test.ts'] })
    .map((path) => read(path).replaceAll('\\/', '/'))
    .join('\n')
  const asserted = new Set(tests.match(/[a-z]+\/[a-z][a-z0-9-]*/g))
  expect(codes.filter((code) => !asserted.has(code))).toEqual([])
})

describe('docs/deviations.md', () => {
  const rows = read('docs/deviations.md')
    .split('\n')
    .filter((line) => /^\| (?!---|upstream|\*\*)/.test(line))

  it('has a test for every row', () => {
    expect(rows.length).toBeGreaterThanOrEqual(70)
    const unpinned = rows.filter((row) => {
      const pins = [...row.matchAll(/`(test\/[\w./-]+\.test\.ts)`: “([^”]+)”/g)]
      return pins.length === 0 || pins.some(([, path = '', name = '']) => !pinned(path, name))
    })
    expect(unpinned).toEqual([])
  })

  it('has four columns', () => {
    expect(rows.filter((row) => row.split(/(?<!\\)\|/).length !== 6)).toEqual([])
  })

  /** Whether a string of the test file, which is the name of a test or of a case, holds the name. */
  function pinned(path: string, name: string): boolean {
    return existsSync(join(root, path)) && read(path).includes(name)
  }
})

it('docs/reliability.md has the limits that are checked', () => {
  const rows = [...read('docs/reliability.md').matchAll(/^\| `(\w+)` \| ([\d,]+) \|/gm)]
  const listed = Object.fromEntries(
    rows.map(([, name = '', number = '']) => [name, Number(number.replaceAll(',', ''))]),
  )
  expect(rows).toHaveLength(Object.keys(limits).length)
  expect(listed).toEqual(limits)
})

describe('links and flags', () => {
  const pages = fastGlob.sync(['*.md', 'docs/**/*.md', 'examples/**/*.md'], { cwd: root }).sort()

  it('finds the pages', () => {
    expect(pages).toContain('README.md')
    expect(pages).toContain('docs/diagnostics.md')
    expect(pages).toContain('examples/README.md')
  })

  it.each(pages)('%s links to what exists', (page) => {
    const targets = [...read(page).matchAll(/\]\(([^)\s#]+)(?:#[^)\s]*)?\)/g)].map(([, target = '']) => target)
    const broken = targets.filter(
      (target) => !/^[a-z]+:/.test(target) && !existsSync(join(root, dirname(page), target)),
    )
    expect(broken).toEqual([])
  })

  it.each(['README.md', 'docs/reliability.md'])('%s names flags that exist', (page) => {
    const known = new Set(read('src/frontends/cli.ts').match(/--[a-z][a-z-]*/g))
    const lines = read(page)
      .split('\n')
      .filter((line) => !/\bnp[mx] (?!stowage)/.test(line))
    const named = lines.join('\n').match(/(?<![\w-])--[a-z][a-z-]*/g) ?? []
    expect(named.length).toBeGreaterThan(0)
    expect(named.filter((flag) => !known.has(flag))).toEqual([])
  })
})
