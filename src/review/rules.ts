import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts'
import type { GuardRule, GuardSettings, Share } from '../model/guard.ts'
import { describe, groupOf, identity, type ObjectId } from '../model/resource.ts'
import type { Changes, ClusterChange, Move, ObjectChange } from './changes.ts'
import { isNamespace } from './compare.ts'
import { type Loss, lossOf } from './loss.ts'

/** A rule that does not let a plan pass, and why. */
export interface Refusal {
  readonly rule: GuardRule
  readonly clusters: readonly ClusterChange[]
  readonly objects: readonly ObjectChange[]
  readonly moves: readonly Move[]
  readonly diagnostic: Diagnostic
}

/** One rule: what it refuses in a plan, or undefined. */
type Check = (changes: Changes, settings: GuardSettings, loss: Loss) => Omit<Refusal, 'rule'> | undefined

/** The refusals of a plan in the order of the rules. */
export function refusalsOf(changes: Changes, settings: GuardSettings): Refusal[] {
  const loss = lossOf(changes)
  const off = new Set<string>(settings.disable)
  return checks
    .filter(([rule]) => !off.has(rule))
    .flatMap(([rule, check]) => {
      const refusal = check(changes, settings, loss)
      return refusal === undefined ? [] : [{ rule, ...refusal }]
    })
}

/** The input has no workload at all, and something would go. */
const nothingLeft: Check = ({ present, moves }, _, { removed }) => {
  if (present > 0 || removed.length + moves.length === 0) return undefined
  return refusal({ objects: removed, moves }, diagnostic('guard/nothing-left', { count: removed.length }))
}

/** Something would go from a cluster that the fleet does not have. */
const clusterGone: Check = (changes, _, loss) => {
  const clusters = changes.clusters.filter(({ declared, removed }) => !declared && removed > 0)
  return clusterRefusal('guard/cluster-gone', clusters, loss)
}

/**
 * Something would go from a cluster, and nothing is to stand there. Namespaces that stay do not count, unless they were
 * all there was.
 */
const clusterEmptied: Check = (changes, _, loss) => {
  const emptied = changes.clusters.filter(
    ({ cluster, declared, bare, planned, removed }) =>
      declared && removed > 0 && (planned === 0 || (bare && loss.in(cluster).some(({ id }) => !isNamespace(id)))),
  )
  return clusterRefusal('guard/cluster-emptied', emptied, loss)
}

/** A workload was somewhere and is nowhere, though it is still in the input. */
const leavesEveryCluster: Check = ({ moves }) => {
  const left = moves.filter(({ present, before, after }) => present && before.size > 0 && after.size === 0)
  const scaledToZero = left.filter(({ wantedAfter }) => wantedAfter === 0).length
  const args = { workloads: named(left.map(({ workload }) => workload)), count: left.length, scaledToZero }
  return moveRefusal(left, diagnostic('guard/leaves-every-cluster', args, ...placesOf(left)))
}

/**
 * A workload would run fewer replicas than before and fewer than its owner asks for, so that it was not the owner who
 * asked. What stands in a cluster that is kept goes on running. A surplus over what is asked for may go: it stood in
 * for replicas that could not run.
 */
const shrinks: Check = ({ moves, clusters }) => {
  const kept = new Set(clusters.filter((one) => one.kept).map(({ cluster }) => cluster))
  const shrunk = moves.filter((move) => {
    const { present, before, after, replicasBefore, replicasAfter, wantedAfter } = move
    if (!present || after.size === 0 || replicasBefore === undefined || replicasAfter === undefined) return false
    let running = replicasAfter
    for (const [cluster, replicas] of before) if (kept.has(cluster) && !after.has(cluster)) running += replicas ?? 0
    return running < replicasBefore && (wantedAfter === undefined || running < wantedAfter)
  })
  const workloads = shrunk
    .slice(0, told)
    .map((move) => `${describe(move.workload)} (${move.replicasBefore} to ${move.replicasAfter})`)
  return moveRefusal(shrunk, diagnostic('guard/shrinks', { workloads, count: shrunk.length }, ...placesOf(shrunk)))
}

/** What asked not to be removed, where it stands, would be removed. */
const protectedObject: Check = (_, __, { removed }) => {
  return objectRefusal(
    'guard/protected-object',
    removed.filter((object) => object.protected),
  )
}

/** Something of a kind that takes more along than itself would be removed. */
const protectedKind: Check = (_, { protect }, { removed }) => {
  // A kind in other letters is meant all the same: a typing error must not switch the protection off.
  const kinds = new Set(protect.map((kind) => kind.toLowerCase()))
  const isProtected = ({ kind, apiVersion }: ObjectId): boolean =>
    kinds.has(kind.toLowerCase()) || kinds.has(`${kind}.${groupOf(apiVersion)}`.toLowerCase())
  return objectRefusal(
    'guard/protected-kind',
    removed.filter(({ id }) => isProtected(id)),
  )
}

