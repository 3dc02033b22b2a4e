import { rule } from './rule.ts'

/** What a reader may say of a file, a document, or an object's outer shape. */
export const input = {
  // Bytes and characters
  'input/not-utf8': rule(
    'error',
    (a: { byte: number; line: number }) =>
      `This file is not UTF-8: the byte at offset ${a.byte} (line ${a.line}) does not belong. Save it as UTF-8.`,
  ),
  'input/not-utf8-but': rule(
    'error',
    (a: { encoding: string; byte: number }) => `This file is ${a.encoding}. Save it as UTF-8.`,
  ),
  'input/control-character': rule(
    'error',
    (a: { character: string }) =>
      `The control character ${a.character} must not stand in a file. Remove it, or write it as an escape in double quotes.`,
  ),
  'input/byte-order-mark': rule(
    'error',
    () => 'A byte order mark (U+FEFF) stands inside the file. Remove it; it is allowed at the start of a file only.',
  ),
  'input/line-separator': rule(
    'error',
    (a: { character: string }) =>
      `${a.character} is a line break to Kubernetes and a letter to other readers. Write it as an escape in double quotes.`,
  ),
  'input/carriage-return': rule(
    'error',
    () => 'A carriage return stands without a line feed. Use LF or CRLF line endings.',
  ),
  // Size
  'input/file-too-large': rule(
    'error',
    (a: { bytes: number; limit: number }) => `The file has ${a.bytes} bytes; at most ${a.limit} are read. Split it.`,
  ),
  'input/document-too-large': rule(
    'error',
    (a: { units: number; limit: number }) =>
      `The document has ${a.units} characters; at most ${a.limit} are read. Split it, or keep data of this size elsewhere.`,
  ),
  'input/too-many-nodes': rule(
    'error',
    (a: { limit: number }) =>
      `The document has more than ${a.limit} line breaks, commas, colons and brackets. Split it, or keep such data elsewhere.`,
  ),
  'input/too-many-documents': rule(
    'error',
    (a: { limit: number }) => `The file has more than ${a.limit} documents. Split it.`,
  ),
  'input/too-deep': rule(
    'error',
    (a: { limit: number }) => `Maps and lists are nested deeper than ${a.limit} levels. Make the document flatter.`,
  ),
  'input/too-many-keys': rule('error', (a: { limit: number }) => `The map has more than ${a.limit} keys. Split it.`),
  'input/key-too-long': rule(
    'error',
    (a: { units: number; limit: number }) => `The key has ${a.units} characters; at most ${a.limit} are allowed.`,
  ),
  'input/scalar-too-long': rule(
    'error',
    (a: { units: number; limit: number }) => `The value has ${a.units} characters; at most ${a.limit} are read.`,
  ),
  'input/too-many-aliases': rule(
    'error',
    (a: { limit: number }) => `The document has more than ${a.limit} aliases. Write the values out.`,
  ),
  'input/alias-expansion': rule(
    'error',
    (a: { limit: number }) =>
      `With its aliases followed the document has more than ${a.limit} nodes. Write the values out, or use fewer aliases.`,
  ),
  'input/too-many-errors': rule(
    'error',
    (a: { limit: number }) =>
      `The file has more than ${a.limit} errors. It was not read further; correct the first ones.`,
  ),
  // Syntax
  'input/syntax': rule('error', (a: { detail: string }) => `This is not YAML: ${a.detail}.`),
  'input/json-syntax': rule('error', (a: { detail: string }) => `This is not JSON: ${a.detail}.`),
  'input/tab-indentation': rule('error', () => 'A tab stands in the indentation. Indent with spaces.'),
  'input/directive': rule(
    'error',
    (a: { directive: string }) => `The directive ${a.directive} is not supported. Remove the line.`,
  ),
  'input/document-marker': rule('error', (a: { marker: string }) =>
    a.marker === '---'
      ? 'Content stands on the line of a --- marker, which Kubernetes refuses. Put it on a line of its own.'
      : 'Content follows a ... marker, which Kubernetes drops without a word. Begin the next document with ---.',
  ),
  // Values
  'input/duplicate-key': rule(
    'error',
    (a: { key: string }) => `The key "${a.key}" stands twice in one map. Remove one of the two.`,
  ),
  'input/key-not-a-string': rule(
    'error',
    (a: { key: string }) => `The key ${a.key} is not a string. Put it in quotes, or write another key.`,
  ),
  'input/unknown-tag': rule('error', (a: { tag: string }) => `The tag ${a.tag} is not supported. Remove it.`),
  'input/tag-mismatch': rule(
    'error',
    (a: { tag: string; value: string }) =>
      `The value ${a.value} does not suit its tag ${a.tag}. Correct one of the two.`,
  ),
  'input/not-finite': rule(
    'error',
    (a: { value: string }) =>
      `${a.value} is not a number that JSON, and so Kubernetes, can hold. Write another one, or put it in quotes.`,
  ),
  'input/lone-surrogate': rule(
    'error',
    () => 'The string has half of a surrogate pair, which is no character. Correct the \\u escape.',
  ),
  'input/anchor-name': rule(
    'error',
    (a: { name: string }) => `The anchor name "${a.name}" may only have letters, digits, - and _.`,
  ),
  'input/undefined-alias': rule(
    'error',
    (a: { name: string }) => `No anchor &${a.name} stands before this alias. Define it, or put the value in quotes.`,
  ),
  'input/cyclic-alias': rule('error', (a: { name: string }) => `The value of &${a.name} contains itself.`),
  'input/invalid-merge': rule('error', () => 'Only a map or a list of maps can be merged with <<.'),
  'input/ambiguous-merge': rule(
    'error',
    (a: { key: string }) =>
      `The key "${a.key}" stands before a << that brings it, too; readers disagree on which one counts. Put << first.`,
  ),
  'input/ambiguous-boolean': rule(
    'warning',
    (a: { text: string; value: boolean }) =>
      `Kubernetes reads ${a.text} as ${a.value}. Write ${a.value}, or put it in quotes if you mean the word.`,
  ),
  'input/more-ambiguous-booleans': rule(
    'warning',
    (a: { count: number }) => `${a.count} more words in this file are read as true or false. Write true or false.`,
  ),
  // Objects
  'input/no-object': rule('warning', () => 'The file has no object.'),
  'input/not-an-object': rule(
    'error',
    (a: { found: string }) => `A Kubernetes object is expected, but this is ${a.found}. Correct it or remove it.`,
  ),
  'input/rendered': rule(
    'info',
    (a: { count: number }) =>
      `${a.count} ${a.count === 1 ? 'file' : 'files'} of the input were written by an earlier render and are left out: output is not read again.`,
  ),
  'input/not-kubernetes': rule(
    'error',
    () =>
      'This is no Kubernetes object: it has neither apiVersion nor kind. If the file is not meant to be rendered, list it under spec.exclude in stowage.yaml.',
  ),
  'input/missing-field': rule(
    'error',
    (a: { field: string }) =>
      `The object has no ${a.field}, and every Kubernetes object needs one. Add it, or list the file under spec.exclude in stowage.yaml.`,
  ),
  'input/field-not-a-string': rule(
    'error',
    (a: { field: string; found: string }) => `${a.field} must be a string, but this is ${a.found}.`,
  ),
  'input/name-not-a-string': rule(
    'error',
    (a: { field: string; value: string }) =>
      `${a.field} must be a string, but Kubernetes reads ${a.value} here. Put it in quotes.`,
  ),
  'input/field-not-a-map': rule(
    'error',
    (a: { field: string; found: string }) => `${a.field} must be a map, but this is ${a.found}.`,
  ),
  'input/invalid-name': rule(
    'error',
    (a: { field: string; name: string; rule: string }) =>
      `${a.field} "${a.name}" would be refused by Kubernetes: it ${a.rule}.`,
  ),
  'input/label-not-a-string': rule(
    'error',
    (a: { field: string; key: string; value: string }) =>
      `${a.field}["${a.key}"] must be a string, but Kubernetes reads ${a.value} here. Put it in quotes.`,
  ),
  'input/list-without-items': rule(
    'error',
    (a: { kind: string }) => `The ${a.kind} has no items. Give it a list, which may be empty.`,
  ),
  'input/nested-list': rule('error', () => 'Lists are nested deeper than one level. Move the objects up.'),
} as const
