import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts'
import type { JsonObject } from '../../src/model/json.ts'
import type { Layout, Manifest } from '../../src/model/manifest.ts'
import { isOwned, marker } from '../../src/model/marker.ts'
import { byCodePoint } from '../../src/model/order.ts'
import type { ObjectId } from '../../src/model/resource.ts'
import { type LayoutInput, layOut } from '../../src/output/layout.ts'
import { print } from '../../src/yaml/print.ts'

interface Laid {
  readonly layout: Layout
  readonly found: readonly Diagnostic[]
}

function lay(clusters: Readonly<Record<string, readonly Manifest[]>>, more: Partial<LayoutInput> = {}): Laid {
  const found: Diagnostic[] = []
  const input: LayoutInput = {
    style: 'object',
    clusters: Object.keys(clusters).map((name) => ({ name, kept: false })),
    manifests: new Map(Object.entries(clusters)),
    placements: [],
    ...more,
  }
  return { layout: layOut(input, (diagnostic) => found.push(diagnostic)), found }
}

function manifest(kind: string, namespace: string, name: string, more: JsonObject = {}, apiVersion = 'v1'): Manifest {
  const id: ObjectId = { apiVersion, kind, namespace, name }
  return { id, printed: print({ kind, name, ...more }), replicas: undefined }
}

function paths({ layout }: Laid): string[] {
  return layout.files.map(({ path }) => path)
}

function texts({ layout }: Laid): Record<string, string> {
  return Object.fromEntries(layout.files.map((file) => [file.path, file.text()]))
}

const web = manifest('ConfigMap', 'shop', 'web')
const api = manifest('ConfigMap', 'shop', 'api')
const role = manifest('ClusterRole', '', 'system:x', {}, 'rbac.authorization.k8s.io/v1')

describe('one file per object', () => {
  test('sorted by path, with the marker first', () => {
    const laid = lay({ eu: [web, api], 'eu-2': [web], 'eu.3': [api], a: [manifest('Namespace', '', 'shop')] })
    expect(paths(laid)).toEqual([
      'clusters/a/namespace_shop.yaml',
      'clusters/eu-2/shop_configmap_web.yaml',
      'clusters/eu.3/shop_configmap_api.yaml',
      'clusters/eu/shop_configmap_api.yaml',
      'clusters/eu/shop_configmap_web.yaml',
    ])
    expect(texts(laid)['clusters/eu/shop_configmap_web.yaml']).toBe(`${marker}kind: ConfigMap\nname: web\n`)
    expect(laid.found).toEqual([])
  })

  test('the replicas of each cluster go into the slot', () => {
    const id = { ...web.id, kind: 'Deployment', apiVersion: 'apps/v1' }
    const printed = print({ spec: { a: 1 } }, ['spec', 'replicas'])
    const laid = lay({ eu: [{ id, printed, replicas: 3 }], us: [{ id, printed, replicas: 0 }] })
    expect(Object.values(texts(laid))).toEqual([
      `${marker}spec:\n  a: 1\n  replicas: 3\n`,
      `${marker}spec:\n  a: 1\n  replicas: 0\n`,
    ])
  })

  test('a slot without replicas is a bug', () => {
    const printed = print({ spec: {} }, ['spec', 'replicas'])
    expect(() => texts(lay({ eu: [{ id: web.id, printed, replicas: undefined }] }))).toThrow('no replicas')
  })

  test('a cluster without objects keeps its directory', () => {
    expect(texts(lay({ eu: [], us: [web] }))['clusters/eu/.gitkeep']).toBe(marker)
    expect(
      paths(
        lay(
          { us: [web] },
          {
            clusters: [
              { name: 'eu', kept: false },
              { name: 'us', kept: false },
            ],
          },
        ),
      ),
    ).toEqual(['clusters/eu/.gitkeep', 'clusters/us/shop_configmap_web.yaml'])
  })

  test('what stands in a kept cluster is let alone', () => {
    const clusters = [
      { name: 'us', kept: true },
      { name: 'eu', kept: false },
      { name: 'Asia', kept: true },
    ]
    const laid = lay({ us: [api, api], eu: [web] }, { clusters })
    expect(paths(laid)).toEqual(['clusters/eu/shop_configmap_web.yaml'])
    expect(laid.layout.kept).toEqual([expect.stringMatching(/^clusters\/asia__[0-9a-f]{16}$/), 'clusters/us'])
    expect(laid.found).toEqual([])
  })

  test('objects of an unknown cluster are a bug', () => {
    expect(() => lay({ eu: [web] }, { clusters: [] })).toThrow('eu')
  })

  test('kinds that differ in case alone get hashes', () => {
    const laid = lay({ eu: [manifest('Foo', 'a', 'b'), manifest('FOO', 'a', 'b'), manifest('Foo', 'a', 'c')] })
    expect(paths(laid)).toEqual([
      expect.stringMatching(/^clusters\/eu\/a_foo_b__[0-9a-f]{16}\.yaml$/),
      expect.stringMatching(/^clusters\/eu\/a_foo_b__[0-9a-f]{16}\.yaml$/),
      'clusters/eu/a_foo_c.yaml',
    ])
    expect(new Set(paths(laid)).size).toBe(3)
    expect(laid.found).toEqual([])
  })
})

