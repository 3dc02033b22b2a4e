import type { Cluster, ServedApi } from '../model/cluster.ts'
import type { Rejection } from '../model/decision.ts'
import { formatInstant } from '../model/instant.ts'
import { matchAffinity, matchLabels } from '../model/match.ts'
import type { Filter } from '../model/policy.ts'
import type { Match } from '../model/selector.ts'
import { remember } from './remember.ts'
import { insufficient } from './resources.ts'
import { untolerated } from './taints.ts'

/** What is left of the candidates, and why the others are not. Both are in name order. */
export interface Feasible {
  readonly clusters: readonly Cluster[]
  readonly rejected: readonly Rejection[]
}

/**
 * The clusters that pass all filters; the first filter that rejects one is the reason. `placed` tells which clusters
 * are in the previous placement. The result is the same object for units that share the filters and differ in
 * nothing that matters here.
 */
export function filter(
  filters: readonly Filter[],
  candidates: readonly Cluster[],
  placed: { has(cluster: string): boolean } | undefined,
): Feasible {
  const screening = screen(filters, candidates)
  if (placed === undefined || screening.lenient.length === 0) return screening.fresh
  let pattern = ''
  for (const index of screening.lenient) pattern += placed.has(candidates[index]?.name ?? '') ? '1' : '0'
  let feasible = screening.byPattern.get(pattern)
  if (feasible === undefined) {
    feasible = sift(candidates, (cluster, index) => {
      const rejection = screening.outcomes[index]
      if (rejection === undefined || !mayExempt.has(rejection.filter) || !placed.has(cluster.name)) return rejection
      return firstRejection(filters, cluster, true)
    })
    screening.byPattern.set(pattern, feasible)
  }
  return feasible
}

/** The first filter that rejects a cluster, or undefined for a cluster that passes. */
function firstRejection(filters: readonly Filter[], cluster: Cluster, placed: boolean): Rejection | undefined {
  for (const one of filters) {
    const rejected = (tests[one.kind] as Test<Filter>)(one, cluster, placed)
    if (rejected !== undefined) return { cluster: cluster.name, filter: one.kind, ...rejected }
  }
  return undefined
}

type Rejected = Pick<Rejection, 'reason' | 'args'>
type Test<F extends Filter> = (filter: F, cluster: Cluster, placed: boolean) => Rejected | undefined

const tests: { readonly [K in Filter['kind']]: Test<Extract<Filter, { kind: K }>> } = {
  apis: ({ api }, cluster) =>
    cluster.apis === undefined || served(cluster.apis).has(apiText(api))
      ? undefined
      : rejected('not-served', { ...api }),
  taints: ({ tolerations }, cluster, placed) => {
    if (cluster.taints.length === 0) return undefined
    const taint = untolerated(cluster.taints, tolerations, placed ? evicting : repelling)
    return taint && rejected('untolerated', { ...taint })
  },
  names: ({ names }, { name }) => (names.has(name) ? undefined : rejected('not-named')),
  labels: ({ selector }, cluster) => verdict(matchLabels(selector, cluster.labels), 'selector'),
  affinity: ({ clusterSelector, terms }, { name, labels }) => {
    for (const [key, value] of clusterSelector) if (labels.get(key) !== value) return rejected('selector')
    return terms && verdict(matchAffinity(terms, name, labels), 'terms')
  },
  ready: ({ unlessCurrent }, { ready }, placed) =>
    ready || (unlessCurrent && placed) ? undefined : rejected('not-ready'),
  terminating: (_filter, { terminating }) => (terminating ? rejected('terminating') : undefined),
  evicted: ({ until, now }, { name }) => {
    const end = until.get(name)
    if (end === undefined || (now !== undefined && now >= end)) return undefined
    return rejected(now === undefined ? 'for-good' : 'for-now', { until: formatInstant(end) })
  },
  fits: ({ requests }, cluster, placed) => {
    if (placed || requests.size === 0) return undefined
    const lacking = insufficient(cluster, requests)
    return lacking.length === 0 ? undefined : rejected('insufficient', { resources: lacking.join(', ') })
  },
  offers: ({ resources }, { allocatable }, placed) =>
    placed || resources.some((resource) => allocatable.has(resource))
      ? undefined
      : rejected('not-offered', { resources: resources.join(', ') }),
  nothing: ({ reason }) => rejected(reason),
}

/** The filters that let a cluster of the previous placement pass where a new one is rejected; never the reverse. */
const mayExempt: ReadonlySet<string> = new Set<Filter['kind']>(['taints', 'ready', 'fits', 'offers'])

/** The taint effects that keep a new cluster out, and those that make a workload leave. */
const repelling: readonly string[] = ['NoSchedule', 'NoExecute']
const evicting: readonly string[] = ['NoExecute']

function rejected(reason: string, args: Rejection['args'] = {}): Rejected {
  return { reason, args }
}

/** A selector that cannot be evaluated does not fit. */
function verdict(match: Match, reason: string): Rejected | undefined {
  if (typeof match === 'object') return rejected('invalid', { detail: match.invalid })
  return match ? undefined : rejected(reason)
}

/** What a list of filters makes of clusters that no unit was placed in before, and where that would matter. */
interface Screening {
  readonly outcomes: readonly (Rejection | undefined)[]
  readonly fresh: Feasible
  /** Indices of the candidates for which the previous placement may matter. */
  readonly lenient: readonly number[]
  /** Results by which of the `lenient` clusters are placed. */
  readonly byPattern: Map<string, Feasible>
}

const screen = remember((filters: readonly Filter[], candidates: readonly Cluster[]): Screening => {
  const outcomes = candidates.map((cluster) => firstRejection(filters, cluster, false))
  const lenient = outcomes.flatMap((one, index) => (one !== undefined && mayExempt.has(one.filter) ? [index] : []))
  const fresh = sift(candidates, (_cluster, index) => outcomes[index])
  return { outcomes, fresh, lenient, byPattern: new Map([['0'.repeat(lenient.length), fresh]]) }
})

function sift(
  candidates: readonly Cluster[],
  rejection: (cluster: Cluster, index: number) => Rejection | undefined,
): Feasible {
  const clusters: Cluster[] = []
  const rejected: Rejection[] = []
  candidates.forEach((cluster, index) => {
    const found = rejection(cluster, index)
    if (found === undefined) clusters.push(cluster)
    else rejected.push(found)
  })
  return { clusters, rejected }
}

/** API types as a set; a cluster serves a hundred or more. */
function served(apis: readonly ServedApi[]): ReadonlySet<string> {
  let texts = servedTexts.get(apis)
  if (texts === undefined) {
    texts = new Set(apis.map(apiText))
    servedTexts.set(apis, texts)
  }
  return texts
}

const servedTexts = new WeakMap<readonly ServedApi[], ReadonlySet<string>>()

function apiText({ group, version, kind }: ServedApi): string {
  return `${group}\0${version}\0${kind}`
}
