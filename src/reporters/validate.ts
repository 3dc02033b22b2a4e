import { severityOf } from '../diagnostics/diagnostic.ts'
import { type ExitCode, exitCode } from '../diagnostics/exit-code.ts'
import type { Located } from '../diagnostics/located.ts'
import { diagnosticsJson } from './json.ts'
import type { Paint } from './paint.ts'

/** What a validation found. */
export interface ValidateReport {
  readonly exitCode: ExitCode
  readonly diagnostics: readonly Located[]
  readonly workloads: number
  readonly clusters: number
}

/** One JSON document for a machine; diagnostics look as those of a render do. */
export function validateJson({ exitCode: code, diagnostics, workloads, clusters }: ValidateReport): string {
  const report = { exitCode: code, diagnostics: diagnosticsJson(diagnostics), workloads, clusters }
  return `${JSON.stringify(report, null, 2)}\n`
}

/** One line: what was looked at, and how much there is to tell. */
export function validateCount(
  { exitCode: code, diagnostics, workloads, clusters }: ValidateReport,
  paint: Paint,
): string {
  const found = (['error', 'warning', 'info'] as const).flatMap((severity) => {
    const count = diagnostics.filter((one) => severityOf(one.diagnostic.code) === severity).length
    return count === 0 ? [] : [counted(count, severity)]
  })
  const text = `${counted(workloads, 'workload')} on ${counted(clusters, 'cluster')}: ${found.join(', ') || 'nothing to tell'}.`
  return `${code === exitCode.done ? paint.good(text) : paint.error(text)}\n`
}

function counted(count: number, noun: string): string {
  return `${count} ${count === 1 ? noun : `${noun}s`}`
}
