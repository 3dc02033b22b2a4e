/** Labels and annotations of a workload that steer its placement. None of them reaches a member cluster. */
const prefix = 'kubeadmiral.io/'

export const propagationPolicyLabel = `${prefix}propagation-policy-name`
export const clusterPropagationPolicyLabel = `${prefix}cluster-propagation-policy-name`
export const overridePolicyLabel = `${prefix}override-policy-name`
export const clusterOverridePolicyLabel = `${prefix}cluster-override-policy-name`

export const steeringLabels: ReadonlySet<string> = new Set([
  propagationPolicyLabel,
  clusterPropagationPolicyLabel,
  overridePolicyLabel,
  clusterOverridePolicyLabel,
])

export const retainReplicasAnnotation = `${prefix}retain-replicas`
/** Any text but the empty one keeps an object out of the federation. */
export const notFederatedAnnotation = `${prefix}no-federated-resource`

/** They change the placement and are not read yet. */
export const schedulingAnnotations: readonly string[] = [
  'scheduling-mode',
  'sticky-cluster',
  'clusterSelector',
  'affinity',
  'tolerations',
  'maxClusters',
  'placements',
  'no-scheduling',
  'migration-configuration',
  'followers',
  'disable-following',
  'dry-run',
].map((name) => prefix + name)

/** They have no meaning for files in Git: a controller's way of adopting and leaving objects, and its own notes. */
const otherAnnotations: readonly string[] = [
  'orphan',
  'conflict-resolution',
  'clusters-to-adopt',
  'no-auto-propagation',
  'follows-object',
  'scheduling',
  'applied-migration-configuration',
  'latest-replicaset-digests',
].map((name) => prefix + name)

export const steeringAnnotations: ReadonlySet<string> = new Set([
  ...schedulingAnnotations,
  retainReplicasAnnotation,
  notFederatedAnnotation,
  ...otherAnnotations,
])
