import { rule } from './rule.ts'

/** Where the type names of JSON Schema are not what people call it. */
const typeWords: Readonly<Record<string, string>> = {
  object: 'an object',
  array: 'a list',
  string: 'a text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  null: 'nothing',
}

function typeWord(type: string): string {
  return typeWords[type] ?? type
}

function hint(suggestion: string | undefined): string {
  return suggestion === undefined ? '' : ` Did you mean \`${suggestion}\`?`
}

function wordsForUnplaced(a: { count: number; examples: readonly string[] }): string {
  const rest = a.count > a.examples.length ? ', ...' : ''
  const them = a.count === 1 ? '1 object is' : `${a.count} objects are`
  return `${them} not rendered, because no policy places ${a.count === 1 ? 'it' : 'them'} and no placed workload takes ${a.count === 1 ? 'it' : 'them'} along: ${a.examples.join(', ')}${rest}. Name a policy in a label, or take them out of the input.`
}

/** Objects as a whole, and their fields against the schemas. `field` is the path from the root of the object. */
export const objects = {
  'object/unknown-kind': rule(
    'error',
    (a: { apiVersion: string; kind: string; known: readonly string[]; suggestion?: string }) =>
      `Stowage knows no kind \`${a.kind}\` in \`${a.apiVersion}\`.${hint(a.suggestion)} It knows: ${a.known.join(', ')}.`,
  ),
  'object/unknown-field': rule('error', (a: { field: string; kind: string; suggestion?: string; place?: string }) =>
    a.place === undefined
      ? `${a.kind} has no field \`${a.field}\` here.${hint(a.suggestion) || ' Remove it.'}`
      : `${a.kind} has no field \`${a.field}\` here; it belongs in \`${a.place}\`. Move it, and check the indentation.`,
  ),
  'object/missing-field': rule(
    'error',
    (a: { field: string; kind: string }) => `${a.kind} needs the field \`${a.field}\`. Add it.`,
  ),
  'object/wrong-type': rule('error', (a: { field: string; expected: string; actual: string }) => {
    const quotes = a.expected === 'string' && /^(?:number|integer|boolean)$/.test(a.actual)
    const fix = quotes ? 'Put it in quotes.' : a.actual === 'null' ? 'Give it a value, or remove it.' : 'Change it.'
    const expected = a.expected.split(' or ').map(typeWord).join(' or ')
    return `\`${a.field}\` must be ${expected}, but is ${a.actual === 'boolean' ? 'a boolean' : typeWord(a.actual)}. ${fix}`
  }),
  'object/not-one-of': rule(
    'error',
    (a: { field: string; value: string; allowed: readonly string[]; suggestion?: string }) =>
      `\`${a.field}\` cannot be \`${a.value}\`.${hint(a.suggestion)} It must be one of: ${a.allowed.join(', ')}.`,
  ),
  'object/out-of-range': rule(
    'error',
    (a: { field: string; value: string; minimum: number; maximum: number }) =>
      `\`${a.field}\` cannot be ${a.value}. It must be from ${a.minimum} to ${a.maximum}.`,
  ),
  'object/bad-format': rule(
    'error',
    (a: { field: string; value: string; format: string; example: string }) =>
      `\`${a.field}\` cannot be \`${a.value}\`. Write a ${a.format}, such as \`${a.example}\`.`,
  ),
  'object/duplicate': rule(
    'error',
    (a: { id: string }) => `${a.id} is declared twice. Remove one of the two, or give one of them another name.`,
  ),
  'object/unplaced': rule('warning', wordsForUnplaced),
  'object/unplaced-error': rule('error', wordsForUnplaced),
} as const
