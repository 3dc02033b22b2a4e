import { describe, expect, test } from 'vitest'
import { bind } from '../../../src/dialects/bind.ts'
import type { JsonObject } from '../../../src/model/json.ts'
import { place } from '../../../src/placement/place.ts'
import { aDeployment, aPropagationPolicy, collector, named, resources } from '../resource.ts'

/** From the manifests to the replicas: what the policies of the founding document give. */
function placed(spec: JsonObject, replicas: number) {
  const { report, codes } = collector()
  const { units, fleet } = bind(
    resources(
      aPropagationPolicy('mypolicy', spec),
      aDeployment('web', { labels: named('mypolicy'), spec: { replicas } }),
    ),
    report,
  )
  const targets = units.flatMap((unit) => place(unit, fleet, report).targets)
  return { targets: Object.fromEntries(targets.map((target) => [target.cluster, target.replicas])), codes: codes() }
}

const full: JsonObject = {
  disableFollowerScheduling: false,
  tolerations: [{ key: 'key1', operator: 'Equal', value: 'value1', effect: 'NoSchedule' }],
  maxClusters: 2,
  reschedulePolicy: {
    disableRescheduling: false,
    rescheduleWhen: {
      policyContentChanged: true,
      clusterJoined: false,
      clusterLabelsChanged: false,
      clusterAPIResourcesChanged: false,
    },
    replicaRescheduling: { avoidDisruption: true },
  },
  autoMigration: { keepUnschedulableReplicas: true, when: { podUnschedulableFor: '1m' } },
}

function binpack(cluster: string, priority: number): JsonObject {
  return { cluster, preferences: { priority, minReplicas: 2, maxReplicas: 10 } }
}

describe('the founding document', () => {
  test.each<[string, JsonObject, number, Record<string, number | undefined>]>([
    [
      'Duplicate with every field',
      { ...full, schedulingMode: 'Duplicate', placement: [{ cluster: 'c1' }, { cluster: 'c2' }] },
      3,
      { c1: undefined, c2: undefined },
    ],
    [
      'static weights of 40 and 60',
      {
        ...full,
        schedulingMode: 'Divide',
        placement: [
          { cluster: 'c1', preferences: { weight: 40 } },
          { cluster: 'c2', preferences: { weight: 60 } },
        ],
      },
      7,
      { c1: 2, c2: 5 },
    ],
    [
      'dynamic weights',
      { schedulingMode: 'Divide', placement: [{ cluster: 'c1' }, { cluster: 'c2' }] },
      4,
      { c1: 2, c2: 2 },
    ],
    [
      'Binpack',
      {
        schedulingMode: 'Divide',
        replicasStrategy: 'Binpack',
        placement: [binpack('a', 3), binpack('b', 2), binpack('c', 1)],
      },
      20,
      { a: 10, b: 8, c: 2 },
    ],
  ])('%s', (_, spec, replicas, expected) => {
    expect(placed(spec, replicas)).toEqual({
      targets: expected,
      codes: ['bind/clusters-assumed 0.yaml:spec.placement.0.cluster'],
    })
  })
})
