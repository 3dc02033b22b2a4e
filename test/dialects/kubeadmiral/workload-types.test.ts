import { describe, expect, test } from 'vitest'
import type { DivisibleKind } from '../../../src/dialects/dialect.ts'
import { isOptional, podSpecPath, readTypes } from '../../../src/dialects/kubeadmiral/workload-types.ts'
import type { JsonObject } from '../../../src/model/json.ts'
import type { ObjectId } from '../../../src/model/resource.ts'
import { collector, resources } from '../resource.ts'

const id = (type: string, namespace = 'default'): ObjectId => {
  const slash = type.lastIndexOf('/')
  return { apiVersion: type.slice(0, slash), kind: type.slice(slash + 1), namespace, name: 'x' }
}

function aConfig(type: string, spec: JsonObject = {}, annotations: JsonObject = {}, scope = 'Namespaced'): JsonObject {
  const { apiVersion, kind } = id(type)
  const [version = '', group = ''] = apiVersion.split('/').reverse()
  return {
    apiVersion: 'core.kubeadmiral.io/v1alpha1',
    kind: 'FederatedTypeConfig',
    metadata: { name: `${kind.toLowerCase()}s.${group}`, annotations },
    spec: { sourceType: { group, version, kind, pluralName: `${kind.toLowerCase()}s`, scope }, ...spec },
  }
}

const paths = (replicasSpec: string): JsonObject => ({ pathDefinition: { replicasSpec } })
const types = (configs: readonly JsonObject[], divisible: readonly DivisibleKind[] = []) =>
  readTypes(resources(...configs), () => {}, divisible)

describe('where replicas stand, and whether they migrate', () => {
  const all = [
    'apps/v1/Deployment',
    'apps/v1/StatefulSet',
    'apps/v1/ReplicaSet',
    'argoproj.io/v1alpha1/Rollout',
    'db.io/v1/Redis',
  ]
  /** `path migrates` of each type. */
  const table = (configs: readonly JsonObject[], divisible: readonly DivisibleKind[] = []) => {
    const known = types(configs, divisible)
    return Object.fromEntries(
      all.flatMap((type) => {
        const path = known.replicasPath(id(type))
        return path === undefined
          ? []
          : [[id(type).kind, `${path.join('.')}${known.migrates(id(type)) ? ' migrates' : ''}`]]
      }),
    )
  }

  test('upstream ships Deployments alone', () => {
    expect(table([])).toEqual({ Deployment: 'spec.replicas migrates' })
  })

  test.each<[string, readonly JsonObject[], readonly DivisibleKind[], JsonObject]>([
    [
      'a FederatedTypeConfig gives a custom type its path',
      [aConfig('db.io/v1/Redis', paths('spec.size.nodes'))],
      [],
      { Deployment: 'spec.replicas migrates', Redis: 'spec.size.nodes' },
    ],
    [
      'it may migrate, too',
      [aConfig('db.io/v1/Redis', { ...paths('.spec.nodes'), autoMigration: { enabled: true } })],
      [],
      { Deployment: 'spec.replicas migrates', Redis: 'spec.nodes migrates' },
    ],
    ['one without a path takes it from Deployments', [aConfig('apps/v1/Deployment')], [], {}],
    ['its version does not count', [aConfig('apps/v1beta1/Deployment', paths('spec.r'))], [], { Deployment: 'spec.r' }],
    [
      'stowage.yaml turns others on',
      [],
      ['StatefulSet', 'Rollout'],
      {
        Deployment: 'spec.replicas migrates',
        StatefulSet: 'spec.replicas migrates',
        Rollout: 'spec.replicas migrates',
      },
    ],
    [
      'the path of a FederatedTypeConfig wins over stowage.yaml, and its migration',
      [aConfig('apps/v1/StatefulSet', paths('spec.size'))],
      ['StatefulSet'],
      { Deployment: 'spec.replicas migrates', StatefulSet: 'spec.size' },
    ],
    [
      'one without a path leaves it to stowage.yaml',
      [aConfig('apps/v1/ReplicaSet')],
      ['ReplicaSet'],
      { Deployment: 'spec.replicas migrates', ReplicaSet: 'spec.replicas' },
    ],
  ])('%s', (_, configs, divisible, expected) => {
    expect(table(configs, divisible)).toEqual(expected)
  })

  test.each<[string, boolean]>([
    ['/spec/replicas', true],
    ['/', true],
    ['.', true],
    ['..', true],
    // upstream passes over empty steps
    ['.spec.nodes', false],
    ['spec..nodes', false],
  ])('a path %s that leads nowhere is an error: %s', (path, wrong) => {
    const { report, codes } = collector()
    const known = readTypes(resources(aConfig('db.io/v1/Redis', paths(path))), report)
    expect(codes()).toEqual(wrong ? ['kubeadmiral/replicas-path 0.yaml:spec.pathDefinition.replicasSpec'] : [])
    if (!wrong) expect(known.replicasPath(id('db.io/v1/Redis'))).toEqual(['spec', 'nodes'])
  })

  test('of other groups is another matter', () => {
    const known = types([], ['StatefulSet', 'Rollout'])
    expect(known.replicasPath(id('apps.kruise.io/v1/StatefulSet'))).toBeUndefined()
    expect(known.replicasPath(id('v1/Deployment'))).toBeUndefined()
  })

  test.each<[string, boolean, boolean]>([
    ['apps/v1/Deployment', true, false],
    ['apps/v1/StatefulSet', true, true],
    ['apps/v1/ReplicaSet', true, true],
    ['argoproj.io/v1alpha1/Rollout', true, true],
    ['apps/v1/Rollout', false, false],
    ['db.io/v1/Redis', false, false],
  ])('%s: 1 by default %s, to be turned on %s', (type, one, optional) => {
    expect(types([]).defaultsToOne(id(type))).toBe(one)
    expect(isOptional(id(type))).toBe(optional)
  })
})

