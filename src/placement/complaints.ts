import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import { rejectionSummary } from '../diagnostics/placement.ts'
import type { PlacementDecision } from '../model/decision.ts'
import { byCodePoint } from '../model/order.ts'
import type { SchedulingUnit } from '../model/policy.ts'
import { describe } from '../model/resource.ts'
import type { Origin } from '../model/source.ts'
import type { DivisionNote, Shares } from './divide.ts'
import { policyComplaints, tellOnce } from './policy-complaints.ts'

/** Tells the user what a decision leaves undone. */
export function complain(decision: PlacementDecision, shares: Shares | undefined, report: Report): void {
  const { unit, evidence, targets } = decision
  const workload = describe(unit.workload)
  const related = unit.policyRef === undefined ? [] : [unit.policyRef.origin]
  policyComplaints(decision, report)
  for (const note of shares?.notes ?? []) noteComplaint(note, decision, report)
  if (evidence.kept === 0 || (targets.length === 0 && evidence.gated.length > 0)) {
    const { rejected, ranking, kept, gated } = evidence
    const summary = rejectionSummary(rejected.length + ranking.length, [...rejected, ...gated], ranking.length - kept)
    report(diagnostic('placement/nowhere', { workload, summary }, unit.origin, related))
  }
  for (const { cluster } of evidence.gated) {
    const replicas = shares?.replicas.get(cluster) ?? 0
    if (replicas === 0) continue
    report(diagnostic('placement/gate-lost-replicas', { workload, cluster, replicas }, unit.origin, related))
  }
  const previous = unit.previous?.clusters
  if (targets.length === 0 && previous !== undefined && previous.size > 0) {
    const clusters = [...previous.keys()].sort(byCodePoint)
    report(diagnostic('placement/leaves-every-cluster', { workload, clusters }, unit.origin, related))
  }
}

function noteComplaint(note: DivisionNote, { unit, evidence }: PlacementDecision, report: Report): void {
  const workload = describe(unit.workload)
  const related = unit.policyRef === undefined ? [] : [unit.policyRef.origin]
  switch (note.kind) {
    case 'unplaced': {
      // Where nothing was selected, that is the news.
      if (evidence.kept === 0) return
      const { wanted, placed } = note
      report(diagnostic('placement/unplaced-replicas', { workload, wanted, placed }, unit.origin, related))
      return
    }
    case 'negative-clamped':
      report(diagnostic('placement/negative-share', { workload, cluster: note.cluster }, unit.origin, related))
      return
    case 'no-weight-data':
      report(diagnostic('placement/no-weight-data', { workload, resource: note.resource }, unit.origin, related))
      return
    case 'min-above-max': {
      const { cluster, min, max } = note
      const at = preferenceOrigin(unit, cluster)
      if (tellOnce(report, 'min-above-max', at, cluster)) {
        report(diagnostic('placement/min-above-max', { cluster, min, max }, at))
      }
      return
    }
    case 'refused': {
      const code = note.why === 'overflow' ? 'placement/limits-overflow' : 'placement/negative-limits'
      report(diagnostic(code, { workload }, unit.origin, related))
    }
  }
}

function preferenceOrigin({ policy, policyRef, origin }: SchedulingUnit, cluster: string): Origin {
  const { division } = policy
  const preference = division.kind === 'duplicate' ? undefined : division.preferences.get(cluster)
  return preference?.from ?? division.from ?? policyRef?.origin ?? origin
}
