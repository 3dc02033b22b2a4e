import { diagnostic, type Report } from '../../diagnostics/diagnostic.ts'
import { isObject, type Json, type JsonObject, keyOrder, keysOf, own, setOwn } from '../../model/json.ts'
import type { ObjectId, Resource } from '../../model/resource.ts'
import { type Origin, within } from '../../model/source.ts'
import { textOf } from '../fields.ts'
import { objectIn } from './shape.ts'
import { type FederatedType, isNamespaceType } from './type-table.ts'

/** The object for the member clusters before any override, and who it is. */
export interface Base {
  readonly id: ObjectId
  readonly template: JsonObject
}

/**
 * The template with the name and namespace of the federated object and the kind of the type. It shares its parts with
 * the source, which stays as it is.
 */
export function baseOf(
  resource: Resource,
  type: FederatedType,
  spec: JsonObject,
  origin: Origin,
  report: Report,
): Base {
  const written = objectIn(spec, 'template', origin, report) ?? {}
  const at = within(origin, 'template')
  const apiVersion = (type.family.keepsApiVersion && textOf(written, 'apiVersion')) || type.apiVersion
  const namespace = type.namespaced ? resource.namespace : ''
  const metadata = metadataOf(written, resource.name, namespace, type, at, report)
  const template = inFront({ apiVersion, kind: type.kind, metadata }, written, notInBase)
  return { id: { apiVersion, kind: type.kind, namespace, name: resource.name }, template }
}

const notInBase: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata'])

function metadataOf(
  template: JsonObject,
  name: string,
  namespace: string,
  type: FederatedType,
  origin: Origin,
  report: Report,
): JsonObject {
  const written = objectIn(template, 'metadata', origin, report) ?? {}
  const at = within(origin, 'metadata')
  const replaced = new Set(['name'])
  if (!isNamespaceType(type)) replaced.add('namespace')
  if (!type.family.keepsAnnotations) {
    for (const field of ['annotations', 'finalizers']) {
      const value = own(written, field)
      if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) continue
      replaced.add(field)
      report(diagnostic('kubefed/metadata-dropped', { field }, within(at, field)))
    }
  }
  checkLabels(written, at, report)
  return inFront(namespace === '' ? { name } : { name, namespace }, written, replaced)
}

/** The API would refuse labels that are no texts; upstream forgets all labels where one is not. */
function checkLabels(metadata: JsonObject, origin: Origin, report: Report): void {
  const labels = objectIn(metadata, 'labels', origin, report)
  if (labels === undefined) return
  for (const label of Object.keys(labels)) {
    if (typeof labels[label] === 'string') continue
    report(diagnostic('kubefed/label-not-text', { label }, within(origin, 'labels', label)))
  }
}

/** The front keys, then the rest of an object in its order, but for what is left out. */
function inFront(front: JsonObject, rest: JsonObject, without: ReadonlySet<string>): JsonObject {
  const result: JsonObject = { ...front }
  const keys = keysOf(rest).filter((key) => !without.has(key))
  for (const key of keys) setOwn(result, key, own(rest, key) as Json)
  if (rest[keyOrder] !== undefined) result[keyOrder] = [...Object.keys(front), ...keys]
  return result
}

/** The replicas of a template; undefined where it has none, and 'invalid', with an error, where they are no count. */
export function replicasOf(template: JsonObject, origin: Origin, report: Report): number | undefined | 'invalid' {
  const spec = own(template, 'spec')
  const value = isObject(spec) ? own(spec, 'replicas') : undefined
  if (value === undefined || value === null) return undefined
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 2147483647) return value
  report(diagnostic('kubefed/replicas', {}, within(origin, 'spec', 'replicas')))
  return 'invalid'
}
