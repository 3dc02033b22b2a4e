import type { GuardSettings } from '../../src/model/guard.ts'

/** A pair of states of the world, in the words of the rules and without any of the guard's own types. */
export interface Pair {
  /** Declared clusters; `ready: false`: nothing of it is touched. */
  readonly clusters: readonly { readonly name: string; readonly ready: boolean }[]
  /** Objects as `cluster kind name`, before; with a `!` at the end where the object asks not to be removed. */
  readonly before: readonly string[]
  /** The same, planned, for all clusters. */
  readonly after: readonly string[]
  /** Workloads: where, with how many replicas, then and now; `wanted` by its owner now; `input`: still there. */
  readonly workloads: readonly {
    readonly name: string
    readonly before: Readonly<Record<string, number>>
    readonly after: Readonly<Record<string, number>>
    readonly wanted: number
    readonly input: boolean
  }[]
  /** Other objects in the input. */
  readonly others: number
}

/**
 * The guard once more, written from the text of its rules: slow, with arrays and no shared code. Gives the names of the
 * rules that refuse, in alphabetical order.
 */
export function oracle(pair: Pair, settings: GuardSettings): string[] {
  const split = (text: string): { cluster: string; kind: string; name: string; shy: boolean } => {
    const [cluster = '', kind = '', name = ''] = text.replace('!', '').split(' ')
    return { cluster, kind, name, shy: text.endsWith('!') }
  }
  const touched = (cluster: string): boolean => !pair.clusters.some((one) => one.name === cluster && !one.ready)
  const before = pair.before.map(split).filter(({ cluster }) => touched(cluster))
  const after = pair.after.map(split).filter(({ cluster }) => touched(cluster))
  const gone = before.filter(
    (old) => !after.some((now) => now.cluster === old.cluster && now.kind === old.kind && now.name === old.name),
  )
  const places = [...new Set(before.map(({ cluster }) => cluster))]
  const goneFrom = (cluster: string): typeof gone => gone.filter((object) => object.cluster === cluster)
  const kinds = (objects: typeof gone): number => new Set(objects.map(({ kind, name }) => `${kind} ${name}`)).size
  const found: string[] = []

  const inputs = pair.workloads.filter(({ input }) => input).length + pair.others
  const departures = pair.workloads.filter(({ input, before }) => !input && Object.keys(before).length > 0).length
  if (inputs === 0 && gone.length + departures > 0) found.push('nothing-left')

  const declared = pair.clusters.map(({ name }) => name)
  if (gone.some(({ cluster }) => !declared.includes(cluster))) found.push('cluster-gone')

  for (const cluster of declared) {
    const left = after.filter((object) => object.cluster === cluster)
    const lost = goneFrom(cluster)
    const onlyNamespaces = left.every(({ kind }) => kind === 'Namespace')
    if (lost.length > 0 && left.length === 0) found.push('cluster-emptied')
    else if (onlyNamespaces && lost.some(({ kind }) => kind !== 'Namespace')) found.push('cluster-emptied')
  }

  for (const { input, before: then, after: now, wanted } of pair.workloads) {
    if (!input || Object.keys(then).length === 0) continue
    if (Object.keys(now).length === 0) {
      found.push('leaves-every-cluster')
      continue
    }
    const sum = (numbers: number[]): number => numbers.reduce((a, b) => a + b, 0)
    const frozen = Object.entries(then).filter(([cluster]) => !touched(cluster) && now[cluster] === undefined)
    const runs = sum(Object.values(now)) + sum(frozen.map(([, replicas]) => replicas))
    if (runs < sum(Object.values(then)) && runs < wanted) found.push('shrinks')
  }

  if (gone.some(({ shy }) => shy)) found.push('protected-object')
  if (gone.some(({ kind }) => settings.protect.includes(kind))) found.push('protected-kind')

  // The one cluster that may be drained.
  const stays = gone.filter((old) => after.some((now) => now.kind === old.kind && now.name === old.name))
  const losers = [...new Set(stays.map(({ cluster }) => cluster))].sort()
  const drains = (cluster: string): number => stays.filter((object) => object.cluster === cluster).length
  const drained = losers.find((one) => losers.every((other) => drains(other) <= drains(one)))
  const counts = gone.filter((object) => object.cluster !== drained || !stays.includes(object))

  for (const cluster of places) {
    const lost = counts.filter((object) => object.cluster === cluster).length
    const stood = before.filter((object) => object.cluster === cluster).length
    const { part, of } = settings.cluster.share
    if (lost > settings.cluster.most) found.push('cluster-share')
    if (lost > settings.cluster.objects && lost / stood > part / of + 1e-12) found.push('cluster-share')
  }
  const { share, objects } = settings.fleet
  if (kinds(counts) > objects && counts.length / before.length > share.part / share.of + 1e-12)
    found.push('fleet-share')
  const hit = places.filter((cluster) => goneFrom(cluster).length > 0).length
  const limit = settings.atOnce.share.part / settings.atOnce.share.of + 1e-12
  if (hit >= 2 && kinds(gone) > settings.atOnce.objects && hit / places.length > limit) found.push('clusters-at-once')

  return [...new Set(found)].filter((rule) => !settings.disable.some((one) => one === rule)).sort()
}
