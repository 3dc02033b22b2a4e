import { diagnostic } from '../diagnostics/diagnostic.ts'
import { type ExitCode, exitCode } from '../diagnostics/exit-code.ts'
import type { Host } from '../io/host.ts'
import { diagnosticsText } from '../reporters/diagnostics.ts'
import { coloured, type Paint, plain } from '../reporters/paint.ts'
import { validateCount, validateJson } from '../reporters/validate.ts'
import { validate } from '../validate.ts'
import type { ValidateOptions } from './options.ts'

/** `stowage validate`: what is told is the answer, so it goes to stdout; the count of it goes to stderr. */
export async function validateCommand(host: Host, root: string, options: ValidateOptions): Promise<ExitCode> {
  const { now, strict = false, output } = options
  const outcome = await validate({ root, strict, settings: now === undefined ? {} : { now } })
  const paint = paintFor(host, host.stdoutIsTerminal)
  const errno = host.stdout(output === 'json' ? validateJson(outcome) : diagnosticsText(outcome.diagnostics, paint))
  const errors = paintFor(host, host.stderrIsTerminal)
  if (errno !== undefined) {
    host.stderr(diagnosticsText([{ diagnostic: diagnostic('io/output-lost', { errno }), related: [] }], errors))
    return exitCode.io
  }
  if (output === 'text') host.stderr(validateCount(outcome, errors))
  return outcome.exitCode
}

function paintFor(host: Host, isTerminal: boolean): Paint {
  return isTerminal && host.env.NO_COLOR === undefined ? coloured : plain
}
