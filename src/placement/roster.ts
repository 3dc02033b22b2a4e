import type { Cluster } from '../model/cluster.ts'
import type { Preference } from '../model/policy.ts'
import type { Trace } from './trace.ts'
import { corrected, type WeightBase, weightBase, weightsWith } from './weights.ts'

/**
 * What the division of one policy over one selection needs, whatever the workload: made once, used for each. The
 * preferences of one policy serve one kind of division.
 */
export interface Roster {
  readonly selected: readonly Cluster[]
  readonly names: readonly string[]
  /** Weights by resource, and the wishes for each cluster that gets the correction. */
  readonly dynamic: Map<string, { readonly base: WeightBase; readonly wishes: Map<string | undefined, Wishes> }>
  readonly fixed: { wishes: Wishes | undefined }
  /** Clusters with a taint that keeps new replicas away. */
  readonly tainted: readonly Cluster[]
  readonly crossed: readonly { readonly cluster: string; readonly min: number; readonly max: number }[]
}

export interface Wishes {
  /** One for each selected cluster. */
  readonly preferences: ReadonlyMap<string, Preference>
  readonly weights: ReadonlyMap<string, number>
}

/** No share and no limits. */
const unwished: Preference = { min: 0, max: undefined, weight: 0 }
const rosters = new WeakMap<ReadonlyMap<string, Preference>, Roster>()

/** The roster for these preferences and clusters; the last one of each preferences map is kept. */
export function rosterOf(preferences: ReadonlyMap<string, Preference>, selected: readonly Cluster[]): Roster {
  const last = rosters.get(preferences)
  if (last !== undefined && sameClusters(last.selected, selected)) return last
  const names = selected.map((cluster) => cluster.name)
  const selectedNames = new Set(names)
  const crossed: { cluster: string; min: number; max: number }[] = []
  for (const [cluster, { min, max }] of preferences) {
    const counts = cluster === '*' || selectedNames.has(cluster)
    if (counts && max !== undefined && min > max) crossed.push({ cluster, min, max })
  }
  const tainted = selected.filter((cluster) => cluster.taints.some((taint) => taint.effect === 'NoSchedule'))
  const roster: Roster = {
    selected: selected.slice(),
    names,
    dynamic: new Map(),
    fixed: { wishes: undefined },
    tainted,
    crossed,
  }
  rosters.set(preferences, roster)
  return roster
}

function sameClusters(a: readonly Cluster[], b: readonly Cluster[]): boolean {
  if (a.length !== b.length) return false
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false
  return true
}

/** The wishes as they are written; a cluster without one has those of `others`. */
export function writtenWishes(
  roster: Roster,
  written: ReadonlyMap<string, Preference>,
  others: Preference = unwished,
): Wishes {
  roster.fixed.wishes ??= wishesOf(roster, written, others, undefined)
  return roster.fixed.wishes
}

/** The wishes with weights by what the clusters have of a resource; the key settles a tie. */
export function weighedWishes(
  roster: Roster,
  written: ReadonlyMap<string, Preference>,
  resource: string,
  key: string,
  trace?: Trace,
): Wishes & { readonly noData: boolean } {
  let found = roster.dynamic.get(resource)
  // What is recorded must be computed.
  if (found === undefined || trace !== undefined) {
    found = { base: weightBase(roster.selected, resource, trace), wishes: new Map() }
    roster.dynamic.set(resource, found)
  }
  const { base } = found
  const first = corrected(base, key, trace)
  let wishes = found.wishes.get(first)
  if (wishes === undefined) {
    wishes = wishesOf(roster, written, unwished, weightsWith(base, first))
    found.wishes.set(first, wishes)
  }
  return { ...wishes, noData: base.noData }
}

function wishesOf(
  roster: Roster,
  written: ReadonlyMap<string, Preference>,
  others: Preference,
  dynamic: ReadonlyMap<string, number> | undefined,
): Wishes {
  const preferences = new Map<string, Preference>()
  const weights = new Map<string, number>()
  for (const name of roster.names) {
    const wish = written.get(name) ?? others
    const weight = dynamic === undefined ? wish.weight : (dynamic.get(name) ?? 0)
    preferences.set(name, weight === wish.weight ? wish : { ...wish, weight })
    weights.set(name, weight)
  }
  return { preferences, weights }
}
