import type { Json } from '../model/json.ts'
import { groupOf, type ObjectId, versionOf } from '../model/resource.ts'
import { readVersion } from '../snapshot/apis.ts'
import { newNodeTally } from '../snapshot/nodes.ts'
import {
  hasDeployments,
  newReading,
  type Reading,
  readingSums,
  readNodes,
  readPods,
  readReplicaSets,
  readWorkloads,
} from '../snapshot/reading.ts'
import type { Failure, Survey } from '../snapshot/survey.ts'
import type { WorkloadType } from '../snapshot/workloads.ts'
import { type Discovered, discover } from './discovery.ts'
import { failure, isFailure, trouble } from './failure.ts'
import { type ListRequest, list } from './list.ts'
import { readiness } from './readiness.ts'
import { asked, getJson, type Member } from './transport.ts'

/** What is wanted of a cluster, beside its nodes, their pods and its API types. */
export interface Wanted {
  /** Kinds that are listed; a kind that the cluster does not serve has no objects. */
  readonly types: readonly WorkloadType[]
  /** Of these kinds, the workloads that are told; absent: all. */
  readonly isWanted?: (id: ObjectId) => boolean
  /**
   * Whether a survey is hard to believe, such as one without nodes where there were some. It is then made a second
   * time; what is said twice is told, as `confirmed`.
   */
  readonly isDoubtful?: (survey: Survey) => boolean
}

/** Reads a cluster completely, or says why that was not possible; never a part of it. */
export async function surveyCluster(member: Member, wanted: Wanted): Promise<Survey | Failure> {
  const first = await surveyOnce(member, wanted)
  if (isFailure(first) || wanted.isDoubtful?.(first) !== true) return first
  const second = await surveyOnce(member, wanted)
  return isFailure(second) || !wanted.isDoubtful(second) ? second : { ...second, confirmed: true }
}

async function surveyOnce(member: Member, wanted: Wanted): Promise<Survey | Failure> {
  const readyz = await readiness(member)
  if (isFailure(readyz)) return readyz
  const said = await getJson(member, '/version')
  if (isFailure(said)) return said
  const kubernetesVersion = readVersion(said.value)
  if (kubernetesVersion === undefined) {
    return failure(member.cluster, asked('/version'), trouble('bad-answer', 'the answer is no version'))
  }
  const discovered = await discover(member)
  if (isFailure(discovered)) return discovered
  const { apis, stale } = discovered
  const lists = await readLists(member, wanted, discovered)
  if (isFailure(lists)) return lists
  const { reading, takenAt } = lists
  return {
    takenAt,
    ...readyz,
    kubernetesVersion,
    apis,
    ...(stale.length > 0 && { staleApis: stale }),
    ...readingSums(reading),
  }
}

const nodes: ListRequest = { path: '/api/v1/nodes', apiVersion: 'v1', kind: 'NodeList' }
/** Ended pods, too: they request nothing, but they count as pods of their workload. */
const pods: ListRequest = { path: '/api/v1/pods', apiVersion: 'v1', kind: 'PodList' }
const replicaSets: ListRequest = { path: '/apis/apps/v1/replicasets', apiVersion: 'apps/v1', kind: 'ReplicaSetList' }

/** Nodes, workloads, ReplicaSets, pods, in this order: what pods belong to is known when they come. */
async function readLists(
  member: Member,
  { types, isWanted }: Wanted,
  discovered: Discovered,
): Promise<{ readonly reading: Reading; readonly takenAt: number } | Failure> {
  let reading = newReading()
  /** Reads one list; where it is begun anew, what it gave before is forgotten. */
  const add = async (
    request: ListRequest,
    fresh: (before: Reading) => Reading,
    take: (into: Reading, page: readonly Json[]) => string | undefined,
  ): Promise<Failure | number> => {
    const before = reading
    const listed = await list(member, request, () => {
      reading = fresh(before)
      return (page) => take(reading, page)
    })
    return isFailure(listed) ? listed : listed.date
  }
  let last = await add(nodes, (before) => ({ ...before, nodes: newNodeTally() }), readNodes)
  if (typeof last !== 'number') return last
  for (const type of types) {
    const request = requestFor(member, type, discovered)
    if (request === undefined) continue
    if (isFailure(request)) return request
    last = await add(
      request,
      (before) => ({ ...before, workloads: new Map(before.workloads) }),
      (into, page) => readWorkloads(into, type, page, isWanted),
    )
    if (typeof last !== 'number') return last
  }
  if (hasDeployments(reading)) {
    const empty = (before: Reading): Reading => ({ ...before, revisions: new Map(), deployments: undefined })
    last = await add(replicaSets, empty, readReplicaSets)
    if (typeof last !== 'number') return last
  }
  last = await add(pods, (before) => ({ ...before, requested: new Map(), watch: undefined }), readPods)
  return typeof last === 'number' ? { reading, takenAt: last } : last
}

/** How a kind is listed; undefined where the cluster does not serve it, a failure where nobody can say. */
function requestFor(
  member: Member,
  { apiVersion, kind }: WorkloadType,
  { plurals, stale }: Discovered,
): ListRequest | Failure | undefined {
  const plural = plurals.get(`${apiVersion}/${kind}`)
  const group = groupOf(apiVersion)
  const root = group === '' ? `/api/${versionOf(apiVersion)}` : `/apis/${apiVersion}`
  if (plural !== undefined) return { path: `${root}/${plural}`, apiVersion, kind: `${kind}List` }
  return stale.includes(apiVersion)
    ? failure(member.cluster, asked(root), trouble('server', 'the server of this API group does not answer'))
    : undefined
}
