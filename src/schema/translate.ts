import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts'
import { closest, distance } from '../model/closest.ts'
import { at, isObject, type Json } from '../model/json.ts'
import type { Resource } from '../model/resource.ts'
import { type FieldPath, within } from '../model/source.ts'
import { formats } from './generated/validators.js'
import { asPath, clip, fieldText } from './pointer.ts'
import { type Shape, shapeAt, type Violation } from './shape.ts'
import { belongsIn } from './suggest.ts'

/**
 * The diagnostic for an error of a validator; undefined for one that says nothing of its own: the `if` of a
 * condition whose branch reports for itself, and an integer too large for a double where any number will do.
 */
export function translate(violation: Violation, resource: Resource, root: Shape): Diagnostic | undefined {
  const { keyword, params } = violation
  const path = asPath(violation.instancePath, resource.value)
  const value = at(resource.value, path)
  const place = within(resource.origin, ...path)
  const field = fieldText(path)
  const { kind } = resource
  switch (keyword) {
    case 'if':
      return undefined
    case 'additionalProperties':
      return unknownField(String(params.additionalProperty), path, resource, root)
    case 'required': {
      const missing = fieldText([...path, String(params.missingProperty)])
      return diagnostic('object/missing-field', { field: missing, kind }, place)
    }
    case 'type': {
      const expected = texts(params.type).filter((type) => type !== 'null')
      if (typeof value === 'bigint' && expected.includes('number')) return undefined
      if (typeof value === 'bigint' && expected.includes('integer')) return outOfRange(path, resource, root)
      return diagnostic('object/wrong-type', { field, expected: expected.join(' or '), actual: typeOf(value) }, place)
    }
    case 'const':
    case 'enum': {
      const all = keyword === 'enum' ? texts(params.allowedValues) : texts(params.allowedValue)
      const allowed = all.filter((text) => text !== '')
      if (typeof value !== 'string') {
        return diagnostic('object/wrong-type', { field, expected: 'string', actual: typeOf(value) }, place)
      }
      const suggestion = closest(value, allowed)
      const hint = suggestion === undefined ? {} : { suggestion }
      return diagnostic('object/not-one-of', { field, value: clip(value), allowed, ...hint }, place)
    }
    case 'minimum':
    case 'maximum':
      return outOfRange(path, resource, root)
    case 'pattern': {
      const format = formats.find(({ pattern }) => pattern === params.pattern)
      const words = { format: format?.format ?? String(params.pattern), example: format?.example ?? '' }
      return diagnostic('object/bad-format', { field, value: clip(String(value)), ...words }, place)
    }
    default:
      throw new Error(`no wording for the schema keyword ${keyword}`)
  }
}

function unknownField(name: string, path: FieldPath, resource: Resource, root: Shape): Diagnostic {
  const known = Object.keys(shapeAt(root, path)?.fields ?? {})
  const likely = closest(name, known)
  const slip = likely !== undefined && distance(likely.toLowerCase(), name.toLowerCase()) <= 1
  const place = slip ? undefined : belongsIn(root, name, path)
  const suggestion = place === undefined ? likely : undefined
  const args = {
    field: clip(name),
    kind: resource.kind,
    ...(suggestion === undefined ? {} : { suggestion }),
    ...(place === undefined ? {} : { place }),
  }
  return diagnostic('object/unknown-field', args, within(resource.origin, ...path, name))
}

function outOfRange(path: FieldPath, resource: Resource, root: Shape): Diagnostic {
  const shape = shapeAt(root, path)
  const range = {
    minimum: shape?.minimum ?? Number.MIN_SAFE_INTEGER,
    maximum: shape?.maximum ?? Number.MAX_SAFE_INTEGER,
  }
  const value = clip(String(at(resource.value, path)))
  return diagnostic(
    'object/out-of-range',
    { field: fieldText(path), value, ...range },
    within(resource.origin, ...path),
  )
}

/** The JSON Schema name of the type of a value. */
function typeOf(value: Json | undefined): string {
  if (value === null || value === undefined) return 'null'
  if (Array.isArray(value)) return 'array'
  if (isObject(value)) return 'object'
  return typeof value === 'bigint' ? 'number' : typeof value
}

function texts(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).map(String)
}
