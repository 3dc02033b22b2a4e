import { rule } from './rule.ts'

/** Taking snapshots of member clusters. */
export const snapshot = {
  'snapshot/too-old': rule(
    'error',
    (a: { clusters: readonly string[]; limit: string }) =>
      `The snapshots of these clusters are older than ${a.limit}, or there are none: ${a.clusters.join(', ')}. Take them again with stowage snapshot, or raise maxSnapshotAge.`,
  ),
  'snapshot/ahead': rule(
    'error',
    (a: { clusters: readonly string[] }) =>
      `The snapshots of these clusters are from the future, so their age says nothing: ${a.clusters.join(', ')}. Set the clocks right, here or there, and take them again with stowage snapshot.`,
  ),
  'snapshot/no-answer': rule(
    'error',
    (a: { cluster: string; reason: string; asked: string; detail: string }) =>
      `The cluster ${a.cluster} could not be read: ${a.reason}${a.detail === '' ? '' : ` (${a.detail})`}${a.asked === '' ? '' : ` at ${a.asked}`}. What was known of it stays as it is.`,
  ),
  'snapshot/no-context': rule(
    'error',
    (a: { clusters: readonly string[] }) =>
      `The kubeconfig has no context for these clusters, so they were not read: ${a.clusters.join(', ')}. Add the contexts, name them in spec.snapshot.contexts of stowage.yaml, or choose others with --context.`,
  ),
  'snapshot/nothing-selected': rule(
    'error',
    () =>
      'No cluster is declared here, so there is none to read. Choose contexts of the kubeconfig with --context a,b or --all-contexts, and let --init write an object for each.',
  ),
  'snapshot/unknown-context': rule(
    'error',
    (a: { contexts: readonly string[]; known: readonly string[] }) =>
      `The kubeconfig has no context ${a.contexts.join(', ')}. It has: ${a.known.join(', ') || 'none'}.`,
  ),
  'snapshot/cluster-name': rule(
    'error',
    (a: { context: string; rule: string }) =>
      `The context ${JSON.stringify(a.context)} cannot name a cluster: its name ${a.rule}. Give the cluster a name in spec.snapshot.contexts of stowage.yaml.`,
  ),
  'snapshot/name-twice': rule(
    'error',
    (a: { cluster: string; contexts: readonly string[] }) =>
      `The cluster ${a.cluster} would be read through several contexts: ${a.contexts.join(', ')}. Give the others names of their own in spec.snapshot.contexts of stowage.yaml.`,
  ),
  'snapshot/context-twice': rule(
    'error',
    (a: { context: string; clusters: readonly string[] }) =>
      `The context ${a.context} stands for several clusters: ${a.clusters.join(', ')}. Its resources would count for each; leave one of them in spec.snapshot.contexts of stowage.yaml.`,
  ),
  'snapshot/not-alone': rule(
    'error',
    (a: { cluster: string }) =>
      `The snapshot of ${a.cluster} stands with other objects, or in a file that is not YAML, and is not rewritten there. Move it to a YAML file of its own.`,
  ),
  'snapshot/undeclared': rule(
    'warning',
    (a: { clusters: readonly string[] }) =>
      `These clusters are declared by no object, and their snapshots make them part of the fleet: ${a.clusters.join(', ')}. Write an object for each with --init, or remove the snapshots.`,
  ),
  'snapshot/kubeconfig': rule(
    'error',
    (a: { file: string; why: string }) =>
      `The kubeconfig ${JSON.stringify(a.file)} cannot be used: ${a.why}. Name another one with --kubeconfig, or mend it.`,
  ),
  'snapshot/insecure-tls': rule(
    'warning',
    (a: { clusters: readonly string[] }) =>
      `The kubeconfig turns the check of the server's certificate off for these clusters, so anyone on the way can pose as them and take the credentials: ${a.clusters.join(', ')}. Give certificate-authority-data instead of insecure-skip-tls-verify.`,
  ),
} as const
