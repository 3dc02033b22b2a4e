import type { Diagnostic, Report } from '../diagnostics/diagnostic.ts'

/** Passes on what was not told before; workloads of one policy have the same to tell. */
export function once(report: Report): Report {
  const told = new Set<string>()
  return (found: Diagnostic) => {
    const text = JSON.stringify([found.code, found.args, found.at])
    if (told.has(text)) return
    told.add(text)
    report(found)
  }
}
