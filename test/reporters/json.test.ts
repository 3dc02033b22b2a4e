import { expect, it } from 'vitest'
import type { SettledDecision } from '../../src/model/decision.ts'
import { type FleetRecord, recordOf } from '../../src/model/fleet.ts'
import { jsonReport } from '../../src/reporters/json.ts'
import { aFleet } from '../builders/cluster.ts'
import { aPolicyRef, aUnit } from '../builders/unit.ts'

const fleet: FleetRecord = recordOf(aFleet('a'))

function decisionIn(plan: Partial<SettledDecision>): unknown {
  const decision: SettledDecision = {
    unit: aUnit(),
    policyRef: undefined,
    targets: [],
    evidence: {
      rejected: [],
      scores: new Map(),
      ranking: [],
      kept: 0,
      plan: new Map(),
      overflow: new Map(),
      gated: [],
    },
    outcome: 'decided',
    deferred: [],
    facts: {},
    fleet,
    dispatched: true,
    follows: [],
    ...plan,
  }
  const input = { exitCode: 0 as const, diagnostics: [], written: [], removed: [], unchanged: 0 }
  const report = JSON.parse(jsonReport({ ...input, decisions: [decision] })) as { decisions: unknown[] }
  return report.decisions[0]
}

const workload = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'default', name: 'web' }

it('a plain decision says no more than where', () => {
  const targets = [
    { cluster: 'a', replicas: 2 },
    { cluster: 'b', replicas: undefined },
  ]
  expect(decisionIn({ targets, policyRef: aPolicyRef() })).toEqual({
    workload,
    outcome: 'decided',
    policy: { apiVersion: 'stowage.dev/v1alpha1', kind: 'Policy', namespace: 'default', name: 'policy' },
    clusters: [{ name: 'a', replicas: 2 }, { name: 'b' }],
  })
})

it('and one that has more to say says it', () => {
  const found = decisionIn({
    outcome: 'kept',
    deferred: ['clusterJoined:false'],
    follows: ['apps/Deployment/default/api'],
    dispatched: false,
    targets: [
      { cluster: 'a', replicas: 5, overflow: 2 },
      { cluster: 'b', replicas: undefined, following: true },
    ],
  })
  expect(found).toEqual({
    workload,
    outcome: 'kept',
    deferred: ['clusterJoined:false'],
    clusters: [
      { name: 'a', replicas: 5, overflow: 2 },
      { name: 'b', following: true },
    ],
    follows: ['apps/Deployment/default/api'],
    dryRun: true,
  })
})
