import { describe, expect, it } from 'vitest'
import { severityOf } from '../../../src/diagnostics/diagnostic.ts'
import { aCluster, anObserved } from '../../builders/cluster.ts'
import { aPrevious } from '../../builders/unit.ts'
import { config, deployment, federated, gate, preference } from './manifests.ts'
import { clustersOf, outcome, replicasOf } from './situation.ts'

const identity = 'apps/Deployment/ns/web'
const rsp = (more: string, overrides = ''): string =>
  gate('beta') + deployment('beta', overrides) + preference('beta', `{targetKind: FederatedDeployment, ${more}}`)
const seen = (name: string, desired: number, current: number, capacity: number) =>
  aCluster({ name, observed: new Map([[identity, anObserved({ desired, current, capacity })]]) })

describe('§10 traps', () => {
  it('2: the result depends on what runs', () => {
    const history = { [identity]: aPrevious({ a: 4, b: 3 }) }
    const text = rsp('totalReplicas: 5, clusters: {a: {weight: 1, minReplicas: 1}, b: {weight: 1, minReplicas: 1}}')
    const sorted = (found: object): number[] => Object.values(found).sort()
    expect(sorted(replicasOf(outcome(text, ['a', 'b'])))).toEqual([2, 3])
    expect(sorted(replicasOf(outcome(text, ['a', 'b'], history)))).toEqual([1, 4])
  })

  it('7: a minimum may exceed the maximum when nothing is left to distribute', () => {
    const text = (total: number): string =>
      rsp(`totalReplicas: ${total}, clusters: {a: {weight: 1, minReplicas: 4, maxReplicas: 2}, b: {weight: 1}}`)
    expect(replicasOf(outcome(text(4), ['a', 'b']))).toEqual({ a: 4, b: 0 })
    expect(replicasOf(outcome(text(10), ['a', 'b']))).toEqual({ a: 2, b: 8 })
  })

  it('9: a cluster without a preference is placed, with no replicas', () => {
    expect(replicasOf(outcome(rsp('totalReplicas: 3, clusters: {a: {weight: 1}}'), ['a', 'b']))).toEqual({ a: 3, b: 0 })
  })

  it('13: capacity counts without rebalance, and with it the sum exceeds the total', () => {
    const fleet = [seen('a', 3, 1, 1), aCluster({ name: 'b' })]
    expect(replicasOf(outcome(rsp('totalReplicas: 10'), fleet))).toEqual({ a: 1, b: 9 })
    expect(replicasOf(outcome(rsp('totalReplicas: 10, rebalance: true'), fleet))).toEqual({ a: 5, b: 9 })
  })

  it('14: a negative capacity is never rendered', () => {
    expect(replicasOf(outcome(rsp('totalReplicas: 5'), [aCluster({ name: 'a' }), seen('b', 0, 0, -2)]))).toEqual({
      a: 7,
      b: 0,
    })
  })

  it('18: absent and empty differ, for lists and for selectors', () => {
    const placed = (placement: string) =>
      clustersOf(outcome(gate('beta') + config('beta', `{placement: ${placement}}`), ['a']))
    expect(placed('{clusters: [], clusterSelector: {}}')).toEqual([])
    expect(placed('{clusters: , clusterSelector: {}}')).toEqual(['a'])
    expect(placed('{clusterSelector: }')).toEqual([])
    expect(placed('{clusterSelector: {}}')).toEqual(['a'])
  })

  it('19: placement ignores readiness, but a preference plans the share of a cluster that is not ready elsewhere', () => {
    const fleet = [aCluster({ name: 'a' }), aCluster({ name: 'b', ready: false })]
    expect(replicasOf(outcome(gate('beta') + deployment('beta'), fleet))).toEqual({ a: 2, b: 2 })
    expect(replicasOf(outcome(rsp('totalReplicas: 6'), fleet))).toEqual({ a: 6 })
  })

  it('20: one bad override anywhere stops the render, even of a cluster that is not there', () => {
    const bad = 'overrides: [{clusterName: z, clusterOverrides: [{path: /kind, value: Job}]}]'
    const found = outcome(gate('beta') + deployment('beta', bad), ['a'])
    expect(new Set(found.codes)).toEqual(new Set(['kubefed/unknown-cluster', 'kubefed/override-forbidden']))
    expect(severityOf('kubefed/override-forbidden')).toBe('error')
  })

  it('21: replacing a missing key sets it', () => {
    const more = 'overrides: [{clusterName: a, clusterOverrides: [{path: /spec/paused, value: true}]}]'
    expect(outcome(gate('beta') + deployment('beta', more), ['a']).objects.get('a/Deployment/web')).toMatchObject({
      spec: { paused: true },
    })
  })

  it('25: dotted paths cannot address keys with dots', () => {
    const more =
      'overrides: [{clusterName: a, clusterOverrides: [{path: metadata.labels.app.kubernetes.io/name, value: x}]}]'
    const object = outcome(gate('alpha') + deployment('alpha', more), ['a']).objects.get('a/Deployment/web')
    expect(object).toMatchObject({ metadata: { labels: { app: { kubernetes: { 'io/name': 'x' } } } } })
  })

  it('27: core types are printed as v1', () => {
    const found = outcome(
      gate('alpha') + federated('alpha', 'Secret', 'ns', 's', '{placement: {clusterSelector: {}}}'),
      ['a'],
    )
    expect(found.objects.get('a/Secret/s')).toMatchObject({ apiVersion: 'v1' })
  })

  it('29: the result does not depend on the order of what is written', () => {
    const entries = ['a', 'b', 'c'].map(
      (name) => `{clusterName: ${name}, clusterOverrides: [{path: /spec/x, value: ${name}}]}`,
    )
    const of = (list: readonly string[]) =>
      outcome(rsp('totalReplicas: 7', `overrides: [${list.join(', ')}]`), ['a', 'b', 'c'])
    expect(new Map([...of(entries).objects].sort())).toEqual(new Map([...of(entries.toReversed()).objects].sort()))
  })

  it('33: a preference creates nothing', () => {
    const found = outcome(gate('beta') + preference('beta', '{targetKind: FederatedDeployment, totalReplicas: 3}'), [
      'a',
    ])
    expect(found.codes).toEqual(['kubefed/preference-idle'])
    expect(found.units.map(({ workload }) => workload.kind)).toEqual(['Namespace'])
  })
})
