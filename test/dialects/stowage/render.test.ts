import { describe, expect, test } from 'vitest'
import { readSettings } from '../../../src/dialects/stowage/render.ts'
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
  allowLeaving: false,
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
          allowLeaving: true,
        }),
      ],
      {
        layout: 'namespace',
        unplaced: 'error',
        namespaces: 'all',
        exclude: ['x/**'],
        cluster: 'eu',
        divide: ['Rollout', 'StatefulSet'],
        allowLeaving: true,
      },
    ],
    ['what the schema refuses', [render({ layout: 'flat', unplaced: 1, exclude: 'x', allowLeaving: 'yes' })], defaults],
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
