import { isObject, type Json, type JsonObject, keyOrder, keysOf, own, setOwn } from '../../model/json.ts'
import { groupOf, type Resource } from '../../model/resource.ts'
import { objectOf, textOf } from '../fields.ts'
import { steeringAnnotations, steeringLabels } from './steering.ts'

const reported: ReadonlySet<string> = new Set(['status'])

/** Metadata that a server sets, or that speaks of the hub alone. */
const serverSet: ReadonlySet<string> = new Set([
  'selfLink',
  'uid',
  'resourceVersion',
  'creationTimestamp',
  'deletionTimestamp',
  'ownerReferences',
  'finalizers',
  'managedFields',
])

/**
 * A workload as member clusters get it: without status, server-set metadata and steering labels and annotations, and
 * without the few fields of its kind that only hold in the cluster they were read from. What does not change is
 * shared with the source, which is never changed itself. Source: KubeAdmiral, pkg/controllers/federate/util.go and
 * pkg/controllers/sync/resource.go.
 */
export function toTemplate(resource: Resource): JsonObject {
  const { value } = resource
  let template = without(value, reported)
  template = change(template, ['metadata'], (metadata) => {
    const clean = without(metadata, serverSet)
    return strip(strip(clean, 'labels', steeringLabels), 'annotations', steeringAnnotations)
  })
  switch (`${groupOf(resource.apiVersion)}/${resource.kind}`) {
    case 'batch/Job':
      return ofJob(template)
    case '/Service':
      return change(template, ['spec'], (spec) =>
        textOf(spec, 'clusterIP') === 'None' ? spec : without(spec, addresses),
      )
    case '/Pod':
      return change(template, ['spec'], (spec) => without(spec, ephemeral))
    default:
      return template
  }
}

const addresses: ReadonlySet<string> = new Set(['clusterIP', 'clusterIPs'])
const ephemeral: ReadonlySet<string> = new Set(['ephemeralContainers'])
const controllerUid: ReadonlySet<string> = new Set(['controller-uid'])

/** The job controller of each cluster sets its own selector, unless people said that theirs counts. */
function ofJob(template: JsonObject): JsonObject {
  if (own(objectOf(template, 'spec'), 'manualSelector') === true) return template
  const drop = (labels: JsonObject): JsonObject => without(labels, controllerUid)
  return change(
    change(template, ['spec', 'template', 'metadata', 'labels'], drop),
    ['spec', 'selector', 'matchLabels'],
    drop,
  )
}

/** Removes keys of a map at a key; a map that loses its last entry goes too. */
function strip(object: JsonObject, key: string, keys: ReadonlySet<string>): JsonObject {
  const before = own(object, key)
  if (!isObject(before)) return object
  const after = without(before, keys)
  if (after === before) return object
  return Object.keys(after).length === 0 ? without(object, new Set([key])) : replaced(object, key, after)
}

/** The object with another one at a path; the same object where the path leaves it or nothing changes. */
function change(object: JsonObject, path: readonly string[], edit: (part: JsonObject) => JsonObject): JsonObject {
  const [step, ...rest] = path
  if (step === undefined) return edit(object)
  const before = own(object, step)
  if (!isObject(before)) return object
  const after = change(before, rest, edit)
  return after === before ? object : replaced(object, step, after)
}

function replaced(object: JsonObject, key: string, value: Json): JsonObject {
  return shallow(object, (one) => (one === key ? value : object[one]))
}

/** The object without some keys, in the same order; the same object where it has none of them. */
function without(object: JsonObject, keys: ReadonlySet<string>): JsonObject {
  if (!Object.keys(object).some((key) => keys.has(key))) return object
  return shallow(object, (key) => (keys.has(key) ? undefined : object[key]))
}

function shallow(object: JsonObject, valueAt: (key: string) => Json | undefined): JsonObject {
  const result: JsonObject = {}
  for (const key of keysOf(object)) {
    const value = valueAt(key)
    if (value !== undefined) setOwn(result, key, value)
  }
  const order = object[keyOrder]
  if (order !== undefined) result[keyOrder] = order
  return result
}
