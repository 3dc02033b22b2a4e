import { diagnostic, type Report } from '../../../diagnostics/diagnostic.ts'
import { closest } from '../../../model/closest.ts'
import { at, isObject, own } from '../../../model/json.ts'
import { byCodePoint } from '../../../model/order.ts'
import { groupOf, identity, type ObjectId, type Resource } from '../../../model/resource.ts'
import { within } from '../../../model/source.ts'
import { objectOf } from '../../fields.ts'
import { fieldsOf, itemsOf, newReading, textOf } from '../annotations/go-json.ts'
import { readWritten } from '../annotations/written-json.ts'
import { disableFollowingAnnotation, followersAnnotation } from '../steering.ts'
import { podSpecPath, type WorkloadTypes } from '../workload-types.ts'
import { podReferences } from './references.ts'

/** As group/kind. */
const leaderKinds: ReadonlySet<string> = new Set([
  'apps/Deployment',
  'apps/StatefulSet',
  'apps/DaemonSet',
  'batch/Job',
  'batch/CronJob',
  '/Pod',
])

const followerKinds: ReadonlySet<string> = new Set([
  '/ConfigMap',
  '/Secret',
  '/PersistentVolumeClaim',
  '/ServiceAccount',
  '/Service',
  'networking.k8s.io/Ingress',
])

/** Whether a kind may lead others: it runs pods. */
export function isLeader(workload: ObjectId): boolean {
  return leaderKinds.has(kindOf(workload))
}

/** Whether a kind may follow others. What leads never follows, so that one pass over the leaders is enough. */
export function mayFollow(id: ObjectId, types: WorkloadTypes): boolean {
  return followerKinds.has(kindOf(id)) || isAutoscaler(id, types)
}

/** Whether a kind scales another object. Leaders are all of one namespace with what follows them. */
export function isAutoscaler(id: ObjectId, types: WorkloadTypes): boolean {
  return types.scaleTargetRefPath(id) !== undefined && !isLeader(id) && !types.isClusterScoped(id)
}

function kindOf(id: ObjectId): string {
  return `${groupOf(id.apiVersion)}/${id.kind}`
}

/** Whether an object asks not to follow anything. */
export function refusesToFollow({ value }: Resource): boolean {
  return own(objectOf(objectOf(value, 'metadata'), 'annotations'), disableFollowingAnnotation) === 'true'
}

/**
 * Identities (model/resource) of the objects that follow a leader, present in the input or not; sorted. They are of
 * the leader's namespace: what its pods refer to, and what its annotation lists. The pods are those that the manifest
 * has, before any override.
 */
export function followersOf(leader: Resource, types: WorkloadTypes, report: Report): readonly string[] {
  const followers = new Set(listedFollowers(leader, types, report))
  const { namespace, value } = leader
  const path = podSpecPath(leader)
  const spec = path && at(value, path)
  if (isObject(spec)) {
    for (const { kind, name } of podReferences(spec)) {
      followers.add(identity({ apiVersion: 'v1', kind, namespace, name }))
    }
  }
  return [...followers].sort(byCodePoint)
}

/**
 * Identities of the objects that the annotation of a workload lists; none, with an error, where it cannot be read. A
 * kind that cannot follow is a warning.
 */
export function listedFollowers(
  { value, namespace, origin }: Resource,
  types: WorkloadTypes,
  report: Report,
): readonly string[] {
  const text = own(objectOf(objectOf(value, 'metadata'), 'annotations'), followersAnnotation)
  if (typeof text !== 'string' || text === '') return []
  const { references, problem } = readReferences(text)
  const at = within(origin, 'metadata', 'annotations', followersAnnotation)
  if (problem !== undefined) {
    report(diagnostic('kubeadmiral/followers', { problem }, at))
    return []
  }
  return references.map(({ group, kind, name }) => {
    const found = unfit(group, { apiVersion: apiVersionOf(group), kind, namespace, name }, types)
    if (found !== undefined) report(diagnostic('kubeadmiral/follower-kind', found, at))
    return identityOf(group, kind, namespace, name)
  })
}

interface ReadReferences {
  readonly references: readonly { readonly group: string; readonly kind: string; readonly name: string }[]
  /** What is wrong with the text, worded to stand behind "because". */
  readonly problem: string | undefined
}

/** A namespace that is written in the list does not count: what follows is of the leader's. */
function readReferences(text: string): ReadReferences {
  const written = readWritten(text)
  if (written === undefined) return { references: [], problem: 'it is not JSON' }
  const reading = newReading()
  const items = itemsOf({ value: written, path: '' }, reading) ?? []
  const references = items.map((item) => {
    const { group, kind, name } = fieldsOf(item, ['group', 'kind', 'name'], reading)
    return { group: textOf(group, reading), kind: textOf(kind, reading), name: textOf(name, reading) }
  })
  return { references, problem: reading.wrong[0] }
}

/** What to tell of an entry that cannot follow; the same kind of another group may be meant, or a similar one. */
function unfit(group: string, id: ObjectId, types: WorkloadTypes) {
  if (mayFollow(id, types)) return undefined
  const kinds = [...followerKinds, 'autoscaling/HorizontalPodAutoscaler'].map(
    (one) => [one, one.slice(one.indexOf('/') + 1)] as const,
  )
  const likely = closest(
    id.kind,
    kinds.map(([, kind]) => kind),
  )
  const meant = kinds.find(([, kind]) => kind === likely)?.[0] ?? ''
  return {
    follower: id.kind === '' ? 'An entry without a kind' : `${group === '' ? '' : `${group}/`}${id.kind} "${id.name}"`,
    suggestion:
      meant === '' ? '' : `kind: ${likely}, ${meant.startsWith('/') ? 'without a group' : `group: ${groupOf(meant)}`}`,
    kinds: kinds.map(([, kind]) => kind),
  }
}

/** No group has a slash; one that is written with it must not pass for a shorter one. */
function identityOf(group: string, kind: string, namespace: string, name: string): string {
  return identity({ apiVersion: apiVersionOf(group), kind, namespace, name })
}

function apiVersionOf(group: string): string {
  return `${group.replaceAll('/', '\0')}/`
}
