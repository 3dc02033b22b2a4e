import { at, isObject, type Json } from '../model/json.ts'
import { isLabelValue } from '../model/label.ts'
import { listAt, type Malformed, textAt } from './fields.ts'
import { addAmounts, type QuantityCache, readQuantities, type Sums } from './quantities.ts'
import type { NodeSums } from './survey.ts'

/** Sums over the nodes that were read so far. */
export interface NodeTally {
  total: number
  schedulable: number
  readonly allocatable: Sums
  readonly regions: Map<string, number>
  readonly zones: Map<string, number>
  readonly cache: QuantityCache
}

export function newNodeTally(): NodeTally {
  return { total: 0, schedulable: 0, allocatable: new Map(), regions: new Map(), zones: new Map(), cache: new Map() }
}

/**
 * Adds the nodes of one page, raw core/v1 Nodes, in any order. Nothing of a node is kept.
 * Source of the sums: KubeAdmiral, pkg/controllers/federatedcluster/util.go.
 */
export function addNodes(tally: NodeTally, nodes: readonly Json[]): Malformed {
  for (const node of nodes) {
    if (!isObject(node) || textAt(node, ['metadata', 'name']) === '') return 'a node without a name'
    tally.total++
    countLabel(tally.regions, node, 'topology.kubernetes.io/region')
    countLabel(tally.zones, node, 'topology.kubernetes.io/zone')
    if (!isSchedulable(node)) continue
    const allocatable = readQuantities(at(node, ['status', 'allocatable']), tally.cache)
    if (allocatable === 'malformed') return 'a node whose status.allocatable cannot be read'
    tally.schedulable++
    addAmounts(tally.allocatable, allocatable)
  }
  return undefined
}

/** The number of pods that nodes take is no resource that pods request, so it is left out. */
export function nodeSums({ total, schedulable, allocatable, regions, zones }: NodeTally): NodeSums {
  const resources = new Map(allocatable)
  resources.delete('pods')
  return { total, schedulable, allocatable: resources, regions: new Map(regions), zones: new Map(zones) }
}

/** Not cordoned, without a taint that keeps pods away, and not said to be unready; a node without a word is ready. */
function isSchedulable(node: Json): boolean {
  if (at(node, ['spec', 'unschedulable']) === true) return false
  for (const taint of listAt(node, ['spec', 'taints'])) {
    const effect = textAt(taint, ['effect'])
    if (effect === 'NoSchedule' || effect === 'NoExecute') return false
  }
  return listAt(node, ['status', 'conditions']).every(
    (condition) => textAt(condition, ['type']) !== 'Ready' || textAt(condition, ['status']) === 'True',
  )
}

function countLabel(counts: Map<string, number>, node: Json, key: string): void {
  const value = textAt(node, ['metadata', 'labels', key])
  if (value !== '' && isLabelValue(value)) counts.set(value, (counts.get(value) ?? 0) + 1)
}