describe('the pod spec', () => {
  test.each<[string, string | undefined]>([
    ['apps/v1/Deployment', 'spec.template.spec'],
    ['apps/v1/StatefulSet', 'spec.template.spec'],
    ['apps/v1/DaemonSet', 'spec.template.spec'],
    ['batch/v1/Job', 'spec.template.spec'],
    ['batch/v1/CronJob', 'spec.jobTemplate.spec.template.spec'],
    ['v1/Pod', 'spec'],
    ['apps/v1/ReplicaSet', undefined],
    ['argoproj.io/v1alpha1/Rollout', undefined],
    ['v1/ConfigMap', undefined],
  ])('of %s is at %s', (type, path) => {
    expect(podSpecPath(id(type))?.join('.')).toBe(path)
    expect(
      types([aConfig('apps/v1/ReplicaSet', paths('spec.replicas'))])
        .podSpecPath(id(type))
        ?.join('.'),
    ).toBe(path)
  })

  test('of a ReplicaSet or Rollout is looked at where stowage.yaml turns it on', () => {
    const known = types([], ['ReplicaSet', 'Rollout'])
    for (const type of ['apps/v1/ReplicaSet', 'argoproj.io/v1alpha1/Rollout']) {
      expect(known.podSpecPath(id(type))).toEqual(['spec', 'template', 'spec'])
    }
  })
})

describe('what scales a workload', () => {
  const annotation = 'kubeadmiral.io/scale-target-ref-path'
  test.each<[string, readonly JsonObject[], string, string | undefined]>([
    [
      'a HorizontalPodAutoscaler, as upstream ships it',
      [],
      'autoscaling/v2/HorizontalPodAutoscaler',
      'spec.scaleTargetRef',
    ],
    ['of any version', [], 'autoscaling/v1/HorizontalPodAutoscaler', 'spec.scaleTargetRef'],
    [
      'a type whose FederatedTypeConfig says so',
      [aConfig('keda.sh/v1/ScaledObject', {}, { [annotation]: 'spec.target.ref' })],
      'keda.sh/v1/ScaledObject',
      'spec.target.ref',
    ],
    [
      'no HorizontalPodAutoscaler whose FederatedTypeConfig does not',
      [aConfig('autoscaling/v2/HorizontalPodAutoscaler')],
      'autoscaling/v2/HorizontalPodAutoscaler',
      undefined,
    ],
    ['nothing else', [], 'apps/v1/Deployment', undefined],
  ])('%s', (_, configs, type, expected) => {
    expect(types(configs).scaleTargetRefPath(id(type))?.join('.')).toBe(expected)
  })
})

describe('scope', () => {
  const configs = [aConfig('db.io/v1/Zone', {}, {}, 'Cluster'), aConfig('rbac.authorization.k8s.io/v1/ClusterRole')]
  test.each<[string, string, boolean]>([
    ['v1/PersistentVolume', '', true],
    ['v1/PersistentVolume', 'default', false],
    ['apps/v1/Deployment', '', false],
    ['db.io/v1/Zone', '', true],
    ['rbac.authorization.k8s.io/v1/ClusterRole', '', false],
    ['db.io/v1/Redis', '', false],
  ])('%s in "%s": %s', (type, namespace, expected) => {
    expect(types(configs).isClusterScoped(id(type, namespace))).toBe(expected)
  })
})
