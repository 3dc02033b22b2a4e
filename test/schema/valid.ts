import { copy, type JsonObject } from '../../src/model/json.ts'
import type { Resource } from '../../src/model/resource.ts'

const metadata = { name: 'web', labels: { tier: 'front' }, annotations: { note: 'x' }, generation: 3 }
const namespaced = { ...metadata, namespace: 'shop' }

const affinity = [
  {
    matchExpressions: [
      { key: 'region', operator: 'In', values: ['eu'] },
      { key: 'beta', operator: 'Exists' },
      { key: 'old', operator: 'DoesNotExist', values: [] },
      { key: 'size', operator: 'Gt', values: ['3'] },
    ],
    matchFields: [{ key: 'metadata.name', operator: 'NotIn', values: ['us'] }],
  },
]

const propagation = {
  schedulingProfile: 'careful',
  schedulingMode: 'Divide',
  replicasStrategy: 'Binpack',
  clusterSelector: { region: 'eu' },
  clusterAffinity: affinity,
  tolerations: [{ key: 'a', operator: 'Equal', value: 'b', effect: 'NoExecute', tolerationSeconds: 30 }, {}],
  maxClusters: 2,
  placement: [
    { cluster: 'eu', preferences: { minReplicas: 0, maxReplicas: 5, weight: 3, priority: 1 } },
    { cluster: 'us' },
  ],
  disableFollowerScheduling: true,
  autoMigration: { when: { podUnschedulableFor: '1m30s' }, keepUnschedulableReplicas: true },
  reschedulePolicy: {
    disableRescheduling: false,
    rescheduleWhen: {
      policyContentChanged: true,
      clusterJoined: false,
      clusterLabelsChanged: false,
      clusterAPIResourcesChanged: false,
    },
    replicaRescheduling: { avoidDisruption: true },
  },
}

