import type { Taint } from '../model/cluster.ts'
import type { SettledDecision } from '../model/decision.ts'
import type { ClusterRecord, Fleet, FleetRecord } from '../model/fleet.ts'
import { type Origin, within } from '../model/source.ts'
import type { PreviousPlacement } from '../model/unit.ts'
import type { Move } from './changes.ts'
import type { Reason } from './difference.ts'

/** What stands behind a move; undefined where there is no such decision. */
export interface Background {
  readonly decision: SettledDecision | undefined
  readonly previous: PreviousPlacement | undefined
  readonly fleet: Fleet
}

/** The words of a move with the clusters and the places they are about. */
export function reasonsOf({ because, at }: Move, { decision, previous, fleet }: Background): Reason[] {
  const news = decision?.fleet && previous?.fleet ? fleetNews(previous.fleet, decision.fleet) : undefined
  return because.map((word) => {
    const part = parts.get(word)
    if (part === undefined) return { word, clusters: [], at: placesOf(word, at, decision) }
    const clusters = news?.get(word) ?? []
    return { word, clusters, at: clusters.flatMap((name) => clusterPlace(name, part, fleet)) }
  })
}

/** Words about clusters, and the part of a cluster's object that each is about. */
const parts: ReadonlyMap<string, readonly string[]> = new Map([
  ['labels', ['metadata', 'labels']],
  ['taints', ['spec', 'taints']],
  ['apis', []],
  ['joined', []],
  ['left', []],
])

function placesOf(word: string, at: Origin | undefined, decision: SettledDecision | undefined): Origin[] {
  if (word === 'policy' && decision?.policyRef !== undefined) return [decision.policyRef.origin]
  if (decision === undefined) return at === undefined ? [] : [at]
  const { origin, replicasPath } = decision.unit
  return [word === 'replicas' && replicasPath !== undefined ? within(origin, ...replicasPath) : origin]
}

function clusterPlace(name: string, part: readonly string[], { clusters }: Fleet): Origin[] {
  const [origin] = clusters.find((cluster) => cluster.name === name)?.origins ?? []
  return origin === undefined ? [] : [within(origin, ...part)]
}

type News = ReadonlyMap<string, readonly string[]>

const known = new WeakMap<FleetRecord, WeakMap<FleetRecord, News>>()

/** The clusters by what changed of them; thousands of workloads ask about the same two records. */
function fleetNews(before: FleetRecord, after: FleetRecord): News {
  const there = known.get(before) ?? new WeakMap<FleetRecord, News>()
  known.set(before, there)
  const found = there.get(after) ?? compareRecords(before, after)
  there.set(after, found)
  return found
}

function compareRecords({ clusters: before }: FleetRecord, { clusters: after }: FleetRecord): News {
  const both = [...before].flatMap(([name, then]) => {
    const now = after.get(name)
    return now === undefined ? [] : [{ name, then, now }]
  })
  const differing = (text: (record: ClusterRecord) => string): string[] =>
    both.filter(({ then, now }) => text(then) !== text(now)).map(({ name }) => name)
  return new Map([
    ['labels', differing(({ labels }) => JSON.stringify([...labels]))],
    ['taints', differing(({ taints }) => JSON.stringify(taints.map(taintText)))],
    ['apis', differing(({ apis }) => apis ?? '')],
    ['joined', [...after.keys()].filter((name) => !before.has(name))],
    ['left', [...before.keys()].filter((name) => !after.has(name))],
  ])
}

function taintText({ key, value, effect }: Taint): string {
  return JSON.stringify([key, value, effect])
}
