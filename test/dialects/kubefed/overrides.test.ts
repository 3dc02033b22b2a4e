import { describe, expect, it } from 'vitest'
import { severityOf } from '../../../src/diagnostics/diagnostic.ts'
import { deployment, type FamilyName, gate } from './manifests.ts'
import { outcome, pathOf } from './situation.ts'

const overrides = (cluster: string, ...ops: readonly string[]): string =>
  `{clusterName: ${cluster}, clusterOverrides: [${ops.join(', ')}]}`
const run = (family: FamilyName, list: readonly string[], rc = false) => {
  const text = gate(family) + deployment(family, `overrides: [${list.join(', ')}]`, '{spec: {replicas: 2, a: [1, 2]}}')
  return outcome(rc ? text.replaceAll('kubefed.io', 'kubefed.k8s.io') : text, ['a', 'b'])
}

describe('§4.4 overrides', () => {
  it('apply to their cluster, in order', () => {
    const found = run('beta', [
      overrides(
        'a',
        '{op: add, path: /spec/x, value: {}}',
        '{path: /spec/x/y, value: 1}',
        '{op: remove, path: /spec/a/0}',
      ),
    ])
    expect(found.codes).toEqual([])
    expect(found.objects.get('a/Deployment/web')?.spec).toEqual({ replicas: 2, a: [2], x: { y: 1 } })
    expect(found.objects.get('b/Deployment/web')?.spec).toEqual({ replicas: 2, a: [1, 2] })
  })

  it('alpha sets dotted paths, making the objects on the way', () => {
    const found = run('alpha', [overrides('a', '{path: spec.x.y, value: 1}', '{path: spec.replicas, value: 5}')])
    expect(found.objects.get('a/Deployment/web')?.spec).toEqual({ replicas: 5, a: [1, 2], x: { y: 1 } })
  })

  it('alpha cannot go through lists', () => {
    const found = run('alpha', [overrides('a', '{path: spec.a.0, value: 1}')])
    expect(found.found.map((one) => [one.code, pathOf(one)])).toEqual([
      ['override/failed', 'spec.overrides.0.clusterOverrides.0'],
    ])
  })

  it('without a value set null', () => {
    expect(run('beta', [overrides('a', '{path: /spec/x}')]).objects.get('a/Deployment/web')).toMatchObject({
      spec: { x: null },
    })
  })

  it('add to annotations that were stripped fails', () => {
    const found = run('beta', [overrides('a', '{op: add, path: /metadata/annotations/x, value: y}')])
    expect(found.codes).toEqual(['override/failed'])
  })

  it('may replace the whole metadata, and thereby rename', () => {
    const found = run('beta', [overrides('a', '{path: /metadata, value: {name: other}}')])
    expect(found.codes).toEqual([])
    expect(found.objects.get('a/Deployment/web')).toMatchObject({ metadata: { name: 'other' } })
  })

  it('of a cluster that is not there are ignored, with a warning', () => {
    const found = run('beta', [overrides('z', '{path: /spec/x, value: 1}')])
    expect(found.codes).toEqual(['kubefed/unknown-cluster'])
    expect(pathOf(found.found[0])).toBe('spec.overrides.0.clusterName')
  })

  it('of release candidates are dotted or pointers, as the slash tells', () => {
    const found = run(
      'beta',
      [overrides('a', '{path: /spec/x, value: 1}'), overrides('b', '{path: spec.x, value: 2}')],
      true,
    )
    expect(found.codes).toEqual([])
    expect(found.objects.get('a/Deployment/web')).toMatchObject({ spec: { x: 1 } })
    expect(found.objects.get('b/Deployment/web')).toMatchObject({ spec: { x: 2 } })
  })

  const first = 'spec.overrides.0.clusterOverrides.0'
  const second = 'spec.overrides.0.clusterOverrides.1'
  const cases: readonly (readonly [string, FamilyName, readonly string[], string, string])[] = [
    [
      'one cluster twice',
      'beta',
      [overrides('a'), overrides('a')],
      'kubefed/override-cluster-twice',
      'spec.overrides.1.clusterName',
    ],
    [
      'one path twice',
      'beta',
      [overrides('a', '{path: /x, value: 1}', '{path: /x, value: 1}')],
      'kubefed/override-twice',
      `${second}.path`,
    ],
    [
      'one path twice',
      'alpha',
      [overrides('a', '{path: x, value: 1}', '{path: x, value: 1}')],
      'kubefed/override-twice',
      `${second}.path`,
    ],
    [
      'the name',
      'beta',
      [overrides('a', '{path: /metadata/name, value: x}')],
      'kubefed/override-forbidden',
      `${first}.path`,
    ],
    [
      'the namespace',
      'beta',
      [overrides('a', '{path: /metadata/namespace, value: x}')],
      'kubefed/override-forbidden',
      `${first}.path`,
    ],
    [
      'the generateName',
      'beta',
      [overrides('a', '{path: /metadata/generateName, value: x}')],
      'kubefed/override-forbidden',
      `${first}.path`,
    ],
    ['the kind', 'beta', [overrides('a', '{path: /kind, value: x}')], 'kubefed/override-forbidden', `${first}.path`],
    [
      'the name',
      'alpha',
      [overrides('a', '{path: metadata.name, value: x}')],
      'kubefed/override-forbidden',
      `${first}.path`,
    ],
    [
      'a dotted path',
      'beta',
      [overrides('a', '{path: spec.replicas, value: 1}')],
      'kubefed/override-path',
      `${first}.path`,
    ],
    [
      'a pointer without its slash',
      'beta',
      [overrides('a', '{path: spec/replicas, value: 1}')],
      'kubefed/override-path',
      `${first}.path`,
    ],
    [
      'a pointer',
      'alpha',
      [overrides('a', '{path: /spec/replicas, value: 1}')],
      'kubefed/override-path',
      `${first}.path`,
    ],
    ['an empty step', 'alpha', [overrides('a', '{path: spec..x, value: 1}')], 'kubefed/override-path', `${first}.path`],
    ['a leading dot', 'alpha', [overrides('a', '{path: .spec, value: 1}')], 'kubefed/override-path', `${first}.path`],
    [
      'a path within another',
      'alpha',
      [overrides('a', '{path: spec, value: {}}', '{path: spec.x, value: 1}')],
      'kubefed/override-prefix',
      `${second}.path`,
    ],
    [
      'a path around another',
      'alpha',
      [overrides('a', '{path: spec.x, value: 1}', '{path: spec, value: {}}')],
      'kubefed/override-prefix',
      `${second}.path`,
    ],
    ['an op', 'alpha', [overrides('a', '{op: remove, path: spec.x}')], 'kubefed/override-op', `${first}.op`],
    ['an unknown op', 'beta', [overrides('a', '{op: move, path: /spec/x}')], 'kubefed/override-op', `${first}.op`],
    ['test', 'beta', [overrides('a', '{op: test, path: /spec/x}')], 'kubefed/override-op', `${first}.op`],
    [
      'a mistake for a cluster that is not selected',
      'beta',
      [overrides('b', '{path: x}')],
      'kubefed/override-path',
      `${first}.path`,
    ],
  ]
  it.each(cases)('refuse %s (%s)', (_, family, list, code, path) => {
    const found = run(family, list)
    expect(found.found.map((one) => [one.code, pathOf(one)])).toEqual([[code, path]])
    expect(severityOf(found.found[0]?.code ?? 'kubefed/unknown-cluster')).toBe('error')
  })

  it('may have names that only begin alike', () => {
    const found = run('alpha', [overrides('a', '{path: spec.x, value: 1}', '{path: spec.xy, value: 1}')])
    expect(found.codes).toEqual([])
  })
})
