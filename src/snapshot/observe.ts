import { matchLabels } from '../model/match.ts'
import type { LabelSelector } from '../model/selector.ts'
import type { PodFacts } from './pods.ts'
import type { Revision } from './revisions.ts'
import type { SeenWorkload } from './survey.ts'
import { isDeployment, type WorkloadFacts } from './workloads.ts'

/** The pods of one workload, counted. */
interface Counts {
  readonly workload: WorkloadFacts
  /** The uid that controls pods of its current revision; empty where there is none, undefined where any pod is one. */
  readonly controller: string | undefined
  running: number
  pods: number
  scheduled: number
  readonly waiting: Map<number, { pods: number; outdated: number }>
}

/** Finds the workloads that a pod counts for, by namespace and one label of their selectors. */
export interface Watch {
  readonly all: readonly Counts[]
  readonly byNamespace: ReadonlyMap<
    string,
    { readonly byLabel: ReadonlyMap<string, Counts[]>; readonly rest: Counts[] }
  >
}

/** Starts to count pods, once all workloads and their current ReplicaSets are known. */
export function newWatch(workloads: Iterable<WorkloadFacts>, revisions: ReadonlyMap<string, Revision>): Watch {
  const all = Array.from(workloads, (workload) => newCounts(workload, revisions))
  const shared = new Map<string, number>()
  for (const { workload } of all) {
    for (const label of labelsOf(workload)) shared.set(label, (shared.get(label) ?? 0) + 1)
  }
  const byNamespace = new Map<string, { byLabel: Map<string, Counts[]>; rest: Counts[] }>()
  for (const counts of all) {
    const { namespace, selector } = counts.workload
    if (selector === undefined) continue
    const place = byNamespace.get(namespace) ?? { byLabel: new Map<string, Counts[]>(), rest: [] }
    byNamespace.set(namespace, place)
    const rarest = rarestOf(labelsOf(counts.workload), shared)
    const list = rarest === undefined ? place.rest : (place.byLabel.get(rarest) ?? [])
    list.push(counts)
    if (rarest !== undefined) place.byLabel.set(rarest, list)
  }
  return { all, byNamespace }
}

function newCounts(workload: WorkloadFacts, revisions: ReadonlyMap<string, Revision>): Counts {
  return {
    workload,
    controller: controllerOf(workload, revisions),
    running: 0,
    pods: 0,
    scheduled: 0,
    waiting: new Map(),
  }
}

/** Revisions are told apart for Deployments only, as upstream; of other kinds of apps/v1 the pods that they control. */
function controllerOf(workload: WorkloadFacts, revisions: ReadonlyMap<string, Revision>): string | undefined {
  if (isDeployment(workload)) return revisions.get(workload.uid)?.uid ?? ''
  return workload.apiVersion === 'apps/v1' ? workload.uid : undefined
}

function labelsOf({ selector }: WorkloadFacts): string[] {
  return Array.from(selector?.matchLabels ?? [], ([key, value]) => `${key}=${value}`)
}

function rarestOf(labels: readonly string[], shared: ReadonlyMap<string, number>): string | undefined {
  const often = (label: string): number => shared.get(label) ?? 0
  return labels.reduce<string | undefined>((a, b) => (a !== undefined && often(a) <= often(b) ? a : b), undefined)
}

/** Counts one pod for every workload whose labels it has, in any order. */
export function countPod(watch: Watch, pod: PodFacts): void {
  const place = watch.byNamespace.get(pod.namespace)
  if (place === undefined) return
  for (const [key, value] of pod.labels) {
    for (const counts of place.byLabel.get(`${key}=${value}`) ?? []) countFor(counts, pod)
  }
  for (const counts of place.rest) countFor(counts, pod)
}

/**
 * One pod under both rules. KubeFed's looks at matchLabels and the phase (kubefed pkg/controller/util/podanalyzer);
 * KubeAdmiral's at the whole selector, the controller and what is being deleted (pkg/controllers/automigration). What
 * only the first one counts is outdated to the second. No pod that runs is without a node, so the second one has
 * none that the first one has not.
 */
function countFor(counts: Counts, pod: PodFacts): void {
  const { selector } = counts.workload
  if (selector === undefined || !hasLabels(selector, pod)) return
  const isCurrent = isOfRevision(counts.controller, pod) && hasExpressions(selector, pod)
  if (pod.running) counts.running += pod.readyConditions
  if (isCurrent) counts.pods++
  if (isCurrent && pod.scheduled && !pod.deleting) counts.scheduled++
  if (pod.waitingSince === undefined || pod.running) return
  const group = counts.waiting.get(pod.waitingSince) ?? { pods: 0, outdated: 0 }
  group.pods++
  if (!isCurrent || pod.deleting) group.outdated++
  counts.waiting.set(pod.waitingSince, group)
}

/** Where there are no matchLabels, KubeFed gives up; here the expressions stand in. */
function hasLabels(selector: LabelSelector, pod: PodFacts): boolean {
  for (const [key, value] of selector.matchLabels) if (pod.labels.get(key) !== value) return false
  return selector.matchLabels.size > 0 || hasExpressions(selector, pod)
}

function hasExpressions({ matchExpressions }: LabelSelector, { labels }: PodFacts): boolean {
  return matchExpressions.length === 0 || matchLabels({ matchLabels: new Map(), matchExpressions }, labels) === true
}

function isOfRevision(controller: string | undefined, { owner }: PodFacts): boolean {
  return controller === undefined || (controller !== '' && owner === controller)
}

/**
 * A workload as it was seen. All that it wants is ready: so many run, whatever its pods say. Its pods cannot be told
 * without a selector: then those that are ready run, and none waits.
 */
export function seenWorkload({ workload, running, pods, scheduled, waiting }: Counts): SeenWorkload {
  const { apiVersion, kind, namespace, name, desired, replicas, ready, selector } = workload
  const unschedulable = Array.from(waiting, ([since, group]) => ({ since, ...group })).sort((a, b) => a.since - b.since)
  return {
    apiVersion,
    kind,
    namespace,
    name,
    desired,
    current: desired === ready || selector === undefined ? ready : running,
    replicas,
    ready,
    ...(selector === undefined ? { pods: replicas, scheduled: replicas } : { pods, scheduled }),
    unschedulable,
  }
}
