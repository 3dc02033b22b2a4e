import { diagnostic, type Report } from '../../diagnostics/diagnostic.ts'
import { isObject, type JsonObject } from '../../model/json.ts'
import type { Resource } from '../../model/resource.ts'
import { type Origin, within } from '../../model/source.ts'
import type { PreviousPlacement } from '../../model/unit.ts'
import { flagOf, integerOf, listOf, objectOf, textOf } from '../fields.ts'
import { workloadIdentity } from './cluster.ts'
import { readFleetFacts } from './fleet-facts.ts'
import { isPlacement } from './kinds.ts'

/**
 * The previous decisions by workload identity, from Placement and FleetFacts objects that passed their schema. Two
 * placements of one workload are an error; the first is kept. A placement whose FleetFacts are not there has no fleet,
 * as one of an earlier version that remembered none: its workload is decided anew, from the clusters it has. The
 * former is told, once for all such placements and at the first of them.
 */
export function readHistory(owned: readonly Resource[], report: Report): Map<string, PreviousPlacement> {
  const history = new Map<string, PreviousPlacement>()
  const records = readFleetFacts(owned)
  const forgotten: Origin[] = []
  for (const { value, origin } of owned.filter(isPlacement)) {
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
    const facts = objectOf(spec, 'facts')
    const policyName = textOf(objectOf(spec, 'policy'), 'name')
    const fleetName = textOf(facts, 'fleet')
    const fleet = records.get(fleetName)
    if (fleetName !== '' && fleet === undefined) forgotten.push(within(origin, 'spec', 'facts', 'fleet'))
    history.set(key, {
      ...readClusters(spec),
      policyName: policyName === '' ? undefined : policyName,
      facts,
      fleet,
      dispatched: flagOf(spec, 'dryRun') !== true,
      origin,
    })
  }
  if (forgotten[0] !== undefined) {
    report(diagnostic('placement/fleet-forgotten', { count: forgotten.length }, forgotten[0]))
  }
  return history
}

function readClusters(spec: JsonObject): Pick<PreviousPlacement, 'clusters' | 'overflow' | 'following'> {
  const clusters = new Map<string, number | undefined>()
  const overflow = new Map<string, number>()
  const following = new Set<string>()
  for (const target of listOf(spec, 'clusters').filter(isObject)) {
    const name = textOf(target, 'name')
    if (flagOf(target, 'following') === true) {
      following.add(name)
      continue
    }
    clusters.set(name, integerOf(target, 'replicas'))
    const beyond = integerOf(target, 'overflow')
    if (beyond !== undefined) overflow.set(name, beyond)
  }
  return { clusters, overflow, following }
}
