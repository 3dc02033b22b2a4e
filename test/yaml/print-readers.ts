import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CORE_SCHEMA, load, YAML11_SCHEMA } from 'js-yaml'
import { parseDocument } from 'yaml'
import type { Json } from '../../src/model/json.ts'

/** The readers of one document that run in this process. */
export const readers: readonly (readonly [string, (text: string) => Json])[] = [
  ['yaml, 1.2 core', (text) => checked(parseDocument(text, { version: '1.2' }))],
  ['yaml, 1.1', (text) => checked(parseDocument(text, { version: '1.1' }))],
  [
    'yaml, 1.1 as Kubernetes has it',
    (text) =>
      checked(
        parseDocument(text, {
          version: '1.1',
          merge: true,
          customTags: (tags) =>
            tags.filter(
              (tag) => typeof tag === 'string' || (tag.tag !== 'tag:yaml.org,2002:timestamp' && tag.format !== 'TIME'),
            ),
        }),
      ),
  ],
  ['js-yaml, core', (text) => load(text, { schema: CORE_SCHEMA }) as Json],
  ['js-yaml, 1.1', (text) => load(text, { schema: YAML11_SCHEMA }) as Json],
]

export const hasKubectl = spawnSync('kubectl', ['version', '--client']).status === 0

/** What kubectl reads, document by document, 500 to a call. It needs no cluster for that. */
export function readWithKubectl(documents: readonly string[]): Json[] {
  const read: Json[] = []
  for (let start = 0; start < documents.length; start += 500) {
    const batch = documents.slice(start, start + 500)
    const found = annotate(batch.join('---\n'))
    if (found.length !== batch.length) throw new Error(`kubectl read ${found.length} of ${batch.length} documents`)
    read.push(...found)
  }
  return read
}

/** Every document comes back with one annotation more; the tests compare what stands below `spec`. */
function annotate(text: string): Json[] {
  const directory = mkdtempSync(join(tmpdir(), 'stowage-kubectl-'))
  try {
    const file = join(directory, 'in.yaml')
    writeFileSync(file, text)
    const args = ['annotate', '--local', '-f', file, 'stowage.test/read=yes', '-o', 'json']
    const json = execFileSync('kubectl', args, { encoding: 'utf8', maxBuffer: 1 << 30 })
    return json
      .trim()
      .split(/\n(?=\{\n)/)
      .map((document) => JSON.parse(document) as Json)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

function checked(document: ReturnType<typeof parseDocument>): Json {
  const trouble = [...document.errors, ...document.warnings][0]
  if (trouble !== undefined) throw trouble
  return document.toJS({ maxAliasCount: 0 }) as Json
}
