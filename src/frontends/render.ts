import { resolve } from 'node:path'
import type { Diagnostic } from '../diagnostics/diagnostic.ts'
import { diagnostic, severityOf } from '../diagnostics/diagnostic.ts'
import { type ExitCode, exitCode, exitCodeOf } from '../diagnostics/exit-code.ts'
import type { Host } from '../io/host.ts'
import type { SettledDecision } from '../model/decision.ts'
import { diagnosticsText } from '../reporters/diagnostics.ts'
import { jsonReport } from '../reporters/json.ts'
import { coloured, type Paint, plain } from '../reporters/paint.ts'
import { type SummaryRow, summaryText } from '../reporters/summary.ts'
import { clusterText, type Outcome, type Request, run } from '../run.ts'
import type { RenderOptions } from './options.ts'

/** `stowage render`: translates options to a request, and the outcome to text and an exit code. */
export async function renderCommand(host: Host, root: string, options: RenderOptions): Promise<ExitCode> {
  const request: Request = {
    root,
    out: options.out === undefined ? root : resolve(host.cwd, options.out),
    mode: options.cluster !== undefined ? 'none' : options.check ? 'check' : 'write',
    durable: options.durable ?? false,
    clock: options.now ?? Date.now(),
    approve: options.approve ?? [],
    base: options.base,
    settings: {
      ...(options.layout === undefined ? {} : { layout: options.layout }),
      ...(options.unplaced === undefined ? {} : { unplaced: options.unplaced }),
      ...(options.namespaces === undefined ? {} : { namespaces: options.namespaces }),
      ...(options.now === undefined ? {} : { now: options.now }),
    },
  }
  const outcome = await run(request)
  const paint = host.stderrIsTerminal && host.env.NO_COLOR === undefined ? coloured : plain
  if (options.cluster !== undefined) return await oneCluster(host, request, outcome, options.cluster, paint)
  if (options.output === 'json') {
    const text = jsonReport({
      exitCode: outcome.exitCode,
      diagnostics: outcome.diagnostics,
      decisions: outcome.result.decisions,
      written: outcome.written?.written ?? [],
      removed: outcome.written?.removed ?? [],
      unchanged: outcome.written?.unchanged ?? 0,
    })
    return deliver(host, text, paint) ?? outcome.exitCode
  }
  host.stderr(diagnosticsText(outcome.diagnostics, paint))
  host.stderr(options.quiet && outcome.exitCode === exitCode.done ? '' : summary(outcome, options, paint))
  return outcome.exitCode
}

async function oneCluster(
  host: Host,
  request: Request,
  outcome: Outcome,
  cluster: string,
  paint: Paint,
): Promise<ExitCode> {
  host.stderr(diagnosticsText(outcome.diagnostics, paint))
  if (outcome.exitCode !== exitCode.done) return outcome.exitCode
  const known = outcome.result.fleet.clusters.map(({ name }) => name)
  if (!known.includes(cluster)) {
    host.stderr(`There is no cluster "${cluster}" in this fleet; there are: ${known.join(', ') || 'none'}.\n`)
    return exitCode.usage
  }
  const trouble: Diagnostic[] = []
  const text = await clusterText(outcome.result, request, cluster, (one) => void trouble.push(one))
  if (trouble.length === 0) return deliver(host, text, paint) ?? exitCode.done
  host.stderr(
    diagnosticsText(
      trouble.map((one) => ({ diagnostic: one, related: [] })),
      paint,
    ),
  )
  return exitCodeOf(trouble)
}

/** Half an answer must not pass for a whole one: a stream that broke is a failure. */
function deliver(host: Host, text: string, paint: Paint): ExitCode | undefined {
  const errno = host.stdout(text)
  if (errno === undefined) return undefined
  host.stderr(diagnosticsText([{ diagnostic: diagnostic('io/output-lost', { errno }), related: [] }], paint))
  return exitCode.io
}

function summary(outcome: Outcome, options: RenderOptions, paint: Paint): string {
  const { result, written } = outcome
  const table = summaryText(
    {
      clusters: result.fleet.clusters.map(({ name, ready, joined }) => ({ name, kept: !ready || !joined })),
      rows: result.decisions.map(row),
      objects: new Map([...result.manifests].map(([name, manifests]) => [name, manifests.length])),
    },
    paint,
  )
  if (written === undefined) return `${paint.error(refusal(outcome))}\n`
  const nothing = 'Nothing to place: no object here names a policy or carries its placement.\n'
  return `${table === '' ? nothing : `${table}\n`}${count(outcome, options, paint)}\n`
}

function refusal(outcome: Outcome): string {
  const errors = outcome.diagnostics.filter((one) => severityOf(one.diagnostic.code) === 'error').length
  return `${errors} ${errors === 1 ? 'error' : 'errors'}: nothing was written.`
}

function count({ written, result, exitCode: code }: Outcome, options: RenderOptions, paint: Paint): string {
  if (written === undefined) return ''
  const clusters = `${result.fleet.clusters.length} ${result.fleet.clusters.length === 1 ? 'cluster' : 'clusters'}`
  const workloads = `${result.decisions.length} ${result.decisions.length === 1 ? 'workload' : 'workloads'}`
  const verb = options.check ? 'would be ' : ''
  const files = `${written.count} ${written.count === 1 ? 'file' : 'files'} ${verb}written, ${written.removed.length} ${verb}removed, ${written.unchanged} unchanged`
  const text = `${workloads} on ${clusters}: ${files}`
  return code === exitCode.done ? paint.good(text) : text
}

/** Where a cluster runs the whole workload, its own number of replicas is what one wants to see. */
function row({ unit, policyRef, targets, follows, dispatched }: SettledDecision): SummaryRow {
  return {
    workload: unit.workload,
    policy: policyRef === undefined ? undefined : policyRef.name,
    follows,
    dryRun: !dispatched,
    targets: new Map(
      targets.map(({ cluster, replicas, overflow, following }) => [
        cluster,
        { replicas: replicas ?? unit.replicas, overflow: overflow ?? 0, following: following ?? false },
      ]),
    ),
  }
}
