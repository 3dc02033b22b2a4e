import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import type { PlacementDecision } from '../model/decision.ts'
import { byCodePoint } from '../model/order.ts'
import { describe } from '../model/resource.ts'
import type { Origin } from '../model/source.ts'
import type { SchedulingUnit } from '../model/unit.ts'
import { causeOf, complainOfNowhere, policyOf } from './blame.ts'
import type { DivisionNote, Shares } from './divide.ts'
import { policyComplaints, tellOnce } from './policy-complaints.ts'
import { dividedOf } from './scaled.ts'

/** Tells the user what a decision leaves undone. */
export function complain(decision: PlacementDecision, shares: Shares | undefined, report: Report): void {
  const { unit, evidence, targets } = decision
  const workload = describe(unit.workload)
  const related = policyOf(unit)
  policyComplaints(decision, report)
  for (const note of shares?.notes ?? []) noteComplaint(note, decision, report)
  if (unit.leaders.length === 0 && (evidence.kept === 0 || (targets.length === 0 && evidence.gated.length > 0))) {
    complainOfNowhere(decision, report)
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
  const { unit, targets, outcome, facts } = decision
  const workload = describe(unit.workload)
  const related = policyOf(unit)
  const held = outcome === 'held'
  complainOfLeaving(decision, report)
  const { division } = unit.policy
  const wantsNone = division.kind !== 'duplicate' && division.total === 0
  if (targets.length === 0 && unit.leaders.length === 0 && (unit.previous?.clusters.size ?? 0) === 0 && !wantsNone) {
    complainOfStaying(decision, report)
  }
  const wanted = unit.replicas
  if (wanted === undefined || !targets.some(({ replicas }) => replicas !== undefined)) return
  // Overflow is asked for twice where a plan is spread, and is a part of the plan where clusters are filled.
  const asked = targets.reduce((sum, { replicas }) => sum + (replicas ?? 0), 0)
  const placed = targets.reduce((sum, { overflow }) => sum - (overflow ?? 0), asked)
  if (wanted >= placed && wanted <= asked) return
  const before = dividedOf(facts)
  if (held || unit.sticky || (unit.held && before !== undefined)) {
    const { at, ...cause } = causeOf(unit, unit.held)
    const args = { workload, wanted, placed: asked, held: unit.held, ...cause }
    report(diagnostic('placement/not-scaled', args, at, at === unit.origin ? related : [unit.origin, ...related]))
  } else if (before !== undefined) {
    const args = { workload, wanted, placed: asked, before }
    report(diagnostic('placement/scaled-while-held', args, unit.origin, related))
  } else if (asked < wanted && division.kind !== 'duplicate') {
    report(diagnostic('placement/unplaced-replicas', { workload, wanted, placed: asked }, unit.origin, related))
  }
}

/** Tells that a unit which was placed nowhere is not placed now, either. */
export function complainOfStaying({ unit, outcome }: PlacementDecision, report: Report): void {
  const held = outcome === 'held' || unit.held
  const { at, ...cause } = held ? causeOf(unit, true) : { at: unit.origin }
  const related = at === unit.origin ? policyOf(unit) : [unit.origin, ...policyOf(unit)]
  report(diagnostic('placement/stays-nowhere', { workload: describe(unit.workload), held, ...cause }, at, related))
}

/** A unit with leaders is asked about when it is known where they are, and nobody about what only was a dry run. */
function complainOfLeaving({ unit, targets, outcome }: PlacementDecision, report: Report): void {
  const { previous } = unit
  if (targets.length > 0 || unit.leaders.length > 0 || previous?.dispatched !== true) return
  if (previous.clusters.size === 0) return
  const clusters = [...previous.clusters.keys(), ...previous.following].sort(byCodePoint)
  const { division } = unit.policy
  const empty = outcome === 'decided' && division.kind !== 'duplicate' && division.total === 0
  const args = { workload: describe(unit.workload), clusters, ...(empty ? { empty } : {}) }
  report(diagnostic('placement/leaves-every-cluster', args, unit.origin, policyOf(unit)))
}

function noteComplaint(note: DivisionNote, { unit, evidence }: PlacementDecision, report: Report): void {
  const workload = describe(unit.workload)
  const related = policyOf(unit)
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
