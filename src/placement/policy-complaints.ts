import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import type { PlacementDecision } from '../model/decision.ts'
import type { Origin } from '../model/source.ts'
import { invalidPreference } from './score.ts'

/** Tells what is wrong with a policy, once in a run. A run is known by its `report`. */
export function policyComplaints({ unit, evidence }: PlacementDecision, report: Report): void {
  const { filters, gate, scorers } = unit.policy
  const fallback = unit.policyRef?.origin ?? unit.origin
  for (const one of [evidence.rejected, evidence.gated]) {
    const invalid = one.find(({ filter, reason }) => reason === 'invalid' && filter !== 'nothing')
    if (invalid === undefined) continue
    const list = one === evidence.gated ? gate : filters
    const at = list.find((filter) => filter.kind === invalid.filter)?.from ?? fallback
    const code = invalid.filter === 'affinity' ? 'placement/invalid-affinity' : 'placement/invalid-selector'
    const detail = String(invalid.args.detail)
    if (tellOnce(report, code, at, detail)) report(diagnostic(code, { detail }, at))
  }
  const preference = evidence.ranking.length === 0 ? undefined : invalidPreference(scorers)
  if (preference === undefined) return
  const at = preference.scorer.from ?? fallback
  const { detail } = preference
  if (tellOnce(report, 'invalid-preference', at, detail))
    report(diagnostic('placement/invalid-preference', { detail }, at))
}

/** Whether something is news in this run. */
export function tellOnce(report: Report, what: string, at: Origin, detail: string): boolean {
  let known = told.get(report)
  if (known === undefined) {
    known = new Set()
    told.set(report, known)
  }
  const text = [what, detail, at.file, at.document, ...at.path].join('\0')
  if (known.has(text)) return false
  known.add(text)
  return true
}

const told = new WeakMap<Report, Set<string>>()
