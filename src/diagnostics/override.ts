import { rule } from './rule.ts'

/** Why, and what to do where it is not the usual. */
const because: Readonly<Record<string, (subject: string) => readonly [why: string, advice?: string]>> = {
  'no-slash': () => ['the path has no leading slash'],
  'no-parent': () => ['something on the way is missing, null, or neither an object nor a list'],
  'no-key': () => ['there is nothing at that path'],
  'bad-index': () => ['that is not a position of the list'],
  'not-equal': () => ['the value there is another one'],
  'not-an-object': () => ['something on the way is not an object'],
  'not-a-text': () => ['no text stands there', 'Point at an image: a list position is a number from 0'],
  'not-texts': () => ['something there is not a text', 'Quote what stands there in the template'],
  'not-entries': () => ['it is not a list of objects', 'Write a list of entries with names in the template'],
  'no-pod-spec': () => [
    'it has no pod spec with lists of containers',
    'Say with a path where to change it, or let the rule apply to other objects',
  ],
  'already-there': (subject) => [`${subject} is there already`, 'Use the operator overwrite'],
  'value-needed': () => ['there is nothing to add', 'Give a value'],
  'empty-image': () => ['nothing is left of the image', 'Leave the repository, or set another one'],
  'bad-image': (subject) => [
    subject === '' ? 'there is no image' : `${subject} is not an image reference`,
    'Write [registry/]repository[:tag][@digest] in the template, the repository in lower case',
  ],
  'bad-tag': (subject) => [
    `${subject} cannot be a tag`,
    'Use at most 128 letters, digits, underscores, dots and hyphens, no dot or hyphen first',
  ],
  'bad-digest': (subject) => [
    `${subject} cannot be a digest`,
    'Write the algorithm, a colon, and at least 32 hexadecimal digits',
  ],
  'bad-characters': (subject) => [
    `${JSON.stringify(subject)} cannot be part of an image`,
    'Write it without quotes, backslashes and control characters',
  ],
}

/** Operators whose name alone makes no sentence. */
const verbs: Readonly<Record<string, string>> = {
  append: 'append to',
  addIfAbsent: 'add to',
  delete: 'delete from',
}

function wordsForFailed(a: {
  object: string
  cluster: string
  op: string
  path: string
  reason: string
  subject: string
}): string {
  const [why, advice] = because[a.reason]?.(a.subject) ?? [a.reason]
  const place = a.path !== '' ? `${a.path} of ` : a.reason === 'no-pod-spec' ? 'the containers of ' : 'the whole of '
  return `Cannot ${verbs[a.op] ?? a.op} ${place}${a.object} for cluster ${a.cluster}: ${why}. ${advice ?? 'Change the path, or put what is missing into the template'}.`
}

/** What an override that hits nothing looked for. */
function wordsForIdle(a: {
  field: string
  operator: string
  names: readonly string[]
  containers: readonly string[]
  suggestion?: string
  unnamed?: boolean
}): string {
  if (a.unnamed === true) {
    return `This override of ${a.field} changes nothing: an empty name is that of no container. Write the names of containers, or remove the override.`
  }
  const containers = a.containers.length === 0 ? 'a container' : `a container ${a.containers.join(' or ')}`
  const within = a.containers.length === 0 ? '' : ` in ${containers}`
  const sought = a.names.length === 0 ? containers : `${a.names.join(' or ')}${within}`
  const hint = a.operator === 'overwrite' ? ', or add with addIfAbsent, because overwrite only changes what exists' : ''
  return `This override of ${a.field} changes nothing: no object that it applies to has ${sought}.${a.suggestion === undefined ? '' : ` Did you mean "${a.suggestion}"?`} Correct the name, or remove the override${a.names.length === 0 ? '' : hint}.`
}

export const override = {
  'override/failed': rule('error', wordsForFailed),
  'override/hits-nothing': rule('warning', wordsForIdle),
  'override/no-identity': rule(
    'error',
    (a: { object: string; cluster: string; field: string }) =>
      `The overrides for cluster ${a.cluster} leave ${a.object} without ${a.field}. Override parts of the object, not the whole of it.`,
  ),
  'override/kind-changed': rule(
    'error',
    (a: { object: string; cluster: string; kind: string }) =>
      `The overrides for cluster ${a.cluster} turn ${a.object} into a ${a.kind}. Overrides may not change the kind.`,
  ),
} as const