describe('one file per namespace', () => {
  test('documents by group, kind and name', () => {
    const roles = [role, manifest('Namespace', '', 'shop')]
    const laid = lay({ eu: [web, ...roles, api, manifest('Service', 'ops', 'x')], us: [] }, { style: 'namespace' })
    expect(texts(laid)).toEqual({
      'clusters/eu/_cluster.yaml':
        `${marker}kind: Namespace\nname: shop\n---\nkind: ClusterRole\nname: "system:x"\n`.replace(
          '"system:x"',
          'system:x',
        ),
      'clusters/eu/ops.yaml': `${marker}kind: Service\nname: x\n`,
      'clusters/eu/shop.yaml': `${marker}kind: ConfigMap\nname: api\n---\nkind: ConfigMap\nname: web\n`,
      'clusters/us/.gitkeep': marker,
    })
  })

  test('a namespace may be called kustomization', () => {
    const laid = lay({ eu: [manifest('ConfigMap', 'kustomization', 'x')] }, { style: 'namespace' })
    expect(paths(laid)).toEqual([expect.stringMatching(/^clusters\/eu\/kustomization__[0-9a-f]{16}\.yaml$/)])
  })
})

describe('placements', () => {
  test('are named as their workloads are, and carry the marker', () => {
    const placements = [
      { id: web.id, text: () => 'kind: Placement\n' },
      { id: api.id, text: () => 'kind: Placement\n' },
      { id: role.id, text: () => 'kind: Placement\n' },
    ]
    const laid = lay({ eu: [] }, { placements })
    expect(paths(laid)).toEqual([
      'clusters/eu/.gitkeep',
      expect.stringMatching(/^placements\/clusterrole\.rbac\.authorization\.k8s\.io_system-x__[0-9a-f]{16}\.yaml$/),
      'placements/shop_configmap_api.yaml',
      'placements/shop_configmap_web.yaml',
    ])
    expect(texts(laid)['placements/shop_configmap_web.yaml']).toBe(`${marker}kind: Placement\n`)
  })
})

