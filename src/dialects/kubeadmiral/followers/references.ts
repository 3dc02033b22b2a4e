import { at, isObject, type Json, type JsonObject } from '../../../model/json.ts'
import type { FieldPath } from '../../../model/source.ts'
import { listOf, objectOf, textOf } from '../../fields.ts'

/** An object of the core group that pods use, in the namespace of the pods. */
export interface Reference {
  readonly kind: 'ConfigMap' | 'Secret' | 'PersistentVolumeClaim' | 'ServiceAccount'
  readonly name: string
}

/**
 * What the pods of a pod spec refer to; one object may come twice. Optional references count like all others. An
 * empty name is no reference, but for a claim, where upstream does not look.
 *
 * Not among them, as upstream: the claims that a StatefulSet or an ephemeral volume makes, the Service that a
 * StatefulSet names, `serviceAccount` (the old name of `serviceAccountName`), and what the objects themselves refer to.
 * Source: KubeAdmiral, pkg/controllers/follower/util.go and pkg/lifted/kubernetes/pkg/api/v1/pod/podutil.go.
 */
export function podReferences(spec: JsonObject): Reference[] {
  const found: Reference[] = []
  for (const secret of listOf(spec, 'imagePullSecrets')) find(found, 'Secret', secret, ownName)
  for (const list of containerLists) for (const container of listOf(spec, list)) ofContainer(found, container)
  for (const volume of listOf(spec, 'volumes')) ofVolume(found, volume)
  find(found, 'ServiceAccount', spec, ['serviceAccountName'])
  return found
}

const containerLists: readonly string[] = ['initContainers', 'containers', 'ephemeralContainers']
const ownName: FieldPath = ['name']

const environmentMap: FieldPath = ['configMapRef', 'name']
const environmentSecret: FieldPath = ['secretRef', 'name']
const variableMap: FieldPath = ['configMapKeyRef', 'name']
const variableSecret: FieldPath = ['secretKeyRef', 'name']

function ofContainer(found: Reference[], container: Json): void {
  if (!isObject(container)) return
  for (const source of listOf(container, 'envFrom')) {
    find(found, 'ConfigMap', source, environmentMap)
    find(found, 'Secret', source, environmentSecret)
  }
  for (const variable of listOf(container, 'env')) {
    const source = at(variable, ['valueFrom'])
    if (source === undefined) continue
    find(found, 'ConfigMap', source, variableMap)
    find(found, 'Secret', source, variableSecret)
  }
}

/** Where a volume names its Secret, by type of volume. */
const secretOf: ReadonlyMap<string, FieldPath> = new Map([
  ['secret', ['secretName']],
  ['azureFile', ['secretName']],
  ['cephfs', ['secretRef', 'name']],
  ['cinder', ['secretRef', 'name']],
  ['flexVolume', ['secretRef', 'name']],
  ['rbd', ['secretRef', 'name']],
  ['scaleIO', ['secretRef', 'name']],
  ['iscsi', ['secretRef', 'name']],
  ['storageos', ['secretRef', 'name']],
  ['csi', ['nodePublishSecretRef', 'name']],
])

const volumeMap: FieldPath = ['configMap', 'name']
const projectedSecret: FieldPath = ['secret', 'name']

function ofVolume(found: Reference[], volume: Json): void {
  if (!isObject(volume)) return
  find(found, 'ConfigMap', volume, volumeMap)
  for (const type of Object.keys(volume)) {
    const path = secretOf.get(type)
    if (path !== undefined) find(found, 'Secret', volume[type], path)
  }
  for (const source of listOf(objectOf(volume, 'projected'), 'sources')) {
    find(found, 'ConfigMap', source, volumeMap)
    find(found, 'Secret', source, projectedSecret)
  }
  const claim = at(volume, ['persistentVolumeClaim'])
  if (isObject(claim)) found.push({ kind: 'PersistentVolumeClaim', name: textOf(claim, 'claimName') })
}

function find(found: Reference[], kind: Reference['kind'], holder: Json | undefined, path: FieldPath): void {
  const name = at(holder, path)
  if (typeof name === 'string' && name !== '') found.push({ kind, name })
}
