/** The kinds of Kubernetes' own API groups that can be written to a file, from v1.16 to v1.35. The core group is ''. */
export const kubernetesKinds: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries({
    '': 'Binding ConfigMap Endpoints Event LimitRange Namespace Node PersistentVolume PersistentVolumeClaim Pod PodTemplate ReplicationController ResourceQuota Secret Service ServiceAccount',
    'admissionregistration.k8s.io':
      'MutatingAdmissionPolicy MutatingAdmissionPolicyBinding MutatingWebhookConfiguration ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding ValidatingWebhookConfiguration',
    'apiextensions.k8s.io': 'CustomResourceDefinition',
    'apiregistration.k8s.io': 'APIService',
    apps: 'ControllerRevision DaemonSet Deployment ReplicaSet StatefulSet',
    'authentication.k8s.io': 'SelfSubjectReview TokenRequest TokenReview',
    'authorization.k8s.io':
      'LocalSubjectAccessReview SelfSubjectAccessReview SelfSubjectRulesReview SubjectAccessReview',
    autoscaling: 'HorizontalPodAutoscaler Scale',
    batch: 'CronJob Job JobTemplate',
    'certificates.k8s.io': 'CertificateSigningRequest ClusterTrustBundle PodCertificateRequest',
    'coordination.k8s.io': 'Lease LeaseCandidate',
    'discovery.k8s.io': 'EndpointSlice',
    'events.k8s.io': 'Event',
    'flowcontrol.apiserver.k8s.io': 'FlowSchema PriorityLevelConfiguration',
    'internal.apiserver.k8s.io': 'StorageVersion',
    'networking.k8s.io': 'ClusterCIDR IPAddress Ingress IngressClass NetworkPolicy ServiceCIDR',
    'node.k8s.io': 'RuntimeClass',
    policy: 'Eviction PodDisruptionBudget PodSecurityPolicy',
    'rbac.authorization.k8s.io': 'ClusterRole ClusterRoleBinding Role RoleBinding',
    'resource.k8s.io':
      'DeviceClass DeviceTaintRule PodSchedulingContext ResourceClaim ResourceClaimParameters ResourceClaimTemplate ResourceClass ResourceClassParameters ResourceSlice',
    'scheduling.k8s.io': 'PriorityClass Workload',
    'storage.k8s.io': 'CSIDriver CSINode CSIStorageCapacity StorageClass VolumeAttachment VolumeAttributesClass',
    'storagemigration.k8s.io': 'StorageVersionMigration',
    // Last: its kinds live elsewhere now, and the first group that has a kind is suggested.
    extensions: 'DaemonSet Deployment Ingress NetworkPolicy PodSecurityPolicy ReplicaSet',
  }).map(([group, kinds]) => [group, new Set(kinds.split(' '))]),
)
