import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv, type ValidateFunction } from 'ajv'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { at, copy, isObject, type Json, type JsonObject, setOwn } from '../../src/model/json.ts'
import { check, schemaOf } from '../../src/schema/check.ts'
import { formats, schemas } from '../../src/schema/generated/validators.js'
import { type Shape, shapeAt, stepInto } from '../../src/schema/shape.ts'
import { resourceOf, valid } from './valid.ts'

const root = new URL('../..', import.meta.url).pathname
const scripts = { first: '', second: '' }

beforeAll(() => {
  for (const name of ['first', 'second'] as const) {
    scripts[name] = mkdtempSync(join(tmpdir(), 'schemas-'))
    execFileSync(process.execPath, [join(root, 'src/build/schemas.mjs'), scripts[name]])
  }
})
afterAll(() => {
  for (const folder of Object.values(scripts)) rmSync(folder, { recursive: true, force: true })
})

function filesOf(folder: string): Map<string, string> {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()
  const files = paths.filter((path) => statSync(join(folder, path)).isFile())
  return new Map(files.map((path) => [path, readFileSync(join(folder, path), 'utf8')]))
}

describe('the generator', () => {
  test('gives the same bytes each time, and the module in use is what it gives', () => {
    const first = filesOf(scripts.first)
    expect(first.size).toBeGreaterThan(40)
    expect(filesOf(scripts.second)).toEqual(first)
    const path = 'src/schema/generated/validators.js'
    expect(first.get(path) === readFileSync(join(root, path), 'utf8')).toBe(true)
  })

  test('gives a module that needs no other and keeps no copying of error lists', () => {
    const code = filesOf(scripts.first).get('src/schema/generated/validators.js') ?? ''
    expect(code.length).toBeGreaterThan(10_000)
    expect(code).not.toMatch(/\brequire\b|\bimport\b|\.concat\(|schemaPath|parentData/)
  })

  test('has words and a matching example for every pattern', () => {
    expect(formats.length).toBeGreaterThanOrEqual(4)
    for (const { pattern, format, example } of formats) {
      expect(format).toMatch(/\w/)
      expect(example).toMatch(new RegExp(pattern, 'u'))
    }
  })
})

/** Compiles the public copies by themselves, as any other tool would. */
function published(): Map<string, ValidateFunction> {
  const ajv = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true })
  const files = filesOf(join(scripts.first, 'dist/schemas'))
  return new Map([...files].map(([path, text]) => [path.replaceAll('\\', '/'), ajv.compile(JSON.parse(text))]))
}

function pathOf(value: JsonObject): string {
  const [group, version] = String(value.apiVersion).split('/')
  return `${group}/${String(value.kind).toLowerCase()}_${version}.json`
}

describe('the public schemas', () => {
  test('are draft-07, stand alone, compile in strict mode, and describe themselves', () => {
    expect(published().size).toBe(51)
    for (const [path, text] of filesOf(join(scripts.first, 'dist/schemas'))) {
      const schema = JSON.parse(text)
      expect(schema.$schema).toBe('http://json-schema.org/draft-07/schema#')
      expect(schema.title).toMatch(/\w/)
      for (const [, ref] of text.matchAll(/"\$ref": "([^"]*)"/g)) expect(ref).toMatch(/^#\/definitions\/\w+$/)
      expect(path).toMatch(/^[a-z0-9.]+\/[a-z]+_v\d\w*\.json$/)
    }
  })

  test('describe every field of our own kinds, for editors', () => {
    const silent: string[] = []
    for (const [path, text] of filesOf(join(scripts.first, 'dist/schemas'))) {
      if (!path.startsWith('stowage.dev')) continue
      const schema: JsonObject = JSON.parse(text)
      const follow = (node: JsonObject): Json | undefined => {
        const name = typeof node.$ref === 'string' ? node.$ref.replace('#/definitions/', '') : undefined
        return name === undefined ? node : at(schema, ['definitions', name])
      }
      const visit = (node: Json | undefined, here: string): void => {
        const target = isObject(node) ? follow(node) : undefined
        if (!isObject(target)) return
        for (const [name, child] of Object.entries(isObject(target.properties) ? target.properties : {})) {
          if (!isObject(child)) throw new Error(`${path}: ${here}.${name} is no schema`)
          const words = child.description ?? at(follow(child), ['description'])
          if (typeof words !== 'string') silent.push(`${path} ${here}.${name}`)
          visit(child, `${here}.${name}`)
        }
        visit(target.items, `${here}[]`)
      }
      visit(schema, '')
    }
    expect(silent).toEqual([])
  })

  /** A change at one random place: a value replaced, removed, or a key added. */
  const noise = fc.jsonValue({ maxDepth: 2 })
  test('agree with check on changed objects', () => {
    const compiled = published()
    const samples = valid.filter((each) => compiled.has(pathOf(each)))
    expect(samples.length).toBeGreaterThan(20)
    const counts = { sound: 0, unsound: 0 }
    fc.assert(
      fc.property(
        fc.constantFrom(...samples),
        fc.infiniteStream(fc.nat(1000)),
        noise,
        fc.string(),
        (value, dice, junk, key) => {
          const changed = copy(value)
          mutate(changed, dice, junk as Json, key)
          let count = 0
          const sound = check(
            { ...resourceOf(changed), apiVersion: String(value.apiVersion), kind: String(value.kind) },
            () => {
              count++
            },
          )
          expect(sound).toBe(count === 0)
          expect(sound).toBe(compiled.get(pathOf(value))?.(changed))
          counts[sound ? 'sound' : 'unsound']++
        },
      ),
      { numRuns: 3000 },
    )
    expect(Math.min(counts.sound, counts.unsound)).toBeGreaterThan(100)
  })
})

