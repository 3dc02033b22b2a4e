import { by } from '../model/order.ts'
import type { Failure, Survey } from '../snapshot/survey.ts'
import { failure, isFailure, trouble } from './failure.ts'
import type { KubeAccess } from './kubeconfig.ts'
import { defaultLimits, type Limits } from './limits.ts'
import { surveyCluster, type Wanted } from './survey.ts'
import { closeCluster, openCluster } from './transport.ts'

export interface ManyOptions {
  readonly limits?: Limits
  /** Clusters that are read at the same time. Default: 8. */
  readonly parallel?: number
  /** Ends everything early; what was not read until then has failed. */
  readonly signal?: AbortSignal
}

export interface Outcome {
  readonly cluster: string
  readonly result: Survey | Failure
}

/** Told when a cluster is begun (without a result) and when it is done. */
export interface Progress {
  readonly cluster: string
  readonly result: Survey | Failure | undefined
  readonly done: number
  readonly total: number
}

/**
 * Surveys many clusters, some at a time, each with a time limit of its own. One outcome for each, in name order;
 * trouble with one, even a bug, never touches another, and this never rejects.
 */
export async function surveyAll(
  accesses: readonly (KubeAccess | Failure)[],
  wanted: (cluster: string) => Wanted,
  options: ManyOptions = {},
  onProgress: (progress: Progress) => void = () => {},
): Promise<readonly Outcome[]> {
  const sorted = [...accesses].sort(by(({ cluster }) => cluster))
  const outcomes: Outcome[] = []
  let [begun, done] = [0, 0]
  const tell = (cluster: string, result: Survey | Failure | undefined): void => {
    try {
      onProgress({ cluster, result, done, total: sorted.length })
    } catch {
      // A terminal that went away is no reason to lose a survey.
    }
  }
  const work = async (): Promise<void> => {
    while (begun < sorted.length) {
      const index = begun++
      const access = sorted[index]
      if (access === undefined) return
      tell(access.cluster, undefined)
      const result = isFailure(access) ? access : await surveyOne(access, wanted, options)
      outcomes[index] = { cluster: access.cluster, result }
      done++
      tell(access.cluster, result)
    }
  }
  await Promise.all(Array.from({ length: Math.max(1, options.parallel ?? 8) }, work))
  return outcomes
}

async function surveyOne(
  access: KubeAccess,
  wanted: (cluster: string) => Wanted,
  { limits = defaultLimits, signal }: ManyOptions,
): Promise<Survey | Failure> {
  const ending = new AbortController()
  const end = (): void => ending.abort()
  const timer = setTimeout(end, limits.clusterMs)
  signal?.addEventListener('abort', end)
  if (signal?.aborted === true) end()
  try {
    const member = await openCluster(access, limits, ending.signal)
    if (isFailure(member)) return member
    try {
      return await surveyCluster(member, wanted(access.cluster))
    } finally {
      closeCluster(member)
    }
  } catch (error) {
    // The message of an unexpected error may quote anything; its kind does not.
    const kind = error instanceof TypeError || error instanceof RangeError ? error.name : 'Error'
    return failure(access.cluster, '', trouble('bug', kind))
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', end)
  }
}
