import { describe, expect, it, test } from 'vitest'
import { type Diagnostic, wording } from '../../src/diagnostics/diagnostic.ts'
import { at, type Json, type JsonObject, setOwn } from '../../src/model/json.ts'
import type { FieldPath } from '../../src/model/source.ts'
import { check } from '../../src/schema/check.ts'
import { broken } from './broken.ts'
import { resourceOf, sample, valid } from './valid.ts'

function run(value: JsonObject): { sound: boolean; found: Diagnostic[] } {
  const found: Diagnostic[] = []
  const sound = check(resourceOf(value), (each) => found.push(each))
  return { sound, found }
}

/** Sets the value at a path; undefined removes it. */
function put(root: JsonObject, path: FieldPath, value: Json | undefined): JsonObject {
  const parent = at(root, path.slice(0, -1))
  const step = path[path.length - 1]
  if (Array.isArray(parent) && typeof step === 'number' && value !== undefined) parent[step] = value
  else if (parent !== null && typeof parent === 'object' && !Array.isArray(parent) && typeof step === 'string') {
    if (value === undefined) delete parent[step]
    else setOwn(parent, step, value)
  } else throw new Error(`nothing at ${path.join('.')}`)
  return root
}

const base: FieldPath = ['items', 2]

describe('a full object of each kind is sound', () => {
  it.each(valid.map((each) => [`${each.apiVersion} ${each.kind}`, each] as const))('%s', (_name, value) => {
    expect(run(value)).toEqual({ sound: true, found: [] })
  })
})

/** Two kinds have one name in several groups; the rows mean these. */
const groups: Readonly<Record<string, string>> = {
  FederatedCluster: 'core.kubeadmiral.io',
  FederatedTypeConfig: 'core.kubeadmiral.io',
}