const overriding = {
  overrideRules: [
    {
      targetClusters: { clusters: ['eu'], clusterSelector: { region: 'eu' }, clusterAffinity: affinity },
      overriders: {
        image: [
          {
            containerNames: ['web'],
            imagePath: '/spec/image',
            operations: [{ imageComponent: 'Tag', operator: 'addIfAbsent', value: 'v2' }],
          },
        ],
        command: [{ containerName: 'web', operator: 'append', value: ['--fast'] }],
        args: [{ containerName: 'web', operator: 'delete', value: ['--slow'] }],
        envs: [
          {
            containerName: 'web',
            operator: 'overwrite',
            value: [
              { name: 'A', value: 'b' },
              { name: 'C', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
            ],
          },
        ],
        annotations: [{ operator: 'delete', value: { a: '' } }],
        labels: [{ value: { a: 'b' } }],
        jsonpatch: [{ operator: 'add', path: '/spec/x', value: { any: ['thing', null] } }, { path: '/y' }],
      },
    },
  ],
}

const selector = {
  matchLabels: { region: 'eu' },
  matchExpressions: [
    { key: 'a', operator: 'In', values: ['b'] },
    { key: 'c', operator: 'Exists' },
  ],
}
const template = { metadata: { labels: { app: 'web' } }, spec: { anything: [1, { at: 'all' }] } }
const pointer = {
  template,
  placement: { clusters: [{ name: 'eu' }], clusterSelector: selector },
  overrides: [
    {
      clusterName: 'eu',
      clusterOverrides: [
        { op: 'add', path: '/spec/x', value: null },
        { path: '/spec/replicas', value: 3 },
      ],
    },
  ],
  retainReplicas: true,
}
const preference = {
  targetKind: 'FederatedDeployment',
  totalReplicas: 9,
  rebalance: true,
  clusters: { eu: { minReplicas: 1, maxReplicas: 4, weight: 2 }, '*': { maxReplicas: null }, __proto__x: {} },
}
const conditions = [
  {
    type: 'Ready',
    status: 'True',
    lastProbeTime: '2024-05-01T12:00:00Z',
    lastTransitionTime: null,
    reason: 'ClusterReady',
    message: 'ok',
  },
]
const resources = { allocatable: { cpu: 12, memory: '64Gi' }, available: { cpu: '-500m', 'nvidia.com/gpu': 1.5 } }
const apis = [
  { group: 'apps', version: 'v1', kind: 'Deployment' },
  { version: 'v1', kind: 'Secret' },
]
const member = { conditions, zones: ['a'], region: 'eu', kubernetesVersion: 'v1.24.0' }
const kubefedCluster = {
  apiEndpoint: 'https://eu.example',
  caBundle: 'Zm9v',
  secretRef: { name: 'eu' },
  disabledTLSValidations: ['SubjectName'],
  proxyURL: 'socks5://proxy',
}
const typeConfig = {
  targetType: { group: 'apps', version: 'v1', kind: 'Deployment', pluralName: 'deployments', scope: 'Namespaced' },
  propagation: 'Enabled',
  federatedType: {
    group: 'types.kubefed.io',
    version: 'v1beta1',
    kind: 'FederatedDeployment',
    pluralName: 'federateddeployments',
    scope: 'Namespaced',
  },
  statusType: { anything: 1 },
  statusCollection: 'Enabled',
}

function make(apiVersion: string, kind: string, rest: JsonObject): JsonObject {
  return { apiVersion, kind, metadata: namespaced, ...rest }
}

const kubeadmiral = 'core.kubeadmiral.io/v1alpha1'
const stowage = 'stowage.dev/v1alpha1'

/** One object of each kind with every field that its schema knows. */
export const valid: readonly JsonObject[] = [
  make(kubeadmiral, 'PropagationPolicy', { spec: propagation, status: { refCount: 1 } }),
  make(kubeadmiral, 'ClusterPropagationPolicy', { spec: propagation, status: null }),
  make(kubeadmiral, 'OverridePolicy', { spec: overriding, status: {} }),
  make(kubeadmiral, 'ClusterOverridePolicy', { spec: overriding }),
  make(kubeadmiral, 'FederatedCluster', {
    spec: {
      apiEndpoint: 'https://eu.example',
      insecure: false,
      useServiceAccount: true,
      secretRef: { name: 'eu' },
      taints: [{ key: 'a', value: 'b', effect: 'NoSchedule', timeAdded: '2024-05-01T12:00:00Z' }],
    },
    status: {
      conditions,
      resources: { schedulableNodes: 3, ...resources },
      apiResourceTypes: [{ ...apis[0], pluralName: 'deployments', scope: 'Namespaced', more: 1 }],
      joinPerformed: true,
      more: {},
    },
  }),
  make(kubeadmiral, 'SchedulingProfile', {
    spec: {
      plugins: {
        filter: { enabled: [{ type: 'Webhook', name: 'mine', wait: 3 }], disabled: [{ name: '*' }] },
        score: { enabled: null },
        select: {},
      },
      pluginConfig: [{ name: 'mine', args: { a: 1 } }],
    },
  }),
  make(kubeadmiral, 'FederatedTypeConfig', {
    spec: {
      sourceType: typeConfig.targetType,
      statusAggregation: { enabled: true },
      statusCollection: { enabled: true, fields: ['spec.replicas'] },
      autoMigration: { enabled: true },
      controllers: [['kubeadmiral.io/global-scheduler'], []],
      pathDefinition: {
        labelSelector: 'spec.selector',
        replicasSpec: 'spec.replicas',
        replicasStatus: 'status.replicas',
        availableReplicasStatus: 'status.availableReplicas',
        readyReplicasStatus: 'status.readyReplicas',
      },
    },
  }),
  make('types.federation.k8s.io/v1alpha1', 'FederatedDeployment', {
    spec: {
      template,
      placement: { clusterNames: ['eu'], clusterSelector: selector },
      overrides: [{ clusterName: 'eu', clusterOverrides: [{ path: 'spec.replicas', value: 3 }] }],
      retainReplicas: false,
    },
  }),
  make('types.kubefed.k8s.io/v1beta1', 'FederatedConfigMap', { spec: pointer }),
  make('types.kubefed.io/v1beta1', 'FederatedStatefulSet', { spec: pointer, status: { clusters: [] } }),
  make('scheduling.federation.k8s.io/v1alpha1', 'ReplicaSchedulingPreference', { spec: preference }),
  make('scheduling.kubefed.k8s.io/v1alpha1', 'ReplicaSchedulingPreference', { spec: preference }),
  make('scheduling.kubefed.io/v1alpha1', 'ReplicaSchedulingPreference', {
    spec: { ...preference, intersectWithClusterSelector: true },
  }),
  make('core.kubefed.io/v1beta1', 'KubeFedCluster', { spec: kubefedCluster, status: member }),
  make('core.kubefed.k8s.io/v1beta1', 'KubeFedCluster', { spec: kubefedCluster, status: member }),
  make('core.federation.k8s.io/v1alpha1', 'FederatedCluster', {
    spec: { clusterRef: { name: 'eu' }, secretRef: { name: 'eu' } },
    status: member,
  }),
  make('core.kubefed.io/v1beta1', 'FederatedTypeConfig', { spec: typeConfig, status: {} }),
  make('core.kubefed.k8s.io/v1beta1', 'FederatedTypeConfig', { spec: typeConfig }),
  make('core.federation.k8s.io/v1alpha1', 'FederatedTypeConfig', {
    spec: {
      target: typeConfig.targetType,
      namespaced: true,
      propagationEnabled: true,
      federatedType: typeConfig.federatedType,
      status: {},
      enableStatus: true,
    },
  }),
  make(stowage, 'Cluster', {
    spec: { taints: [{ key: 'a', value: 'b', effect: 'PreferNoSchedule' }], ready: true, apis, resources },
  }),
  make(stowage, 'ClusterSnapshot', {
    spec: {
      takenAt: '2024-05-01T12:00:00.123+02:00',
      ready: false,
      reason: 'timeout',
      kubernetesVersion: 'v1.31.2',
      apis,
      resources: { schedulableNodes: 3, ...resources },
      workloads: [
        {
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          namespace: 'shop',
          name: 'web',
          desired: 3,
          current: 3,
          ready: 1,
          scheduled: 2,
          unschedulable: [{ since: '2024-05-01T11:58:00Z', pods: 1 }],
        },
      ],
    },
  }),
  make(stowage, 'Placement', {
    spec: {
      workload: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'web' },
      policy: { apiVersion: kubeadmiral, kind: 'PropagationPolicy', namespace: 'shop', name: 'web' },
      follows: ['apps/Deployment/shop/api'],
      clusters: [{ name: 'eu', replicas: 3, overflow: 1 }, { name: 'uk', following: true }, { name: 'us' }],
      dryRun: true,
      deferred: ['clusterJoined:false'],
      facts: { any: ['thing'] },
    },
  }),
  make(stowage, 'FleetFacts', {
    spec: {
      clusters: [
        { name: 'eu', labels: { zone: 'x' }, taints: [{ key: 'a', effect: 'NoSchedule' }], apis: '0011223344556677' },
        { name: 'us' },
      ],
    },
  }),
  make(stowage, 'Render', {
    spec: {
      layout: 'namespace',
      unplaced: 'error',
      namespaces: 'all',
      exclude: ['docs/**'],
      cluster: 'eu',
      divide: ['StatefulSet', 'Rollout'],
    },
  }),
]

/** A fresh copy of the valid object of a kind; the first of that kind where several groups have it. */
export function sample(kind: string, group = ''): JsonObject {
  const found = valid.find((each) => each.kind === kind && String(each.apiVersion).startsWith(group))
  if (found === undefined) throw new Error(`no sample of ${kind}`)
  return copy(found)
}

/** The resource that the reader would make of a value, as the third item of a List in the second document. */
export function resourceOf(value: JsonObject): Resource {
  const origin = { file: 'a.yaml', document: 1, path: ['items', 2] }
  return { apiVersion: String(value.apiVersion), kind: String(value.kind), namespace: '', name: 'web', value, origin }
}
