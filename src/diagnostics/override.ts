import { rule } from './rule.ts'

const because: Readonly<Record<string, string>> = {
  'no-slash': 'the path has no leading slash',
  'no-parent': 'something on the way is missing, null, or neither an object nor a list',
  'no-key': 'there is nothing at that path',
  'bad-index': 'that is not a position of the list',
  'not-equal': 'the value there is another one',
  'not-an-object': 'something on the way is not an object',
}

export const override = {
  'override/failed': rule(
    'error',
    (a: { object: string; cluster: string; op: string; path: string; reason: string }) =>
      `Cannot ${a.op} ${a.path === '' ? 'the whole object' : a.path} of ${a.object} for cluster ${a.cluster}: ${because[a.reason] ?? a.reason}. Change the path, or put what is missing into the template.`,
  ),
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
