import { describe, expect, test } from 'vitest'
import { readSettings, readSurveySettings } from '../../../src/dialects/stowage/render.ts'
import type { Json, JsonObject } from '../../../src/model/json.ts'
import { aDeployment, collector, resources } from '../resource.ts'

const render = (spec: Json, name = 'stowage'): JsonObject => ({
  apiVersion: 'stowage.dev/v1alpha1',
  kind: 'Render',
  metadata: { name },
  spec,
})
const defaults = {
  layout: 'object',
  unplaced: 'warn',
  namespaces: 'used',
  exclude: [],
  divide: [],
}

describe('readSettings', () => {
  test.each<[string, JsonObject[], object]>([
    ['no Render', [aDeployment('a')], defaults],
    ['an empty one', [render({})], defaults],
    ['no spec', [render(null)], defaults],
    ['one setting', [render({ layout: 'namespace' })], { ...defaults, layout: 'namespace' }],
    [
      'all of them',
      [
        render({
          layout: 'namespace',
          unplaced: 'error',
          namespaces: 'all',
          exclude: ['x/**'],
          cluster: 'eu',
          divide: ['Rollout', 'StatefulSet'],
        }),
      ],
      {
        layout: 'namespace',
        unplaced: 'error',
        namespaces: 'all',
        exclude: ['x/**'],
        cluster: 'eu',
        divide: ['Rollout', 'StatefulSet'],
      },
    ],
    [
      'an age',
      [render({ maxSnapshotAge: '1h30m' })],
      { ...defaults, maxSnapshotAge: { text: '1h30m', milliseconds: 5_400_000 } },
    ],
    ['what the schema refuses', [render({ layout: 'flat', unplaced: 1, exclude: 'x', maxSnapshotAge: 1 })], defaults],
    ['kinds that cannot be divided', [render({ divide: ['DaemonSet', 1] })], defaults],
  ])('%s', (_, values, expected) => {
    const { report, codes } = collector()
    expect(readSettings(resources(...values), report)).toEqual(expected)
    expect(codes()).toEqual([])
  })

  test('a second one is an error, whatever their order', () => {
    const [a, b] = resources(render({ layout: 'namespace' }, 'a'), render({}, 'b'))
    for (const values of [
      [a, b],
      [b, a],
    ]) {
      const { report, codes } = collector()
      const settings = readSettings(
        values.filter((one) => one !== undefined),
        report,
      )
      expect(settings.layout).toBe('namespace')
      expect(codes()).toEqual(['bind/settings-twice 1.yaml:'])
    }
  })
})

describe('readSurveySettings', () => {
  const usual = {
    contexts: new Map(),
    notReadyAfter: { failures: 3, duration: 300_000 },
    readyAfter: { answers: 2, duration: 300_000 },
    refreshAfter: 43_200_000,
    steps: new Map(),
    workloads: 'placed',
  }
  test.each<[string, JsonObject[], object]>([
    ['no Render', [aDeployment('a')], usual],
    ['no snapshot', [render({ layout: 'object' })], usual],
    ['null', [render({ snapshot: null })], usual],
    ['half of the age that render takes', [render({ maxSnapshotAge: '30m' })], { ...usual, refreshAfter: 900_000 }],
    ['an age of days', [render({ maxSnapshotAge: '48h' })], usual],
    [
      'all of them',
      [
        render({
          snapshot: {
            contexts: { __proto__x: 'a', eu: 'b' },
            notReadyAfter: { failures: 1, duration: '0s' },
            readyAfter: { answers: 4, duration: '1m' },
            refreshAfter: '1h',
            steps: { cpu: '500m', 'nvidia.com/gpu': 2 },
            workloads: 'all',
          },
        }),
      ],
      {
        contexts: new Map([
          ['__proto__x', 'a'],
          ['eu', 'b'],
        ]),
        notReadyAfter: { failures: 1, duration: 0 },
        readyAfter: { answers: 4, duration: 60_000 },
        refreshAfter: 3_600_000,
        steps: new Map([
          ['cpu', 500_000_000n],
          ['nvidia.com/gpu', 2_000_000_000n],
        ]),
        workloads: 'all',
      },
    ],
    [
      'one of a pair',
      [render({ snapshot: { readyAfter: { answers: 1 } } })],
      { ...usual, readyAfter: { answers: 1, duration: 300_000 } },
    ],
  ])('%s', (_, values, expected) => {
    const { report, codes } = collector()
    expect(readSurveySettings(resources(...values), report)).toEqual(expected)
    expect(codes()).toEqual([])
  })

  test('a step that is no quantity', () => {
    const { report, codes } = collector()
    expect(readSurveySettings(resources(render({ snapshot: { steps: { cpu: 'much' } } })), report).steps.size).toBe(0)
    expect(codes()).toEqual(['bind/quantity 0.yaml:spec.snapshot.steps.cpu'])
  })
})
