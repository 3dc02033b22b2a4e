/**
 * Compiles the JSON Schemas of src/schema into one module without imports, so that no validator library is loaded at
 * run time, and writes the public copies to dist/schemas in the layout of kubeconform. The same sources give the same
 * bytes.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Ajv } from 'ajv'
import standalone from 'ajv/dist/standalone/index.js'
import { build } from 'esbuild'

const root = join(dirname(fileURLToPath(import.meta.url)), '../..')
const source = join(root, 'src/schema')
const base = 'https://stowage.dev/'

/** The JSON files of a folder of src/schema, by their path there, in order. */
function load(folder) {
  const paths = readdirSync(join(source, folder), { recursive: true }).map((path) => path.replaceAll('\\', '/'))
  return new Map(
    paths
      .filter((path) => path.endsWith('.json'))
      .sort()
      .map((path) => [`${folder}/${path}`, JSON.parse(readFileSync(join(source, folder, path), 'utf8'))]),
  )
}

const parts = load('parts')
const kinds = load('kinds')

/** The definition that `$ref`, standing in the file `from`, points at, with the file it stands in. */
function resolve(ref, from) {
  const url = new URL(ref, base + from)
  const file = url.pathname.slice(1)
  const name = url.hash.slice('#/definitions/'.length)
  const schema = parts.get(file)?.definitions[name]
  if (schema === undefined) throw new Error(`${from}: ${ref} points at nothing`)
  return { file, name, schema }
}

/** One of `const`, `enum` and `examples`, whatever tells the values of a property. */
const valuesOf = (property) =>
  property.enum ?? (property.const === undefined ? (property.examples ?? []) : [property.const])

// --- validators -----------------------------------------------------------------------------------------------------

/** A copy without the words for people, which ajv would carry along. */
function bare(schema) {
  if (Array.isArray(schema)) return schema.map(bare)
  if (typeof schema !== 'object' || schema === null) return schema
  const words = (key, value) => /^(?:title|description|examples|\$schema)$/.test(key) && typeof value !== 'object'
  const entries = Object.entries(schema).filter(([key, value]) => !words(key, value) && key !== 'examples')
  return Object.fromEntries(entries.map(([key, value]) => [key, bare(value)]))
}

function compile() {
  const ajv = new Ajv({
    allErrors: true,
    strict: true,
    allowUnionTypes: true,
    inlineRefs: false,
    messages: false,
    code: { source: true, esm: true, lines: false },
  })
  for (const [path, schema] of [...parts, ...kinds]) ajv.addSchema({ ...bare(schema), $id: base + path })
  const names = Object.fromEntries([...kinds.keys()].map((path, index) => [`validate${index}`, base + path]))
  return shorten(standalone.default(ajv, names))
}

/**
 * Takes out of the compiled text what check.ts does not read, and writes the making of an error once: that is a third
 * of its size. Errors of a part are appended in place: ajv copies the list for each, which is quadratic for a long
 * list of bad items. Text that these patterns miss is only longer and slower.
 */
function shorten(code) {
  const made =
    /const (err\d+) = \{instancePath(?::(.*?))?,schemaPath:".*?",keyword:(.*?),params:(.*?)\};if\(vErrors === null\)\{vErrors = \[\1\];\}else \{vErrors\.push\(\1\);\}errors\+\+;/g
  const short = code
    .replaceAll(made, (_all, _name, path = 'instancePath', keyword, params) => {
      return `vErrors = fail(vErrors, ${path}, ${keyword}, ${params});errors++;`
    })
    .replaceAll(/vErrors\.concat\((validate\d+\.errors)\)/g, 'append(vErrors, $1)')
    .replaceAll(/,parentData:\w+,parentDataProperty:[^,{}]+,rootData\}/g, '}')
    .replaceAll(', parentData, parentDataProperty, rootData=data}', '}')
  return `${short}
function fail(errors, instancePath, keyword, params) {
  const error = { instancePath, keyword, params }
  if (errors === null) return [error]
  errors.push(error)
  return errors
}
function append(errors, more) {
  for (const error of more) errors.push(error)
  return errors
}`
}

/**
 * The shape of a schema: what check.ts needs of it to suggest names and give ranges. Definitions become variables, so
 * that each is written once.
 */
