import { rule } from './rule.ts'

/** Why a selector matches no cluster, as far as one requirement is to blame, and what to do. */
function wordsForNoMatch(subject: string, a: { label: string; value: string; suggestion: string }): string {
  const cause =
    a.label === '' ? '' : a.value === '' ? `: none has the label "${a.label}"` : `: none has ${a.label}: ${a.value}`
  const hint = a.suggestion === '' ? '' : ` Did you mean "${a.suggestion}"?`
  return `${subject} matches no cluster${cause}.${hint} Correct it, or label the clusters.`
}

/** What works, and is probably not meant; told by validate only. */
export const lint = {
  'lint/selector-matches-nothing': rule('warning', (a: { label: string; value: string; suggestion: string }) =>
    wordsForNoMatch('This selector', a),
  ),
  'lint/term-matches-nothing': rule('info', (a: { label: string; value: string; suggestion: string }) =>
    wordsForNoMatch('This term of an affinity', a),
  ),
  'lint/wish-left-out': rule(
    'warning',
    (a: { cluster: string; wishes: readonly string[] }) =>
      `The ${a.wishes.join(' and ')} for cluster "${a.cluster}" cannot count, because the selector of the same policy leaves that cluster out. Remove the entry, or loosen the selector.`,
  ),
  'lint/idle-toleration': rule(
    'info',
    (a: { toleration: string; suggestion: string }) =>
      `No cluster has a taint that ${a.toleration} tolerates.${a.suggestion === '' ? '' : ` Did you mean "${a.suggestion}"?`} Correct it, or leave it for a taint that is to come.`,
  ),
  'lint/override-elsewhere': rule(
    'info',
    (a: { clusters: readonly string[] }) =>
      `This override is for ${a.clusters.join(', ')}, where nothing that has it may go. Correct the clusters, or remove the override.`,
  ),
  'lint/unused-policy': rule(
    'warning',
    (a: { policy: string }) => `Nothing uses ${a.policy}. Name it where it is meant to act, or remove it.`,
  ),
  'lint/two-policies': rule(
    'warning',
    (a: { object: string; counts: string; ignored: string }) =>
      `${a.object} names two policies, and only ${a.counts} counts. Remove one of the labels; this one for ${a.ignored} has no effect.`,
  ),
  'lint/label-without-effect': rule('warning', (a: { label: string; kind: string; instead: string }) =>
    a.instead === ''
      ? `The label "${a.label}" has no effect on a ${a.kind}, which goes where something in it goes. Remove it.`
      : `The label "${a.label}" has no effect on a ${a.kind}, which has no namespace. Use "${a.instead}".`,
  ),
  'lint/unknown-kind': rule(
    'warning',
    (a: { kind: string; apiVersion: string; suggestion: string }) =>
      `Kubernetes has no kind ${a.kind} in ${a.apiVersion}, and no cluster is known to serve it.${a.suggestion === '' ? '' : ` Did you mean ${a.suggestion}?`} Correct it, or leave it if it is newer than this version of Stowage.`,
  ),
  'lint/unknown-group': rule(
    'warning',
    (a: { group: string; suggestion: string }) =>
      `Kubernetes has no API group "${a.group}", and no cluster is known to serve it.${a.suggestion === '' ? ' Correct the apiVersion.' : ` Did you mean "${a.suggestion}"?`}`,
  ),
  'lint/unread-file': rule(
    'warning',
    () =>
      'This file stands in the output and was not written by Stowage, so it is not read, though what syncs the directory applies it. If it is input, move it out of clusters/; otherwise remove it, or leave it if that is meant.',
  ),
} as const
