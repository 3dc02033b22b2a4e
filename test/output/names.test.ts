import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ObjectId } from '../../src/model/resource.ts'
import { clusterDirectory, fileName, namespaceFileName } from '../../src/output/names.ts'
import { naughty } from '../yaml/print-naughty.ts'

const HASH = '__[0-9a-f]{16}'

function id(apiVersion: string, kind: string, namespace: string, name: string): ObjectId {
  return { apiVersion, kind, namespace, name }
}

describe('files of objects', () => {
  test.each([
    [id('apps/v1', 'Deployment', 'shop', 'web'), 'shop_deployment.apps_web.yaml'],
    [id('v1', 'ConfigMap', 'shop', 'web.v1'), 'shop_configmap_web.v1.yaml'],
    [id('v1', 'Namespace', '', 'shop'), 'namespace_shop.yaml'],
    [id('example.com/v1', 'Con', '', 'x'), 'con.example.com_x.yaml'],
  ])('%j', (object, file) => {
    if (file.startsWith('con.')) expect(fileName(object)).toMatch(new RegExp(`^x-con\\.example\\.com_x${HASH}\\.yaml$`))
    else expect(fileName(object)).toBe(file)
  })

  test.each([
    ['upper case', 'Web', 'shop_configmap_web'],
    ['RBAC', 'system:$(x)\n', 'shop_configmap_system-x'],
    ['a way out', '../../etc/passwd', 'shop_configmap_etc-passwd'],
    ['two dots', 'a..b', 'shop_configmap_a.b'],
    ['a final dot', 'a.', 'shop_configmap_a'],
    ['nothing left', '::', 'shop_configmap'],
    ['an underscore', 'a_b', 'shop_configmap_a-b'],
    ['not ASCII', 'é', 'shop_configmap'],
  ])('%s', (_, name, stem) => {
    expect(fileName(id('v1', 'ConfigMap', 'shop', name))).toMatch(
      new RegExp(`^${stem.replace('.', '\\.')}${HASH}\\.yaml$`),
    )
  })

  test('200 bytes are the limit', () => {
    const fits = fileName(id('v1', 'ConfigMap', 'shop', 'a'.repeat(180)))
    expect(fits).toBe(`shop_configmap_${'a'.repeat(180)}.yaml`)
    expect(fits.length).toBe(200)
    const long = fileName(id('v1', 'ConfigMap', 'shop', 'a'.repeat(181)))
    expect(long).toMatch(new RegExp(`^shop_configmap_a+${HASH}\\.yaml$`))
    expect(long.length).toBe(200)
  })

  test('the version does not count', () => {
    expect(fileName(id('apps/v1beta1', 'Deployment', 'a', 'b'))).toBe(fileName(id('apps/v1', 'Deployment', 'a', 'b')))
  })
})

describe('files of namespaces', () => {
  test.each([
    ['shop', /^shop\.yaml$/],
    ['', /^_cluster\.yaml$/],
    ['kustomization', new RegExp(`^kustomization${HASH}\\.yaml$`)],
    ['cloudbuild', new RegExp(`^cloudbuild${HASH}\\.yaml$`)],
    ['fleet', new RegExp(`^fleet${HASH}\\.yaml$`)],
    ['nul', new RegExp(`^x-nul${HASH}\\.yaml$`)],
    ['_cluster', new RegExp(`^cluster${HASH}\\.yaml$`)],
    ['Shop', new RegExp(`^shop${HASH}\\.yaml$`)],
  ])('%j', (namespace, file) => {
    expect(namespaceFileName(namespace)).toMatch(file)
  })
})

describe('directories of clusters', () => {
  test.each([
    ['eu', /^clusters\/eu$/],
    ['eu-west.example.com', /^clusters\/eu-west\.example\.com$/],
    ['a'.repeat(100), /^clusters\/a{100}$/],
    ['a'.repeat(101), new RegExp(`^clusters/a{82}${HASH}$`)],
    ['EU', new RegExp(`^clusters/eu${HASH}$`)],
    ['..', new RegExp(`^clusters/${HASH}$`)],
    ['a/../../b', new RegExp(`^clusters/a-\\.-\\.-b${HASH}$`)],
    ['con.eu', new RegExp(`^clusters/x-con\\.eu${HASH}$`)],
    ['.git', new RegExp(`^clusters/git${HASH}$`)],
    ['eu ', new RegExp(`^clusters/eu${HASH}$`)],
  ])('%j', (cluster, directory) => {
    expect(clusterDirectory(cluster)).toMatch(directory)
  })
})

