import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import { rejectionSummary } from '../diagnostics/placement.ts'
import type { PlacementDecision } from '../model/decision.ts'
import { byCodePoint } from '../model/order.ts'
import { describe } from '../model/resource.ts'
import type { Origin } from '../model/source.ts'
import type { SchedulingUnit } from '../model/unit.ts'

/** Tells that a unit goes to no cluster, and what kept it out. */
export function complainOfNowhere({ unit, evidence }: PlacementDecision, report: Report): void {
  const { rejected, ranking, kept, gated } = evidence
  const workload = describe(unit.workload)
  const summary = rejectionSummary(rejected.length + ranking.length, [...rejected, ...gated], ranking.length - kept)
  const annotations = blamedAnnotations(unit, new Set(rejected.map(({ filter }) => filter)), ranking.length > kept)
  const args = annotations.length === 0 ? { workload, summary } : { workload, summary, annotations }
  report(diagnostic('placement/nowhere', args, unit.origin, policyOf(unit)))
}

/** Where the policy of a unit stands. */
export function policyOf({ policyRef }: Pick<SchedulingUnit, 'policyRef'>): readonly Origin[] {
  return policyRef === undefined ? [] : [policyRef.origin]
}

/** What keeps a unit from being placed or from changing: where that was written, and its last step as a word. */
export function causeOf(unit: SchedulingUnit, held: boolean): { readonly at: Origin; readonly cause?: string } {
  const at = held ? unit.heldBy : unit.stickyBy
  return at === undefined ? { at: unit.origin } : { at, cause: String(at.path.at(-1)) }
}

/** The annotations of the workload that decided, rather than its policy; sorted. `cut`: the selection did. */
function blamedAnnotations(
  { policy, origin }: SchedulingUnit,
  filters: ReadonlySet<string>,
  cut: boolean,
): readonly string[] {
  const parts = [...policy.filters.filter(({ kind }) => filters.has(kind)), ...(cut ? [policy.selection] : [])]
  return [...new Set(parts.flatMap(({ from }) => annotationAt(from, origin) ?? []))].sort(byCodePoint)
}

function annotationAt(from: Origin | undefined, { file, document, path }: Origin): string | undefined {
  if (from === undefined || from.file !== file || from.document !== document) return undefined
  const [metadata, annotations, name, ...more] = from.path.slice(path.length)
  const isInside = path.every((step, index) => from.path[index] === step)
  if (!isInside || metadata !== 'metadata' || annotations !== 'annotations' || more.length > 0) return undefined
  return name === undefined ? undefined : String(name)
}