describe('refused', () => {
  test('one identity twice: once per pair, with its clusters', () => {
    const unnamed = manifest('ConfigMap', '', 'x')
    const named = manifest('ConfigMap', 'default', 'x')
    const older = manifest('Foo', 'a', 'b', {}, 'x.io/v1beta1')
    const newer = manifest('Foo', 'a', 'b', {}, 'x.io/v1')
    const origin = { file: 'a.yaml', document: 0, path: [] }
    const originOf = (id: ObjectId) => ({ ...origin, document: id === named.id ? 1 : 0 })
    const laid = lay({ us: [unnamed, named], eu: [unnamed, named, older, newer], z: [named] }, { originOf })
    expect(laid.found.map(({ code, args }) => [code, args])).toEqual([
      ['output/duplicate-object', { first: 'ConfigMap x', second: 'ConfigMap default/x', clusters: ['eu', 'us'] }],
      ['output/duplicate-object', { first: 'Foo.x.io a/b', second: 'Foo.x.io a/b', clusters: ['eu'] }],
    ])
    expect(laid.found[0]?.at).toEqual({ ...origin, document: 1 })
    expect(laid.found[0]?.related).toEqual([origin])
    expect(new Set(paths(laid)).size).toBe(paths(laid).length)
  })

  test('the same object in two clusters is no duplicate', () => {
    expect(lay({ eu: [web], us: [web] }).found).toEqual([])
  })

  test('one cluster twice', () => {
    const clusters = [
      { name: 'eu', kept: false },
      { name: 'eu', kept: true },
    ]
    const laid = lay({ eu: [web] }, { clusters })
    expect(laid.found.map(({ code, args }) => [code, args])).toEqual([
      ['output/same-directory', { first: 'eu', second: 'eu', directory: 'clusters/eu' }],
    ])
  })
})

describe('warned of, once per object', () => {
  const local = 'config.kubernetes.io/local-config'

  test.each<[string, JsonObject, string[]]>([
    ['annotated', { metadata: { name: 'a', annotations: { x: 'y', [local]: 'true' } } }, ['output/local-config']],
    ['annotated with nothing', { metadata: { annotations: { [local]: '' } }, z: 1 }, ['output/local-config']],
    ['annotated false', { metadata: { annotations: { [local]: 'false' } } }, []],
    ['a label', { metadata: { labels: { [local]: 'true' } } }, []],
    ['in a template', { spec: { metadata: { annotations: { [local]: 'true' } } } }, []],
    ['in a text', { data: { a: `metadata:\n  annotations:\n    ${local}: "true"\n` } }, []],
    ['outside metadata', { annotations: { annotations: { [local]: 'true' } } }, []],
    ['the words for Argo CD', { data: { a: 'x\n# +argocd:skip-file-rendering\n' } }, ['output/argocd-skip']],
    ['the words in a key', { data: { '+argocd:skip-file-rendering': '' } }, ['output/argocd-skip']],
  ])('%s', (_, more, codes) => {
    const first = manifest('Foo', 'a', 'b', more)
    const second = { ...first, printed: print({ ...more, kind: 'Foo' }, ['replicas']), replicas: 1 }
    const laid = lay({ eu: [first], us: [second], z: [second] })
    expect(laid.found.map(({ code }) => code)).toEqual(codes)
    expect(laid.found.map(({ args }) => args.object)).toEqual(codes.map(() => 'Foo a/b'))
  })
})

test('whatever the order of the input, the layout is one: sorted, unique paths, owned files', () => {
  const part = fc.constantFrom('a', 'b', 'B', 'a-b', 'a.b', 'default', '', 'é', 'x_y')
  const object = fc.tuple(fc.constantFrom('Foo', 'FOO', 'Bar'), part, part).map(([k, s, n]) => manifest(k, s, n))
  const names = fc.constantFrom('a', 'a-b', 'a.b', 'A', 'é', 'con', '..')
  const fleet = fc.uniqueArray(fc.tuple(names, fc.array(object, { maxLength: 12 })), { selector: ([name]) => name })
  fc.assert(
    fc.property(fleet, fc.constantFrom('object' as const, 'namespace' as const), (clusters, style) => {
      const once = lay(Object.fromEntries(clusters), { style })
      const backwards = clusters.toReversed().map(([name, list]) => [name, list.toReversed()] as const)
      const again = lay(Object.fromEntries(backwards), { style })
      expect(texts(again)).toEqual(texts(once))
      expect(paths(again)).toEqual(paths(once))
      expect(paths(once)).toEqual([...new Set(paths(once))].sort(byCodePoint))
      expect(Object.values(texts(once)).every(isOwned)).toBe(true)
    }),
    { numRuns: 300 },
  )
})
