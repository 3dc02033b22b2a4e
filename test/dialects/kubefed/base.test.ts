import { describe, expect, it } from 'vitest'
import { config, deployment, federated, gate } from './manifests.ts'
import { outcome, pathOf } from './situation.ts'

const meta =
  '{metadata: {labels: {a: b}, annotations: {x: y}, finalizers: [f], name: wrong, namespace: wrong, generateName: g}, data: {k: v}}'
const everywhere = 'placement: {clusterSelector: {}}'

describe('§4.1 the base object', () => {
  it('alpha keeps annotations and finalizers', () => {
    const found = outcome(gate('alpha') + config('alpha', `{template: ${meta}, ${everywhere}}`), ['a'])
    expect(found.codes).toEqual([])
    expect(found.objects.get('a/ConfigMap/config')).toEqual({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: 'config',
        namespace: 'ns',
        labels: { a: 'b' },
        annotations: { x: 'y' },
        finalizers: ['f'],
        generateName: 'g',
      },
      data: { k: 'v' },
    })
  })

  it('beta strips them, with a warning each', () => {
    const found = outcome(gate('beta') + config('beta', `{template: ${meta}, ${everywhere}}`), ['a'])
    expect(found.found.map((one) => [one.code, pathOf(one)])).toEqual([
      ['kubefed/metadata-dropped', 'spec.template.metadata.annotations'],
      ['kubefed/metadata-dropped', 'spec.template.metadata.finalizers'],
    ])
    expect(found.objects.get('a/ConfigMap/config')).toMatchObject({
      metadata: { name: 'config', namespace: 'ns', labels: { a: 'b' }, generateName: 'g' },
    })
    expect(found.objects.get('a/ConfigMap/config')?.metadata).not.toHaveProperty('annotations')
  })

  it('keeps the annotations of the pods', () => {
    const pods = '{spec: {replicas: 1, template: {metadata: {annotations: {x: y}}}}}'
    const found = outcome(gate('beta') + deployment('beta', '', pods), ['a'])
    expect(found.codes).toEqual([])
    expect(found.objects.get('a/Deployment/web')).toMatchObject({
      spec: { template: { metadata: { annotations: { x: 'y' } } } },
    })
  })

  it.each([
    ['alpha', 'apps/v1'],
    ['beta', 'apps/v1beta2'],
  ] as const)(
    '%s: an apiVersion in the template gives %s, and the kind is always that of the type',
    (family, apiVersion) => {
      const template = '{apiVersion: apps/v1beta2, kind: Other, spec: {}}'
      const found = outcome(gate(family) + deployment(family, '', template), ['a'])
      expect(found.objects.get('a/Deployment/web')).toMatchObject({ apiVersion, kind: 'Deployment' })
      expect(found.units.find(({ workload }) => workload.kind === 'Deployment')?.workload.apiVersion).toBe(apiVersion)
    },
  )

  it.each(['', 'template: null,', 'template: {},'])('with "%s" is the bare object', (template) => {
    const found = outcome(gate('beta') + config('beta', `{${template} ${everywhere}}`), ['a'])
    expect(found.objects.get('a/ConfigMap/config')).toEqual({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'config', namespace: 'ns' },
    })
  })

  it('has no namespace where the type is cluster-scoped', () => {
    const text = federated('beta', 'ClusterRole', '', 'r', `{template: {metadata: {namespace: x}}, ${everywhere}}`)
    expect(outcome(text, ['a']).objects.get('a/ClusterRole/r')).toEqual({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: 'r' },
    })
  })

  it('carries no bookkeeping label', () => {
    const found = outcome(gate('beta') + config('beta', `{${everywhere}}`), ['a'])
    expect(JSON.stringify([...found.objects])).not.toContain('managed')
  })

  it('refuses labels that are no texts, where upstream would lose them all', () => {
    const found = outcome(
      gate('beta') + config('beta', `{template: {metadata: {labels: {a: b, n: 1}}}, ${everywhere}}`),
    )
    expect(found.found.map((one) => [one.code, pathOf(one)])).toEqual([
      ['kubefed/label-not-text', 'spec.template.metadata.labels.n'],
    ])
  })

  it.each(['"2"', '1.5', '-1', '2147483648', '{}', 'true'])('refuses %s replicas', (replicas) => {
    const found = outcome(gate('beta') + deployment('beta', '', `{spec: {replicas: ${replicas}}}`))
    expect(found.found.map((one) => [one.code, pathOf(one)])).toEqual([
      ['kubefed/replicas', 'spec.template.spec.replicas'],
    ])
  })

  it('points at the template', () => {
    const unit = outcome(gate('beta') + deployment('beta')).units.find(({ workload }) => workload.kind === 'Deployment')
    expect(unit?.origin.path).toEqual(['spec', 'template'])
    expect(unit).toMatchObject({
      key: 'ns/web',
      replicas: 2,
      replicasPath: ['spec', 'replicas'],
      facts: { replicas: 2 },
    })
  })
})

describe('§4.2 retainReplicas', () => {
  const replicas = (text: string): unknown => outcome(text, ['a']).objects.get('a/Deployment/web')?.spec

  it.each(['alpha', 'beta'] as const)('%s leaves the replicas out', (family) => {
    expect(replicas(gate(family) + deployment(family, 'retainReplicas: true'))).toEqual({})
  })

  it('alpha: they win over an override', () => {
    const overrides = 'overrides: [{clusterName: a, clusterOverrides: [{path: spec.replicas, value: 7}]}]'
    expect(replicas(gate('alpha') + deployment('alpha', `retainReplicas: true, ${overrides}`))).toEqual({})
  })

  it('beta: an override wins over them, in its cluster alone', () => {
    const overrides = 'overrides: [{clusterName: a, clusterOverrides: [{path: /spec/replicas, value: 7}]}]'
    const found = outcome(gate('beta') + deployment('beta', `retainReplicas: true, ${overrides}`), ['a', 'b'])
    expect(found.objects.get('a/Deployment/web')?.spec).toEqual({ replicas: 7 })
    expect(found.objects.get('b/Deployment/web')?.spec).toEqual({})
  })

  it('beta: an override that removes them does not fail', () => {
    const overrides = 'overrides: [{clusterName: a, clusterOverrides: [{op: remove, path: /spec/replicas}]}]'
    const found = outcome(gate('beta') + deployment('beta', `retainReplicas: true, ${overrides}`), ['a'])
    expect(found.codes).toEqual([])
    expect(found.objects.get('a/Deployment/web')?.spec).toEqual({})
  })

  it('has no effect on a type without replicas, with a warning', () => {
    const found = outcome(gate('beta') + config('beta', `{retainReplicas: true, ${everywhere}}`))
    expect(found.codes).toEqual(['kubefed/retain-ignored'])
  })
})
