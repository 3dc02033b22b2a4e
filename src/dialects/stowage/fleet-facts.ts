import { digest } from '../../model/digest.ts'
import { type FleetRecord, recordJson } from '../../model/fleet.ts'
import { isObject, type JsonObject } from '../../model/json.ts'
import type { ObjectId, Resource } from '../../model/resource.ts'
import { taintsOf } from '../cluster-fields.ts'
import { listOf, objectOf, textOf, textsOf } from '../fields.ts'
import { apiVersion, isFleetFacts } from './kinds.ts'

/** The object that holds a record; its name is the record's digest, so that equal records are one file. */
export function fleetFactsId({ digest }: FleetRecord): ObjectId {
  return { apiVersion, kind: 'FleetFacts', namespace: '', name: digest }
}

/** The fleet that some decisions rest on, as an object to be committed beside them. */
export function toFleetFacts(record: FleetRecord): JsonObject {
  return {
    apiVersion,
    kind: 'FleetFacts',
    metadata: { name: record.digest },
    spec: { clusters: recordJson(record.clusters) },
  }
}

/**
 * The records of the input by the name that placements know them by, from FleetFacts objects that passed their schema.
 * What a record says counts, whatever it is called: an edited one gets the digest of its content, and so its own file.
 */
export function readFleetFacts(owned: readonly Resource[]): Map<string, FleetRecord> {
  const records = new Map<string, FleetRecord>()
  for (const { name, value } of owned.filter(isFleetFacts)) {
    const clusters = new Map(
      listOf(objectOf(value, 'spec'), 'clusters')
        .filter(isObject)
        .map((cluster) => {
          const apis = textOf(cluster, 'apis')
          const record = {
            labels: textsOf(cluster, 'labels'),
            taints: taintsOf(cluster, 'taints'),
            apis: apis === '' ? undefined : apis,
          }
          return [textOf(cluster, 'name'), record]
        }),
    )
    records.set(name, { digest: digest(recordJson(clusters)), clusters })
  }
  return records
}
