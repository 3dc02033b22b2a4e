import { diagnostic, type Report } from '../../diagnostics/diagnostic.ts'
import { groupOf, type ObjectId, type Resource } from '../../model/resource.ts'
import { type Origin, within } from '../../model/source.ts'
import { flagOf, objectOf, textOf } from '../fields.ts'
import { type Family, families, roleOf } from './family.ts'

/** A federated kind and what it wraps. */
export interface FederatedType {
  readonly family: Family
  readonly federatedVersion: string
  /** apiVersion of the target; the core group is printed as `v1`. */
  readonly apiVersion: string
  readonly kind: string
  /** Scope of the target. */
  readonly namespaced: boolean
  /** Whether its objects are propagated. */
  readonly enabled: boolean
  /** Has `spec.replicas`; undefined where nobody said, as of the types that a FederatedTypeConfig adds. */
  readonly replicated: boolean | undefined
  /** The FederatedTypeConfig; undefined for a built-in one. */
  readonly origin: Origin | undefined
}

/** Types by group and kind of the federated object. */
export type Types = ReadonlyMap<string, FederatedType>

/** The types every installation starts with: kind, apiVersion, namespaced, replicated. */
const builtIn: readonly (readonly [string, string, boolean, boolean])[] = [
  ['ClusterRole', 'rbac.authorization.k8s.io/v1', false, false],
  ['ConfigMap', 'v1', true, false],
  ['Deployment', 'apps/v1', true, true],
  ['Ingress', 'extensions/v1beta1', true, false],
  ['Job', 'batch/v1', true, false],
  ['Namespace', 'v1', false, false],
  ['ReplicaSet', 'apps/v1', true, true],
  ['Secret', 'v1', true, false],
  ['Service', 'v1', true, false],
  ['ServiceAccount', 'v1', true, false],
]

export function typeKey(id: ObjectId): string {
  return `${groupOf(id.apiVersion)}/${id.kind}`
}

/** FederatedNamespace gates everything namespaced. */
export function isNamespaceType(type: FederatedType): boolean {
  return type.kind === 'Namespace' && type.apiVersion === 'v1'
}

/** The built-in types of every family, and those of the FederatedTypeConfigs, which win. */
export function typesOf(owned: readonly Resource[], report: Report): Types {
  const types = new Map<string, FederatedType>()
  for (const family of families) {
    for (const [kind, shipped, namespaced, replicated] of builtIn) {
      // The last release ships Ingress of another group than all before it; see the README.
      types.set(`types.${family.suffix}/Federated${kind}`, {
        family,
        federatedVersion: family.version,
        apiVersion: shipped,
        kind,
        namespaced,
        enabled: true,
        replicated,
        origin: undefined,
      })
    }
  }
  for (const resource of owned) {
    const role = roleOf(resource)
    if (role?.part === 'core' && resource.kind === 'FederatedTypeConfig') add(types, resource, role.family, report)
  }
  return types
}

function add(types: Map<string, FederatedType>, resource: Resource, family: Family, report: Report): void {
  const spec = objectOf(resource.value, 'spec')
  const early = family.version === 'v1alpha1'
  const target = objectOf(spec, early ? 'target' : 'targetType')
  const federated = objectOf(spec, 'federatedType')
  const [plural, group] = nameParts(resource.name)
  const targetGroup = textOf(target, 'group') || group
  checkName(resource, textOf(target, 'pluralName') || plural, targetGroup, report)
  const kind = textOf(target, 'kind')
  const key = `${textOf(federated, 'group') || `types.${family.suffix}`}/${textOf(federated, 'kind')}`
  const shipped = types.get(key)
  if (shipped?.origin !== undefined) {
    const at = within(resource.origin, 'spec', 'federatedType')
    report(diagnostic('kubefed/type-twice', { kind: textOf(federated, 'kind') }, at, [shipped.origin]))
    return
  }
  const version = textOf(target, 'version')
  types.set(key, {
    family,
    federatedVersion: textOf(federated, 'version') || family.version,
    apiVersion: targetGroup === '' ? version : `${targetGroup}/${version}`,
    kind,
    namespaced: early ? flagOf(spec, 'namespaced') === true : textOf(target, 'scope') !== 'Cluster',
    enabled: early ? flagOf(spec, 'propagationEnabled') === true : textOf(spec, 'propagation') === 'Enabled',
    replicated: shipped?.kind === kind ? shipped.replicated : undefined,
    origin: resource.origin,
  })
}

/** `deployments.apps` is plural name and group of the target, the group empty for core types. */
function nameParts(name: string): readonly [string, string] {
  const dot = name.indexOf('.')
  return dot < 0 ? [name, ''] : [name.slice(0, dot), name.slice(dot + 1)]
}

function checkName(resource: Resource, plural: string, group: string, report: Report): void {
  const expected = group === '' ? plural : `${plural}.${group}`
  if (resource.name === expected) return
  const at = within(resource.origin, 'metadata', 'name')
  report(diagnostic('kubefed/type-name', { found: resource.name, expected }, at))
}
