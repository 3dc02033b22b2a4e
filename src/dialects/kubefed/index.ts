import { diagnostic, type Report } from '../../diagnostics/diagnostic.ts'
import { groupOf, type Resource } from '../../model/resource.ts'
import { within } from '../../model/source.ts'
import type { SchedulingUnit } from '../../model/unit.ts'
import type { BindContext, Claim, Dialect } from '../dialect.ts'
import { clustersOf, isCluster } from './cluster.ts'
import { type Family, families, roleOf } from './family.ts'
import { type Federated, federatedOf, gateKey, gatesOf, isFederated } from './federated.ts'
import { type Installation, installationsOf, isConfig } from './installation.ts'
import { checkNames, namesIn } from './named.ts'
import { isPreference, readPreference, type SchedulingPreference } from './preference.ts'
import { schedulesOf } from './schedule.ts'
import { isNamespaceType, type Types, typeKey, typesOf } from './type-table.ts'
import { unitOf } from './unit.ts'

/** KubeFed, in all its API groups from v0.0.6 to v0.10. See the README of this folder. */
export const kubefed: Dialect = {
  name: 'kubefed',
  owns: (resource) => roleOf(resource) !== undefined,
  clusters: clustersOf,
  namedClusters(owned, others) {
    const silent: Report = () => {}
    const types = typesOf(owned, silent)
    return namesIn(federatedOf(federatedAmong(owned, others, types), types, silent), preferencesOf(owned, silent))
  },
  units,
}

function units(context: BindContext): Claim {
  const { owned, others, clusters, report } = context
  const types = typesOf(owned, report)
  const federated = federatedAmong(owned, others, types)
  const objects = federatedOf(federated, types, report)
  const preferences = preferencesOf(owned, report)
  const gates = gatesOf(objects, report)
  const installations = installationsOf(owned)
  checkFamilies(objects, owned, report)
  checkIgnored(owned, types, report)
  checkNames(objects, preferences, clusters, report)
  const schedules = schedulesOf(preferences, objects, gates, context)
  const placed: SchedulingUnit[] = []
  for (const object of objects) {
    const installation = installations.get(object.type.family)
    if (installation === undefined || !propagates(object, installation, report)) continue
    placed.push(unitOf(object, schedules.get(object), gates, installation, context))
  }
  const hosts = others.filter(
    (one) =>
      one.kind === 'Namespace' &&
      one.apiVersion === 'v1' &&
      families.some((family) => gates.has(gateKey(family, one.name))),
  )
  const added = new Set(others)
  return { units: placed, claimed: new Set([...hosts, ...federated.filter((one) => added.has(one))]) }
}

/** Federated objects stand in the types groups; a FederatedTypeConfig may name a group of its own. */
function federatedAmong(owned: readonly Resource[], others: readonly Resource[], types: Types): Resource[] {
  return [...owned.filter((one) => isFederated(one, types)), ...others.filter((one) => types.has(typeKey(one)))]
}

function preferencesOf(owned: readonly Resource[], report: Report): SchedulingPreference[] {
  return owned.filter(isPreference).flatMap((resource) => {
    const family = roleOf(resource)?.family
    const read = family && readPreference(resource, family, report)
    return read === undefined ? [] : [read]
  })
}

/** Whether an object is rendered at all; a gate that is none is no surprise and draws no warning. */
function propagates({ resource, type }: Federated, { confined, heldBack }: Installation, report: Report): boolean {
  const { kind } = resource
  if (!type.enabled) {
    report(diagnostic('kubefed/type-disabled', { kind }, resource.origin, type.origin ? [type.origin] : []))
    return false
  }
  if (isNamespaceType(type)) {
    return (
      resource.name === (resource.namespace === '' ? 'default' : resource.namespace) && !heldBack.has(resource.name)
    )
  }
  if (confined && !type.namespaced) {
    report(diagnostic('kubefed/type-scope', { kind }, resource.origin))
    return false
  }
  return true
}

function checkFamilies(objects: readonly Federated[], owned: readonly Resource[], report: Report): void {
  const first = new Map<Family, Resource>()
  for (const { resource, type } of objects) if (!first.has(type.family)) first.set(type.family, resource)
  for (const resource of owned) {
    const family = roleOf(resource)?.family
    if (family !== undefined && !first.has(family)) first.set(family, resource)
  }
  if (first.size < 2) return
  const present = families.filter((family) => first.has(family))
  const origins = present.flatMap((family) => first.get(family)?.origin ?? [])
  const names = present.map((family) => family.suffix)
  report(diagnostic('kubefed/mixed-families', { families: names }, origins[0], origins.slice(1)))
}

/** Kinds of KubeFed that are neither placed nor read. */
function checkIgnored(owned: readonly Resource[], types: Types, report: Report): void {
  for (const resource of owned) {
    if (isFederated(resource, types) || isPreference(resource) || isCluster(resource) || isConfig(resource)) continue
    if (resource.kind === 'FederatedTypeConfig' && roleOf(resource)?.part === 'core') continue
    const group = groupOf(resource.apiVersion)
    report(diagnostic('kubefed/ignored-kind', { kind: resource.kind, group }, within(resource.origin, 'kind')))
  }
}
