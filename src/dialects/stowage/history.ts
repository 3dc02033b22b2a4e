import { diagnostic, type Report } from '../../diagnostics/diagnostic.ts'
import { isObject } from '../../model/json.ts'
import type { PreviousPlacement } from '../../model/policy.ts'
import type { Resource } from '../../model/resource.ts'
import { within } from '../../model/source.ts'
import { integerOf, listOf, objectOf, textOf } from '../fields.ts'
import { workloadIdentity } from './cluster.ts'

/**
 * The previous decisions by workload identity, from Placement objects that passed their schema. Two of one workload
 * are an error; the first is kept.
 */
export function readHistory(placements: readonly Resource[], report: Report): Map<string, PreviousPlacement> {
  const history = new Map<string, PreviousPlacement>()
  for (const { value, origin } of placements) {
    const spec = objectOf(value, 'spec')
    const reference = objectOf(spec, 'workload')
    const key = workloadIdentity(reference)
    const first = history.get(key)
    if (first !== undefined) {
      const namespace = textOf(reference, 'namespace')
      const name = `${namespace === '' ? '' : `${namespace}/`}${textOf(reference, 'name')}`
      const workload = `${textOf(reference, 'kind')} ${name}`
      report(diagnostic('bind/placement-twice', { workload }, within(origin, 'spec', 'workload'), [first.origin]))
      continue
    }
    const clusters = new Map<string, number | undefined>()
    for (const target of listOf(spec, 'clusters')) {
      if (isObject(target)) clusters.set(textOf(target, 'name'), integerOf(target, 'replicas'))
    }
    history.set(key, { clusters, facts: objectOf(spec, 'facts'), origin })
  }
  return history
}
