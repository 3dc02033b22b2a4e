import { expect, test } from 'vitest'
import type { JsonObject } from '../../../src/model/json.ts'
import { render } from '../../../src/render.ts'
import { aCluster, aClusterPropagationPolicy, aDeployment, aWorkload, namedCluster } from '../resource.ts'
import { aClusterOverridePolicy, anOverridePolicy } from './overriding.ts'

/** The rendered texts by path, the placements left out. */
function texts(...manifests: readonly JsonObject[]): Record<string, string> {
  const files = manifests.map((value, index) => ({ path: `${index}.json`, text: JSON.stringify(value) }))
  const { layout, diagnostics } = render({ files })
  expect(diagnostics.map(({ diagnostic: { code } }) => code)).toEqual([])
  return Object.fromEntries(
    layout.files.filter(({ path }) => path.startsWith('clusters/')).map((file) => [file.path.slice(9), file.text()]),
  )
}

const label = (name: string): JsonObject => ({ 'kubeadmiral.io/cluster-override-policy-name': name })
const region: JsonObject = {
  targetClusters: { clusters: ['eu'] },
  overriders: { jsonpatch: [{ operator: 'add', path: '/metadata/labels/region', value: 'eu' }] },
}

test('a Namespace is overridden where it goes', () => {
  const rendered = texts(
    aClusterOverridePolicy('region', [region]),
    aWorkload('v1', 'Namespace', 'shop', { namespace: undefined, labels: label('region') }),
    aClusterPropagationPolicy('all'),
    aDeployment('web', { namespace: 'shop', labels: namedCluster('all') }),
    aCluster('eu'),
    aCluster('us'),
  )
  expect(rendered['eu/namespace_shop.yaml']).toContain('region: eu')
  expect(rendered['us/namespace_shop.yaml']).not.toContain('region')
  expect(rendered['us/namespace_shop.yaml']).not.toContain('labels')
})

test('a follower is overridden by its own policies, not by those of its leader', () => {
  const set = (value: string): JsonObject => ({ overriders: { jsonpatch: [{ path: '/data/mode', value }] } })
  const rendered = texts(
    anOverridePolicy('settings', [{ targetClusters: { clusters: ['eu'] }, ...set('european') }]),
    aClusterOverridePolicy('region', [region]),
    {
      ...aWorkload('v1', 'ConfigMap', 'settings', { labels: { 'kubeadmiral.io/override-policy-name': 'settings' } }),
      data: { mode: 'plain' },
    },
    aClusterPropagationPolicy('all'),
    aDeployment('web', {
      labels: { ...namedCluster('all'), ...label('region') },
      spec: {
        template: { spec: { containers: [{ name: 'web', envFrom: [{ configMapRef: { name: 'settings' } }] }] } },
      },
    }),
    aCluster('eu'),
    aCluster('us'),
  )
  expect(rendered['eu/default_deployment.apps_web.yaml']).toContain('region: eu')
  expect(rendered['eu/default_configmap_settings.yaml']).toContain('mode: european')
  expect(rendered['eu/default_configmap_settings.yaml']).not.toContain('region')
  expect(rendered['us/default_configmap_settings.yaml']).toContain('mode: plain')
})
