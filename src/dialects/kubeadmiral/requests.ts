import { at, isObject, type Json, type JsonObject, own } from '../../model/json.ts'
import { parseQuantity, type Quantity } from '../../model/quantity.ts'
import type { ObjectId } from '../../model/resource.ts'
import { listOf, objectOf } from '../fields.ts'
import { podSpecPath } from './workload-types.ts'

/** The one resource besides cpu and memory that placement looks at. */
export const gpu = 'nvidia.com/gpu'

/**
 * How many GPUs one pod asks for, or undefined where it does not mention them. Per pod: the sum over containers of
 * the request, or of the limit where there is no request; at least what any init container requests; and the overhead
 * on top. Source: KubeAdmiral, pkg/util/resource/resource.go.
 */
export function gpuRequest(id: ObjectId, template: JsonObject): Quantity | undefined {
  const path = podSpecPath(id)
  const spec = path === undefined ? undefined : at(template, path)
  if (!isObject(spec)) return undefined
  let sum: Quantity | undefined
  for (const container of listOf(spec, 'containers')) {
    const amount = askedBy(container, 'requests') ?? askedBy(container, 'limits')
    if (amount !== undefined) sum = (sum ?? 0n) + amount
  }
  for (const container of listOf(spec, 'initContainers')) {
    const amount = askedBy(container, 'requests')
    if (amount !== undefined && (sum === undefined || amount > sum)) sum = amount
  }
  const overhead = quantity(objectOf(spec, 'overhead'))
  return overhead === undefined ? sum : (sum ?? 0n) + overhead
}

function askedBy(container: Json, list: 'requests' | 'limits'): Quantity | undefined {
  return isObject(container) ? quantity(objectOf(objectOf(container, 'resources'), list)) : undefined
}

/** A quantity that the API server would refuse counts as none: the request is mentioned all the same. */
function quantity(resources: JsonObject): Quantity | undefined {
  const value = own(resources, gpu)
  if (value === undefined || value === null) return undefined
  return parseQuantity(String(value)) ?? 0n
}
