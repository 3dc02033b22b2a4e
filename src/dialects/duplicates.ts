import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import { byCodePoint } from '../model/order.ts'
import { describe, identity, type Resource } from '../model/resource.ts'
import type { Origin } from '../model/source.ts'

/**
 * The resources in the order of their identity, each identity once. A second object of the same identity is an error
 * and left out; the first is the one that stands first by file name, so that the order of reading does not matter.
 */
export function distinct(resources: readonly Resource[], report: Report): Resource[] {
  const keyed = resources.map((resource) => ({ key: identity(resource), resource }))
  keyed.sort((a, b) => byCodePoint(a.key, b.key) || byOrigin(a.resource.origin, b.resource.origin))
  const kept: Resource[] = []
  let last: { readonly key: string; readonly resource: Resource } | undefined
  for (const one of keyed) {
    if (last?.key === one.key) {
      const id = describe(one.resource)
      report(diagnostic('object/duplicate', { id }, one.resource.origin, [last.resource.origin]))
      continue
    }
    last = one
    kept.push(one.resource)
  }
  return kept
}

function byOrigin(a: Origin, b: Origin): number {
  if (a.file !== b.file) return byCodePoint(a.file, b.file)
  if (a.document !== b.document) return a.document - b.document
  for (let index = 0; index < Math.min(a.path.length, b.path.length); index++) {
    const [x, y] = [a.path[index], b.path[index]]
    if (x === y) continue
    if (typeof x === 'number' && typeof y === 'number') return x - y
    return byCodePoint(String(x), String(y))
  }
  return a.path.length - b.path.length
}
