import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import { closest } from '../model/closest.ts'
import type { Resource } from '../model/resource.ts'
import { within } from '../model/source.ts'
import { recognise } from './kinds.ts'
import { translate } from './translate.ts'

export { schemaOf } from './kinds.ts'
export { asPath } from './pointer.ts'

/**
 * Holds an object against the schema of its kind and reports every mistake at its place. An object of a foreign kind
 * passes; an unknown kind or version in a group that Stowage reads does not. Answers whether the object is sound.
 */
export function check(resource: Resource, report: Report): boolean {
  const { apiVersion, kind, value, origin } = resource
  const known = recognise(apiVersion, kind)
  if (known.is === 'foreign') return true
  if (known.is === 'unknown') {
    const { wrong, candidates } = known
    const only = candidates.length === 1 && wrong === 'apiVersion' ? candidates[0] : undefined
    const suggestion = only ?? closest(wrong === 'kind' ? kind : apiVersion, candidates)
    const args = { apiVersion, kind, known: candidates, ...(suggestion === undefined ? {} : { suggestion }) }
    report(diagnostic('object/unknown-kind', args, within(origin, wrong)))
    return false
  }
  const { validate, shape } = known.schema
  if (validate(value)) return true
  let sound = true
  for (const violation of validate.errors ?? []) {
    const found = translate(violation, resource, shape)
    if (found === undefined) continue
    sound = false
    report(found)
  }
  return sound
}
