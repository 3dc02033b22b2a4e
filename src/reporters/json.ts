import { severityOf, wording } from '../diagnostics/diagnostic.ts'
import type { ExitCode } from '../diagnostics/exit-code.ts'
import type { Located } from '../diagnostics/located.ts'
import type { SettledDecision } from '../model/decision.ts'

export interface JsonReportInput {
  readonly exitCode: ExitCode
  readonly diagnostics: readonly Located[]
  readonly decisions: readonly SettledDecision[]
  readonly written: readonly string[]
  readonly removed: readonly string[]
  readonly unchanged: number
}

/** One JSON document for a machine: what was found, decided and written. */
export function jsonReport(input: JsonReportInput): string {
  const report = {
    exitCode: input.exitCode,
    diagnostics: diagnosticsJson(input.diagnostics),
    decisions: input.decisions.map(({ unit, policyRef, targets, outcome, deferred, follows, dispatched }) => ({
      workload: unit.workload,
      outcome,
      ...(deferred.length === 0 ? {} : { deferred }),
      ...(policyRef === undefined
        ? {}
        : {
            policy: {
              apiVersion: policyRef.apiVersion,
              kind: policyRef.kind,
              namespace: policyRef.namespace,
              name: policyRef.name,
            },
          }),
      clusters: targets.map(({ cluster, replicas, overflow, following }) => ({
        name: cluster,
        ...(replicas === undefined ? {} : { replicas }),
        ...(overflow === undefined ? {} : { overflow }),
        ...(following === undefined ? {} : { following }),
      })),
      ...(follows.length === 0 ? {} : { follows }),
      ...(dispatched ? {} : { dryRun: true }),
    })),
    files: { written: input.written, removed: input.removed, unchanged: input.unchanged },
  }
  return `${JSON.stringify(report, null, 2)}\n`
}

/** Diagnostics as data, with their words. */
export function diagnosticsJson(found: readonly Located[]): object[] {
  return found.map((one) => ({
    severity: severityOf(one.diagnostic.code),
    code: one.diagnostic.code,
    args: one.diagnostic.args,
    message: wording(one.diagnostic),
    ...(one.file === undefined ? {} : { file: one.file }),
    ...(one.line === undefined ? {} : { line: one.line }),
    ...(one.column === undefined ? {} : { column: one.column }),
    ...(one.related.length === 0 ? {} : { related: one.related }),
  }))
}
