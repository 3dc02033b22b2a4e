// A deterministic fleet of any size: N workloads (each a Deployment of about 80 lines, a Service, a ConfigMap and a
// ServiceAccount), ten to a namespace, one policy per namespace (4 duplicated : 3 with static weights : 3 with dynamic
// ones), and C clusters in three regions. The same arguments always give the same bytes.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const regions = ['eu', 'us', 'ap']
const pad = (number, width) => String(number).padStart(width, '0')
export const clusterName = (index) => `cluster-${pad(index, 3)}`
export const namespaceOf = (index) => `team-${pad(Math.floor(index / 10), 4)}`
export const workloadName = (index) => `app-${pad(index, 5)}`

/** Writes the input of a render below `root`. With `steering: false` the policy labels are left out. */
export function generate(root, workloads, clusters, { steering = true } = {}) {
  const write = (path, text) => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  for (let index = 0; index < workloads; index++) {
    const folder = `workloads/${namespaceOf(index)}`
    const objects = workload(index, steering)
    if (index % 10 < 6) write(`${folder}/${workloadName(index)}.yaml`, Object.values(objects).join('---\n'))
    else
      for (const [kind, text] of Object.entries(objects)) write(`${folder}/${workloadName(index)}/${kind}.yaml`, text)
  }
  for (let index = 0; index < workloads; index += 10) {
    write(`workloads/${namespaceOf(index)}/namespace.yaml`, namespace(namespaceOf(index)))
    if (steering) write(`placement/${namespaceOf(index)}.yaml`, policy(index / 10, clusters))
  }
  if (steering) for (let index = 0; index < clusters; index++) write(`fleet/${clusterName(index)}.yaml`, cluster(index))
}

function namespace(name) {
  return `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ${name}\n  labels:\n    team: ${name}\n`
}

function metadata(index, steering, suffix = '') {
  const label = steering ? `\n    kubeadmiral.io/propagation-policy-name: default` : ''
  return `metadata:
  name: ${workloadName(index)}${suffix}
  namespace: ${namespaceOf(index)}
  labels:
    app.kubernetes.io/name: ${workloadName(index)}
    app.kubernetes.io/part-of: ${namespaceOf(index)}${label}
`
}

/** The four objects of a workload as texts, by kind. */
export function workload(index, steering) {
  const name = workloadName(index)
  return {
    deployment: `# ${name}: owned by ${namespaceOf(index)}
apiVersion: apps/v1
kind: Deployment
${metadata(index, steering)}  annotations:
    example.com/owner: team-${index % 97}
    example.com/runbook: "https://runbooks.example.com/${name}"
spec:
  replicas: ${2 + (index % 19)}
  revisionHistoryLimit: 5
  strategy:
    type: RollingUpdate
    rollingUpdate: {maxSurge: 25%, maxUnavailable: 0}
  selector:
    matchLabels:
      app.kubernetes.io/name: ${name}
  template:
    metadata:
      labels:
        app.kubernetes.io/name: ${name}
        app.kubernetes.io/version: "1.${index % 40}.0"
      annotations:
        prometheus.io/scrape: "true"
        prometheus.io/port: "9090"
    spec:
      serviceAccountName: ${name}
      terminationGracePeriodSeconds: 30
      securityContext:
        runAsNonRoot: true
        runAsUser: ${10000 + (index % 1000)}
      containers:
        - name: main
          image: registry.example.com/${namespaceOf(index)}/${name}:1.${index % 40}.${index % 7}
          imagePullPolicy: IfNotPresent
          args: ["--listen=:8080", "--metrics=:9090", "--shards=${index % 8}"]
          ports:
            - name: http
              containerPort: 8080
            - name: metrics
              containerPort: 9090
          env:
            - name: POD_NAME
              valueFrom:
                fieldRef:
                  fieldPath: metadata.name
            - name: LOG_LEVEL
              value: info # set to debug when hunting
            - name: GOMAXPROCS
              value: "2"
          envFrom:
            - configMapRef:
                name: ${name}-config
          resources:
            requests: {cpu: ${100 + (index % 10) * 50}m, memory: ${128 + (index % 6) * 64}Mi}
            limits:
              memory: ${256 + (index % 6) * 128}Mi
          readinessProbe:
            httpGet:
              path: /readyz
              port: http
            periodSeconds: 5
          livenessProbe:
            httpGet:
              path: /livez
              port: http
            initialDelaySeconds: 10
            periodSeconds: 10
          volumeMounts:
            - name: config
              mountPath: /etc/app
              readOnly: true
      volumes:
        - name: config
          configMap:
            name: ${name}-config
`,
    service: `apiVersion: v1
kind: Service
${metadata(index, steering)}spec:
  selector:
    app.kubernetes.io/name: ${name}
  ports:
    - name: http
      port: 80
      targetPort: http
    - name: metrics
      port: 9090
      targetPort: metrics
`,
    configmap: `apiVersion: v1
kind: ConfigMap
${metadata(index, steering, '-config')}data:
  app.properties: |
    name=${name}
    workers=${1 + (index % 8)}
    region.aware=true
  FEATURES: "a,b,c"
`,
    serviceaccount: `apiVersion: v1
kind: ServiceAccount
${metadata(index, steering)}automountServiceAccountToken: false
`,
  }
}

function policy(index, clusters) {
  const head = `apiVersion: core.kubeadmiral.io/v1alpha1
kind: PropagationPolicy
metadata:
  name: default
  namespace: ${namespaceOf(index * 10)}
spec:
`
  const selector = `  clusterAffinity:
    - matchExpressions:
        - {key: region, operator: NotIn, values: [${regions[index % 3]}]}
`
  const shape = index % 10
  if (shape < 4) return `${head}  schedulingMode: Duplicate\n${clusters > 3 ? selector : ''}`
  if (shape >= 7) return `${head}  schedulingMode: Divide\n${selector}`
  const entries = Array.from({ length: clusters }, (_, cluster) => cluster)
    .filter((cluster) => (cluster + index) % 4 !== 0)
    .map(
      (cluster) =>
        `    - cluster: ${clusterName(cluster)}\n      preferences:\n        weight: ${1 + ((cluster * 7 + index) % 9)}\n`,
    )
  return `${head}  schedulingMode: Divide\n  placement:\n${entries.join('')}`
}

function cluster(index) {
  const cpu = 64 + (index % 5) * 32
  return `apiVersion: stowage.dev/v1alpha1
kind: Cluster
metadata:
  name: ${clusterName(index)}
  labels:
    region: ${regions[index % 3]}
    zone: z${index % 9}
spec:
  resources:
    allocatable: {cpu: "${cpu}", memory: ${cpu * 4}Gi}
    available: {cpu: "${Math.floor(cpu / (2 + (index % 3)))}", memory: ${cpu}Gi}
`
}
