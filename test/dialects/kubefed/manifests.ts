/** Manifests of the two families in short; parts are YAML in flow style. */
export type FamilyName = 'alpha' | 'beta'

const group = { alpha: 'federation.k8s.io', beta: 'kubefed.io' }
const version = { alpha: 'v1alpha1', beta: 'v1beta1' }

export function federated(family: FamilyName, kind: string, namespace: string, name: string, spec: string): string {
  const metadata = namespace === '' ? `{name: ${name}}` : `{name: ${name}, namespace: ${namespace}}`
  return `apiVersion: types.${group[family]}/${version[family]}\nkind: Federated${kind}\nmetadata: ${metadata}\nspec: ${spec}\n---\n`
}

/** A placement by names, in the family's form. */
export function names(family: FamilyName, ...clusters: readonly string[]): string {
  return family === 'alpha'
    ? `{clusterNames: [${clusters.join(', ')}]}`
    : `{clusters: [${clusters.map((name) => `{name: ${name}}`).join(', ')}]}`
}

/** The FederatedNamespace `ns`, in all clusters unless it says otherwise. */
export function gate(family: FamilyName, placement = '{clusterSelector: {}}', name = 'ns', namespace = 'ns'): string {
  return federated(family, 'Namespace', namespace, name, `{placement: ${placement}}`)
}

/** The ConfigMap `ns/config`. */
export function config(family: FamilyName, spec: string): string {
  return federated(family, 'ConfigMap', 'ns', 'config', spec)
}

/** The Deployment `ns/web` in all clusters, with two replicas unless its spec says otherwise. */
export function deployment(family: FamilyName, more = '', template = '{spec: {replicas: 2}}'): string {
  const spec = `{template: ${template}, placement: {clusterSelector: {}}${more === '' ? '' : `, ${more}`}}`
  return federated(family, 'Deployment', 'ns', 'web', spec)
}

/** The preference `ns/web`. */
export function preference(family: FamilyName, spec: string, name = 'web'): string {
  return `apiVersion: scheduling.${group[family]}/v1alpha1\nkind: ReplicaSchedulingPreference\nmetadata: {name: ${name}, namespace: ns}\nspec: ${spec}\n---\n`
}

export function typeConfig(family: FamilyName, name: string, spec: string): string {
  return `apiVersion: core.${group[family]}/${version[family]}\nkind: FederatedTypeConfig\nmetadata: {name: ${name}}\nspec: ${spec}\n---\n`
}
