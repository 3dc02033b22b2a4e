import type { Changes, Move, ObjectChange } from '../review/changes.ts'
import type { Difference, Reason } from '../review/difference.ts'
import { positionText } from './diagnostics.ts'

/** How many objects come, change and go, and how many workloads move. */
export interface Totals {
  readonly removed: number
  readonly changed: number
  readonly added: number
  readonly workloads: number
  /** Clusters in which an object comes, changes or goes, and all that are known. */
  readonly clusters: number
  readonly fleet: number
}

export function totalsOf({ objects, moves, clusters }: Changes): Totals {
  const count = (change: ObjectChange['change']): number => objects.filter((one) => one.change === change).length
  return {
    removed: count('removed'),
    changed: count('changed'),
    added: count('added'),
    workloads: moves.length,
    clusters: clusters.filter(({ removed, changed, added }) => removed + changed + added > 0).length,
    fleet: clusters.length,
  }
}

/** `2 objects removed, 3 changed, 1 added in 2 of 9 clusters; 1 workload moves`; removals come first. */
export function headline({ changes, files, records }: Difference): string {
  const { removed, changed, added, workloads, clusters, fleet } = totalsOf(changes)
  if (removed + changed + added === 0) {
    if (workloads > 0) return `No object changes; ${moving(workloads)}`
    if (files === 0) return 'Nothing changes'
    if (files > records) return `No object changes; ${files === 1 ? '1 file does' : `${files} files do`}`
    return `Nothing changes in any cluster; ${records === 1 ? '1 file' : `${records} files`} in placements/ would`
  }
  const where = `in ${clusters} of ${count(fleet, 'cluster')}`
  const objects = `${count(removed, 'object')} removed, ${changed} changed, ${added} added ${where}`
  return `${objects}; ${workloads === 0 ? 'no workload moves' : moving(workloads)}`
}

function moving(workloads: number): string {
  return workloads === 1 ? '1 workload moves' : `${workloads} workloads move`
}

/** `1 cluster`, `2 clusters`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}

/** What a cluster ran of a workload, and what it is to run. `·` is nothing, `✓` the whole of it. */
export interface Step {
  readonly cluster: string
  readonly kind: 'lost' | 'gained' | 'changed'
  readonly text: string
}

/** The clusters in which something changes, those that are lost first; and the others. */
export function stepsOf({ before, after }: Move): { steps: Step[]; kept: string[] } {
  const cell = (side: Move['before'], cluster: string): string =>
    side.has(cluster) ? String(side.get(cluster) ?? '✓') : '·'
  const lost: Step[] = []
  const rest: Step[] = []
  const kept: string[] = []
  for (const cluster of new Set([...before.keys(), ...after.keys()])) {
    const text = `${cell(before, cluster)} → ${cell(after, cluster)}`
    if (!after.has(cluster)) lost.push({ cluster, kind: 'lost', text })
    else if (!before.has(cluster)) rest.push({ cluster, kind: 'gained', text })
    else if (before.get(cluster) !== after.get(cluster)) rest.push({ cluster, kind: 'changed', text })
    else kept.push(cluster)
  }
  return { steps: [...lost, ...rest], kept }
}

/** `8 → 12 replicas`; empty where no number is known. */
export function replicasText({ before, after, replicasBefore, replicasAfter, ...wanted }: Move): string {
  if (before.size === 0) return replicasAfter === undefined ? '' : count(replicasAfter, 'replica')
  if (replicasBefore === undefined || replicasAfter === undefined) {
    const { wantedBefore: then, wantedAfter: now } = wanted
    return then === undefined || now === undefined || then === now ? '' : `${then} → ${now} replicas in each cluster`
  }
  if (replicasBefore === replicasAfter) return count(replicasAfter, 'replica')
  return `${replicasBefore} → ${replicasAfter} replicas`
}

/** What becomes of a workload, in a word; empty where it only moves or is scaled. */
export function fateText({ before, after, present }: Move): string {
  if (before.size === 0) return 'new'
  if (after.size > 0) return ''
  return present ? 'leaves every cluster' : 'removed'
}

/** What asked for the new decision. */
export interface Cause {
  readonly words: string
  /** The words are ours; others are keys that a decision remembers. */
  readonly known: boolean
  /** Some of the clusters it is about, and how many more there are. */
  readonly clusters: readonly string[]
  readonly more: number
  /** Some of the places where it is written. */
  readonly places: readonly string[]
}

/** In a line there is room for so many. */
const most = 5

export function causesOf({ reasons, positions }: Difference, move: Move): Cause[] {
  return (reasons.get(move) ?? []).map(({ word, clusters, at }: Reason) => {
    const places = at.map((place) => {
      const found = positions.get(place)
      return found === undefined ? positionText(place.file) : positionText(found.file, found.line)
    })
    return {
      words: sentences.get(word) ?? word,
      known: sentences.has(word),
      clusters: clusters.slice(0, most),
      more: Math.max(0, clusters.length - most),
      places: [...new Set(places)].slice(0, most),
    }
  })
}

const sentences: ReadonlyMap<string, string> = new Map([
  ['annotations', 'its annotations'],
  ['joined', 'joined the fleet:'],
  ['labels', 'labels of'],
  ['taints', 'taints of'],
  ['apis', 'API types of'],
  ['left', 'left the fleet:'],
  ['leaders', 'its leaders'],
  ['migration', 'pods that find no node'],
  ['migrationConfiguration', 'auto-migration'],
  ['new', 'new in the input'],
  ['policy', 'the policy'],
  ['removed', 'no longer in the input'],
  ['replicas', 'replicas'],
  ['requests', 'resource requests'],
  ['unplaced', 'nothing places it any more'],
])

/** Moves that are alike in all that is told of them, such as those of objects that follow one leader. */
export interface Alike {
  readonly moves: readonly [Move, ...Move[]]
  readonly steps: readonly Step[]
  /** Number of clusters that stay as they are; undefined where the moves differ in it. */
  readonly kept: number | undefined
  readonly causes: readonly Cause[]
}

/** In the order of the first of each. */
export function alikeMoves(difference: Difference): Alike[] {
  const groups = new Map<
    string,
    { moves: [Move, ...Move[]]; steps: Step[]; kept: number | undefined; causes: Cause[] }
  >()
  for (const move of difference.changes.moves) {
    const { steps, kept } = stepsOf(move)
    const causes = causesOf(difference, move)
    const key = JSON.stringify([fateText(move), replicasText(move), steps, causes, move.deferred])
    const there = groups.get(key)
    if (there === undefined) groups.set(key, { moves: [move], steps, kept: kept.length, causes })
    else {
      there.moves.push(move)
      if (there.kept !== kept.length) there.kept = undefined
    }
  }
  return [...groups.values()]
}

/** How many clusters stay as they are; empty where there is none, or alike moves differ in it. */
export function keptText({ steps, kept }: Alike): string {
  if (kept === undefined || kept === 0) return ''
  return steps.length === 0 ? `in ${count(kept, 'cluster')}` : `${kept} unchanged`
}
