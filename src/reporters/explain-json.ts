import type { Located, Position } from '../diagnostics/located.ts'
import { rejectionWording } from '../diagnostics/placement.ts'
import type { Target } from '../model/decision.ts'
import type { Examined, Explanation, Rejected } from '../model/explanation.ts'
import type { ObjectId } from '../model/resource.ts'
import type { Origin } from '../model/source.ts'
import { diagnosticsJson } from './json.ts'

/** An explanation and the lines of the places that it names. */
export interface ExplainReport {
  readonly explanation: Explanation
  readonly positions: ReadonlyMap<Origin, Position>
  readonly diagnostics: readonly Located[]
}

/** Where something stands; the file alone where its line is not known. */
export type Where = (origin: Origin | undefined) => Partial<Position> | undefined

export function whereIn(positions: ReadonlyMap<Origin, Position>): Where {
  return (origin) => {
    if (origin === undefined) return undefined
    const found = positions.get(origin)
    return found === undefined ? { file: origin.file } : { file: found.file, line: found.line, column: found.column }
  }
}

/** One JSON document: docs/explain.md describes its fields. */
export function explainJson({ explanation, positions, diagnostics }: ExplainReport): string {
  const { decision, leaders, anew, stands, clusters, arithmetic, weights, limit, rankedBy } = explanation
  const { unit, outcome, deferred, dispatched, policyRef } = decision
  const where = whereIn(positions)
  const cause = outcome === 'held' ? unit.heldBy : outcome === 'sticky' ? unit.stickyBy : undefined
  const report = {
    workload: idJson(unit.workload),
    at: where(unit.origin),
    key: unit.key,
    replicas: unit.replicas,
    policy: policyRef && { ...idJson(policyRef), at: where(policyRef.origin) },
    outcome,
    cause: where(cause),
    deferred: deferred.length === 0 ? undefined : deferred,
    previous: where(unit.previous?.origin),
    dryRun: dispatched ? undefined : true,
    leaders: leaders.length === 0 ? undefined : leaders,
    targets: decision.targets.map(targetJson),
    anew: stands ? anew.map(targetJson) : undefined,
    selection: { by: rankedBy, limit, at: where(unit.policy.selection.from) },
    division: { kind: unit.policy.division.kind, at: where(unit.policy.division.from) },
    clusters: clusters.map((one) => examinedJson(one, weights, where)),
    arithmetic,
    diagnostics: diagnosticsJson(diagnostics),
  }
  return `${JSON.stringify(report, null, 2)}\n`
}

function examinedJson(one: Examined, weights: ReadonlyMap<string, number>, where: Where): object {
  const { score, rejection } = one
  return {
    name: one.cluster,
    verdict: one.verdict,
    filesStay: one.frozen ? true : undefined,
    rejection: rejection && rejectionJson(rejection, where),
    score: score && { total: score.total, parts: score.parts.map(({ at, ...part }) => ({ ...part, at: where(at) })) },
    priority: one.priority,
    rank: one.rank,
    weight: weights.get(one.cluster),
    preference: where(one.wishedAt),
    inForce: one.standing && targetJson(one.standing),
    anew: one.target && targetJson(one.target),
  }
}

function rejectionJson(rejection: Rejected, where: Where): object {
  const { filter, reason, args, unmet, at, declaredAt } = rejection
  return {
    filter,
    reason,
    args,
    message: rejectionWording(rejection),
    unmet: unmet.length === 0 ? undefined : unmet.map(({ at, ...one }) => ({ ...one, at: where(at) })),
    at: where(at),
    declaredAt: declaredAt.map(where),
  }
}

function targetJson({ cluster, replicas, overflow, following }: Target): object {
  return { name: cluster, replicas, overflow, following }
}

function idJson({ apiVersion, kind, namespace, name }: ObjectId): ObjectId {
  return { apiVersion, kind, namespace, name }
}
