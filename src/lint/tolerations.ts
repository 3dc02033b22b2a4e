import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import { closest } from '../model/closest.ts'
import type { Cluster } from '../model/cluster.ts'
import type { PlacementPolicy, Toleration } from '../model/policy.ts'
import { within } from '../model/source.ts'
import { untolerated } from '../placement/taints.ts'

/** Tolerations of taints that no cluster has; one that tolerates every key is meant for whatever comes. */
export function lintTolerations({ filters }: PlacementPolicy, clusters: readonly Cluster[], report: Report): void {
  for (const filter of filters) {
    if (filter.kind !== 'taints') continue
    for (const [index, toleration] of filter.tolerations.entries()) {
      if (toleration.key === '' || clusters.some((cluster) => isTolerated(cluster, toleration))) continue
      const at = filter.from && within(filter.from, index)
      const args = { toleration: wordsOf(toleration), suggestion: similarTo(toleration, clusters) }
      report(diagnostic('lint/idle-toleration', args, at))
    }
  }
}

function isTolerated({ taints }: Cluster, toleration: Toleration): boolean {
  return taints.some((taint) => untolerated([taint], [toleration], [taint.effect]) === undefined)
}

/** As kubectl writes taints: `key=value:Effect`. */
function wordsOf({ key, operator, value, effect }: Toleration): string {
  return `${key}${operator === 'Exists' ? '' : `=${value}`}${effect === '' ? '' : `:${effect}`}`
}

/** A taint of the same key, or else of a similar one. */
function similarTo({ key }: Toleration, clusters: readonly Cluster[]): string {
  const taints = clusters.flatMap((cluster) => cluster.taints)
  const near = taints.some((taint) => taint.key === key)
    ? key
    : closest(key, [...new Set(taints.map((one) => one.key))])
  const taint = taints.find((one) => one.key === near)
  return taint === undefined ? '' : `${taint.key}${taint.value === '' ? '' : `=${taint.value}`}:${taint.effect}`
}
