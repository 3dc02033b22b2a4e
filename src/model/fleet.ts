import type { Cluster, Taint } from './cluster.ts'
import { digest } from './digest.ts'
import type { Json, JsonObject } from './json.ts'
import { setOwn } from './json.ts'
import { by, byCodePoint } from './order.ts'

/** What placement needs to know of the fleet. */
export interface Fleet {
  /** Sorted by name, names unique. */
  readonly clusters: readonly Cluster[]
  /** The time of the render in milliseconds since 1970; absent where nothing in the input says. */
  readonly now?: number
}

/** What a decision remembers of one cluster. */
export interface ClusterRecord {
  readonly labels: ReadonlyMap<string, string>
  /** Sorted by key, value and effect. */
  readonly taints: readonly Taint[]
  /** Digest of the API types it serves; undefined where they were not known. */
  readonly apis: string | undefined
}

/** What decisions remember of the fleet: its joined clusters. One record serves all decisions of a render. */
export interface FleetRecord {
  /** Names the record by its content. */
  readonly digest: string
  /** In name order. */
  readonly clusters: ReadonlyMap<string, ClusterRecord>
}

/** The record of a fleet as it is now; the same one for the same fleet. */
export function recordOf(fleet: Fleet): FleetRecord {
  let record = records.get(fleet)
  if (record === undefined) {
    const joined = fleet.clusters.filter((cluster) => cluster.joined).sort(by(({ name }) => name))
    const clusters = new Map(joined.map((cluster) => [cluster.name, clusterRecord(cluster)]))
    record = { digest: digest(recordJson(clusters)), clusters }
    records.set(fleet, record)
  }
  return record
}

const records = new WeakMap<Fleet, FleetRecord>()

function clusterRecord({ labels, taints, apis }: Cluster): ClusterRecord {
  const types = apis?.map(({ group, version, kind }) => `${group}/${version}/${kind}`).sort(byCodePoint)
  return {
    labels: new Map([...labels].sort(by(([key]) => key))),
    taints: [...taints].sort(by(({ key, value, effect }) => `${key}\0${value}\0${effect}`)),
    apis: types && digest(types),
  }
}

/** The clusters of a record as data, in a fixed order. */
export function recordJson(clusters: FleetRecord['clusters']): Json[] {
  return [...clusters].map(([name, { labels, taints, apis }]) => ({
    name,
    ...(labels.size === 0 ? {} : { labels: textsJson(labels) }),
    ...(taints.length === 0 ? {} : { taints: taints.map(taintJson) }),
    ...(apis === undefined ? {} : { apis }),
  }))
}

function taintJson({ key, value, effect }: Taint): JsonObject {
  return { key, ...(value === '' ? {} : { value }), effect }
}

function textsJson(texts: ReadonlyMap<string, string>): JsonObject {
  const object: JsonObject = {}
  for (const [key, value] of texts) setOwn(object, key, value)
  return object
}
