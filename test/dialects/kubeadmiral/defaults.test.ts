import { describe, expect, test } from 'vitest'
import { defaulted } from '../../../src/dialects/kubeadmiral/policy/defaults.ts'
import { copy, type JsonObject } from '../../../src/model/json.ts'

const none = { clusterJoined: false, clusterLabelsChanged: false, clusterAPIResourcesChanged: false }
const avoid = { replicaRescheduling: { avoidDisruption: true } }

describe('the defaulting cascade', () => {
  test.each<[string, JsonObject, JsonObject]>([
    [
      'no reschedulePolicy',
      {},
      { disableRescheduling: false, rescheduleWhen: { policyContentChanged: true, ...none }, ...avoid },
    ],
    ['an empty reschedulePolicy', { reschedulePolicy: {} }, { disableRescheduling: false, ...avoid }],
    [
      'only disableRescheduling',
      { reschedulePolicy: { disableRescheduling: false } },
      { disableRescheduling: false, ...avoid },
    ],
    [
      'an empty rescheduleWhen',
      { reschedulePolicy: { rescheduleWhen: {} } },
      { disableRescheduling: false, rescheduleWhen: { policyContentChanged: true, ...none }, ...avoid },
    ],
    [
      'an empty replicaRescheduling',
      { reschedulePolicy: { replicaRescheduling: {} } },
      { disableRescheduling: false, ...avoid },
    ],
    [
      'a null, which the API server prunes before',
      { reschedulePolicy: { rescheduleWhen: null, replicaRescheduling: null } },
      { disableRescheduling: false, ...avoid },
    ],
    [
      'flags that are written',
      {
        reschedulePolicy: {
          rescheduleWhen: { policyContentChanged: false },
          replicaRescheduling: { avoidDisruption: false },
        },
      },
      {
        disableRescheduling: false,
        rescheduleWhen: { policyContentChanged: false, ...none },
        replicaRescheduling: { avoidDisruption: false },
      },
    ],
  ])('%s', (_, spec, reschedulePolicy) => {
    expect(defaulted(spec).reschedulePolicy).toEqual(reschedulePolicy)
  })

  test.each<[string, JsonObject, JsonObject | undefined]>([
    ['absent stays absent', {}, undefined],
    ['empty', { autoMigration: {} }, { when: { podUnschedulableFor: '1m' }, keepUnschedulableReplicas: false }],
    [
      'an empty when',
      { autoMigration: { when: {}, keepUnschedulableReplicas: true } },
      { when: { podUnschedulableFor: '1m' }, keepUnschedulableReplicas: true },
    ],
    [
      'a duration',
      { autoMigration: { when: { podUnschedulableFor: '30s' } } },
      { when: { podUnschedulableFor: '30s' }, keepUnschedulableReplicas: false },
    ],
  ])('autoMigration: %s', (_, spec, autoMigration) => {
    expect(defaulted(spec).autoMigration).toEqual(autoMigration)
  })

  test('mode, strategy and flags', () => {
    expect(defaulted({})).toMatchObject({
      schedulingMode: 'Duplicate',
      replicasStrategy: 'Spread',
      disableFollowerScheduling: false,
      placement: [],
    })
    expect(defaulted({})).not.toHaveProperty('maxClusters')
  })

  test('in preferences only minReplicas has a default: absent is not zero', () => {
    const { placement } = defaulted({ placement: [{ cluster: 'a' }, { cluster: 'b', preferences: { weight: 0 } }] })
    expect(placement).toEqual([
      { cluster: 'a', preferences: { minReplicas: 0 } },
      { cluster: 'b', preferences: { weight: 0, minReplicas: 0 } },
    ])
  })

  test('leaves its argument alone and is idempotent', () => {
    const spec: JsonObject = { placement: [{ cluster: 'a' }], reschedulePolicy: {}, autoMigration: {} }
    const before = copy(spec)
    const once = defaulted(spec)
    expect(spec).toEqual(before)
    expect(defaulted(once)).toEqual(once)
  })
})
