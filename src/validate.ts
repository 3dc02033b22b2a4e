import { type Diagnostic, diagnostic, type Report, severityOf } from './diagnostics/diagnostic.ts'
import { type ExitCode, exitCode, exitCodeOf } from './diagnostics/exit-code.ts'
import type { Located } from './diagnostics/located.ts'
import { lintDialects } from './dialects/lint.ts'
import type { Settings } from './dialects/stowage/render.ts'
import { errnoOf } from './io/errno.ts'
import { foreignFiles } from './io/foreign.ts'
import { lint } from './lint/lint.ts'
import { type Examine, render } from './render.ts'
import { readRepository } from './run.ts'
import { locate } from './yaml/locate.ts'

/** What a front-end asks for. */
export interface ValidateRequest {
  /** Directory that is read, absolute. */
  readonly root: string
  readonly settings: Partial<Settings>
  /** Warnings and lints fail, too. */
  readonly strict: boolean
}

export interface ValidateOutcome {
  readonly exitCode: ExitCode
  readonly diagnostics: readonly Located[]
  readonly workloads: number
  readonly clusters: number
}

/** Reads a directory, decides everything, and gives only what there is to tell; nothing is written. */
export async function validate({ root, settings, strict }: ValidateRequest): Promise<ValidateOutcome> {
  const found: Diagnostic[] = []
  const report: Report = (one) => void found.push(one)
  const files = await readRepository({ root, out: root }, report)
  const result = render({ files, settings, found, examine })
  const strange: Diagnostic[] = []
  tellOfForeign(root, (one) => void strange.push(one))
  const kept = ({ code }: Diagnostic): boolean => !departures.has(code)
  const told = [...result.found.filter(kept), ...strange]
  const located = result.diagnostics.filter((one) => kept(one.diagnostic))
  const code = exitCodeOf(told)
  return {
    exitCode: code === exitCode.done && strict && told.some(failsStrictly) ? exitCode.refused : code,
    diagnostics: [...located, ...locate(strange, new Map())],
    workloads: result.decisions.length,
    clusters: result.fleet.clusters.length,
  }
}

/** What leaves is a matter of the change, and the guard's to judge; here it is whether the input is sound. */
const departures: ReadonlySet<string> = new Set([
  'placement/leaves-every-cluster',
  'placement/cluster-gone',
  'placement/nothing-left',
  'placement/removed',
])

function failsStrictly({ code }: Diagnostic): boolean {
  return severityOf(code) === 'warning' || code.startsWith('lint/')
}

/** The lints, between bind and place, since placing takes the units away. */
const examine: Examine = (resources, { fleet, units, namespaces }, { settings, complete }, report) => {
  const { policies, others } = lintDialects(resources, report, { divisible: settings.divide, complete })
  const otherOverrides = namespaces.map(({ overrides }) => overrides)
  lint({ fleet, units, policies, otherOverrides, objects: others }, report)
}

function tellOfForeign(root: string, report: Report): void {
  try {
    for (const file of foreignFiles(root, 'clusters')) report(diagnostic('lint/unread-file', {}, { file }))
  } catch (error) {
    const errno = errnoOf(error)
    if (errno === undefined) throw error
    report(diagnostic('io/unreadable', { errno }, { file: 'clusters' }))
  }
}
