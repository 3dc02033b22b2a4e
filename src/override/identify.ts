import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import { at, type JsonObject } from '../model/json.ts'
import type { ObjectId } from '../model/resource.ts'
import type { SchedulingUnit } from '../model/unit.ts'

/**
 * Who an object is after its overrides: they may rename it or move it, but it must keep its kind and have an
 * apiVersion and a name. Undefined, with an error, where that does not hold.
 */
export function identify(
  unit: Pick<SchedulingUnit, 'workload' | 'origin' | 'replicasPath'>,
  value: JsonObject,
  cluster: string,
  report: Report,
): ObjectId | undefined {
  const { workload } = unit
  const object = `${workload.kind} ${workload.namespace === '' ? '' : `${workload.namespace}/`}${workload.name}`
  const apiVersion = textAt(value, 'apiVersion')
  const kind = textAt(value, 'kind')
  const name = textAt(value, 'metadata', 'name')
  const missing = apiVersion === '' ? 'apiVersion' : kind === '' ? 'kind' : name === '' ? 'metadata.name' : undefined
  if (missing !== undefined) {
    report(diagnostic('override/no-identity', { object, cluster, field: missing }, unit.origin))
    return undefined
  }
  if (kind !== workload.kind) {
    report(diagnostic('override/kind-changed', { object, cluster, kind }, unit.origin))
    return undefined
  }
  return { apiVersion, kind, namespace: textAt(value, 'metadata', 'namespace'), name }
}

function textAt(value: JsonObject, ...path: string[]): string {
  const found = at(value, path)
  return typeof found === 'string' ? found : ''
}
