import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts'
import type { GuardSettings } from '../model/guard.ts'
import type { Changes } from './changes.ts'
import { type Refusal, refusalsOf } from './rules.ts'

/** What the guard says to a plan. */
export interface Verdict {
  /** `approved`: there are refusals, and this plan was approved by its hash. */
  readonly outcome: 'clear' | 'approved' | 'refused'
  /** In the order of the rules, one per rule at most. */
  readonly refusals: readonly Refusal[]
  /** To be told; errors only where the outcome is `refused`. */
  readonly diagnostics: readonly Diagnostic[]
  /** Names the plan; undefined where nobody needs to approve it. */
  readonly hash: string | undefined
}

/**
 * Judges a plan: what it would take away, against what may be taken away unasked. An approval is the hash of a plan and
 * lets exactly that plan pass; one that names another plan, or a plan that needs none, is told of, because it would
 * otherwise wait in the configuration for a day on which it fits.
 */
export function guard(changes: Changes, settings: GuardSettings, approvals: readonly string[]): Verdict {
  const refusals = refusalsOf(changes, settings)
  if (refusals.length === 0) {
    return { outcome: 'clear', refusals, diagnostics: voided(approvals), hash: undefined }
  }
  const { hash } = changes
  const isApproved = approvals.includes(hash)
  const others = voided(approvals.filter((approval) => approval !== hash))
  if (isApproved) {
    const rules = refusals.map(({ rule }) => rule)
    return {
      outcome: 'approved',
      refusals,
      diagnostics: [diagnostic('guard/approved', { hash, rules }), ...others],
      hash,
    }
  }
  const told = refusals.map((refusal) => refusal.diagnostic)
  return {
    outcome: 'refused',
    refusals,
    diagnostics: [...others, ...told, diagnostic('guard/refused', { hash })],
    hash,
  }
}

function voided(approvals: readonly string[]): Diagnostic[] {
  return approvals.length === 0 ? [] : [diagnostic('guard/approval-void', { hashes: approvals })]
}
