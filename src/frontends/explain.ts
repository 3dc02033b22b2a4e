import { diagnostic } from '../diagnostics/diagnostic.ts'
import { type ExitCode, exitCode } from '../diagnostics/exit-code.ts'
import { type ExplainAnswer, type ExplainOutcome, explainOne } from '../explain.ts'
import type { Host } from '../io/host.ts'
import { parseAsked } from '../model/kind.ts'
import { describe } from '../model/resource.ts'
import { diagnosticsText } from '../reporters/diagnostics.ts'
import { explainText } from '../reporters/explain.ts'
import { explainJson } from '../reporters/explain-json.ts'
import { coloured, type Paint, plain, visible } from '../reporters/paint.ts'
import type { ExplainOptions } from './options.ts'

/** `stowage explain`: the explanation goes to stdout, everything else to stderr. */
export async function explainCommand(
  host: Host,
  root: string,
  object: string,
  options: ExplainOptions,
): Promise<ExitCode> {
  const isPlain = host.env.NO_COLOR !== undefined
  const errors = host.stderrIsTerminal && !isPlain ? coloured : plain
  const asked = parseAsked(object)
  if (asked === undefined) {
    host.stderr(`"${visible(object)}" is not KIND/NAME. Write deployment/web or deploy/web.\n`)
    return exitCode.usage
  }
  const settings = options.now === undefined ? {} : { now: options.now }
  const outcome = await explainOne({ root, asked, namespace: options.namespace, settings })
  if (outcome.answer.kind !== 'explained') {
    host.stderr(diagnosticsText(outcome.diagnostics, errors))
    host.stderr(notFound(object, options.namespace, outcome.answer))
    return outcome.exitCode
  }
  const paint = host.stdoutIsTerminal && !isPlain ? coloured : plain
  return deliver(host, outcome, outcome.answer, options, { paint, errors })
}

function deliver(
  host: Host,
  { diagnostics, exitCode: code }: ExplainOutcome,
  { explanation, positions }: Extract<ExplainAnswer, { kind: 'explained' }>,
  { output }: ExplainOptions,
  { paint, errors }: { readonly paint: Paint; readonly errors: Paint },
): ExitCode {
  const report = { explanation, positions, diagnostics }
  if (output === 'text') host.stderr(diagnosticsText(diagnostics, errors))
  const errno = host.stdout(output === 'json' ? explainJson(report) : explainText(report, paint))
  if (errno === undefined) return code
  host.stderr(diagnosticsText([{ diagnostic: diagnostic('io/output-lost', { errno }), related: [] }], errors))
  return exitCode.io
}

function notFound(
  object: string,
  namespace: string | undefined,
  answer: Exclude<ExplainAnswer, { kind: 'explained' }>,
): string {
  const name = `${visible(object)}${namespace === undefined ? '' : ` in namespace ${visible(namespace)}`}`
  if (answer.kind === 'ambiguous') {
    const list = answer.candidates.map((id) => `  ${visible(describe(id))} (${visible(id.apiVersion)})\n`).join('')
    return `${name} may be one of these; say which with -n NAMESPACE or KIND.GROUP/NAME:\n${list}`
  }
  if (answer.unplaced) {
    return `${name} is in the input, and nothing places it: it names no policy, carries no placement and follows nothing.\n`
  }
  const hint = answer.suggestions.map((id) => visible(describe(id))).join(', ')
  return `There is no ${name} among the objects that are placed here${hint === '' ? '' : `; did you mean ${hint}?`}${hint === '' ? '.' : ''}\n`
}