function shapes() {
  const variables = new Map()
  const lines = []
  const shapeOf = (schema, from) => {
    if (schema.$ref !== undefined) {
      const { file, name, schema: target } = resolve(schema.$ref, from)
      const key = `${file}#${name}`
      if (!variables.has(key)) {
        const text = shapeOf(target, file)
        variables.set(key, `shape${variables.size}`)
        lines.push(`const ${variables.get(key)} = ${text}`)
      }
      return variables.get(key)
    }
    const fields = []
    if (schema.properties !== undefined) {
      const entries = Object.entries(schema.properties)
      fields.push(`fields: {${entries.map(([key, value]) => `${JSON.stringify(key)}: ${shapeOf(value, from)}`)}}`)
    }
    if (schema.items !== undefined) fields.push(`items: ${shapeOf(schema.items, from)}`)
    if (typeof schema.additionalProperties === 'object') {
      fields.push(`values: ${shapeOf(schema.additionalProperties, from)}`)
    }
    if (schema.minimum !== undefined) fields.push(`minimum: ${schema.minimum}, maximum: ${schema.maximum}`)
    return `{${fields}}`
  }
  const list = [...kinds].map(([path, schema], index) => {
    const { apiVersion, kind } = schema.properties
    const names = kind.const === undefined ? '[]' : JSON.stringify([kind.const])
    return `{ apiVersions: ${JSON.stringify(valuesOf(apiVersion))}, kinds: ${names}, validate: validate${index}, shape: ${shapeOf(schema, path)} }`
  })
  return [...lines, `export const schemas = [${list.join(',\n')}]`].join('\n')
}

/** Every pattern with the words for it. */
function formats() {
  const definitions = [...parts.values()].flatMap((part) => Object.values(part.definitions))
  const rows = definitions.filter((schema) => schema.pattern !== undefined)
  return `export const formats = [${rows.map(({ pattern, title, examples }) =>
    JSON.stringify({ pattern, format: title, example: examples[0] }),
  )}]`
}

/** The text of the module: the validators, the shapes and the formats, with nothing left to import. */
async function validators() {
  const compiled = compile()
    .replaceAll(/^export const /gm, 'const ')
    .replaceAll(/;export const /g, ';const ')
  const result = await build({
    stdin: { contents: [compiled, shapes(), formats()].join('\n'), resolveDir: root, sourcefile: 'validators.js' },
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    target: 'node20',
    minify: true,
    charset: 'utf8',
    treeShaking: true,
    legalComments: 'none',
    write: false,
  })
  const code = result.outputFiles[0].text
  if (/\brequire\(|^import\b/m.test(code)) throw new Error('the compiled validators need another module')
  return code
}

// --- public schemas -------------------------------------------------------------------------------------------------

/** A copy whose references all point into its own `definitions`. */
function selfContained(schema, path) {
  const definitions = new Map()
  const origins = new Map()
  const rewrite = (value, from) => {
    if (Array.isArray(value)) return value.map((item) => rewrite(item, from))
    if (typeof value !== 'object' || value === null) return value
    const result = {}
    for (const [key, item] of Object.entries(value)) {
      if (key !== '$ref') {
        result[key] = rewrite(item, from)
        continue
      }
      const { file, name, schema: target } = resolve(item, from)
      if ((origins.get(name) ?? file) !== file) throw new Error(`two definitions of the name ${name} in ${path}`)
      if (!origins.has(name)) {
        origins.set(name, file)
        definitions.set(name, rewrite(target, file))
      }
      result[key] = `#/definitions/${name}`
    }
    return result
  }
  const copy = rewrite(schema, path)
  if (definitions.size === 0) return copy
  return { ...copy, definitions: Object.fromEntries([...definitions].sort(([a], [b]) => (a < b ? -1 : 1))) }
}

/** One text for each apiVersion and kind, by path; a schema for many kinds stands for those it gives as examples. */
function publicSchemas() {
  const texts = new Map()
  for (const [path, schema] of kinds) {
    const whole = selfContained(schema, path)
    const { apiVersion, kind } = whole.properties
    for (const version of valuesOf(apiVersion)) {
      for (const name of valuesOf(kind)) {
        const properties = {
          ...whole.properties,
          apiVersion: { description: apiVersion.description, const: version },
          kind: { description: kind.description, const: name },
        }
        const [group, api] = version.split('/')
        const text = `${JSON.stringify({ ...whole, properties }, undefined, 2)}\n`
        texts.set(`dist/schemas/${group}/${name.toLowerCase()}_${api}.json`, text)
      }
    }
  }
  return texts
}

// --- files ----------------------------------------------------------------------------------------------------------

/** Where to write: the project, or the folder that a test names. */
const target = process.argv[2] ?? root

/** Replaces a file in one step, and only if it differs: somebody may be reading it. */
function write(path, text) {
  const file = join(target, path)
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(`${file}.${process.pid}`, text)
  renameSync(`${file}.${process.pid}`, file)
}

const published = publicSchemas()
const shelf = join(target, 'dist/schemas')
for (const found of existsSync(shelf) ? readdirSync(shelf, { recursive: true }) : []) {
  const path = `dist/schemas/${found.replaceAll('\\', '/')}`
  if (/\.json$/.test(path) && !published.has(path)) rmSync(join(target, path))
}
for (const [path, text] of published) write(path, text)
write('src/schema/generated/validators.js', await validators())
write(
  'src/schema/generated/validators.d.ts',
  `import type { Format, KindSchema } from '../shape.ts'

export declare const schemas: readonly KindSchema[]
export declare const formats: readonly Format[]
`,
)
