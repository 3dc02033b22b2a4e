import { diagnostic, type Report } from '../../diagnostics/diagnostic.ts'
import { closest } from '../../model/closest.ts'
import type { JsonObject } from '../../model/json.ts'
import { groupOf, type Resource, versionOf } from '../../model/resource.ts'
import { type Origin, within } from '../../model/source.ts'
import { type Family, namespaceOf, roleOf } from './family.ts'
import { type Placement, readPlacement } from './placement.ts'
import { objectIn } from './shape.ts'
import { type FederatedType, isNamespaceType, type Types, typeKey } from './type-table.ts'

/** A federated object of a known type. */
export interface Federated {
  readonly resource: Resource
  readonly type: FederatedType
  readonly spec: JsonObject
  /** Origin of `spec`. */
  readonly origin: Origin
  readonly placement: Placement
}

/** The federated objects among some; those of kinds that nothing explains are errors. */
export function federatedOf(resources: readonly Resource[], types: Types, report: Report): Federated[] {
  return resources.flatMap((resource) => {
    const type = types.get(typeKey(resource))
    if (type === undefined) {
      refuse(resource, types, report)
      return []
    }
    if (versionOf(resource.apiVersion) !== type.federatedVersion) {
      const expected = `${groupOf(resource.apiVersion)}/${type.federatedVersion}`
      const at = within(resource.origin, 'apiVersion')
      report(diagnostic('kubefed/unknown-version', { kind: resource.kind, expected }, at))
      return []
    }
    const origin = within(resource.origin, 'spec')
    const spec = objectIn(resource.value, 'spec', resource.origin, report) ?? {}
    return [{ resource, type, spec, origin, placement: readPlacement(spec, origin, type.family, report) }]
  })
}

/** Whether the kind is one of the three per type that came before v0.0.6. */
export function isAncestor({ apiVersion, kind }: Resource): boolean {
  const group = groupOf(apiVersion)
  if (kind === 'FederatedCluster' || kind === 'FederatedTypeConfig' || !kind.startsWith('Federated')) return false
  if (group === 'types.federation.k8s.io') return /(Placement|Override)$/.test(kind)
  return (
    group === 'primitives.federation.k8s.io' ||
    (group === 'core.federation.k8s.io' && kind !== 'FederatedServiceStatus')
  )
}

function refuse(resource: Resource, types: Types, report: Report): void {
  const group = groupOf(resource.apiVersion)
  const at = within(resource.origin, 'kind')
  if (isAncestor(resource)) {
    report(diagnostic('kubefed/three-kinds', { kind: resource.kind, group }, at))
    return
  }
  const siblings = [...types.keys()]
    .filter((key) => key.startsWith(`${group}/`))
    .map((key) => key.slice(group.length + 1))
  report(
    diagnostic('kubefed/unknown-kind', { kind: resource.kind, suggestion: closest(resource.kind, siblings) ?? '' }, at),
  )
}

/** What a namespace lets in, by {@link gateKey}. */
export type Gates = ReadonlyMap<string, Placement>

export function gateKey(family: Family, namespace: string): string {
  return `${family.suffix}/${namespace}`
}

/** The FederatedNamespaces that are called as the namespace they stand in; others do nothing. */
export function gatesOf(objects: readonly Federated[], report: Report): Map<string, Placement> {
  const gates = new Map<string, Placement>()
  for (const { resource, type, placement } of objects) {
    if (!isNamespaceType(type)) continue
    const namespace = namespaceOf(resource)
    if (namespace === resource.name) gates.set(gateKey(type.family, namespace), placement)
    else {
      const at = within(resource.origin, 'metadata', 'name')
      report(diagnostic('kubefed/namespace-name', { name: resource.name, namespace }, at))
    }
  }
  return gates
}

/** Whether a resource stands in a group whose objects are all federated, or of a type that was added. */
export function isFederated(resource: Resource, types: Types): boolean {
  return roleOf(resource)?.part === 'types' || types.has(typeKey(resource)) || isAncestor(resource)
}
