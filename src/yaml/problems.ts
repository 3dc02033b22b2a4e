import { type Diagnostic, diagnostic, type Report, severityOf } from '../diagnostics/diagnostic.ts'
import { limits } from '../model/limits.ts'

/** Reports what is wrong with one file, as far as the limits on errors and warnings allow. */
export interface Problems {
  readonly file: string
  readonly report: Report
  errors: number
  warnings: number
}

export function problemsOf(file: string, report: Report): Problems {
  return { file, report, errors: 0, warnings: 0 }
}

export function tell(problems: Problems, found: Diagnostic): void {
  if (severityOf(found.code) === 'error') {
    problems.errors++
    if (problems.errors <= limits.errorsPerFile) problems.report(found)
    else if (problems.errors === limits.errorsPerFile + 1) {
      problems.report(diagnostic('input/too-many-errors', { limit: limits.errorsPerFile }, found.at))
    }
  } else {
    problems.warnings++
    if (problems.warnings <= limits.warningsPerFile) problems.report(found)
  }
}

/** Whether the file is not worth reading further. */
export function isFull(problems: Problems): boolean {
  return problems.errors > limits.errorsPerFile
}

/** Says how many warnings were kept back. */
export function closeProblems(problems: Problems): void {
  const count = problems.warnings - limits.warningsPerFile
  if (count > 0) problems.report(diagnostic('input/more-ambiguous-booleans', { count }, { file: problems.file }))
}