const hostile: readonly string[] = [
  ...naughty,
  ...[
    '../x',
    '/etc',
    '.',
    '..',
    '...',
    'a/b',
    'a\\b',
    'C:',
    'C:\\x',
    '\\\\host\\x',
    'a:b',
    'a::$DATA',
    'con',
    'CON',
    'Con.txt',
  ],
  ...[
    'aux',
    'com1',
    'lpt9.yaml',
    'prn',
    'nul.',
    '-rf',
    '--output=x',
    '.git',
    '.github',
    '.hidden',
    'a.',
    'a ',
    'a.yaml',
    'kustomization',
  ],
  ...[
    'Kustomization',
    'chart',
    '~',
    '~root',
    '%2e%2e',
    'a%00b',
    '$(x)',
    '`x`',
    ';x',
    'a|b',
    'a*',
    'a?',
    '<a>',
    'web',
    'Web',
    'WEB',
  ],
  ...[
    'wEb',
    'é',
    'e\u0301',
    'É',
    'ß',
    'ẞ',
    'SS',
    'ss',
    'K',
    '\u212a',
    'ſ',
    's',
    'ﬁ',
    'fi',
    'a_b',
    'a__b',
    'a-b',
    'a.b',
    'a--b',
  ],
  ...Array.from({ length: 150 }, (_, index) => `${'x'.repeat(60 + index * 3)}${index % 2 === 0 ? 'a' : 'A'}`),
  ...Array.from({ length: 128 }, (_, code) => `a${String.fromCharCode(code)}b`),
]

/** What the file systems of macOS and Windows take for the same. */
function folded(name: string): string {
  return name.normalize('NFKD').toLowerCase().toUpperCase()
}

describe('hostile names', () => {
  const names = [...new Set(hostile)]

  test('there are 500 of them', () => {
    expect(names.length).toBeGreaterThanOrEqual(500)
  })

  test.each<[string, (text: string) => string, RegExp]>([
    ['name', (text) => fileName(id('v1', 'ConfigMap', 'shop', text)), /^[a-z0-9][a-z0-9._-]*\.yaml$/],
    ['namespace', (text) => fileName(id('v1', 'ConfigMap', text, 'web')), /^[a-z0-9][a-z0-9._-]*\.yaml$/],
    ['kind', (text) => fileName(id('v1', text, 'shop', 'web'), true), /^[a-z0-9][a-z0-9._-]*\.yaml$/],
    ['group', (text) => fileName(id(`${text.replaceAll('/', '|')}/v1`, 'A', 'b', 'c')), /^[a-z0-9][a-z0-9._-]*\.yaml$/],
    ['namespace file', namespaceFileName, /^[a-z0-9_][a-z0-9._-]*\.yaml$/],
    ['cluster', clusterDirectory, /^clusters\/[a-z0-9_][a-z0-9._-]*$/],
  ])('as %s give safe and distinct files', (field, write, grammar) => {
    const inputs = field === 'group' ? [...new Set(names.map((name) => name.replaceAll('/', '|')))] : names
    const files = inputs.map(write)
    expect(files.filter((file) => !grammar.test(file) || file.includes('..') || file.endsWith('.'))).toEqual([])
    expect(files.filter((file) => file.length > 200)).toEqual([])
    expect(files.filter((file) => /(?:^|\/)(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/.test(file))).toEqual([])
    expect(new Set(files.map(folded)).size).toBe(inputs.length)
  })

  test('ids never share a file, unless their kinds differ in case alone', () => {
    const part = fc.oneof(fc.constantFrom(...hostile), fc.stringMatching(/^[a-z_.-]{0,3}$/))
    fc.assert(
      fc.property(part, part, part, part, part, part, (aSpace, aKind, aName, bSpace, bKind, bName) => {
        const a = id('v1', `K${aKind}`, aSpace, aName)
        const b = id('v1', `K${bKind}`, bSpace, bName)
        const same = aSpace === bSpace && a.kind.toLowerCase() === b.kind.toLowerCase() && aName === bName
        return same || (fileName(a) !== fileName(b) && fileName(a, true) !== fileName(b))
      }),
      { numRuns: 5000 },
    )
  })
})
