import { delimiter, join } from 'node:path'
import { diagnostic } from '../diagnostics/diagnostic.ts'
import { type ExitCode, exitCode } from '../diagnostics/exit-code.ts'
import type { Host } from '../io/host.ts'
import { parseInstant } from '../model/instant.ts'
import { at } from '../model/json.ts'
import { diagnosticsText } from '../reporters/diagnostics.ts'
import { coloured, plain } from '../reporters/paint.ts'
import {
  failureTable,
  progressLine,
  readTable,
  type SnapshotRow,
  snapshotCount,
  snapshotJson,
} from '../reporters/snapshot.ts'
import { type SurveyedCluster, type SurveyRequest, survey } from '../survey.ts'
import type { SnapshotOptions } from './options.ts'

/** `stowage snapshot`: translates options to a request, and the outcome to text and an exit code. */
export async function snapshotCommand(
  host: Host,
  root: string,
  options: SnapshotOptions,
  run: typeof survey = survey,
): Promise<ExitCode> {
  const paint = host.stderrIsTerminal && host.env.NO_COLOR === undefined ? coloured : plain
  const quiet = options.quiet ?? false
  const outcome = await run(requestOf(host, root, options), ({ cluster, result, done, total }) => {
    if (result === undefined || quiet || !host.stderrIsTerminal) return
    host.stderr(progressLine({ cluster, done, total, reason: 'asked' in result ? result.reason : undefined }, paint))
  })
  const report = { ...outcome, rows: outcome.clusters.map(row) }
  if (options.output === 'json') {
    const errno = host.stdout(snapshotJson(report))
    if (errno === undefined) return outcome.exitCode
    host.stderr(diagnosticsText([{ diagnostic: diagnostic('io/output-lost', { errno }), related: [] }], paint))
    return exitCode.io
  }
  // The table says it better.
  const others = outcome.diagnostics.filter((one) => one.diagnostic.code !== 'snapshot/no-answer')
  host.stderr(diagnosticsText(others, paint))
  if (!quiet) host.stderr(readTable(report.rows, paint))
  host.stderr(failureTable(report.rows, paint))
  if (!quiet && report.rows.length > 0) host.stderr(snapshotCount(report, paint))
  return outcome.exitCode
}

function requestOf(host: Host, root: string, options: SnapshotOptions): SurveyRequest {
  const { refreshAfter, workloads, timeout } = options
  return {
    root,
    selection:
      options.inCluster !== undefined
        ? { by: 'in-cluster', cluster: options.inCluster }
        : options.allContexts
          ? { by: 'all-contexts' }
          : options.context !== undefined
            ? { by: 'contexts', contexts: options.context }
            : { by: 'fleet' },
    kubeconfigs: kubeconfigsOf(host, options),
    cwd: host.cwd,
    env: host.env,
    allowExec: options.allowExec ?? false,
    init: options.init ?? false,
    settings: {
      ...(refreshAfter === undefined ? {} : { refreshAfter }),
      ...(workloads === undefined ? {} : { workloads }),
    },
    ...(timeout === undefined ? {} : { timeout }),
    parallel: options.parallel ?? 8,
    now: options.now ?? Date.now(),
  }
}

/** As kubectl finds it: the flag, else the list in KUBECONFIG, else the file in the home directory. */
function kubeconfigsOf({ env }: Host, { kubeconfig }: SnapshotOptions): SurveyRequest['kubeconfigs'] {
  if (kubeconfig !== undefined) return [{ path: kubeconfig, required: true }]
  const listed = (env.KUBECONFIG ?? '').split(delimiter).filter((path) => path !== '')
  if (listed.length > 0) return listed.map((path) => ({ path, required: false }))
  const home = env.HOME ?? env.USERPROFILE
  return home === undefined ? [] : [{ path: join(home, '.kube/config'), required: false }]
}

function row({ cluster, context, outcome, snapshot, failure, file, written }: SurveyedCluster): SnapshotRow {
  const since = at(snapshot, ['spec', 'failing', 'since'])
  const count = at(snapshot, ['spec', 'failing', 'count'])
  const failing = typeof since === 'string' && typeof count === 'number' ? parseInstant(since) : undefined
  return {
    cluster,
    context: context ?? '',
    ready: at(snapshot, ['spec', 'ready']) === true,
    failing: failing === undefined ? undefined : { since: failing, count: Number(count) },
    seen:
      failure === undefined && 'takenAt' in outcome
        ? { nodes: outcome.nodes.schedulable, workloads: outcome.workloads.length }
        : undefined,
    failure,
    file: snapshot === undefined ? undefined : file,
    written,
  }
}
