import { X509Certificate } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { parseQuantity } from '../../src/model/quantity.ts'
import type { Survey } from '../../src/snapshot/survey.ts'
import { selfSigned } from './certificate.ts'
import { readRecording, serveRecording } from './recorded-server.ts'
import { surveyAt } from './survey-at.ts'

/** A survey of a recording, and what it asked for. */
async function survey(name: string, page = 500): Promise<{ survey: Survey; asked: readonly string[] }> {
  const server = await serveRecording(name)
  try {
    return { survey: await surveyAt(Number(new URL(server.url).port), server.cert, 'any', page), asked: server.asked }
  } finally {
    await server.stop()
  }
}

describe('a recorded kube-apiserver 1.34', () => {
  it('is read as it was: nodes that take pods, pods that have not ended, replicas', async () => {
    const { survey: seen } = await survey('whole')
    expect(seen).toMatchObject({ ready: true, reason: '', kubernetesVersion: 'v1.34.1' })
    expect(seen.apis).toContainEqual({ group: 'apps', version: 'v1', kind: 'Deployment' })
    expect(seen.nodes).toMatchObject({ schedulable: 2, regions: new Map([['eu', 4]]) })
    expect(seen.nodes.zones).toEqual(
      new Map([
        ['eu-a', 3],
        ['eu-b', 1],
      ]),
    )
    expect(seen.nodes.allocatable.get('cpu')).toEqual(parseQuantity('15910m'))
    expect(seen.requested.get('cpu')).toEqual(parseQuantity('4750m'))
    const since = Date.parse('2026-01-02T03:04:05Z')
    expect(seen.workloads).toMatchObject([
      { kind: 'Deployment', name: 'api', desired: 2, current: 2, ready: 2, pods: 2, scheduled: 1, unschedulable: [] },
      {
        kind: 'Deployment',
        name: 'web',
        desired: 5,
        current: 3,
        ready: 3,
        pods: 5,
        scheduled: 3,
        unschedulable: [{ since, pods: 2 }],
      },
      { kind: 'StatefulSet', name: 'db', desired: 3, current: 3, ready: 3, pods: 3, scheduled: 3, unschedulable: [] },
    ])
  })

  it('is the same in pages of two, and without aggregated discovery', async () => {
    const { takenAt: _, ...whole } = (await survey('whole')).survey
    const paged = await survey('paged', 2)
    expect(paged.survey).toMatchObject(whole)
    expect(paged.asked.filter((one) => one.includes('continue=')).length).toBeGreaterThan(4)
    expect((await survey('older')).survey).toMatchObject(whole)
  })

  it('packs a long list', async () => {
    const { survey: seen } = await survey('large')
    expect(seen.workloads).toContainEqual(expect.objectContaining({ name: 'many', pods: 80, scheduled: 80 }))
  })

  it('is dated by its own clock', async () => {
    const dates = readRecording('whole').flatMap(({ headers }) => headers.filter(([name]) => name === 'Date'))
    expect((await survey('whole')).survey.takenAt).toBe(Date.parse(dates.at(-1)?.[1] ?? ''))
  })

  it('answers nothing that was not asked of it then', async () => {
    await expect(survey('whole', 7)).rejects.toThrow('GET /api/v1/nodes: server HTTP 501')
  })
})

it('its certificate is for the loopback, and signs for itself', () => {
  const { cert } = selfSigned()
  const read = new X509Certificate(cert)
  expect([read.checkIP('127.0.0.1'), read.checkIP('127.0.0.2'), read.ca]).toEqual(['127.0.0.1', undefined, true])
  expect(read.verify(read.publicKey)).toBe(true)
})
