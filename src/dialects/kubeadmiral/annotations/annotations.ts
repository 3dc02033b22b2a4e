import { diagnostic, type Report } from '../../../diagnostics/diagnostic.ts'
import { closest } from '../../../model/closest.ts'
import type { Cluster } from '../../../model/cluster.ts'
import { type JsonObject, own } from '../../../model/json.ts'
import type { Resource } from '../../../model/resource.ts'
import { type Origin, within } from '../../../model/source.ts'
import { objectOf, textOf } from '../../fields.ts'
import type { PolicyPlaces, ReadPolicy } from '../policy/policy.ts'
import {
  affinityAnnotation,
  clusterSelectorAnnotation,
  dryRunAnnotation,
  maxClustersAnnotation,
  noSchedulingAnnotation,
  placementsAnnotation,
  schedulingAnnotations,
  schedulingModeAnnotation,
  stickyClusterAnnotation,
  tolerationsAnnotation,
} from '../steering.ts'
import { idleTolerations, readAffinity, readTolerations } from './affinity.ts'
import { newReading, type Part, type Reading, textsOf } from './go-json.ts'
import { readPlacements } from './placements.ts'
import { readWritten } from './written-json.ts'

/**
 * The policy as the annotations of one workload change it; the same object where they change nothing. An annotation
 * that cannot be read is a warning, and the policy's own value counts. `clusters` is the fleet, against which names
 * are checked. Source: KubeAdmiral, pkg/controllers/scheduler/schedulingunit.go.
 */
export function steered(
  policy: ReadPolicy,
  workload: Resource,
  clusters: readonly Cluster[],
  report: Report,
): ReadPolicy {
  const annotations = annotationsOf(workload)
  let result = policy
  for (const annotation of schedulingAnnotations) {
    const value = own(annotations, annotation)
    if (value === undefined) continue
    const at = within(workload.origin, 'metadata', 'annotations', annotation)
    if (typeof value !== 'string' && value !== null) {
      report(diagnostic('kubeadmiral/annotation-not-text', { annotation }, at))
      continue
    }
    const change = readers.get(annotation)?.({ annotation, text: value ?? '', at, policy, clusters, report })
    if (change !== undefined) result = { ...result, ...change, at: { ...result.at, ...change.at } }
  }
  return result
}

/** One annotation, and what it is read with. */
interface Subject {
  readonly annotation: string
  readonly text: string
  readonly at: Origin
  readonly policy: ReadPolicy
  readonly clusters: readonly Cluster[]
  readonly report: Report
}

type Change = Partial<Omit<ReadPolicy, 'at'>> & { readonly at?: Partial<PolicyPlaces> }

/** undefined: told, and without effect. */
type Read = (subject: Subject) => Change | undefined

const readers: ReadonlyMap<string, Read> = new Map<string, Read>([
  [
    schedulingModeAnnotation,
    (subject) => {
      const { text, at } = subject
      if (text === 'Divide' || text === 'Duplicate') return { divide: text === 'Divide', at: { mode: at } }
      return ignored(subject, 'it must be Duplicate or Divide')
    },
  ],
  [
    stickyClusterAnnotation,
    (subject) => {
      const { text, at } = subject
      return text === 'true' || text === 'false'
        ? { sticky: text === 'true', at: { sticky: at } }
        : ignored(subject, 'it must be true or false')
    },
  ],
  [
    maxClustersAnnotation,
    (subject) => {
      const { text, at } = subject
      const limit = /^[-+]?[0-9]{1,64}$/.test(text) ? BigInt(text.replace('+', '')) : undefined
      if (limit === undefined || limit < 0n || limit >= 2n ** 63n)
        return ignored(subject, 'it must be a whole number from 0 up')
      return { limit: Number(limit), at: { limit: at } }
    },
  ],
  [
    clusterSelectorAnnotation,
    (subject) => {
      const clusterSelector = decoded(subject, textsOf)
      return clusterSelector && { clusterSelector, at: { selector: subject.at } }
    },
  ],
  [
    affinityAnnotation,
    (subject) => {
      const affinity = decoded(subject, readAffinity)
      const at = { affinity: subject.at }
      return affinity && { clusterAffinity: affinity.required, preferred: affinity.preferred, at }
    },
  ],
  [
    tolerationsAnnotation,
    (subject) => {
      const tolerations = decoded(subject, readTolerations)
      const { annotation, at, report } = subject
      for (const found of idleTolerations(tolerations ?? [])) {
        report(diagnostic('kubeadmiral/toleration-matches-nothing', { annotation, ...found }, at))
      }
      return tolerations && { tolerations, at: { tolerations: at } }
    },
  ],
  [placementsAnnotation, placementsOf],
])

function placementsOf(subject: Subject): Change | undefined {
  const { text, policy, at, clusters, report } = subject
  const value = readWritten(text)
  if (value === undefined) return ignored(subject, 'it is not JSON')
  const { change, ignored: parts, unknown } = readPlacements(value, policy, at)
  for (const { part, reason } of parts) ignored(subject, reason, part)
  tellUnknown(subject, unknown)
  const known = namesOf(clusters)
  for (const cluster of change.names ?? []) {
    if (known.has(cluster)) continue
    const suggestion = closest(cluster, [...known]) ?? ''
    report(diagnostic('kubeadmiral/unknown-cluster', { cluster, suggestion }, at))
  }
  return {
    ...change,
    at: { ...(change.names && { names: at }), ...(change.priorities && { priorities: at }) },
  }
}

function decoded<T>(subject: Subject, decode: (part: Part, reading: Reading) => T): T | undefined {
  const value = readWritten(subject.text)
  if (value === undefined) return ignored(subject, 'it is not JSON')
  const reading = newReading()
  const result = decode({ value, path: '' }, reading)
  const [reason] = reading.wrong
  if (reason !== undefined) return ignored(subject, reason)
  tellUnknown(subject, reading.unknown)
  return result
}

function ignored({ annotation, at, report }: Subject, reason: string, part = ''): undefined {
  report(diagnostic('kubeadmiral/annotation-ignored', { annotation, part, reason }, at))
}

function tellUnknown({ annotation, at, report }: Subject, unknown: Reading['unknown']): void {
  for (const { field, name, known } of unknown) {
    const suggestion = closest(name, known) ?? ''
    report(diagnostic('kubeadmiral/annotation-unknown-field', { annotation, field, suggestion }, at))
  }
}

function namesOf(clusters: readonly Cluster[]): ReadonlySet<string> {
  let names = fleets.get(clusters)
  if (names === undefined) {
    names = new Set(clusters.map(({ name }) => name))
    fleets.set(clusters, names)
  }
  return names
}

const fleets = new WeakMap<readonly Cluster[], ReadonlySet<string>>()

/** Annotations that hold a workload back. */
export interface Holds {
  /** It is not placed anew. */
  readonly held: boolean
  /** Its followers do not follow it. */
  readonly alone: boolean
  /** It is decided and not rendered until it is rendered once. */
  readonly dryRun: boolean
}

/** Any text but the empty one holds, `false` too. */
export function holdsOf(workload: Resource): Holds {
  const annotations = annotationsOf(workload)
  const noScheduling = textOf(annotations, noSchedulingAnnotation)
  return {
    held: noScheduling !== '',
    alone: noScheduling === 'true',
    dryRun: textOf(annotations, dryRunAnnotation) === 'true',
  }
}

function annotationsOf({ value }: Resource): JsonObject {
  return objectOf(objectOf(value, 'metadata'), 'annotations')
}
