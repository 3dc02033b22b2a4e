/** Labels and annotations of a workload that steer its placement. None of them reaches a member cluster. */
export const prefix = 'kubeadmiral.io/'

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
/** On a leader: JSON list of what follows it beside what its pods refer to. */
export const followersAnnotation = `${prefix}followers`
/** On a follower: `true` keeps it from following. */
export const disableFollowingAnnotation = `${prefix}disable-following`
/** On a Namespace: `true` keeps it out of all clusters. */
export const noAutoPropagationAnnotation = `${prefix}no-auto-propagation`
/** On an autoscaler: whether each cluster has its own. It is no steering label: member clusters get it. */
export const hpaModeLabel = `${prefix}hpa-mode`

/** They change how one workload is placed. Each is a text; those that override a policy hold the names of its fields. */
export const schedulingModeAnnotation = `${prefix}scheduling-mode`
export const stickyClusterAnnotation = `${prefix}sticky-cluster`
export const clusterSelectorAnnotation = `${prefix}clusterSelector`
export const affinityAnnotation = `${prefix}affinity`
export const tolerationsAnnotation = `${prefix}tolerations`
export const maxClustersAnnotation = `${prefix}maxClusters`
export const placementsAnnotation = `${prefix}placements`
export const noSchedulingAnnotation = `${prefix}no-scheduling`
export const dryRunAnnotation = `${prefix}dry-run`
/** JSON of what an administrator wants moved. */
export const migrationConfigurationAnnotation = `${prefix}migration-configuration`
/** JSON of what clusters can run; snapshots tell it where it is not given. */
export const autoMigrationInfoAnnotation = `${prefix}auto-migration-info`
/** It has no effect but to have a workload placed anew when it changes. */
export const followsObjectAnnotation = `${prefix}follows-object`

export const schedulingAnnotations: readonly string[] = [
  schedulingModeAnnotation,
  stickyClusterAnnotation,
  clusterSelectorAnnotation,
  affinityAnnotation,
  tolerationsAnnotation,
  maxClustersAnnotation,
  placementsAnnotation,
  noSchedulingAnnotation,
  dryRunAnnotation,
  migrationConfigurationAnnotation,
  autoMigrationInfoAnnotation,
  followersAnnotation,
  disableFollowingAnnotation,
]

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
