import { rule } from './rule.ts'

export const kubeadmiral = {
  'kubeadmiral/policy-not-found': rule(
    'error',
    (a: { kind: string; name: string; namespace: string; suggestion: string }) =>
      `There is no ${a.kind} "${a.name}"${a.namespace === '' ? '' : ` in namespace "${a.namespace}"`}.${
        a.suggestion === '' ? '' : ` Did you mean ${a.suggestion}?`
      } Add the policy or correct the label; until then nothing of this object changes.`,
  ),
  'kubeadmiral/label-not-text': rule(
    'error',
    (a: { label: string }) => `The label "${a.label}" must be a text. Put it in quotes.`,
  ),
  'kubeadmiral/negative-max-clusters': rule(
    'error',
    (a: { maxClusters: number }) =>
      `maxClusters is ${a.maxClusters}. Give a number from 0 up, or leave it out for no limit.`,
  ),
  'kubeadmiral/replicas': rule(
    'error',
    (a: { kind: string }) => `The replicas of this ${a.kind} must be a whole number from 0 to 2147483647.`,
  ),
  'kubeadmiral/unknown-cluster': rule(
    'warning',
    (a: { cluster: string; suggestion: string }) =>
      `There is no cluster "${a.cluster}", so nothing goes there. ${a.suggestion === '' ? 'Declare it, or take it out of the policy' : `Did you mean "${a.suggestion}"`}${a.suggestion === '' ? '.' : '?'}`,
  ),
  'kubeadmiral/replicas-gone': rule(
    'warning',
    (a: { workload: string; before: number }) =>
      `${a.workload} has no spec.replicas any more, which means 1; it was ${a.before} before. Write the number if that is not meant.`,
  ),
  'kubeadmiral/divide-degrades': rule(
    'info',
    (a: { kind: string; policy: string }) =>
      `The policy "${a.policy}" divides replicas, but replicas of ${a.kind} cannot be divided: each cluster gets the whole object. A FederatedTypeConfig with pathDefinition.replicasSpec tells where they stand.`,
  ),
  'kubeadmiral/cluster-without-status': rule(
    'warning',
    (a: { cluster: string }) =>
      `FederatedCluster "${a.cluster}" has no status, so it counts as joined and ready, serving every API. Commit it with its status, or add a ClusterSnapshot.`,
  ),
  'kubeadmiral/not-yet': rule(
    'warning',
    (a: { what: string }) => `Stowage does not act on ${a.what} yet. The result is as if it were not there.`,
  ),
} as const
