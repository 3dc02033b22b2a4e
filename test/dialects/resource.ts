import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts'
import type { Json, JsonObject } from '../../src/model/json.ts'
import type { Resource } from '../../src/model/resource.ts'

/** A resource as the reader would make it of one document. */
export function aResource(value: JsonObject, file = 'input.yaml', document = 0): Resource {
  const metadata = (value.metadata ?? {}) as JsonObject
  return {
    apiVersion: String(value.apiVersion),
    kind: String(value.kind),
    namespace: String(metadata.namespace ?? ''),
    name: String(metadata.name ?? ''),
    value,
    origin: { file, document, path: [] },
  }
}

/** Resources of one file each, `0.yaml` and so on. */
export function resources(...values: readonly JsonObject[]): Resource[] {
  return values.map((value, index) => aResource(value, `${index}.yaml`))
}

const kubeadmiral = 'core.kubeadmiral.io/v1alpha1'

export function aPropagationPolicy(name: string, spec: JsonObject = {}, namespace = 'default'): JsonObject {
  return {
    apiVersion: kubeadmiral,
    kind: 'PropagationPolicy',
    metadata: { name, namespace },
    spec: { schedulingMode: 'Duplicate', ...spec },
  }
}

export function aClusterPropagationPolicy(name: string, spec: JsonObject = {}): JsonObject {
  return {
    apiVersion: kubeadmiral,
    kind: 'ClusterPropagationPolicy',
    metadata: { name },
    spec: { schedulingMode: 'Duplicate', ...spec },
  }
}

export interface WorkloadPlan {
  readonly namespace?: string | undefined
  readonly labels?: JsonObject
  readonly annotations?: JsonObject
  readonly spec?: JsonObject
}

/** A Deployment of two replicas in `default`. */
export function aDeployment(name: string, plan: WorkloadPlan = {}): JsonObject {
  return aWorkload('apps/v1', 'Deployment', name, { ...plan, spec: { replicas: 2, ...plan.spec } })
}

export function aWorkload(apiVersion: string, kind: string, name: string, plan: WorkloadPlan = {}): JsonObject {
  const namespace = 'namespace' in plan ? plan.namespace : 'default'
  return {
    apiVersion,
    kind,
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      ...(plan.labels === undefined ? {} : { labels: plan.labels }),
      ...(plan.annotations === undefined ? {} : { annotations: plan.annotations }),
    },
    ...(plan.spec === undefined ? {} : { spec: plan.spec }),
  }
}

/** The label that names a PropagationPolicy. */
export function named(policy: Json): JsonObject {
  return { 'kubeadmiral.io/propagation-policy-name': policy }
}

/** The label that names a ClusterPropagationPolicy. */
export function namedCluster(policy: Json): JsonObject {
  return { 'kubeadmiral.io/cluster-propagation-policy-name': policy }
}

export function aCluster(name: string, labels: JsonObject = {}, spec: JsonObject = {}): JsonObject {
  return { apiVersion: 'stowage.dev/v1alpha1', kind: 'Cluster', metadata: { name, labels }, spec }
}

export function aSnapshot(name: string, spec: JsonObject = {}): JsonObject {
  return {
    apiVersion: 'stowage.dev/v1alpha1',
    kind: 'ClusterSnapshot',
    metadata: { name },
    spec: { takenAt: '2026-01-02T03:04:05Z', ready: true, ...spec },
  }
}

/** Collects diagnostics; `codes` are `code file:path`. */
export function collector(): { report: (one: Diagnostic) => void; found: Diagnostic[]; codes: () => string[] } {
  const found: Diagnostic[] = []
  return { report: (one) => void found.push(one), found, codes: () => found.map(codeAt) }
}

export function codeAt({ code, at }: Diagnostic): string {
  return at !== undefined && 'path' in at ? `${code} ${at.file}:${at.path.join('.')}` : code
}
