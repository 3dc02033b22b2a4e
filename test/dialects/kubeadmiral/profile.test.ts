import { describe, expect, test } from 'vitest'
import { defaultPlugins, knownPlugins } from '../../../src/dialects/kubeadmiral/policy/plugins.ts'
import { readPolicy } from '../../../src/dialects/kubeadmiral/policy/policy.ts'
import { readProfiles } from '../../../src/dialects/kubeadmiral/policy/profile.ts'
import type { JsonObject } from '../../../src/model/json.ts'
import { aPropagationPolicy, aResource, collector } from '../resource.ts'

function aProfile(plugins: JsonObject | undefined, name = 'x'): JsonObject {
  return {
    apiVersion: 'core.kubeadmiral.io/v1alpha1',
    kind: 'SchedulingProfile',
    metadata: { name },
    spec: plugins === undefined ? {} : { plugins },
  }
}

function read(plugins: JsonObject | undefined) {
  const { report, codes, found } = collector()
  const profiles = readProfiles([aResource(aProfile(plugins), 'profile.yaml')], [], report)
  return { plugins: profiles.get('x'), codes: codes(), args: found.map(({ args }) => args) }
}

const set = (enabled: string[], disabled: string[] = []): JsonObject => ({
  enabled: enabled.map((name) => ({ name })),
  disabled: disabled.map((name) => ({ name })),
})
const without = (list: readonly string[], ...names: string[]): string[] => list.filter((name) => !names.includes(name))
const { filter, score, select } = defaultPlugins

describe('TestApplyProfile', () => {
  test.each<[string, JsonObject | undefined, object]>([
    ['empty profile', undefined, {}],
    ['null plugins', { filter: null, score: { enabled: null } }, {}],
    [
      'enable filter plugins',
      { filter: set(['KatalystResourcesExist', 'ClusterResourcesFit']) },
      { filter: [...filter, 'KatalystResourcesExist', 'ClusterResourcesFit'] },
    ],
    [
      'disable some filter plugins',
      { filter: set([], ['APIResources', 'ClusterReady']) },
      { filter: without(filter, 'APIResources', 'ClusterReady') },
    ],
    ['disable all filter plugins', { filter: set([], ['*']) }, { filter: [] }],
    [
      'enable and disable some filter plugins',
      { filter: set(['ClusterResourcesFit', 'ClusterReady'], ['ClusterReady']) },
      { filter: [...without(filter, 'ClusterReady'), 'ClusterResourcesFit', 'ClusterReady'] },
    ],
    [
      'enable filter plugins and disable all',
      { filter: set(['PlacementFilter', 'APIResources'], ['*']) },
      { filter: ['PlacementFilter', 'APIResources'] },
    ],
    [
      'enable score plugins',
      { score: set(['ClusterResourcesMostAllocated']) },
      { score: [...score, 'ClusterResourcesMostAllocated'] },
    ],
    [
      'disable some score plugins',
      { score: set([], ['ClusterAffinity']) },
      { score: without(score, 'ClusterAffinity') },
    ],
    ['disable all score plugins', { score: set([], ['*']) }, { score: [] }],
    [
      'enable score plugins and disable all',
      { score: set(['ClusterResourcesMostAllocated'], ['*']) },
      { score: ['ClusterResourcesMostAllocated'] },
    ],
    ['disable some select plugins', { select: set([], ['MaxCluster']) }, { select: ['PrioritySort'] }],
    ['disable all select plugins', { select: set([], ['*']) }, { select: [] }],
    ['another order', { select: set(['PrioritySort'], ['PrioritySort']) }, { select: ['MaxCluster', 'PrioritySort'] }],
    [
      'several points',
      { filter: set(['ClusterReady'], ['*']), score: set([], ['TaintToleration']), select: set([], ['MaxCluster']) },
      { filter: ['ClusterReady'], score: without(score, 'TaintToleration'), select: ['PrioritySort'] },
    ],
  ])('%s', (_, plugins, expected) => {
    expect(read(plugins)).toEqual({ plugins: { filter, score, select, ...expected }, codes: [], args: [] })
  })
})

