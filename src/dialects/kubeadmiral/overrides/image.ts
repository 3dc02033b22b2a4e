import { diagnostic, type Report } from '../../../diagnostics/diagnostic.ts'
import { isDigest, isTag } from '../../../model/image.ts'
import { isObject, type JsonObject } from '../../../model/json.ts'
import type { Edit, ImageChange, ImagePart } from '../../../model/override.ts'
import { type Origin, within } from '../../../model/source.ts'
import { listOf, textOf } from '../../fields.ts'
import { needsValue, operatorOf } from './operator.ts'

/**
 * An image overrider. A path counts instead of the containers; a list of containers that holds empty names only is
 * for none, unlike an empty list. Source: KubeAdmiral, pkg/controllers/override/imagepatch.go.
 */
export function readImage(entry: JsonObject, from: Origin, report: Report): Edit {
  const path = textOf(entry, 'imagePath')
  if (path !== '' && !/^\/+[^/]/.test(path)) {
    report(diagnostic('kubeadmiral/override-image-path', { path }, within(from, 'imagePath')))
  }
  const names = listOf(entry, 'containerNames')
  const containers =
    names.length === 0
      ? undefined
      : new Set(names.filter((name) => typeof name === 'string').filter((name) => name !== ''))
  const changes = listOf(entry, 'operations').flatMap((operation, index) =>
    isObject(operation) ? [readChange(operation, within(from, 'operations', index), report)] : [],
  )
  return { kind: 'image', containers, path: path === '' ? undefined : path, changes, from }
}

function readChange(operation: JsonObject, at: Origin, report: Report): ImageChange {
  const component = textOf(operation, 'imageComponent')
  const part = parts.get(component) ?? 'tag'
  const operator = operatorOf(operation)
  const value = textOf(operation, 'value')
  if (operator === 'addIfAbsent' && value === '') needsValue(operator, at, report)
  else if (operator !== 'delete' && value !== '' && syntax.get(part)?.(value) === false) {
    report(diagnostic('kubeadmiral/override-image-value', { component, value }, within(at, 'value')))
  }
  return { part, operator, value }
}

const parts: ReadonlyMap<string, ImagePart> = new Map([
  ['Registry', 'registry'],
  ['Repository', 'repository'],
  ['Tag', 'tag'],
  ['Digest', 'digest'],
])

/** Upstream checks these two parts alone, by the grammar of image references. */
const syntax: ReadonlyMap<ImagePart, (text: string) => boolean> = new Map([
  ['tag', isTag],
  ['digest', isDigest],
])
