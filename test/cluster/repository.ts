import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** What a team keeps in Git: a Deployment shared by free resources, and one whose pods are helped elsewhere. */
export const repository: Readonly<Record<string, string>> = {
  'stowage.yaml': `apiVersion: stowage.dev/v1alpha1
kind: Render
metadata: {name: stowage}
spec:
  divide: [StatefulSet]
  snapshot:
    notReadyAfter: {failures: 2, duration: 1m}
    readyAfter: {answers: 2, duration: 1m}
`,
  'workloads/namespace.yaml': `apiVersion: v1
kind: Namespace
metadata: {name: shop}
`,
  'workloads/web.yaml': deployment('web', 12),
  'workloads/help.yaml': deployment('help', 8),
  'placement/web.yaml': `apiVersion: core.kubeadmiral.io/v1alpha1
kind: PropagationPolicy
metadata: {name: web, namespace: shop}
spec:
  schedulingMode: Divide
  placement: [{cluster: one}, {cluster: two}]
  reschedulePolicy:
    rescheduleWhen: {}
    replicaRescheduling: {avoidDisruption: false}
`,
  'placement/help.yaml': `apiVersion: core.kubeadmiral.io/v1alpha1
kind: PropagationPolicy
metadata: {name: help, namespace: shop}
spec:
  schedulingMode: Divide
  placement:
    - {cluster: one, preferences: {weight: 1}}
    - {cluster: two, preferences: {weight: 1}}
  autoMigration:
    when: {podUnschedulableFor: 1m}
    keepUnschedulableReplicas: false
`,
}

export function deployment(name: string, replicas: number): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  namespace: shop
  labels: {kubeadmiral.io/propagation-policy-name: ${name}}
spec:
  replicas: ${replicas}
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec:
      containers:
        - name: main
          image: registry.invalid/main:1
          resources: {requests: {cpu: 100m, memory: 64Mi}}
`
}

/** Writes files below a directory; paths are relative. */
export function writeTree(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
}
