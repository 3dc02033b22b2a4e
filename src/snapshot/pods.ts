import { parseInstant } from '../model/instant.ts'
import { at, isObject, type Json } from '../model/json.ts'
import { controllerOf, listAt, textAt, textsAt } from './fields.ts'
import { addAmounts, type QuantityCache, raiseTo, readQuantities, type Sums } from './quantities.ts'

/** What counts of a pod; its name, its containers and its annotations are not in it. */
export interface PodFacts {
  readonly namespace: string
  readonly labels: ReadonlyMap<string, string>
  /** The uid of its controller; empty where it has none. */
  readonly owner: string
  readonly deleting: boolean
  readonly running: boolean
  /** How many conditions of type Ready it has, whatever they say. */
  readonly readyConditions: number
  readonly scheduled: boolean
  /** Since when no node can take it, in milliseconds since 1970, to the second; undefined where that is not so. */
  readonly waitingSince: number | undefined
}

/** The facts of a raw core/v1 Pod; undefined where it has no name and namespace, or a moment that is none. */
export function podFacts(pod: Json): PodFacts | undefined {
  const namespace = textAt(pod, ['metadata', 'namespace'])
  if (!isObject(pod) || namespace === '' || textAt(pod, ['metadata', 'name']) === '') return undefined
  const conditions = listAt(pod, ['status', 'conditions'])
  const scheduling = conditions.find((condition) => textAt(condition, ['type']) === 'PodScheduled') ?? null
  const status = textAt(scheduling, ['status'])
  const waits = status === 'False' && textAt(scheduling, ['reason']) === 'Unschedulable'
  const waitingSince = waits ? momentOf(scheduling) : undefined
  if (waits && waitingSince === undefined) return undefined
  return {
    namespace,
    labels: textsAt(pod, ['metadata', 'labels']),
    owner: controllerOf(pod),
    deleting: textAt(pod, ['metadata', 'deletionTimestamp']) !== '',
    running: textAt(pod, ['status', 'phase']) === 'Running',
    readyConditions: conditions.filter((condition) => textAt(condition, ['type']) === 'Ready').length,
    scheduled: status === 'True',
    waitingSince,
  }
}

/** A condition without the moment is from ever, as the zero time of Go is. */
function momentOf(condition: Json): number | undefined {
  const text = textAt(condition, ['lastTransitionTime'])
  const moment = text === '' ? 0 : parseInstant(text)
  return moment === undefined ? undefined : Math.floor(moment / 1000) * 1000
}

/**
 * What a raw core/v1 Pod requests: its containers together, or one of its init containers where that is more, and the
 * overhead. A pod that has ended requests nothing. 'malformed' where that cannot be read.
 * Source: KubeAdmiral, pkg/util/resource; upstream, too, takes init containers that go on running for plain ones.
 */
export function podRequests(pod: Json, cache: QuantityCache): Sums | 'malformed' {
  const phase = textAt(pod, ['status', 'phase'])
  const requests: Sums = new Map()
  if (phase === 'Succeeded' || phase === 'Failed') return requests
  for (const [list, combine] of parts) {
    for (const container of listAt(pod, ['spec', list])) {
      const amounts = readQuantities(at(container, ['resources', 'requests']), cache)
      if (amounts === 'malformed') return amounts
      combine(requests, amounts)
    }
  }
  const overhead = readQuantities(at(pod, ['spec', 'overhead']), cache)
  if (overhead === 'malformed') return overhead
  addAmounts(requests, overhead)
  return requests
}

const parts = [
  ['containers', addAmounts],
  ['initContainers', raiseTo],
] as const
