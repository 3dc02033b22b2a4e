import type { Resource } from '../../src/model/resource.ts'
import { anOrigin } from './unit.ts'

/** The ConfigMap `default/settings`, with what its value needs to say of it. */
export function aResource(plan: Partial<Resource> = {}): Resource {
  const { apiVersion, kind, namespace, name } = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    namespace: 'default',
    name: 'settings',
    ...plan,
  }
  const metadata = namespace === '' ? { name } : { namespace, name }
  return { apiVersion, kind, namespace, name, value: { apiVersion, kind, metadata }, origin: anOrigin(), ...plan }
}

export function aNamespace(name: string): Resource {
  return aResource({ kind: 'Namespace', namespace: '', name })
}
