import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import { rejectionSummary } from '../diagnostics/placement.ts'
import type { PlacementDecision } from '../model/decision.ts'
import { byCodePoint } from '../model/order.ts'
import { describe } from '../model/resource.ts'
import type { Origin } from '../model/source.ts'
import type { SchedulingUnit } from '../model/unit.ts'
import type { DivisionNote, Shares } from './divide.ts'
import { policyComplaints, tellOnce } from './policy-complaints.ts'

/** Tells the user what a decision leaves undone. */
export function complain(decision: PlacementDecision, shares: Shares | undefined, report: Report): void {
  const { unit, evidence, targets } = decision
  const workload = describe(unit.workload)
  const related = unit.policyRef === undefined ? [] : [unit.policyRef.origin]
  policyComplaints(decision, report)
  for (const note of shares?.notes ?? []) noteComplaint(note, decision, report)
  if (unit.leaders.length === 0 && (evidence.kept === 0 || (targets.length === 0 && evidence.gated.length > 0))) {
    const { rejected, ranking, kept, gated } = evidence
    const summary = rejectionSummary(rejected.length + ranking.length, [...rejected, ...gated], ranking.length - kept)
    report(diagnostic('placement/nowhere', { workload, summary }, unit.origin, related))
  }
  for (const { cluster } of evidence.gated) {
    const replicas = shares?.replicas.get(cluster) ?? 0
    if (replicas === 0) continue
    report(diagnostic('placement/gate-lost-replicas', { workload, cluster, replicas }, unit.origin, related))
  }
  complainOfLeaving(decision, report)
}

/** Tells the user what a decision that stands leaves undone. */
export function complainOfStanding(decision: PlacementDecision, report: Report): void {
  const { unit, targets, outcome } = decision
  const workload = describe(unit.workload)
  const related = unit.policyRef === undefined ? [] : [unit.policyRef.origin]
  const held = outcome === 'held'
  complainOfLeaving(decision, report)
  const { division } = unit.policy
  const wantsNone = division.kind !== 'duplicate' && division.total === 0
  if (targets.length === 0 && unit.leaders.length === 0 && (unit.previous?.clusters.size ?? 0) === 0 && !wantsNone) {
    report(diagnostic('placement/stays-nowhere', { workload, held }, unit.origin, related))
  }
  const wanted = unit.replicas
  if (wanted === undefined || !targets.some(({ replicas }) => replicas !== undefined)) return
  // Overflow is asked for twice where a plan is spread, and is a part of the plan where clusters are filled.
  const asked = targets.reduce((sum, { replicas }) => sum + (replicas ?? 0), 0)
  const placed = targets.reduce((sum, { overflow }) => sum - (overflow ?? 0), asked)
  if (wanted >= placed && wanted <= asked) return
  if (held || unit.sticky) {
    report(diagnostic('placement/not-scaled', { workload, wanted, placed: asked, held }, unit.origin, related))
  } else if (asked < wanted && division.kind !== 'duplicate') {
    report(diagnostic('placement/unplaced-replicas', { workload, wanted, placed: asked }, unit.origin, related))
  }
}

/** A unit with leaders is asked about when it is known where they are, and nobody about what only was a dry run. */
function complainOfLeaving({ unit, targets }: PlacementDecision, report: Report): void {
  const { previous } = unit
  if (targets.length > 0 || unit.leaders.length > 0 || previous?.dispatched !== true) return
  if (previous.clusters.size === 0) return
  const related = unit.policyRef === undefined ? [] : [unit.policyRef.origin]
  const clusters = [...previous.clusters.keys(), ...previous.following].sort(byCodePoint)
  const workload = describe(unit.workload)
  report(diagnostic('placement/leaves-every-cluster', { workload, clusters }, unit.origin, related))
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
