import { expect, it } from 'vitest'
import type { Cluster, ServedApi } from '../../../src/model/cluster.ts'
import type { Filter } from '../../../src/model/policy.ts'
import { aCluster } from '../../builders/cluster.ts'
import { verdicts } from './outcome.ts'

const deployments = { group: 'apps', version: 'v1', kind: 'Deployment' }
const one: Filter = { kind: 'apis', api: deployments }

function serving(...served: Partial<ServedApi>[]): Cluster {
  return aCluster({ apis: served.map((api) => ({ ...deployments, ...api })) })
}

it.each<[string, Cluster, string]>([
  ['the type itself', serving({}), 'passes'],
  ['the type among others', serving({ kind: 'Pod' }, {}, { group: '' }), 'passes'],
  ['nobody said, which hides nothing', aCluster(), 'passes'],
  ['nothing is served', serving(), 'not-served'],
  ['another group', serving({ group: 'extensions' }), 'not-served'],
  ['no group', serving({ group: '' }), 'not-served'],
  ['another version', serving({ version: 'v1beta1' }), 'not-served'],
  ['another kind', serving({ kind: 'ReplicaSet' }), 'not-served'],
  ['another case', serving({ kind: 'deployment' }), 'not-served'],
  ['parts of several do not add up', serving({ group: 'a' }, { version: 'b' }, { kind: 'c' }), 'not-served'],
  ['parts do not flow into each other', serving({ group: 'app', version: 'sv1' }), 'not-served'],
])('api resources: %s', (_what, cluster, expected) => {
  expect(verdicts(one, cluster)).toEqual([expected, expected])
})
