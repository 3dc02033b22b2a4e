import { expect, it } from 'vitest'
import { severityOf } from '../../src/diagnostics/diagnostic.ts'
import { exitCodeOf } from '../../src/diagnostics/exit-code.ts'
import { type RenderInput, render } from '../../src/render.ts'

function codes(text: string, settings: RenderInput['settings'] = {}): string[] {
  const { diagnostics } = render({ files: [{ path: 'a.yaml', text }], settings })
  return diagnostics.map(({ diagnostic, line, column }) => `${diagnostic.code} ${line}:${column}`)
}

const policy = (field: string): string => `apiVersion: core.kubeadmiral.io/v1alpha1
kind: PropagationPolicy
metadata:
  name: p
  namespace: default
spec:
  schedulingMode: Divide
  ${field}
`
const secret = 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: s\n'

it.each([
  ['a list where a text is wanted', 'clusterSelector: {zone: [eu]}', 'object/wrong-type'],
  ['a text where a number is wanted', 'maxClusters: "2"', 'object/wrong-type'],
  ['a field that is misspelt', 'maxCluster: 2', 'object/unknown-field'],
  ['a negative maxClusters', 'maxClusters: -1', 'object/out-of-range'],
  ['an effect that Kubernetes does not know', 'tolerations: [{key: a, effect: Never}]', 'object/not-one-of'],
  ['an empty number', 'maxClusters:', 'object/wrong-type'],
  ['a mapping where the founding document shows clusterAffinity', 'clusterAffinity: {a: 1}', 'object/wrong-type'],
  ['a duration below 0', 'autoMigration: {when: {podUnschedulableFor: -1m}}', 'object/bad-format'],
])('%s is told at its line', (_, field, code) => {
  expect(codes(policy(field))).toEqual([expect.stringMatching(new RegExp(`^${code} 8:\\d+$`))])
})

it('a large integer above 2^53 is out of range', () => {
  expect(codes(policy('maxClusters: 9007199254740992'))).toEqual([expect.stringMatching(/^object\/out-of-range 8:/)])
})

it('what no policy places is not rendered, and told in one warning', () => {
  const { layout, diagnostics } = render({
    files: [{ path: 'a.yaml', text: `${secret}---\n${secret.replace('s\n', 't\n')}` }],
  })
  expect(layout.files).toEqual([])
  expect(diagnostics.map(({ diagnostic }) => [diagnostic.code, diagnostic.args.count])).toEqual([
    ['object/unplaced', 2],
  ])
  expect(severityOf('object/unplaced')).toBe('warning')
})

it('or in an error, where that is asked for', () => {
  const { found } = render({ files: [{ path: 'a.yaml', text: secret }], settings: { unplaced: 'error' } })
  expect(found.map(({ code }) => code)).toEqual(['object/unplaced-error'])
  expect(exitCodeOf(found)).toBe(2)
})

it.each([
  ['an operator that needs no values', 'clusterAffinity: [{matchExpressions: [{key: a, operator: Exists}]}]'],
  ['a weight above 100', 'placement: [{cluster: eu, preferences: {weight: 150}}]'],
  ['a duration of less than a minute', 'autoMigration: {when: {podUnschedulableFor: 30s}}'],
  ['a maxClusters of 0', 'maxClusters: 0'],
])('%s is accepted', (_, field) => {
  const { found } = render({ files: [{ path: 'a.yaml', text: policy(field) }] })
  expect(found.filter(({ code }) => severityOf(code) === 'error')).toEqual([])
})

const federated = (spec: string): string => `apiVersion: types.kubefed.io/v1beta1
kind: FederatedDeployment
metadata: {name: web, namespace: shop}
spec: ${spec}
`
const preference = (group: string, spec: string): string => `apiVersion: scheduling.${group}/v1alpha1
kind: ReplicaSchedulingPreference
metadata: {name: web, namespace: shop}
spec: {targetKind: FederatedDeployment, ${spec}}
`

it.each([
  ['an override without clusterName', federated('{overrides: [{clusterOverrides: []}]}'), 'object/missing-field'],
  ['totalReplicas below 0', preference('kubefed.io', 'totalReplicas: -1'), 'object/out-of-range'],
  [
    'a flag that an older group does not have',
    preference('federation.k8s.io', 'totalReplicas: 1, intersectWithClusterSelector: true'),
    'object/unknown-field',
  ],
])('%s is an error', (_, text, code) => {
  expect(codes(text)).toContainEqual(expect.stringMatching(new RegExp(`^${code} 4:\\d+$`)))
})

it('Duplicate does not look at minReplicas and maxReplicas', () => {
  const text = `${policy('placement: [{cluster: eu, preferences: {minReplicas: 2, maxReplicas: 3}}]').replace('Divide', 'Duplicate')}---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: default, labels: {kubeadmiral.io/propagation-policy-name: p}}
spec: {replicas: 9}
`
  const { decisions } = render({ files: [{ path: 'a.yaml', text }] })
  expect(decisions.flatMap(({ targets }) => targets)).toEqual([{ cluster: 'eu', replicas: undefined }])
})

it('a preference that is gone leaves nothing behind', () => {
  const target = `apiVersion: types.kubefed.io/v1beta1
kind: FederatedNamespace
metadata: {name: shop, namespace: shop}
spec: {placement: {clusters: [{name: a}, {name: b}]}}
---
${federated('{template: {spec: {replicas: 2}}, placement: {clusters: [{name: a}, {name: b}]}}')}`
  const first = render({
    files: [{ path: 'a.yaml', text: `${target}---\n${preference('kubefed.io', 'totalReplicas: 9')}` }],
  })
  const before = first.layout.files
    .filter(({ path }) => path.startsWith('placements/'))
    .map((file) => ({ path: file.path, text: file.text() }))
  expect(before.length).toBeGreaterThan(0)
  const replicas = ({ layout }: typeof first): string[] =>
    layout.files.flatMap((file) =>
      file.path.startsWith('clusters/') ? (file.text().match(/replicas: \d+/g) ?? []) : [],
    )
  expect(replicas(first).sort()).toEqual(['replicas: 4', 'replicas: 5'])
  const second = render({ files: [{ path: 'a.yaml', text: target }, ...before] })
  expect(replicas(second)).toEqual(['replicas: 2', 'replicas: 2'])
})
