import { rule } from './rule.ts'

/** What the world refused: listing, reading and writing files. */
export const io = {
  'io/symlink': rule(
    'error',
    () => 'This is a symbolic link, and links are not followed. Put the file itself here, or exclude the path.',
  ),
  'io/special-file': rule(
    'error',
    () => 'This is neither a file nor a directory (a pipe, socket or device). Remove it, or exclude the path.',
  ),
  'io/not-a-file': rule('error', () => 'This is a directory where a file is expected. Name a file.'),
  'io/unreadable': rule(
    'error',
    (a: { errno: string }) => `This cannot be read (${a.errno}). Nothing is rendered from part of an input.`,
  ),
  'io/unlistable-name': rule(
    'error',
    () => 'The name of this directory keeps its files from being listed. Rename it, or exclude the path.',
  ),
  'io/exclude-pattern': rule(
    'error',
    (a: { pattern: string }) =>
      `The exclude pattern ${JSON.stringify(a.pattern)} is not supported. Use names relative to the root with *, ? and **.`,
  ),
  'io/too-many-files': rule(
    'error',
    (a: { limit: number }) => `The input has more than ${a.limit} files. Exclude what is not meant to be rendered.`,
  ),
  'io/file-too-large': rule(
    'error',
    (a: { size: number; limit: number }) =>
      `The file has ${a.size} bytes; at most ${a.limit} are read. Split it, or exclude the path.`,
  ),
  'io/too-much': rule(
    'error',
    (a: { limit: number }) =>
      `The input has more than ${a.limit} bytes in all. Exclude what is not meant to be rendered.`,
  ),
  'io/changing-file': rule('error', () => 'The file changed while it was read, twice. Run again when it is at rest.'),
  'io/foreign-file': rule(
    'error',
    () => 'A file is to be written here, but one stands here that Stowage did not write. Move it away.',
  ),
  'io/symlink-in-output': rule(
    'error',
    () => 'The output goes through a symbolic link here, which is never followed. Replace it by a directory or file.',
  ),
  'io/in-the-way': rule(
    'error',
    (a: { found: string; wanted: string }) => `A ${a.wanted} is to stand here, but this is a ${a.found}. Move it away.`,
  ),
  'io/locked': rule('error', (a: { holder: string }) =>
    [
      `Another run is writing here (${a.holder}). Wait for it to end.`,
      'If it is certainly gone, remove the file .stowage/lock and run again.',
    ].join(' '),
  ),
  'io/unfinished': rule(
    'error',
    () => 'An earlier run was interrupted while it wrote this tree. Run `stowage render` to finish it.',
  ),
  'io/journal-damaged': rule(
    'error',
    () => 'The journal of an interrupted run cannot be read. Restore the output from version control, remove .stowage.',
  ),
  'io/base-reference': rule(
    'error',
    (a: { reference: string }) =>
      `${JSON.stringify(a.reference)} is not the plain name of a branch, tag or commit. Name one of these, such as main or origin/main.`,
  ),
  'io/no-such-base': rule(
    'error',
    (a: { reference: string }) =>
      `There is no commit ${JSON.stringify(a.reference)} here. Fetch it first; in CI, check out with enough history.`,
  ),
  'io/no-repository': rule(
    'error',
    (a: { reason: string }) =>
      `Git cannot tell of this directory (${a.reason}). Run in a Git repository, with git installed, or without --base.`,
  ),
  'io/git-failed': rule(
    'error',
    (a: { command: string; reason: string }) =>
      `git ${a.command} failed (${a.reason}). Solve that and run again; nothing was compared.`,
  ),
  'io/failed': rule(
    'error',
    (a: { operation: string; path: string; errno: string }) =>
      `${a.operation} failed with ${a.errno} on ${JSON.stringify(a.path)}. Solve that and run again.`,
  ),
  'io/output-lost': rule(
    'error',
    (a: { errno: string }) => `The output could not be delivered to its end (${a.errno}). Do not use what arrived.`,
  ),
} as const
