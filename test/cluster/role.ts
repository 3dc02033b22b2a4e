import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import type { TestCluster } from './harness.ts'

/** A rule of a ClusterRole. */
export interface Rule {
  readonly verbs: readonly string[]
  readonly nonResourceURLs?: readonly string[]
  readonly apiGroups?: readonly string[]
  readonly resources?: readonly string[]
}

export interface Role {
  readonly metadata: { readonly name: string }
  readonly rules: readonly Rule[]
}

/** The ClusterRole that is shipped. */
export function shippedRole(): Role {
  return parse(readFileSync(new URL('../../plugin/rbac/clusterrole.yaml', import.meta.url), 'utf8')) as Role
}

/** The permissions of a role one by one: for each, the role without it. */
export function withoutEach(role: Role): { readonly without: string; readonly role: Role }[] {
  return role.rules.flatMap((rule, index) =>
    (['nonResourceURLs', 'resources'] as const).flatMap((field) =>
      (rule[field] ?? []).map((one) => {
        const left = { ...rule, [field]: (rule[field] ?? []).filter((other) => other !== one) }
        const rules = role.rules.map((other, at) => (at === index ? left : other)).filter(isRule)
        return { without: one, role: { ...role, rules } }
      }),
    ),
  )
}

function isRule({ nonResourceURLs = [], resources = [] }: Rule): boolean {
  return nonResourceURLs.length + resources.length > 0
}

const path = '/apis/rbac.authorization.k8s.io/v1'

/** Gives the role to the user `stowage-snapshot`. */
export async function grant(cluster: TestCluster, role: Role): Promise<void> {
  const { name } = role.metadata
  await cluster.admin('POST', `${path}/clusterroles`, role)
  await cluster.admin('POST', `${path}/clusterrolebindings`, {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'stowage-snapshot' }],
  })
}

export async function replaceRole(cluster: TestCluster, role: Role): Promise<void> {
  await cluster.admin('PUT', `${path}/clusterroles/${role.metadata.name}`, role)
}

/** Takes away what every user may do without any role of its own, so that only our role counts. */
export async function removeDefaults(cluster: TestCluster): Promise<void> {
  for (const name of ['system:discovery', 'system:public-info-viewer', 'system:basic-user']) {
    await cluster.admin('DELETE', `${path}/clusterrolebindings/${name}`)
  }
}
