import type { Resource } from '../../model/resource.ts'
import { objectOf, textOf } from '../fields.ts'
import { type Family, families, roleOf } from './family.ts'

/** How a family's control plane is set up. */
export interface Installation {
  /** Of scope Namespaced: namespaces need not be federated, and cluster-scoped types are not propagated. */
  readonly confined: boolean
  /** Namespaces that are never propagated themselves; their FederatedNamespace still opens them for objects. */
  readonly heldBack: ReadonlySet<string>
}

/** The installation of each family, from its KubeFedConfig where there is one. */
export function installationsOf(owned: readonly Resource[]): ReadonlyMap<Family, Installation> {
  return new Map(
    families.map((family) => {
      const config = owned.find((one) => roleOf(one)?.family === family && isConfig(one))
      const system = config === undefined || config.namespace === '' ? family.systemNamespace : config.namespace
      const scope = config === undefined ? '' : textOf(objectOf(config.value, 'spec'), 'scope')
      const heldBack = new Set(['default', 'kube-public', 'kube-system', system])
      return [family, { confined: scope === 'Namespaced', heldBack }]
    }),
  )
}

/** The configuration of a control plane, called FederationConfig in the oldest family. */
export function isConfig({ kind }: Resource): boolean {
  return kind === 'KubeFedConfig' || kind === 'FederationConfig'
}
