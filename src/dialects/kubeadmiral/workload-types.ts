import { groupOf, type ObjectId, type Resource } from '../../model/resource.ts'
import type { FieldPath } from '../../model/source.ts'
import { objectOf, textOf } from '../fields.ts'

/** What is known of the types of workloads: where their replicas stand, and which have no namespace. */
export interface WorkloadTypes {
  /** The path of the replicas in the manifest; undefined where they cannot be divided. */
  replicasPath(id: ObjectId): FieldPath | undefined
  isClusterScoped(id: ObjectId): boolean
}

interface TypeConfig {
  readonly replicasPath: FieldPath | undefined
  readonly clusterScoped: boolean | undefined
}

/** Upstream ships a replicas path for Deployments alone. */
const shipped: ReadonlyMap<string, TypeConfig> = new Map([
  ['apps/Deployment', { replicasPath: ['spec', 'replicas'], clusterScoped: false }],
])

/** Cluster-scoped types of Kubernetes itself, as group/kind; others say their scope in a FederatedTypeConfig. */
const clusterScoped: ReadonlySet<string> = new Set([
  '/Namespace',
  '/Node',
  '/PersistentVolume',
  'admissionregistration.k8s.io/MutatingWebhookConfiguration',
  'admissionregistration.k8s.io/ValidatingAdmissionPolicy',
  'admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding',
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration',
  'apiextensions.k8s.io/CustomResourceDefinition',
  'apiregistration.k8s.io/APIService',
  'certificates.k8s.io/CertificateSigningRequest',
  'flowcontrol.apiserver.k8s.io/FlowSchema',
  'flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration',
  'networking.k8s.io/IngressClass',
  'node.k8s.io/RuntimeClass',
  'rbac.authorization.k8s.io/ClusterRole',
  'rbac.authorization.k8s.io/ClusterRoleBinding',
  'scheduling.k8s.io/PriorityClass',
  'storage.k8s.io/CSIDriver',
  'storage.k8s.io/CSINode',
  'storage.k8s.io/StorageClass',
  'storage.k8s.io/VolumeAttachment',
])

/** Reads FederatedTypeConfigs; each replaces what is shipped for its source type. */
export function readTypes(configs: readonly Resource[]): WorkloadTypes {
  const known = new Map(shipped)
  for (const { value } of configs) {
    const spec = objectOf(value, 'spec')
    const source = objectOf(spec, 'sourceType')
    const kind = textOf(source, 'kind')
    if (kind === '') continue
    const path = textOf(objectOf(spec, 'pathDefinition'), 'replicasSpec')
    const scope = textOf(source, 'scope')
    known.set(`${textOf(source, 'group')}/${kind}`, {
      replicasPath: path === '' ? undefined : path.split('.').filter((step) => step !== ''),
      clusterScoped: scope === '' ? undefined : scope === 'Cluster',
    })
  }
  return {
    replicasPath: (id) => known.get(typeKey(id))?.replicasPath,
    isClusterScoped: (id) =>
      id.namespace === '' && (known.get(typeKey(id))?.clusterScoped ?? clusterScoped.has(typeKey(id))),
  }
}

function typeKey(id: ObjectId): string {
  return `${groupOf(id.apiVersion)}/${id.kind}`
}

/** The steps to a workload's pod spec; undefined for kinds that run no pods. */
export function podSpecPath(id: ObjectId): FieldPath | undefined {
  return podSpecs.get(typeKey(id))
}

const template: FieldPath = ['spec', 'template', 'spec']
const podSpecs: ReadonlyMap<string, FieldPath> = new Map([
  ['apps/Deployment', template],
  ['apps/StatefulSet', template],
  ['apps/DaemonSet', template],
  ['batch/Job', template],
  ['batch/CronJob', ['spec', 'jobTemplate', ...template]],
  ['/Pod', ['spec']],
])
