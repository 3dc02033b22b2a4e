import { diagnostic, type Report } from '../../diagnostics/diagnostic.ts'
import { groupOf, type ObjectId, type Resource } from '../../model/resource.ts'
import { type FieldPath, type Origin, within } from '../../model/source.ts'
import type { DivisibleKind } from '../dialect.ts'
import { flagOf, objectOf, textOf } from '../fields.ts'

/** What is known of the types of workloads: where their replicas stand, and which have no namespace. */
export interface WorkloadTypes {
  /** The path of the replicas in the manifest; undefined where they cannot be divided. */
  replicasPath(id: ObjectId): FieldPath | undefined
  /** Where a FederatedTypeConfig says so; undefined where none does. */
  replicasPathFrom(id: ObjectId): Origin | undefined
  /** Whether replicas that nobody wrote are 1; of other types only their authors know. */
  defaultsToOne(id: ObjectId): boolean
  isClusterScoped(id: ObjectId): boolean
  /** Whether replicas that find no node are moved to other clusters. */
  migrates(id: ObjectId): boolean
  /** The steps to the pod spec; undefined for types whose pods are not looked at. */
  podSpecPath(id: ObjectId): FieldPath | undefined
  /** For types that scale a workload and follow it: where they name it. */
  scaleTargetRefPath(id: ObjectId): FieldPath | undefined
}

interface TypeConfig {
  readonly replicasPath?: FieldPath | undefined
  readonly replicasPathFrom?: Origin | undefined
  readonly clusterScoped?: boolean | undefined
  readonly migrates?: boolean
  readonly scaleTargetRefPath?: FieldPath | undefined
}

const replicas: FieldPath = ['spec', 'replicas']

/** Of the types that upstream ships, those of which there is something to know. */
const shipped: ReadonlyMap<string, TypeConfig> = new Map([
  ['apps/Deployment', { replicasPath: replicas, clusterScoped: false, migrates: true }],
  ['autoscaling/HorizontalPodAutoscaler', { clusterScoped: false, scaleTargetRefPath: ['spec', 'scaleTargetRef'] }],
])

/** Types that are divided where the user asks for it. */
const optional: Readonly<Record<DivisibleKind, string>> = {
  StatefulSet: 'apps/StatefulSet',
  ReplicaSet: 'apps/ReplicaSet',
  Rollout: 'argoproj.io/Rollout',
}

const oneByDefault: ReadonlySet<string> = new Set(['apps/Deployment', ...Object.values(optional)])

/** Whether a type is one of those that stowage.yaml can have divided. */
export function isOptional(id: ObjectId): boolean {
  return Object.values(optional).includes(typeKey(id))
}

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

const scaleTargetRefAnnotation = 'kubeadmiral.io/scale-target-ref-path'

/**
 * Reads FederatedTypeConfigs; each replaces what is shipped for its source type. Beyond upstream, `divisible` kinds are
 * divided by `spec.replicas` unless a FederatedTypeConfig names another path. A path of replicas that can
 * lead nowhere is an error.
 */
export function readTypes(
  configs: readonly Resource[],
  report: Report,
  divisible: readonly DivisibleKind[] = [],
): WorkloadTypes {
  const known = new Map(shipped)
  for (const { value, origin } of configs) {
    const spec = objectOf(value, 'spec')
    const source = objectOf(spec, 'sourceType')
    const kind = textOf(source, 'kind')
    if (kind === '') continue
    const scope = textOf(source, 'scope')
    const path = textOf(objectOf(spec, 'pathDefinition'), 'replicasSpec')
    const at = within(origin, 'spec', 'pathDefinition', 'replicasSpec')
    if (path.startsWith('/') || /^\.+$/.test(path)) {
      report(diagnostic('kubeadmiral/replicas-path', { path }, at))
    }
    known.set(`${textOf(source, 'group')}/${kind}`, {
      replicasPath: pathOf(path),
      replicasPathFrom: path === '' ? undefined : at,
      clusterScoped: scope === '' ? undefined : scope === 'Cluster',
      migrates: flagOf(objectOf(spec, 'autoMigration'), 'enabled') ?? false,
      scaleTargetRefPath: pathOf(
        textOf(objectOf(objectOf(value, 'metadata'), 'annotations'), scaleTargetRefAnnotation),
      ),
    })
  }
  const pods = new Map(podSpecs)
  for (const kind of divisible) {
    const key = optional[kind]
    const config = known.get(key)
    pods.set(key, template)
    known.set(key, { migrates: true, ...config, replicasPath: config?.replicasPath ?? replicas })
  }
  return {
    replicasPath: (id) => known.get(typeKey(id))?.replicasPath,
    replicasPathFrom: (id) => known.get(typeKey(id))?.replicasPathFrom,
    defaultsToOne: (id) => oneByDefault.has(typeKey(id)),
    migrates: (id) => known.get(typeKey(id))?.migrates ?? false,
    isClusterScoped: (id) =>
      id.namespace === '' && (known.get(typeKey(id))?.clusterScoped ?? clusterScoped.has(typeKey(id))),
    podSpecPath: (id) => pods.get(typeKey(id)),
    scaleTargetRefPath: (id) => known.get(typeKey(id))?.scaleTargetRefPath,
  }
}

/** The steps of a dotted path; undefined for none. */
function pathOf(dotted: string): FieldPath | undefined {
  const steps = dotted.split('.').filter((step) => step !== '')
  return steps.length === 0 ? undefined : steps
}

function typeKey(id: ObjectId): string {
  return `${groupOf(id.apiVersion)}/${id.kind}`
}

/** The steps to the pod spec of the kinds that upstream knows to run pods; undefined for others. */
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
