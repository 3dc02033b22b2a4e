import type { TestCluster } from './harness.ts'

/** The text of a kubeconfig with one context for each cluster, named as the cluster. */
export function kubeconfig(clusters: readonly TestCluster[], token: string): string {
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: clusters.map(({ name, server, ca }) => ({
      name,
      cluster: { server, 'certificate-authority-data': Buffer.from(ca).toString('base64') },
    })),
    users: [{ name: 'someone', user: { token } }],
    contexts: clusters.map(({ name }) => ({ name, context: { cluster: name, user: 'someone' } })),
    'current-context': clusters[0]?.name,
  }
  return `${JSON.stringify(config, undefined, 2)}\n`
}
