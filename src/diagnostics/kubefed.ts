import { rule } from './rule.ts'

const mean = (suggestion: string): string => (suggestion === '' ? '' : ` Did you mean "${suggestion}"?`)

/** Why a ReplicaSchedulingPreference does nothing; what the object says itself counts then. */
const idle: Readonly<Record<string, (detail: string) => string>> = {
  'no-ready-cluster': () => 'no cluster is ready',
  'target-kind': (kind) => `its targetKind "${kind}" is neither FederatedDeployment nor FederatedReplicaSet`,
  'type-disabled': (kind) => `propagation of ${kind} is disabled`,
  'no-target': (kind) => `there is no ${kind} of its name in its namespace (and in its API group's family)`,
  'no-federated-namespace': (namespace) =>
    `intersectWithClusterSelector needs a FederatedNamespace, and "${namespace}" has none`,
  'invalid-selector': () => 'a clusterSelector that it intersects with is invalid',
  'empty-intersection': () =>
    'no ready cluster matches the clusterSelector of both the object and its FederatedNamespace (cluster lists do not count here)',
}

export const kubefed = {
  'kubefed/wrong-type': rule(
    'error',
    (a: { field: string; expected: string }) => `"${a.field}" must be ${a.expected}.`,
  ),
  'kubefed/unknown-kind': rule(
    'error',
    (a: { kind: string; suggestion: string }) =>
      `No type is known for ${a.kind}.${mean(a.suggestion)} Add a FederatedTypeConfig that has it as federatedType.`,
  ),
  'kubefed/three-kinds': rule(
    'error',
    (a: { kind: string; group: string }) =>
      `${a.kind} of ${a.group} belongs to the form with three kinds per type, which ended with v0.0.5. Write one object of types.federation.k8s.io/v1alpha1 with spec.template, spec.placement.clusterNames and spec.overrides.`,
  ),
  'kubefed/unknown-version': rule(
    'error',
    (a: { kind: string; expected: string }) => `${a.kind} is not served in this version. Use apiVersion ${a.expected}.`,
  ),
  'kubefed/type-name': rule(
    'error',
    (a: { found: string; expected: string }) =>
      `This FederatedTypeConfig must be called "${a.expected}", not "${a.found}": plural name and group of its target.`,
  ),
  'kubefed/type-twice': rule(
    'error',
    (a: { kind: string }) => `Two FederatedTypeConfigs have ${a.kind} as federatedType. Keep one.`,
  ),
  'kubefed/type-disabled': rule(
    'warning',
    (a: { kind: string }) =>
      `Propagation of ${a.kind} is disabled, so this object is placed nowhere. Enable it in the FederatedTypeConfig.`,
  ),
  'kubefed/type-scope': rule(
    'warning',
    (a: { kind: string }) =>
      `A control plane of scope Namespaced does not propagate ${a.kind}, so this object is placed nowhere.`,
  ),
  'kubefed/mixed-families': rule(
    'warning',
    (a: { families: readonly string[] }) =>
      `The input mixes API groups of ${a.families.join(', ')}. Objects of one never act on those of another; convert all to one.`,
  ),
  'kubefed/ignored-kind': rule(
    'warning',
    (a: { kind: string; group: string }) =>
      `Stowage does not act on ${a.kind} of ${a.group}. The result is as if it were not there.`,
  ),
  'kubefed/unknown-cluster': rule(
    'warning',
    (a: { cluster: string; suggestion: string }) =>
      `There is no cluster "${a.cluster}", so this has no effect.${mean(a.suggestion)}`,
  ),
  'kubefed/namespace-name': rule(
    'warning',
    (a: { name: string; namespace: string }) =>
      `This FederatedNamespace is called "${a.name}" but stands in namespace "${a.namespace}", so it does nothing. Name and namespace must be the same.`,
  ),
  'kubefed/namespace-not-federated': rule(
    'warning',
    (a: { namespace: string }) =>
      `Namespace "${a.namespace}" is not federated, so this object is placed nowhere. Add a FederatedNamespace "${a.namespace}" in that namespace.`,
  ),
  'kubefed/invalid-selector': rule(
    'error',
    (a: { detail: string }) => `This selector is invalid: ${a.detail}. Correct it; until then nothing is placed by it.`,
  ),
  'kubefed/metadata-dropped': rule(
    'warning',
    (a: { field: string }) =>
      `KubeFed does not propagate ${a.field} of a template, so they are left out. Set them with an override.`,
  ),
  'kubefed/label-not-text': rule(
    'error',
    (a: { label: string }) => `The label "${a.label}" must be a text. Put it in quotes.`,
  ),
  'kubefed/replicas': rule('error', () => 'The replicas of a template must be a whole number from 0 to 2147483647.'),
  'kubefed/retain-ignored': rule(
    'warning',
    (a: { kind: string }) => `retainReplicas has no effect on ${a.kind}, which has no replicas. Remove it.`,
  ),
  'kubefed/override-path': rule('error', (a: { path: string; form: string }) =>
    a.form === 'dotted'
      ? `The override path "${a.path}" must be dotted in this API version, such as spec.replicas, without empty steps.`
      : `The override path "${a.path}" must be a JSON pointer in this API version, such as /spec/replicas.`,
  ),
  'kubefed/override-op': rule('error', (a: { op: string; allowed: readonly string[] }) =>
    a.allowed.length === 0
      ? 'Overrides have no op in this API version; each sets its value. Remove it.'
      : `The op "${a.op}" is none of ${a.allowed.join(', ')}.`,
  ),
  'kubefed/override-forbidden': rule(
    'error',
    (a: { path: string }) => `${a.path} may not be overridden, as it tells which object this is.`,
  ),
  'kubefed/override-twice': rule(
    'error',
    (a: { path: string }) => `The path ${a.path} is overridden twice for this cluster. Keep one.`,
  ),
  'kubefed/override-prefix': rule(
    'error',
    (a: { path: string; other: string }) =>
      `The paths ${a.path} and ${a.other} are overridden for one cluster, and one contains the other. Write them as one.`,
  ),
  'kubefed/override-cluster-twice': rule(
    'error',
    (a: { cluster: string }) => `Cluster "${a.cluster}" has two entries of overrides. Join them.`,
  ),
  'kubefed/preference-idle': rule(
    'warning',
    (a: { reason: string; detail: string }) =>
      `This ReplicaSchedulingPreference does nothing: ${idle[a.reason]?.(a.detail) ?? a.reason}. Its target goes where it says itself.`,
  ),
  'kubefed/negative': rule(
    'error',
    (a: { field: string; value: number }) => `"${a.field}" is ${a.value}. Give a number from 0 up.`,
  ),
  'kubefed/cluster-without-status': rule(
    'warning',
    (a: { kind: string; cluster: string }) =>
      `${a.kind} "${a.cluster}" has no status, so it counts as ready. Commit it with its status, or add a ClusterSnapshot.`,
  ),
} as const
