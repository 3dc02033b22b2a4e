import { type Diagnostic, type Report, severityOf } from './diagnostics/diagnostic.ts'
import { type ExitCode, exitCode, exitCodeOf } from './diagnostics/exit-code.ts'
import type { Located, Position } from './diagnostics/located.ts'
import type { Settings } from './dialects/stowage/render.ts'
import { closest } from './model/closest.ts'
import type { Explanation } from './model/explanation.ts'
import { type Asked, isOfKind } from './model/kind.ts'
import { identity, type ObjectId } from './model/resource.ts'
import type { Origin } from './model/source.ts'
import type { SchedulingUnit } from './model/unit.ts'
import { explain } from './placement/explain.ts'
import { place } from './placement/place.ts'
import { understand } from './render.ts'
import { readRepository } from './run.ts'
import { locate, positionsOf } from './yaml/locate.ts'

/** What a front-end asks for. */
export interface ExplainRequest {
  /** Directory that is read, absolute. */
  readonly root: string
  readonly asked: Asked
  /** undefined: whatever the namespace. */
  readonly namespace: string | undefined
  readonly settings: Partial<Settings>
}

export type ExplainAnswer =
  | {
      readonly kind: 'explained'
      readonly explanation: Explanation
      readonly positions: ReadonlyMap<Origin, Position>
    }
  /** No object of the input is that. `unplaced`: there is one, and nothing places it. */
  | { readonly kind: 'missing'; readonly unplaced: boolean; readonly suggestions: readonly ObjectId[] }
  | { readonly kind: 'ambiguous'; readonly candidates: readonly ObjectId[] }

export interface ExplainOutcome {
  readonly exitCode: ExitCode
  readonly answer: ExplainAnswer
  /** Errors of the input, and all that is told of the object that was asked for. */
  readonly diagnostics: readonly Located[]
}

/** Reads a directory and explains one of its objects; nothing is written. */
export async function explainOne(request: ExplainRequest): Promise<ExplainOutcome> {
  const found: Diagnostic[] = []
  const report: Report = (one) => void found.push(one)
  const { root, settings } = request
  const files = await readRepository({ root, out: root }, report)
  const { bound } = understand({ files, settings }, found, report)
  const errors = found.filter(({ code }) => severityOf(code) === 'error')
  const texts = new Map(files.map(({ path, text }) => [path, text]))
  const outcome = (code: ExitCode, answer: ExplainAnswer, told: readonly Diagnostic[] = []): ExplainOutcome => {
    const worst = code === exitCode.done ? exitCodeOf(errors) : code
    return { exitCode: worst, answer, diagnostics: locate([...errors, ...told], texts) }
  }
  const units = bound.units.filter(({ workload }) => isAsked(request, workload))
  const [unit] = units
  if (unit === undefined) {
    const unplaced = bound.unplaced.some((one) => isAsked(request, one))
    const suggestions = unplaced
      ? []
      : suggest(request, [...bound.units.map(({ workload }) => workload), ...bound.unplaced])
    return outcome(exitCode.refused, { kind: 'missing', unplaced, suggestions })
  }
  if (units.length > 1) {
    return outcome(exitCode.refused, { kind: 'ambiguous', candidates: units.map(({ workload }) => workload) })
  }
  const told: Diagnostic[] = []
  const led = leadersOf(unit, bound.units).map((leader) => place(leader, bound.fleet, () => undefined))
  const explanation = explain(unit, bound.fleet, led, (one) => void told.push(one))
  const positions = positionsOf(originsOf(explanation), texts) as ReadonlyMap<Origin, Position>
  return outcome(exitCode.done, { kind: 'explained', explanation, positions }, told)
}

function isAsked({ asked, namespace }: ExplainRequest, id: ObjectId): boolean {
  if (id.name !== asked.name || !isOfKind(asked, id)) return false
  return namespace === undefined || (id.namespace || 'default') === namespace
}

/** Units that follow lead nobody. */
function leadersOf(unit: SchedulingUnit, units: readonly SchedulingUnit[]): readonly SchedulingUnit[] {
  if (unit.leaders.length === 0) return []
  const wanted = new Set(unit.leaders)
  return units.filter(({ workload, leaders }) => leaders.length === 0 && wanted.has(identity(workload)))
}

/** The same name elsewhere or of another kind, else a name that is nearly the same. */
function suggest({ asked }: ExplainRequest, all: readonly ObjectId[]): readonly ObjectId[] {
  const same = all.filter(({ name }) => name === asked.name)
  if (same.length > 0) return same.slice(0, 5)
  const ofKind = all.filter((one) => isOfKind(asked, one))
  const near = closest(asked.name, [...new Set((ofKind.length > 0 ? ofKind : all).map(({ name }) => name))])
  return (ofKind.length > 0 ? ofKind : all).filter(({ name }) => name === near).slice(0, 5)
}

/** Every place that an explanation names. */
function originsOf({ decision, clusters }: Explanation): Origin[] {
  const { unit, policyRef } = decision
  const { policy, origin, heldBy, stickyBy } = unit
  const found = [
    origin,
    policyRef?.origin,
    heldBy,
    stickyBy,
    policy.selection.from,
    policy.division.from,
    unit.previous?.origin,
    ...clusters.flatMap(({ rejection, score, wishedAt }) => [
      wishedAt,
      rejection?.at,
      ...(rejection?.declaredAt ?? []),
      ...(rejection?.unmet ?? []).map(({ at }) => at),
      ...(score?.parts ?? []).map(({ at }) => at),
    ]),
  ]
  return found.filter((one) => one !== undefined)
}