describe('a profile that cannot work', () => {
  test.each<[string, JsonObject, string, object]>([
    [
      'enables what is on already',
      { filter: set(['ClusterReady']) },
      'kubeadmiral/plugin-twice profile.yaml:spec.plugins.filter.enabled.0.name',
      { point: 'filter', plugin: 'ClusterReady' },
    ],
    [
      'enables the same twice',
      { score: set(['ClusterResourcesMostAllocated', 'ClusterResourcesMostAllocated']) },
      'kubeadmiral/plugin-twice profile.yaml:spec.plugins.score.enabled.1.name',
      { point: 'score' },
    ],
    [
      'enables what does not exist',
      { filter: set(['ClusterResourceFit']) },
      'kubeadmiral/unknown-plugin profile.yaml:spec.plugins.filter.enabled.0.name',
      { plugin: 'ClusterResourceFit', elsewhere: [], suggestion: 'ClusterResourcesFit' },
    ],
    [
      'enables *',
      { filter: set(['*']) },
      'kubeadmiral/unknown-plugin profile.yaml:spec.plugins.filter.enabled.0.name',
      { plugin: '*', suggestion: '' },
    ],
    [
      'enables a plugin of another point',
      { filter: set(['MaxCluster']) },
      'kubeadmiral/unknown-plugin profile.yaml:spec.plugins.filter.enabled.0.name',
      { plugin: 'MaxCluster', elsewhere: ['select'], suggestion: '' },
    ],
    [
      'enables a replica plugin, which no profile can',
      { select: set(['ClusterCapacityWeight']) },
      'kubeadmiral/unknown-plugin profile.yaml:spec.plugins.select.enabled.0.name',
      { plugin: 'ClusterCapacityWeight', elsewhere: [] },
    ],
    [
      'enables a webhook',
      { filter: { enabled: [{ name: 'mine', type: 'Webhook' }] } },
      'kubeadmiral/webhook-plugin profile.yaml:spec.plugins.filter.enabled.0.name',
      { plugin: 'mine' },
    ],
  ])('%s', (_, plugins, code, args) => {
    const result = read(plugins)
    expect(result.plugins).toBeUndefined()
    expect(result.codes).toEqual([code])
    expect(result.args).toMatchObject([args])
  })

  test('is told of all its faults', () => {
    expect(read({ filter: set(['x', 'y']), select: set(['z']) }).codes).toHaveLength(3)
  })
})

test('disabling what is not on is a warning', () => {
  const { plugins, codes, args } = read({ filter: set([], ['ClusterResourcesFit', 'ClusterRaedy']) })
  expect(plugins).toEqual(defaultPlugins)
  expect(codes).toEqual([
    'kubeadmiral/plugin-not-on profile.yaml:spec.plugins.filter.disabled.0.name',
    'kubeadmiral/plugin-not-on profile.yaml:spec.plugins.filter.disabled.1.name',
  ])
  expect(args).toMatchObject([{ suggestion: '', off: true }, { suggestion: 'ClusterReady' }])
  expect(args[1]).not.toHaveProperty('off')
})

test('every plugin is on by default but three', () => {
  const off = (['filter', 'score', 'select'] as const).flatMap((point) =>
    without(knownPlugins[point], ...defaultPlugins[point]),
  )
  expect(off).toEqual(['ClusterResourcesFit', 'KatalystResourcesExist', 'ClusterResourcesMostAllocated'])
})

describe('a policy', () => {
  function policy(spec: JsonObject, profiles: JsonObject[], refused: JsonObject[] = []) {
    const { report, codes, found } = collector()
    const known = readProfiles(
      profiles.map((one) => aResource(one, 'profile.yaml')),
      refused.map((one) => aResource(one)),
      report,
    )
    const read = readPolicy(aResource(aPropagationPolicy('p', spec), 'policy.yaml'), known, report)
    return { plugins: read?.plugins, codes: codes(), args: found.map(({ args }) => args) }
  }

  test('without a profile has the default plugins', () => {
    expect(policy({}, []).plugins).toBe(defaultPlugins)
    expect(policy({ schedulingProfile: '' }, [aProfile({ score: set([], ['*']) }, '')]).plugins).toBe(defaultPlugins)
  })

  test('has the plugins of its profile', () => {
    expect(policy({ schedulingProfile: 'x' }, [aProfile({ score: set([], ['*']) })])).toMatchObject({
      plugins: { filter, score: [], select },
      codes: [],
    })
  })

  test('that names a profile that is not there is an error', () => {
    const { plugins, codes, args } = policy({ schedulingProfile: 'gpus' }, [aProfile({}, 'gpu')])
    expect(plugins).toBeUndefined()
    expect(codes).toEqual(['kubeadmiral/profile-not-found policy.yaml:spec.schedulingProfile'])
    expect(args).toEqual([{ name: 'gpus', suggestion: 'gpu' }])
  })

  test('that names a broken profile does not work, and the profile alone is told', () => {
    const broken = policy({ schedulingProfile: 'x' }, [aProfile({ filter: set(['?']) })])
    expect(broken.plugins).toBeUndefined()
    expect(broken.codes).toEqual(['kubeadmiral/unknown-plugin profile.yaml:spec.plugins.filter.enabled.0.name'])
    expect(policy({ schedulingProfile: 'x' }, [], [aProfile({})])).toEqual({ plugins: undefined, codes: [], args: [] })
  })

  test('with a negative maxClusters works where MaxCluster is off', () => {
    const off = [aProfile({ select: set([], ['MaxCluster']) })]
    expect(policy({ schedulingProfile: 'x', maxClusters: -1 }, off).codes).toEqual([])
    expect(policy({ maxClusters: -1 }, off).codes).toEqual([
      'kubeadmiral/negative-max-clusters policy.yaml:spec.maxClusters',
    ])
  })
})
