import { resolve } from 'node:path'
import { diagnostic, severityOf } from '../diagnostics/diagnostic.ts'
import { type ExitCode, exitCode } from '../diagnostics/exit-code.ts'
import { type DiffOutcome, diff } from '../diff.ts'
import type { Host } from '../io/host.ts'
import { diagnosticsText } from '../reporters/diagnostics.ts'
import { diffJson } from '../reporters/diff-json.ts'
import { diffMarkdown } from '../reporters/diff-markdown.ts'
import { diffText } from '../reporters/diff-text.ts'
import { coloured, type Paint, plain } from '../reporters/paint.ts'
import type { DiffOptions } from './options.ts'

/** Characters of a report unless told otherwise. A comment has to fit what forges take. */
const limits = { text: 10_000_000, json: 10_000_000, markdown: 60_000 } as const

/** `stowage diff`: the difference goes to stdout, in text and markdown everything else to stderr. */
export async function diffCommand(host: Host, root: string, options: DiffOptions): Promise<ExitCode> {
  const outcome = await diff({
    root,
    out: options.out === undefined ? root : resolve(host.cwd, options.out),
    base: options.base,
    clock: options.now ?? Date.now(),
    approve: options.approve ?? [],
    settings: options.now === undefined ? {} : { now: options.now },
  })
  const isPlain = host.env.NO_COLOR !== undefined
  const errors = host.stderrIsTerminal && !isPlain ? coloured : plain
  const code = codeOf(outcome, options)
  if (options.output !== 'json') host.stderr(diagnosticsText(outcome.diagnostics, errors))
  const text = report(outcome, code, options, host.stdoutIsTerminal && !isPlain ? coloured : plain)
  if (outcome.difference === undefined && options.output !== 'json') host.stderr(refusal(outcome))
  const errno = host.stdout(text)
  if (errno === undefined) return code
  host.stderr(diagnosticsText([{ diagnostic: diagnostic('io/output-lost', { errno }), related: [] }], errors))
  return exitCode.io
}

function codeOf({ exitCode: code, difference }: DiffOutcome, options: DiffOptions): ExitCode {
  if (code !== exitCode.done || difference === undefined || options.exitCode !== true) return code
  return difference.files > 0 ? exitCode.wouldChange : code
}

function report(outcome: DiffOutcome, code: ExitCode, options: DiffOptions, paint: Paint): string {
  const { output } = options
  const { diagnostics, difference } = outcome
  const shown = { limit: options.limit ?? limits[output], objects: options.objects }
  if (output === 'json') return diffJson(code, diagnostics, difference, shown)
  if (output === 'markdown') return diffMarkdown(diagnostics, difference, shown)
  return difference === undefined ? '' : diffText(difference, shown, paint)
}

function refusal({ diagnostics }: DiffOutcome): string {
  const errors = diagnostics.filter((one) => severityOf(one.diagnostic.code) === 'error').length
  return `${errors} ${errors === 1 ? 'error' : 'errors'}: nothing was compared.\n`
}