function pathOf(text: string): FieldPath {
  if (text === '') return []
  return text.split('.').map((step) => (/^\d+$/.test(step) ? Number(step) : step.replace(/^#/, '')))
}

describe('one mistake gives one diagnostic at its place', () => {
  const named = broken.map((row) => [`${row[0]} ${row[1]} ${String(row[2])}: ${row[3]}`, row] as const)
  it.each(named)('%s', (_name, [kind, path, value, code, args, place]) => {
    const { sound, found } = run(put(sample(kind, groups[kind]), pathOf(path), value))
    expect(sound).toBe(false)
    expect(found).toHaveLength(1)
    const origin = { file: 'a.yaml', document: 1, path: [...base, ...pathOf(place ?? path)] }
    expect(found[0]).toMatchObject({ code: `object/${code}`, args, at: origin })
    for (const sentence of found.map(wording)) {
      expect(sentence).toMatch(/^[\s\S]+[.?] [\s\S]+[.?]$/)
      expect(sentence).not.toMatch(/undefined|\[object|NaN/)
    }
  })

  test('a hint is left out where there is none', () => {
    const { found } = run(put(sample('Cluster'), ['spec', 'labels'], {}))
    expect(found[0]?.args).not.toHaveProperty('place')
    expect(found[0]?.args).not.toHaveProperty('suggestion')
  })

  test('the rows are for every kind and every code of a field', () => {
    const codes = ['unknown-field', 'missing-field', 'wrong-type', 'not-one-of', 'out-of-range', 'bad-format']
    expect(new Set(broken.map((row) => row[3]))).toEqual(new Set(codes))
    const kinds = new Set(valid.map((each) => each.kind))
    kinds.delete('FederatedConfigMap')
    expect(new Set(broken.map((row) => row[0]))).toEqual(kinds)
  })
})

test('one run finds every mistake', () => {
  const value = sample('PropagationPolicy')
  put(value, ['spec', 'schedulingMode'], undefined)
  put(value, ['spec', 'maxClusters'], -1)
  put(value, ['spec', 'placement', 0, 'preferences', 'weigth'], 1)
  put(value, ['spec', 'tolerations', 0, 'effect'], 'No')
  put(value, ['extra'], 1)
  expect(new Set(run(value).found.map((each) => each.code))).toEqual(
    new Set(['object/missing-field', 'object/out-of-range', 'object/unknown-field', 'object/not-one-of']),
  )
  expect(run(value).found).toHaveLength(5)
})

describe('null', () => {
  it.each([
    ['PropagationPolicy', ['spec', 'placement']],
    ['PropagationPolicy', ['spec', 'placement', 0, 'preferences']],
    ['PropagationPolicy', ['spec', 'clusterSelector']],
    ['PropagationPolicy', ['spec', 'clusterAffinity']],
    ['PropagationPolicy', ['spec', 'clusterAffinity', 0, 'matchFields']],
    ['PropagationPolicy', ['spec', 'clusterAffinity', 0, 'matchExpressions', 1, 'values']],
    ['PropagationPolicy', ['spec', 'tolerations']],
    ['PropagationPolicy', ['spec', 'autoMigration']],
    ['PropagationPolicy', ['spec', 'autoMigration', 'when']],
    ['PropagationPolicy', ['spec', 'reschedulePolicy']],
    ['PropagationPolicy', ['metadata', 'labels']],
    ['OverridePolicy', ['spec', 'overrideRules', 0, 'targetClusters']],
    ['FederatedStatefulSet', ['spec', 'placement']],
    ['FederatedStatefulSet', ['spec', 'placement', 'clusters']],
    ['FederatedStatefulSet', ['spec', 'placement', 'clusterSelector']],
    ['FederatedDeployment', ['spec', 'placement', 'clusterNames']],
    ['ReplicaSchedulingPreference', ['spec', 'clusters']],
    ['Cluster', ['spec']],
    ['Render', ['spec']],
  ] as const)('%s %j may be empty', (kind, path) => {
    expect(run(put(sample(kind), path, null))).toEqual({ sound: true, found: [] })
  })
})

describe('kinds', () => {
  it.each([
    ['apps/v1', 'Deployment'],
    ['v1', 'ConfigMap'],
    ['core.kubefed.io/v1beta1', 'KubeFedConfig'],
    ['core.kubefed.io/v1alpha1', 'PropagatedVersion'],
    ['core.kubeadmiral.io/v1alpha1', 'FederatedObject'],
  ])('%s %s is not ours to judge', (apiVersion, kind) => {
    expect(run({ apiVersion, kind, spec: { anything: 1 } })).toEqual({ sound: true, found: [] })
  })

  it.each([
    ['core.kubeadmiral.io/v1alpha1', 'PropogationPolicy', 'kind', 'PropagationPolicy'],
    ['core.kubeadmiral.io/v1alpha1', 'propagationpolicy', 'kind', 'PropagationPolicy'],
    ['core.kubeadmiral.io/v1beta1', 'PropagationPolicy', 'apiVersion', 'core.kubeadmiral.io/v1alpha1'],
    ['stowage.dev/v1', 'Cluster', 'apiVersion', 'stowage.dev/v1alpha1'],
    ['stowage.dev/v1alpha1', 'Snapshot', 'kind', undefined],
    ['types.kubefed.io/v1alpha1', 'FederatedDeployment', 'apiVersion', 'types.kubefed.io/v1beta1'],
    ['scheduling.kubefed.io/v1beta1', 'ReplicaSchedulingPreference', 'apiVersion', 'scheduling.kubefed.io/v1alpha1'],
    ['core.kubefed.io/v1', 'KubeFedCluster', 'apiVersion', 'core.kubefed.io/v1beta1'],
  ])('%s %s is a mistake', (apiVersion, kind, wrong, suggestion) => {
    const { sound, found } = run({ apiVersion, kind, metadata: { name: 'a' } })
    expect(sound).toBe(false)
    expect(found).toHaveLength(1)
    expect(found[0]).toMatchObject({ code: 'object/unknown-kind', at: { path: [...base, wrong] } })
    expect(found[0]?.args.suggestion).toBe(suggestion)
    expect(found[0]?.args.known).not.toHaveLength(0)
  })
})

test('a large integer is a fine quantity', () => {
  expect(run(put(sample('Cluster'), ['spec', 'resources', 'allocatable', 'memory'], 9007199254740993n)).sound).toBe(
    true,
  )
})

test('a long list of bad items takes linear time', () => {
  const items = (count: number): Json[] => Array.from({ length: count }, () => ({ effect: 'x', y: 1 }))
  const value = put(sample('PropagationPolicy'), ['spec', 'tolerations'], items(20_000))
  const before = performance.now()
  expect(run(value).found).toHaveLength(40_000)
  expect(performance.now() - before).toBeLessThan(10_000)
})
