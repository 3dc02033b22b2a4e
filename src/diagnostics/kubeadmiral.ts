import { rule } from './rule.ts'

export const kubeadmiral = {
  'kubeadmiral/policy-not-found': rule(
    'error',
    (a: { kind: string; name: string; namespace: string; suggestion: string }) =>
      `There is no ${a.kind} "${a.name}"${a.namespace === '' ? '' : ` in namespace "${a.namespace}"`}.${
        a.suggestion === '' ? '' : ` Did you mean ${a.suggestion}?`
      } Add the policy or correct the label; until then nothing is written.`,
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
    (a: { kind: string; policy: string; optional: boolean }) =>
      `The policy "${a.policy}" divides replicas, but replicas of ${a.kind} cannot be divided: each cluster gets the whole object. ${
        a.optional
          ? `List ${a.kind} under spec.divide in stowage.yaml, or say where they stand in a FederatedTypeConfig with pathDefinition.replicasSpec.`
          : 'A FederatedTypeConfig with pathDefinition.replicasSpec tells where they stand.'
      }`,
  ),
  'kubeadmiral/cluster-without-status': rule(
    'warning',
    (a: { cluster: string }) =>
      `FederatedCluster "${a.cluster}" has no status, so it counts as joined and ready, serving every API. Commit it with its status, or add a ClusterSnapshot.`,
  ),
  'kubeadmiral/override-policy-not-found': rule(
    'error',
    (a: { kind: string; name: string; namespace: string; suggestion: string }) =>
      `There is no ${a.kind} "${a.name}"${a.namespace === '' ? '' : ` in namespace "${a.namespace}"`}.${
        a.suggestion === '' ? '' : ` Did you mean ${a.suggestion}?`
      } Add the policy or correct the label; until then nothing is written.`,
  ),
  'kubeadmiral/override-matches-no-cluster': rule(
    'warning',
    (a: { unknown: readonly string[]; similar: readonly string[] }) =>
      `No cluster of the fleet is meant by the targetClusters of this rule, so it changes nothing.${
        a.unknown.length === 0 ? '' : ` There is no ${a.unknown.map((name) => `"${name}"`).join(', ')}.`
      }${
        a.similar.length === 0
          ? ' Correct them, or remove the rule.'
          : ` Did you mean ${a.similar.map((name) => `"${name}"`).join(', ')}?`
      }`,
  ),
  'kubeadmiral/override-unknown-cluster': rule(
    'warning',
    (a: { cluster: string; suggestion: string }) =>
      `There is no cluster "${a.cluster}" for this rule to change. ${
        a.suggestion === '' ? 'Declare it, or take it out of the rule.' : `Did you mean "${a.suggestion}"?`
      }`,
  ),
  'kubeadmiral/override-selector': rule(
    'error',
    (a: { problem: string }) => `This does not select clusters: ${a.problem}. Correct it.`,
  ),
  'kubeadmiral/override-without-operator': rule(
    'error',
    (a: { field: string }) =>
      `An overrider of ${a.field} needs an operator. KubeAdmiral refuses it without one, though its documentation says that overwrite is meant. Write operator: overwrite, or append or delete.`,
  ),
  'kubeadmiral/override-needs-value': rule(
    'error',
    (a: { operator: string }) => `The operator ${a.operator} needs a value to add. Write one.`,
  ),
  'kubeadmiral/override-image-path': rule(
    'error',
    (a: { path: string }) =>
      `The imagePath "${a.path}" is not a path to an image. Begin it with a slash, such as /spec/image.`,
  ),
  'kubeadmiral/override-image-value': rule(
    'error',
    (a: { component: string; value: string }) =>
      `"${a.value}" cannot be the ${a.component.toLowerCase()} of an image. ${
        a.component === 'Digest'
          ? 'Write the algorithm, a colon and at least 32 hexadecimal digits.'
          : 'Write up to 128 letters, digits, underscores, dots and hyphens, beginning with none of the last two.'
      }`,
  ),
  'kubeadmiral/override-env-twice': rule(
    'error',
    (a: { name: string }) => `The variable "${a.name}" is added twice. Remove one of the two.`,
  ),
  'kubeadmiral/override-patch-operator': rule(
    'error',
    (a: { operator: string }) =>
      `The operator "${a.operator}" cannot be used in a jsonpatch. Use add, remove, replace or test.`,
  ),
  'kubeadmiral/override-patch-path': rule(
    'error',
    (a: { path: string }) =>
      `The path "${a.path}" does not begin with a slash. Write a JSON pointer, such as /spec/paused.`,
  ),
  'kubeadmiral/override-patch-forbidden': rule(
    'error',
    (a: { path: string }) => `Overrides may not change ${a.path}. Remove this patch.`,
  ),
  'kubeadmiral/annotation-ignored': rule(
    'warning',
    (a: { annotation: string; part: string; reason: string; counts?: string }) =>
      `The annotation "${a.annotation}" ${a.part === '' ? 'has no effect' : `has no effect on ${a.part}`}: ${a.reason}. ${a.counts ?? "The policy's own value"} counts until that is corrected.`,
  ),
  'kubeadmiral/annotation-unknown-field': rule(
    'warning',
    (a: { annotation: string; field: string; suggestion: string }) =>
      `The annotation "${a.annotation}" has a field "${a.field}", which nothing reads. ${a.suggestion === '' ? 'Remove it.' : `Did you mean "${a.suggestion}"?`}`,
  ),
  'kubeadmiral/annotation-not-text': rule(
    'error',
    (a: { annotation: string }) => `The annotation "${a.annotation}" must be a text. Put it in quotes.`,
  ),
  'kubeadmiral/profile-not-found': rule(
    'error',
    (a: { name: string; suggestion: string }) =>
      `There is no SchedulingProfile "${a.name}". ${a.suggestion === '' ? '' : `Did you mean "${a.suggestion}"? `}Add the profile or correct the name; until then nothing is written.`,
  ),
  'kubeadmiral/unknown-plugin': rule(
    'error',
    (a: { point: string; plugin: string; elsewhere: readonly string[]; suggestion: string }) =>
      a.elsewhere.length > 0
        ? `"${a.plugin}" is no ${a.point} plugin. It belongs below ${a.elsewhere.join(' or ')}.`
        : `There is no ${a.point} plugin "${a.plugin}". ${a.suggestion === '' ? 'Remove it from the profile.' : `Did you mean "${a.suggestion}"?`}`,
  ),
  'kubeadmiral/plugin-twice': rule(
    'error',
    (a: { point: string; plugin: string }) =>
      `The ${a.point} plugin "${a.plugin}" is enabled already. Remove it here, or disable it first to have it later in the order.`,
  ),
  'kubeadmiral/webhook-plugin': rule(
    'error',
    (a: { plugin: string }) =>
      `The plugin "${a.plugin}" is a webhook, and a render calls no network. Remove it, and say with labels, taints or priorities what it decides.`,
  ),
  'kubeadmiral/plugin-not-on': rule(
    'warning',
    (a: { point: string; plugin: string; suggestion: string; off?: boolean }) =>
      a.off === true
        ? `The ${a.point} plugin "${a.plugin}" is not on by default, so there is nothing to disable. Remove the entry.`
        : `There is no ${a.point} plugin "${a.plugin}" that is on by default, so there is nothing to disable. ${a.suggestion === '' ? 'Remove the entry.' : `Did you mean "${a.suggestion}"?`}`,
  ),
  'kubeadmiral/followers': rule(
    'error',
    (a: { problem: string }) =>
      `The list of followers cannot be read, because ${a.problem}. Write a JSON list such as [{"kind": "Service", "name": "web"}]; until then nothing is written.`,
  ),
  'kubeadmiral/hpa-held': rule(
    'warning',
    (a: { autoscaler: string; target: string; obstacles: readonly string[] }) =>
      `${a.autoscaler} is not rendered, for it cannot work in each cluster by itself. To have it rendered, ${a.obstacles
        .map((one) => hpaRemedies[one]?.(a.target) ?? one)
        .join(', and ')}.`,
  ),
  'kubeadmiral/replicas-missing': rule(
    'error',
    (a: { kind: string; field: string }) =>
      `The policy divides the replicas of this ${a.kind}, and ${a.field} is not written. Write it, or correct the path in the FederatedTypeConfig; what an API server would fill in for this kind is not known here.`,
  ),
  'kubeadmiral/migration-configuration': rule(
    'warning',
    (a: { annotation: string; reason: string; before: boolean }) =>
      `The annotation "${a.annotation}" is not applied: ${a.reason}. ${a.before ? 'What applied before it stays in force' : 'Nothing is moved'} until that is corrected.`,
  ),
  'kubeadmiral/migration-info': rule(
    'error',
    (a: { annotation: string; reason: string }) =>
      `The annotation "${a.annotation}" cannot be read: ${a.reason}. Correct it, or remove it to have snapshots tell.`,
  ),
  'kubeadmiral/kept-out': rule(
    'info',
    (a: { object: string; annotation: string }) =>
      `${a.object} names a policy and is not rendered, because the annotation "${a.annotation}" keeps it out. Remove the annotation to have it placed.`,
  ),
  'kubeadmiral/unknown-key': rule(
    'warning',
    (a: { field: string; key: string; place: string; suggestion: string }) =>
      `Nothing reads the ${a.field} "${a.key}". ${
        a.place !== ''
          ? `It is a${a.place === 'annotation' ? 'n' : ''} ${a.place}: move it there.`
          : a.suggestion === ''
            ? 'Remove it.'
            : `Did you mean "${a.suggestion}"?`
      }`,
  ),
  'kubeadmiral/toleration-matches-nothing': rule(
    'warning',
    (a: { annotation: string; field: string; value: string; allowed: readonly string[] }) =>
      `The toleration with ${a.field} "${a.value}" in the annotation "${a.annotation}" matches no taint. Write ${a.allowed.join(' or ')}.`,
  ),
  'kubeadmiral/dropped-metadata': rule(
    'warning',
    (a: { field: string }) =>
      `The ${a.field} of this object reach no member cluster, for they speak of the cluster it was read from. Remove them, or add them with an override.`,
  ),
  'kubeadmiral/follower-kind': rule(
    'warning',
    (a: { follower: string; suggestion: string; kinds: readonly string[] }) =>
      `${a.follower} is of no kind that can follow, so it follows nothing. ${
        a.suggestion === '' ? `These can: ${a.kinds.join(', ')}.` : `Did you mean ${a.suggestion}?`
      }`,
  ),
  'kubeadmiral/replicas-path': rule(
    'error',
    (a: { path: string }) =>
      `The path "${a.path}" leads to no field. Write the steps with dots between them, such as spec.replicas.`,
  ),
} as const

/** What to do about each obstacle of an autoscaler. */
const hpaRemedies: Readonly<Record<string, (target: string) => string>> = {
  centralized: () => 'remove the label kubeadmiral.io/hpa-mode, since a render has no central autoscaler',
  mode: () => 'set the label kubeadmiral.io/hpa-mode to distributed, or remove it',
  'no-target': () => 'say in its scaleTargetRef what it scales',
  'no-policy': (target) => `give ${target} a policy`,
  divides: (target) => `give ${target} a policy that has schedulingMode: Duplicate`,
  'no-followers': (target) => `set disableFollowerScheduling: false in the policy of ${target}`,
  replicas: (target) => `annotate ${target} with kubeadmiral.io/retain-replicas: "true"`,
  'not-following': () => 'remove its annotation kubeadmiral.io/disable-following',
  'not-listed': (target) => `list it in the annotation kubeadmiral.io/followers of ${target}`,
}
