import { describe, expect, test } from 'vitest'
import { podReferences } from '../../../src/dialects/kubeadmiral/followers/references.ts'
import type { Json, JsonObject } from '../../../src/model/json.ts'

const found = (spec: JsonObject): string[] => podReferences(spec).map(({ kind, name }) => `${kind} ${name}`)
const x: JsonObject = { name: 'x' }
const secret: JsonObject = { secretRef: x }

describe('what pods refer to', () => {
  const container: readonly [string, JsonObject, string][] = [
    ['envFrom, a ConfigMap', { envFrom: [{ configMapRef: x }] }, 'ConfigMap x'],
    ['envFrom, a Secret', { envFrom: [{ secretRef: x }] }, 'Secret x'],
    ['env, a ConfigMap', { env: [{ name: 'A', valueFrom: { configMapKeyRef: { ...x, key: 'k' } } }] }, 'ConfigMap x'],
    ['env, a Secret', { env: [{ name: 'A', valueFrom: { secretKeyRef: { ...x, key: 'k' } } }] }, 'Secret x'],
  ]
  const lists = ['initContainers', 'containers', 'ephemeralContainers']
  const inContainers = lists.flatMap((list) =>
    container.map(([what, one, expected]): [string, JsonObject, string] => [
      `${list}: ${what}`,
      { [list]: [{ name: 'other' }, one] },
      expected,
    ]),
  )
  const volume: readonly [string, JsonObject, string][] = [
    ['configMap', { configMap: x }, 'ConfigMap x'],
    ['projected, a ConfigMap', { projected: { sources: [{ downwardAPI: {} }, { configMap: x }] } }, 'ConfigMap x'],
    ['projected, a Secret', { projected: { sources: [{ secret: x }] } }, 'Secret x'],
    ['secret', { secret: { secretName: 'x' } }, 'Secret x'],
    ['azureFile', { azureFile: { secretName: 'x' } }, 'Secret x'],
    ['cephfs', { cephfs: secret }, 'Secret x'],
    ['cinder', { cinder: secret }, 'Secret x'],
    ['flexVolume', { flexVolume: secret }, 'Secret x'],
    ['rbd', { rbd: secret }, 'Secret x'],
    ['scaleIO', { scaleIO: secret }, 'Secret x'],
    ['iscsi', { iscsi: secret }, 'Secret x'],
    ['storageos', { storageos: secret }, 'Secret x'],
    ['csi', { csi: { driver: 'd', nodePublishSecretRef: x } }, 'Secret x'],
    ['persistentVolumeClaim', { persistentVolumeClaim: { claimName: 'x' } }, 'PersistentVolumeClaim x'],
  ]
  test.each<[string, JsonObject, string]>([
    ...inContainers,
    ...volume.map(([what, one, expected]): [string, JsonObject, string] => [
      `volumes: ${what}`,
      { volumes: [{ name: 'v', ...one }] },
      expected,
    ]),
    ['imagePullSecrets', { imagePullSecrets: [x] }, 'Secret x'],
    ['serviceAccountName', { serviceAccountName: 'x' }, 'ServiceAccount x'],
    ['optional ones, too', { volumes: [{ configMap: { ...x, optional: true } }] }, 'ConfigMap x'],
    [
      'an empty claim, where upstream does not look',
      { volumes: [{ persistentVolumeClaim: { claimName: '' } }] },
      'PersistentVolumeClaim ',
    ],
  ])('%s', (_, spec, expected) => {
    expect(found(spec)).toEqual([expected])
  })

  test('all at once', () => {
    const all = volume.map(([, one], index) => ({ name: `v${index}`, ...one }))
    const spec: JsonObject = {
      imagePullSecrets: [x],
      serviceAccountName: 'x',
      volumes: all,
      ...Object.fromEntries(lists.map((list) => [list, container.map(([, one]) => one)])),
    }
    expect(found(spec)).toHaveLength(1 + 1 + volume.length + lists.length * container.length)
  })
})

describe('what is no reference', () => {
  test.each<[string, JsonObject]>([
    ['an empty spec', {}],
    [
      'empty names',
      { imagePullSecrets: [{ name: '' }], serviceAccountName: '', volumes: [{ configMap: { name: '' } }] },
    ],
    ['the old name of serviceAccountName', { serviceAccount: 'x' }],
    [
      'the claim of an ephemeral volume',
      { volumes: [{ ephemeral: { volumeClaimTemplate: { metadata: x, spec: {} } } }] },
    ],
    ['a volume without its Secret', { volumes: [{ cephfs: { monitors: [] } }, { csi: { driver: 'd' } }] }],
    ['a field of another name', { volumes: [{ cephfs: { secretName: 'x' } }, { azurefile: { secretName: 'x' } }] }],
    ['a plain variable', { containers: [{ env: [{ name: 'A', value: 'x' }] }] }],
    ['a field of the pod', { containers: [{ env: [{ valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }] }] }],
  ])('%s', (_, spec) => {
    expect(found(spec)).toEqual([])
  })

  test.each<Json>([null, 'x', 1, true, ['x'], [null], [[]]])('%j where a list of objects is wanted', (value) => {
    const lists = ['imagePullSecrets', 'containers', 'initContainers', 'ephemeralContainers', 'volumes']
    expect(found(Object.fromEntries(lists.map((list) => [list, value])))).toEqual([])
    expect(found({ containers: [{ env: value, envFrom: value }], volumes: [{ projected: value }] })).toEqual([])
    expect(
      found({ volumes: [{ projected: { sources: value }, secret: value, persistentVolumeClaim: value }] }),
    ).toEqual([])
  })
})
