/** Manifests for reviews: clusters, workloads and policies in few words. */

interface ClusterText {
  readonly labels?: Readonly<Record<string, string>>
  readonly taint?: string
  readonly ready?: boolean
}

export function clusterText(name: string, { labels = {}, taint, ready = true }: ClusterText = {}): string {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}: "${value}"`)
  return `apiVersion: stowage.dev/v1alpha1
kind: Cluster
metadata:
  name: ${name}
  labels: {${pairs.join(', ')}}
spec:
  ready: ${ready}
  taints: [${taint === undefined ? '' : `{key: ${taint}, effect: NoExecute}`}]
`
}

export function deployment(name: string, replicas: number, policy = 'everywhere', annotations = ''): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  namespace: shop
  labels: {kubeadmiral.io/propagation-policy-name: ${policy}}
  annotations: {${annotations}}
spec:
  replicas: ${replicas}
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec:
      containers:
      - {name: main, image: "nginx:1", resources: {requests: {cpu: 100m, memory: 64Mi}}}
`
}

export function configMap(name: string, policy = 'everywhere', annotations = ''): string {
  return `apiVersion: v1
kind: ConfigMap
metadata:
  name: ${name}
  namespace: shop
  labels: {kubeadmiral.io/propagation-policy-name: ${policy}}
  annotations: {${annotations}}
data: {key: ${name}}
`
}

/** `spec` in flow style, without braces. */
export function policy(name: string, spec: string): string {
  return `apiVersion: core.kubeadmiral.io/v1alpha1
kind: PropagationPolicy
metadata:
  name: ${name}
  namespace: shop
spec: {${spec}}
`
}

export function settings(spec: string): string {
  return `apiVersion: stowage.dev/v1alpha1
kind: Render
metadata: {name: settings}
spec: {${spec}}
`
}

export const everywhere = policy(
  'everywhere',
  'schedulingMode: Duplicate, reschedulePolicy: {rescheduleWhen: {policyContentChanged: true, clusterLabelsChanged: true, clusterJoined: true}}',
)
