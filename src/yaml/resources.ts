import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import { isObject, type Json, type JsonObject, keysOf, own } from '../model/json.ts'
import { groupOf, type Resource } from '../model/resource.ts'
import { type Origin, within } from '../model/source.ts'
import { brokenNameRule, brokenNamespaceRule } from './object-names.ts'
import type { ParsedDocument } from './parse.ts'

/** How deep lists may stand inside lists: one list of lists. */
const listLevels = 2

/**
 * The Kubernetes objects of documents, lists opened. Each has apiVersion, kind and metadata.name as non-empty strings,
 * and metadata.namespace is a string if it is there; what has not is told of and left out. Labels and annotations that
 * are not strings are told of.
 */
export function resourcesOf(documents: readonly ParsedDocument[], report: Report): Resource[] {
  const resources: Resource[] = []
  for (const { value, origin } of documents) open(value, origin, 0, resources, report)
  return resources
}

function open(value: Json, origin: Origin, lists: number, into: Resource[], report: Report): void {
  if (!isObject(value)) {
    report(diagnostic('input/not-an-object', { found: describe(value) }, origin))
    return
  }
  const kind = own(value, 'kind')
  if (typeof kind !== 'string' || !isList(kind, value)) {
    const resource = resourceOf(value, origin, report)
    if (resource !== undefined) into.push(resource)
    return
  }
  if (lists === listLevels) {
    report(diagnostic('input/nested-list', {}, origin))
    return
  }
  const items = own(value, 'items')
  if (!Array.isArray(items)) {
    report(diagnostic('input/list-without-items', { kind }, within(origin, 'items')))
    return
  }
  items.forEach((item, index) => void open(item, within(origin, 'items', index), lists + 1, into, report))
}

/** `List`, or a kind like `ConfigMapList` that carries items and no name of its own. */
function isList(kind: string, value: JsonObject): boolean {
  if (kind === 'List') return true
  if (!kind.endsWith('List') || !Object.hasOwn(value, 'items')) return false
  const metadata = own(value, 'metadata')
  return !isObject(metadata) || !Object.hasOwn(metadata, 'name')
}

function resourceOf(value: JsonObject, origin: Origin, report: Report): Resource | undefined {
  if (!Object.hasOwn(value, 'apiVersion') && !Object.hasOwn(value, 'kind')) {
    report(diagnostic('input/not-kubernetes', {}, origin))
    return undefined
  }
  const apiVersion = requiredText(value, 'apiVersion', origin, report)
  const kind = requiredText(value, 'kind', origin, report)
  const metadata = own(value, 'metadata')
  if (!isObject(metadata)) {
    if (metadata === undefined) report(diagnostic('input/missing-field', { field: 'metadata.name' }, origin))
    else {
      const args = { field: 'metadata', found: describe(metadata) }
      report(diagnostic('input/field-not-a-map', args, within(origin, 'metadata')))
    }
    return undefined
  }
  const at = within(origin, 'metadata')
  const name = nameOf(metadata, 'name', at, report)
  const namespace = own(metadata, 'namespace') == null ? '' : nameOf(metadata, 'namespace', at, report)
  checkTexts(metadata, 'labels', at, report)
  checkTexts(metadata, 'annotations', at, report)
  if (name === undefined || namespace === undefined || apiVersion === undefined || kind === undefined) return undefined
  checkName('name', name, brokenNameRule(groupOf(apiVersion), name), at, report)
  if (namespace !== '') checkName('namespace', namespace, brokenNamespaceRule(namespace), at, report)
  return { apiVersion, kind, namespace, name, value, origin }
}

function requiredText(object: JsonObject, field: string, at: Origin, report: Report): string | undefined {
  const value = own(object, field)
  if (typeof value === 'string' && value !== '') return value
  if (value == null || value === '') report(diagnostic('input/missing-field', { field }, within(at, field)))
  else report(diagnostic('input/field-not-a-string', { field, found: describe(value) }, within(at, field)))
  return undefined
}

/** metadata.name or metadata.namespace; a number or a boolean is most likely a name without its quotes. */
function nameOf(metadata: JsonObject, key: 'name' | 'namespace', at: Origin, report: Report): string | undefined {
  const field = `metadata.${key}`
  const value = own(metadata, key)
  if (typeof value === 'string' && (value !== '' || key === 'namespace')) return value
  const place = within(at, key)
  if (value == null || value === '') report(diagnostic('input/missing-field', { field }, place))
  else if (typeof value === 'object') {
    report(diagnostic('input/field-not-a-string', { field, found: describe(value) }, place))
  } else report(diagnostic('input/name-not-a-string', { field, value: String(value) }, place))
  return undefined
}

function checkName(key: string, name: string, rule: string | undefined, at: Origin, report: Report): void {
  if (rule === undefined) return
  const shown = name.length > 80 ? `${name.slice(0, 80)}...` : name
  report(diagnostic('input/invalid-name', { field: `metadata.${key}`, name: shown, rule }, within(at, key)))
}

/** Labels and annotations: the API server refuses `version: 1.0` without quotes, whatever else is read from it. */
function checkTexts(metadata: JsonObject, key: 'labels' | 'annotations', at: Origin, report: Report): void {
  const map = own(metadata, key)
  if (map == null) return
  const field = `metadata.${key}`
  if (!isObject(map)) {
    report(diagnostic('input/field-not-a-map', { field, found: describe(map) }, within(at, key)))
    return
  }
  for (const name of keysOf(map)) {
    const value = own(map, name)
    if (typeof value === 'string' || value == null) continue
    const place = within(at, key, name)
    if (typeof value === 'object') {
      report(diagnostic('input/field-not-a-string', { field: `${field}["${name}"]`, found: describe(value) }, place))
    } else report(diagnostic('input/label-not-a-string', { field, key: name, value: String(value) }, place))
  }
}

function describe(value: Json): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a map'
  return typeof value === 'string' ? 'a string' : typeof value === 'boolean' ? `${value}` : `the number ${value}`
}
