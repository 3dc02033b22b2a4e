import type { Failure } from '../snapshot/survey.ts'
import type { Entry } from './entries.ts'
import { failure, trouble } from './failure.ts'
import { access, type KubeAccess } from './kubeconfig.ts'

/** Where Kubernetes puts the account of a pod. */
export const accountDirectory = '/var/run/secrets/kubernetes.io/serviceaccount'

/** The cluster that this process runs in, by the account of its pod. */
export function inClusterAccess(
  cluster: string,
  env: Readonly<Record<string, string | undefined>>,
  directory: string = accountDirectory,
): KubeAccess | Failure {
  const host = env.KUBERNETES_SERVICE_HOST ?? ''
  const port = env.KUBERNETES_SERVICE_PORT ?? ''
  if (host === '' || !/^\d{1,5}$/.test(port)) {
    return failure(cluster, 'in-cluster account', trouble('kubeconfig', 'this process does not run in a cluster'))
  }
  const server = `https://${host.includes(':') ? `[${host}]` : host}:${port}`
  const target: Entry = { name: 'cluster', directory, fields: { server, 'certificate-authority': 'ca.crt' } }
  const user: Entry = { name: 'user', directory, fields: { tokenFile: 'token' } }
  return access(cluster, '', target, user, { allowExec: false, env })
}
