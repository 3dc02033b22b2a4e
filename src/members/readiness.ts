import type { Failure } from '../snapshot/survey.ts'
import { failure, isFailure, trouble } from './failure.ts'
import { asked, get, type Member, refusal } from './transport.ts'

export interface Readiness {
  readonly ready: boolean
  /** Names of the checks that failed; empty where it is ready. */
  readonly reason: string
}

/**
 * What `/readyz` says; `/healthz` stands in for it before Kubernetes 1.16. Only the API server's own 500 means not
 * ready: any other status is no word of the API server.
 */
export async function readiness(member: Member): Promise<Readiness | Failure> {
  const newer = await ask(member, '/readyz')
  return isFailure(newer) && newer.detail === 'HTTP 404' ? await ask(member, '/healthz') : newer
}

async function ask(member: Member, path: string): Promise<Readiness | Failure> {
  const answer = await get(member, path, 'text/plain, */*', [200, 500])
  if (isFailure(answer)) return answer
  const text = answer.body.toString('latin1')
  if (answer.status === 200) {
    if (text.trim() === 'ok') return { ready: true, reason: '' }
    return failure(member.cluster, asked(path), trouble('bad-answer', 'the answer is not ok'))
  }
  if (answer.status === 500) return { ready: false, reason: failedChecks(text, path) }
  return failure(member.cluster, asked(path), refusal(answer.status) ?? trouble('bad-answer', 'no status'))
}

/** The lines `[-]etcd failed: reason withheld`; at most five names, of few characters. */
function failedChecks(text: string, path: string): string {
  const names = [...text.slice(0, 65_536).matchAll(/^\[-\]([a-z0-9][a-z0-9./-]{0,62}) failed/gm)].map(
    ([, name]) => name,
  )
  return names.length === 0 ? `${path} says no` : `failed: ${names.slice(0, 5).join(', ')}`
}
