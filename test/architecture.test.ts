import { readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import fastGlob from 'fast-glob'
import { describe, expect, it } from 'vitest'

const src = new URL('../src', import.meta.url).pathname
const files = fastGlob.sync('**/*.ts', { cwd: src, ignore: ['schema/generated/**'] }).sort()

/** Which rooms a room may import from, and why. A room is a folder of src, or a file at its top. */
const law: Readonly<Record<string, { readonly may: readonly string[]; readonly because: string }>> = {
  model: { may: [], because: 'the nouns stand on nothing' },
  diagnostics: { may: ['model'], because: 'a problem names places, and no stage' },
  yaml: { may: ['model', 'diagnostics'], because: 'a stage never knows the next one' },
  schema: { may: ['model', 'diagnostics'], because: 'shapes are checked before anybody understands them' },
  dialects: { may: ['model', 'diagnostics', 'schema'], because: 'dialects compile; they do not place' },
  placement: { may: ['model', 'diagnostics'], because: 'placement has never heard of a dialect' },
  override: { may: ['model', 'diagnostics'], because: 'editing an object needs no fleet' },
  output: { may: ['model', 'diagnostics'], because: 'a shelf does not know who filled it' },
  reporters: { may: ['model', 'diagnostics', 'review'], because: 'reporters turn data into text' },
  snapshot: { may: ['model', 'diagnostics'], because: 'what a cluster said becomes an object without any network' },
  members: { may: ['model', 'diagnostics', 'snapshot'], because: 'one room alone speaks to clusters' },
  io: { may: ['model', 'diagnostics'], because: 'the world knows files, not policies' },
  'decide.ts': {
    may: ['model', 'diagnostics', 'yaml', 'dialects', 'placement', 'override'],
    because: 'deciding needs no shelf',
  },
  'render.ts': {
    may: ['model', 'diagnostics', 'yaml', 'dialects', 'output', 'decide.ts'],
    because: 'only render knows the order of the stages',
  },
  'judge.ts': {
    may: ['model', 'diagnostics', 'yaml', 'dialects', 'output', 'review', 'io', 'render.ts'],
    because: 'judge holds a plan against what stands',
  },
  'baseline.ts': {
    may: ['model', 'diagnostics', 'dialects', 'review', 'io', 'judge.ts'],
    because: 'a commit is read where it is asked for alone',
  },
  'run.ts': {
    may: ['model', 'diagnostics', 'yaml', 'dialects', 'output', 'review', 'io', 'render.ts', 'judge.ts', 'baseline.ts'],
    because: 'run puts the world around the program',
  },
  review: { may: ['model', 'diagnostics'], because: 'a change is judged by what it changes, whoever made it' },
  lint: {
    may: ['model', 'diagnostics', 'placement'],
    because: 'lints ask what placement asks, of policies that nobody uses',
  },
  'diff.ts': {
    may: ['model', 'diagnostics', 'yaml', 'dialects', 'review', 'io', 'judge.ts', 'baseline.ts', 'render.ts', 'run.ts'],
    because: 'diff shows what judge judges',
  },
  'validate.ts': {
    may: ['model', 'diagnostics', 'yaml', 'dialects', 'lint', 'io', 'render.ts', 'run.ts'],
    because: 'validate asks all stages, and writes nothing',
  },
  'explain.ts': {
    may: ['model', 'diagnostics', 'yaml', 'dialects', 'placement', 'io', 'render.ts', 'run.ts'],
    because: 'explain asks the same stages about one workload',
  },
  'survey.ts': {
    may: ['model', 'diagnostics', 'yaml', 'dialects', 'snapshot', 'members', 'io'],
    because: 'survey puts the member clusters beside the repository',
  },
  frontends: {
    may: [
      'model',
      'diagnostics',
      'reporters',
      'io',
      'run.ts',
      'survey.ts',
      'explain.ts',
      'diff.ts',
      'validate.ts',
      'version.ts',
    ],
    because: 'a front-end translates, nothing more',
  },
  'version.ts': { may: [], because: 'a constant' },
  'index.ts': {
    may: ['model', 'diagnostics', 'yaml', 'dialects', 'placement', 'reporters', 'render.ts'],
    because: 'the library is a list of pure names',
  },
}

/** Packages have one door each. */
const doors: Readonly<Record<string, string>> = {
  'js-yaml': 'yaml/',
  'fast-glob': 'io/list.ts',
  commander: 'frontends/cli.ts',
  diff: 'reporters/text-diff.ts',
  '@kubernetes/client-node': 'members/kubeconfig.ts',
}

const imports = files.flatMap((file) => {
  const text = readFileSync(join(src, file), 'utf8')
  const found = text.matchAll(
    /^(?:import|export)\s[^'"`;]*?\sfrom\s+'([^'\n]+)'|^import\s+'([^'\n]+)'|\bimport\('([^'\n]+)'\)/gm,
  )
  return [...found].map((match) => ({ file, specifier: match[1] ?? match[2] ?? match[3] ?? '' }))
})

const room = (file: string): string => (file.includes('/') ? file.slice(0, file.indexOf('/')) : file)

describe('imports point one way', () => {
  it('sees the imports at all', () => {
    expect(imports.length).toBeGreaterThan(100)
  })

  it.each(Object.entries(law))('%s', (name, { may, because }) => {
    const broken = imports
      .filter(({ file, specifier }) => room(file) === name && specifier.startsWith('.'))
      .map(({ file, specifier }) => ({ file, to: relative(src, join(src, dirname(file), specifier)) }))
      .filter(({ to }) => !to.startsWith('..') && room(to) !== name && !may.includes(room(to)))
      .map(({ file, to }) => `${file} → ${to}`)
    expect(broken, because).toEqual([])
  })

  it('knows every room', () => {
    expect([...new Set(files.map(room))].filter((name) => law[name] === undefined)).toEqual([])
  })

  it('lets each package in by one door', () => {
    const broken = imports
      .filter(({ specifier }) => !specifier.startsWith('.') && !specifier.startsWith('node:'))
      .filter(({ file, specifier }) => doors[specifier] === undefined || !file.startsWith(doors[specifier]))
    expect(broken).toEqual([])
  })

  it('keeps node: out of the core', () => {
    const world = (file: string): boolean => /^(?:io|frontends|members)\//.test(file)
    expect(imports.filter(({ file, specifier }) => specifier.startsWith('node:') && !world(file))).toEqual([])
  })
})

const core = [
  'model',
  'diagnostics',
  'yaml',
  'schema',
  'dialects',
  'placement',
  'override',
  'output',
  'reporters',
  'snapshot',
  'review',
  'lint',
  'decide.ts',
  'render.ts',
]

describe('the core is pure', () => {
  const forbidden: readonly (readonly [string, RegExp])[] = [
    ['the clock', /\bnew Date\b|\bDate\.now\b|\bperformance\.now\b/],
    ['randomness', /\bMath\.random\b|\bcrypto\./],
    ['the locale', /\blocaleCompare\b|\.toLocale|\bIntl\./],
    ['the process', /\bprocess\.|\bconsole\.|\bBuffer\b|\bglobalThis\b/],
    ['inherited keys', /\bfor \((?:const|let) \w+ in /],
  ]

  it.each(forbidden)('knows nothing of %s', (_, pattern) => {
    const found = files.filter((file) => core.includes(room(file))).filter((file) => pattern.test(code(file)))
    expect(found).toEqual([])
  })

  it('ends no process early, anywhere: output could be cut short', () => {
    expect(files.filter((file) => /\bprocess\.exit\(/.test(code(file)))).toEqual([])
  })
})

describe('no vendor right of the dialects', () => {
  it.each(['model', 'placement', 'override', 'output', 'reporters', 'io', 'lint', 'review', 'snapshot'])(
    '%s',
    (name) => {
      const found = files.filter((file) => room(file) === name && /kubefed|kubeadmiral|karmada/i.test(code(file)))
      expect(found).toEqual([])
    },
  )
})

describe('modules stay small', () => {
  const lengths = files.map((file) => ({ file, lines: readFileSync(join(src, file), 'utf8').split('\n').length }))

  it('none has more than 300 lines', () => {
    expect(lengths.filter(({ lines }) => lines > 300)).toEqual([])
  })

  it('nine in ten have fewer than 200', () => {
    expect(lengths.filter(({ lines }) => lines >= 200).length).toBeLessThanOrEqual(files.length / 10)
  })

  it('none is a junk drawer', () => {
    expect(files.filter((file) => /(^|\/)(utils?|helpers?|common|misc|shared|types)(\.ts|\/)/.test(file))).toEqual([])
  })
})

describe('ARCHITECTURE.md', () => {
  const text = readFileSync(new URL('../ARCHITECTURE.md', import.meta.url), 'utf8')

  it('names every room and nothing that is gone', () => {
    const named = [...text.matchAll(/^\| `src\/([^`]+?)\/?` \|/gm)].map((match) => match[1] ?? '').sort()
    expect(named).toEqual([...Object.keys(law), 'build'].sort())
  })

  it('states the imports that the test enforces', () => {
    for (const [name, { may }] of Object.entries(law)) {
      const row =
        new RegExp(`^\\| \`src/${name.replace('.', '\\.')}/?\` \\|[^|]*\\| ([^|]*) \\|`, 'm').exec(text)?.[1] ?? ''
      const stated = [...row.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '').sort()
      expect({ name, stated }).toEqual({ name, stated: [...may].sort() })
    }
  })
})

/** The text without comments and strings, so that prose may say what code may not. */
function code(file: string): string {
  return readFileSync(join(src, file), 'utf8')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/(^|[^:'"`])\/\/.*$/gm, '$1')
}