/** A cluster would lose too large a part of its objects, or too many. */
const clusterShare: Check = (changes, { cluster: { share, objects, most } }, loss) => {
  const over = changes.clusters.filter(({ cluster, standing }) => {
    const count = loss.counted(cluster)
    return count > most || (count > objects && exceeds(count, standing, share))
  })
  if (over.length === 0) return undefined
  const clusters = over.map(({ cluster, standing }) => `${cluster} (${loss.counted(cluster)} of ${standing})`)
  const count = over.reduce((sum, { cluster }) => sum + loss.counted(cluster), 0)
  const lost = over.flatMap(({ cluster }) => loss.in(cluster))
  return refusal({ clusters: over, objects: lost }, diagnostic('guard/cluster-share', { clusters, count }))
}

/** The fleet would lose too large a part of its objects. */
const fleetShare: Check = ({ clusters }, { fleet }, loss) => {
  const standing = clusters.reduce((sum, one) => sum + one.standing, 0)
  const count = loss.counting.length
  if (different(loss.counting) <= fleet.objects || !exceeds(count, standing, fleet.share)) return undefined
  return refusal({ objects: loss.counting }, diagnostic('guard/fleet-share', { count, standing }))
}

/** Too many clusters would lose something, and together more than one application. */
const clustersAtOnce: Check = (changes, { atOnce }, { removed }) => {
  const losing = changes.clusters.filter((one) => one.removed > 0)
  const standing = changes.clusters.filter((one) => one.standing > 0).length
  const count = different(removed)
  if (losing.length < 2 || count <= atOnce.objects || !exceeds(losing.length, standing, atOnce.share)) return undefined
  const args = { clusters: losing.map(({ cluster }) => cluster), standing, different: count }
  return refusal({ clusters: losing, objects: removed }, diagnostic('guard/clusters-at-once', args))
}

const checks: readonly (readonly [GuardRule, Check])[] = [
  ['nothing-left', nothingLeft],
  ['cluster-gone', clusterGone],
  ['cluster-emptied', clusterEmptied],
  ['leaves-every-cluster', leavesEveryCluster],
  ['shrinks', shrinks],
  ['protected-object', protectedObject],
  ['protected-kind', protectedKind],
  ['cluster-share', clusterShare],
  ['fleet-share', fleetShare],
  ['clusters-at-once', clustersAtOnce],
]

/** Examples in a diagnostic; the refusal has all. */
const told = 10

function exceeds(count: number, whole: number, { part, of }: Share): boolean {
  return count * of > whole * part
}

function different(objects: readonly ObjectChange[]): number {
  return new Set(objects.map(({ id }) => identity(id))).size
}

type Parts = Partial<Pick<Refusal, 'clusters' | 'objects' | 'moves'>>

function refusal(parts: Parts, why: Diagnostic): Omit<Refusal, 'rule'> {
  return { clusters: [], objects: [], moves: [], ...parts, diagnostic: why }
}

function clusterRefusal(
  code: 'guard/cluster-gone' | 'guard/cluster-emptied',
  clusters: readonly ClusterChange[],
  loss: Loss,
): Omit<Refusal, 'rule'> | undefined {
  if (clusters.length === 0) return undefined
  const names = clusters.map(({ cluster }) => cluster)
  const objects = names.flatMap((cluster) => loss.in(cluster))
  return refusal({ clusters, objects }, diagnostic(code, { clusters: names, count: objects.length }))
}

function moveRefusal(moves: readonly Move[], why: Diagnostic): Omit<Refusal, 'rule'> | undefined {
  return moves.length === 0 ? undefined : refusal({ moves }, why)
}

function objectRefusal(
  code: 'guard/protected-object' | 'guard/protected-kind',
  objects: readonly ObjectChange[],
): Omit<Refusal, 'rule'> | undefined {
  if (objects.length === 0) return undefined
  const names = objects.slice(0, told).map(({ id, cluster }) => `${describe(id)} in ${cluster}`)
  return refusal({ objects }, diagnostic(code, { objects: names, count: objects.length }))
}

function named(ids: readonly ObjectId[]): string[] {
  return ids.slice(0, told).map(describe)
}

/** Where to look: at the first, and at some others. */
function placesOf(moves: readonly Move[]): [Diagnostic['at'], Diagnostic['related']] {
  const [first, ...others] = moves.slice(0, told).flatMap(({ at }) => (at === undefined ? [] : [at]))
  return [first, others]
}
