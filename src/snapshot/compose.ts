import type { Resources, ServedApi } from '../model/cluster.ts'
import { formatInstant } from '../model/instant.ts'
import { at, isObject, type Json, type JsonObject, setOwn } from '../model/json.ts'
import { by } from '../model/order.ts'
import { parseQuantity, type Quantity } from '../model/quantity.ts'
import { identity } from '../model/resource.ts'
import { amountsOf } from './amounts.ts'
import { isVersion, sortedApis } from './apis.ts'
import { listAt, objectAt, textAt } from './fields.ts'
import { quantityText } from './quantity-text.ts'
import type { SnapshotSettings } from './settings.ts'
import { type Standing, standingFields } from './standing.ts'
import type { SeenWorkload, Survey } from './survey.ts'

/**
 * The ClusterSnapshot of a survey: the fields of an allow-list, in one order, everything in them sorted. Of `previous`
 * come its metadata, for labels and annotations are their author's; amounts that are less than a step away; and API
 * types of group-versions that nobody could ask.
 */
export function snapshotObject(
  name: string,
  survey: Survey,
  standing: Standing,
  previous: JsonObject | undefined,
  settings: Pick<SnapshotSettings, 'steps'>,
): JsonObject {
  const { takenAt, kubernetesVersion } = survey
  const before = previous === undefined ? null : objectAt(previous, ['spec'])
  return {
    apiVersion: 'stowage.dev/v1alpha1',
    kind: 'ClusterSnapshot',
    metadata: previous === undefined ? { name } : { ...objectAt(previous, ['metadata']), name },
    spec: {
      takenAt: formatInstant(takenAt),
      ...standingFields(standing),
      ...(isVersion(kubernetesVersion) ? { kubernetesVersion } : {}),
      apis: apisField(survey, before),
      resources: resourcesField(survey, before, settings),
      workloads: [...survey.workloads].sort(by(identity)).map(workloadField),
    },
  }
}

function apisField({ apis, staleApis = [] }: Survey, before: Json): JsonObject[] {
  const stale = new Set(staleApis)
  const known = listAt(before, ['apis'])
    .map(apiOf)
    .filter((api) => stale.has(groupVersion(api)))
  return sortedApis([...known, ...apis]).map(({ group, version, kind }) =>
    group === '' ? { version, kind } : { group, version, kind },
  )
}

function apiOf(api: Json): ServedApi {
  return { group: textAt(api, ['group']), version: textAt(api, ['version']), kind: textAt(api, ['kind']) }
}

function groupVersion({ group, version }: ServedApi): string {
  return group === '' ? version : `${group}/${version}`
}

function resourcesField(
  { nodes, requested }: Survey,
  before: Json,
  { steps }: Pick<SnapshotSettings, 'steps'>,
): JsonObject {
  const told = {
    allocatable: quantitiesAt(before, 'allocatable'),
    available: quantitiesAt(before, 'available'),
  }
  const { allocatable, available } = amountsOf(nodes.allocatable, requested, told, steps)
  return {
    schedulableNodes: nodes.schedulable,
    allocatable: quantitiesField(allocatable),
    available: quantitiesField(available),
  }
}

function quantitiesAt(before: Json, key: string): Map<string, Quantity> {
  const amounts = new Map<string, Quantity>()
  const list = at(before, ['resources', key])
  for (const [resource, text] of Object.entries(isObject(list) ? list : {})) {
    const amount = parseQuantity(String(text))
    if (amount !== undefined) amounts.set(resource, amount)
  }
  return amounts
}

function quantitiesField(amounts: Resources): JsonObject {
  const field: JsonObject = {}
  for (const [resource, amount] of [...amounts].sort(by(([name]) => name))) {
    setOwn(field, resource, quantityText(resource, amount))
  }
  return field
}

function workloadField(workload: SeenWorkload): JsonObject {
  const { apiVersion, kind, namespace, name, desired, current, replicas, ready, pods, scheduled } = workload
  const unschedulable = [...workload.unschedulable]
    .sort((a, b) => a.since - b.since)
    .map(({ since, pods: waiting, outdated }) => ({
      since: formatInstant(since),
      pods: waiting,
      ...(outdated === 0 ? {} : { outdated }),
    }))
  return {
    apiVersion,
    kind,
    ...(namespace === '' ? {} : { namespace }),
    name,
    desired,
    current,
    replicas,
    ready,
    pods,
    scheduled,
    ...(unschedulable.length === 0 ? {} : { unschedulable }),
  }
}
