import { Agent } from 'node:https'
import { isFailure } from '../../src/members/failure.ts'
import { defaultLimits } from '../../src/members/limits.ts'
import { surveyCluster } from '../../src/members/survey.ts'
import type { Survey } from '../../src/snapshot/survey.ts'

/** What Stowage reads at an API server of the loopback; throws where that is a failure. `page` objects at a time. */
export async function surveyAt(port: number, ca: string, token: string, page: number): Promise<Survey> {
  const agent = new Agent({ ca, keepAlive: true, maxSockets: 4 })
  const headers = { Authorization: `Bearer ${token}` }
  const member = {
    cluster: 'one',
    limits: { ...defaultLimits, page },
    signal: new AbortController().signal,
    connection: { protocol: 'https:' as const, host: '127.0.0.1', port, prefix: '', headers, agent },
    left: defaultLimits.clusterBytes,
  }
  const types = ['Deployment', 'StatefulSet'].map((kind) => ({
    apiVersion: 'apps/v1',
    kind,
    replicas: ['spec', 'replicas'],
  }))
  const survey = await surveyCluster(member, { types })
  agent.destroy()
  if (isFailure(survey)) throw new Error(`${survey.asked}: ${survey.reason} ${survey.detail}`)
  return survey
}