/** Walks down at random from `spec` and changes what it finds there. */
function mutate(value: JsonObject, dice: Iterator<number>, junk: Json, key: string): void {
  const roll = (sides: number): number => (dice.next().value ?? 0) % sides
  let here: Json | undefined = value.spec
  for (;;) {
    const keys = Array.isArray(here) ? [...here.keys()] : isObject(here ?? null) ? Object.keys(here as JsonObject) : []
    const step = keys[roll(Math.max(1, keys.length))]
    const child: Json | undefined = Array.isArray(here) ? here[step as number] : (here as JsonObject)[step as string]
    if (step !== undefined && roll(4) !== 0 && typeof child === 'object' && child !== null) {
      here = child
      continue
    }
    if (Array.isArray(here)) here[typeof step === 'number' ? step : 0] = junk
    else if (roll(3) === 0) setOwn(here as JsonObject, key, junk)
    else if (step !== undefined && roll(2) === 0) delete (here as JsonObject)[step]
    else if (step !== undefined) setOwn(here as JsonObject, String(step), junk)
    return
  }
}

test('check never throws, whatever an object holds', () => {
  const any = fc.object({
    maxDepth: 4,
    withBigInt: true,
    withNullPrototype: false,
    values: [fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.bigInt()],
  })
  const known = schemas.flatMap(({ apiVersions, kinds }) =>
    apiVersions.map((api) => [api, kinds[0] ?? 'FederatedX'] as const),
  )
  fc.assert(
    fc.property(fc.constantFrom(...known), any, any, fc.string(), ([apiVersion, kind], spec, rest, text) => {
      for (const value of [{ ...rest, spec }, { apiVersion, kind, metadata: { name: text }, spec }, { spec: text }]) {
        let count = 0
        const sound = check({ ...resourceOf(value as JsonObject), apiVersion, kind }, () => count++)
        expect(sound).toBe(count === 0)
      }
    }),
    { numRuns: 500 },
  )
})

describe('the founding documents', () => {
  const folder = join(root, 'test/schema/seeds')
  const documents = readdirSync(folder)
    .sort()
    .flatMap((file) =>
      parseAllDocuments(readFileSync(join(folder, file), 'utf8')).map((each) => each.toJS() as JsonObject),
    )

  it.each(documents.map((each, index) => [index, each.kind, each] as const))(
    'document %i, %s, is sound',
    (_index, _kind, value) => {
      const found: unknown[] = []
      expect(check(resourceOf(value), (each) => found.push(each))).toBe(true)
      expect(found).toEqual([])
    },
  )

  test('have no field that a schema does not know', () => {
    const unknown: string[] = []
    let seen = 0
    const visit = (value: Json, shape: Shape | undefined, here: string): void => {
      if (/template$/.test(here)) return
      if (Array.isArray(value)) for (const item of value) visit(item, shape?.items, `${here}[]`)
      else if (isObject(value)) {
        for (const key of Object.keys(value)) {
          seen++
          const child = shape === undefined ? undefined : stepInto(shape, key)
          if (child === undefined) unknown.push(`${here}.${key}`)
          else visit(value[key] as Json, child, `${here}.${key}`)
        }
      }
    }
    for (const document of documents) {
      const schema = schemaOf(String(document.apiVersion), String(document.kind))
      if (schema !== undefined) visit(document, schema.shape, String(document.kind))
    }
    expect(unknown).toEqual([])
    expect(seen).toBeGreaterThan(150)
  })

  test('the shape knows a field by its path', () => {
    const shape = schemaOf('core.kubeadmiral.io/v1alpha1', 'PropagationPolicy')?.shape ?? {}
    expect(shapeAt(shape, ['spec', 'placement', 4, 'preferences', 'weight'])).toMatchObject({ minimum: 0 })
    expect(shapeAt(shape, ['spec', 'nothing', 'here'])).toBeUndefined()
  })
})
