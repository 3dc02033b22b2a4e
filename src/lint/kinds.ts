import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import { closest, distance } from '../model/closest.ts'
import type { Cluster } from '../model/cluster.ts'
import { groupOf, type Resource } from '../model/resource.ts'
import { within } from '../model/source.ts'
import { kubernetesKinds } from './kubernetes-kinds.ts'

/** Kinds that Kubernetes' own groups do not have, and groups that look like one of them. */
export function lintKinds(objects: readonly Resource[], clusters: readonly Cluster[], report: Report): void {
  const served = new Set<string>()
  for (const { apis } of clusters) for (const { group, kind } of apis ?? []) served.add(`${group}/${kind}`)
  for (const { apiVersion, kind, origin } of objects) {
    const group = groupOf(apiVersion)
    const kinds = kubernetesKinds.get(group)
    if (kinds?.has(kind) || served.has(`${group}/${kind}`)) continue
    if (kinds !== undefined) {
      const suggestion = elsewhere(kind) ?? closest(kind, [...kinds]) ?? ''
      report(diagnostic('lint/unknown-kind', { kind, apiVersion, suggestion }, within(origin, 'kind')))
      continue
    }
    const suggestion = homeOf(kind, group)
    // Custom groups are domains, so one without a dot is none of them.
    if (group.includes('.') && suggestion === undefined) continue
    report(diagnostic('lint/unknown-group', { group, suggestion: suggestion ?? '' }, within(origin, 'apiVersion')))
  }
}

/** The kind with its group, where another group has it. */
function elsewhere(kind: string): string | undefined {
  for (const [group, kinds] of kubernetesKinds) {
    if (kinds.has(kind)) return `${kind} in ${group === '' ? 'v1' : `the group ${group}`}`
  }
  return undefined
}

/** The group that has the kind and is written nearly the same; for a group that cannot be, the one that has the kind. */
function homeOf(kind: string, group: string): string | undefined {
  let home: string | undefined
  for (const [candidate, kinds] of kubernetesKinds) {
    if (candidate === '' || !kinds.has(kind)) continue
    if (distance(group, candidate) <= 2) return candidate
    if (!group.includes('.')) home ??= candidate
  }
  return home
}
