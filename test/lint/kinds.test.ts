import { describe, expect, it } from 'vitest'
import { aCluster, aWorkload, codeAt } from '../dialects/resource.ts'
import { lintedOf } from './linted.ts'

const [kind, group] = ['lint/unknown-kind 0.yaml:kind', 'lint/unknown-group 0.yaml:apiVersion']

describe('kinds and groups', () => {
  it.each<readonly [apiVersion: string, kind: string, told: string | undefined, suggestion: string]>([
    ['apps/v1', 'Deployment', undefined, ''],
    ['apps/v1', 'Deploymnt', kind, 'Deployment'],
    ['apps/v1', 'deployment', kind, 'Deployment'],
    ['v1', 'Deployment', kind, 'Deployment in the group apps'],
    ['apps/v1', 'ConfigMap', kind, 'ConfigMap in v1'],
    ['apps/v1', 'Ingress', kind, 'Ingress in the group networking.k8s.io'],
    ['v1', 'Quux', kind, ''],
    ['app/v1', 'Deployment', group, 'apps'],
    ['networking.k8s.oi/v1', 'Ingress', group, 'networking.k8s.io'],
    ['core/v1', 'ConfigMap', group, ''],
    ['argoproj.io/v1alpha1', 'Rollout', undefined, ''],
    ['networking.istio.io/v1', 'VirtualService', undefined, ''],
    ['gateway.networking.k8s.io/v1', 'Gateway', undefined, ''],
  ])('%s %s', (apiVersion, kindOf, told, suggestion) => {
    const found = lintedOf([aWorkload(apiVersion, kindOf, 'x')])
    expect(found.map(codeAt)).toEqual(told === undefined ? [] : [told])
    expect(found.map(({ args }) => args.suggestion)).toEqual(told === undefined ? [] : [suggestion])
  })

  it('takes the word of a cluster that serves them', () => {
    const served = aCluster('eu', {}, { apis: [{ group: 'apps', version: 'v2', kind: 'Novelty' }] })
    const novelty = aWorkload('apps/v2', 'Novelty', 'x')
    expect(lintedOf([novelty, served])).toEqual([])
    expect(lintedOf([novelty, aCluster('eu')]).map(codeAt)).toEqual([kind])
  })
})
