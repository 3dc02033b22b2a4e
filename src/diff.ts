import { baselineOf } from './baseline.ts'
import { type Diagnostic, diagnostic, type Place, type Report } from './diagnostics/diagnostic.ts'
import { type ExitCode, exitCode, exitCodeOf } from './diagnostics/exit-code.ts'
import type { Located } from './diagnostics/located.ts'
import type { Settings } from './dialects/stowage/render.ts'
import { sha256 } from './io/sha256.ts'
import { inspect, outputFolders, writeLayout } from './io/write.ts'
import { changesOf, judge } from './judge.ts'
import { isObject } from './model/json.ts'
import { identity } from './model/resource.ts'
import type { SourceFile } from './model/source.ts'
import { type RenderResult, render } from './render.ts'
import type { Changes, ObjectChange } from './review/changes.ts'
import type { Difference } from './review/difference.ts'
import { differences, type FileChange } from './review/files.ts'
import { documentsOf } from './review/objects.ts'
import { reasonsOf } from './review/reasons.ts'
import { withoutSecrets } from './review/secrets.ts'
import { checkFreshness, readRepository } from './run.ts'
import { locate, positionsOf } from './yaml/locate.ts'
import { parse } from './yaml/parse.ts'
import { print } from './yaml/print.ts'

/** What a front-end asks for. */
export interface DiffRequest {
  /** Directory that is read, absolute. */
  readonly root: string
  /** Directory that has `clusters/` and `placements/`, absolute. */
  readonly out: string
  /** A reference to the commit that is compared with; undefined for the tree that stands. */
  readonly base: string | undefined
  readonly settings: Partial<Settings>
  /** What the host's clock says, in milliseconds since 1970; for the age of snapshots. */
  readonly clock: number
  /** Hashes of plans that are approved. */
  readonly approve: readonly string[]
}

export interface DiffOutcome {
  /** Not 0 where there is no difference to show: the input is refused, or something cannot be read. */
  readonly exitCode: ExitCode
  readonly diagnostics: readonly Located[]
  readonly difference: Difference | undefined
}

/** Reads a directory and compares what render would write with what stands; nothing is written. */
export async function diff(request: DiffRequest): Promise<DiffOutcome> {
  const found: Diagnostic[] = []
  const report: Report = (one) => void found.push(one)
  if (inspect(request.out) === 'unfinished') report(diagnostic('io/unfinished', {}, { file: '.stowage' }))
  const files = await readRepository(request, report)
  const result = render({ files, settings: request.settings, found })
  const later: Diagnostic[] = []
  const tell: Report = (one) => void later.push(one)
  checkFreshness(result, request.clock, tell)
  const outcome = (difference?: Difference): DiffOutcome => ({
    exitCode: exitCodeOf([...result.found, ...later]),
    diagnostics: [...result.diagnostics, ...locate(later, new Map())],
    difference,
  })
  if (outcome().exitCode !== exitCode.done) return outcome()
  const held = await holdAgainst(request, result, tell)
  if (held === undefined || outcome().exitCode !== exitCode.done) return outcome()
  const difference = differenceOf(request, result, held, files)
  // What it refuses is part of the difference; an approval that is good for nothing is told of as ever.
  if (difference.verdict.outcome === 'clear') difference.verdict.diagnostics.forEach(tell)
  return outcome(difference)
}

/** A plan beside what it is compared with. */
interface Held {
  readonly changes: Changes
  readonly files: readonly FileChange[]
  readonly history: RenderResult['history']
  readonly guarding: RenderResult['guarding']
}

async function holdAgainst(
  { root, out, base }: DiffRequest,
  result: RenderResult,
  tell: Report,
): Promise<Held | undefined> {
  if (base !== undefined) {
    const baseline = await baselineOf(root, out, base, tell)
    if (baseline === undefined) return undefined
    const files = differences(baseline.standing, result.layout)
    const { history, guarding } = baseline
    return { changes: changesOf(result, files, history), files, history, guarding }
  }
  const { history, guarding } = result
  let held: Held | undefined
  const options = { durable: false, dryRun: true, owned: outputFolders }
  // The writer knows best what it would touch; texts that stand are read here, where it tells of what cannot be read.
  const review = (touched: () => Iterable<FileChange>): boolean => {
    const files = [...touched()].map(standing)
    held = { changes: changesOf(result, files), files, history, guarding }
    return true
  }
  writeLayout(out, result.layout, { ...options, review }, tell)
  return held
}

function standing(file: FileChange): FileChange {
  const text = file.before?.()
  return {
    path: file.path,
    before: text === undefined ? undefined : () => text,
    after: file.after,
    get ids() {
      return file.ids
    },
  }
}

function differenceOf(
  { base, approve }: DiffRequest,
  { decisions, fleet }: RenderResult,
  { changes, files, history, guarding }: Held,
  input: readonly SourceFile[],
): Difference {
  const byWorkload = new Map(decisions.map((decision) => [identity(decision.unit.workload), decision]))
  const reasons = new Map(
    changes.moves.map((move) => {
      const key = identity(move.workload)
      return [move, reasonsOf(move, { decision: byWorkload.get(key), previous: history.get(key), fleet })]
    }),
  )
  const places: Place[] = [...reasons.values()].flatMap((some) => some.flatMap(({ at }) => at))
  return {
    changes: withReadableTexts(changes),
    reasons,
    positions: positionsOf(places, new Map(input.map(({ path, text }) => [path, text]))),
    files: files.length,
    records: files.filter(({ path }) => path.startsWith('placements/')).length,
    base,
    verdict: judge(changes, guarding, approve),
  }
}

/** The same changes, with no value of a Secret in any text. Equal values have equal masks within one plan. */
function withReadableTexts(changes: Changes): Changes {
  const mask = (text: string): string => `*** ${sha256(`${changes.hash}\n${text}`).slice(0, 8)}`
  const objects = changes.objects.map((object): ObjectChange => {
    const { id, before, after } = object
    return { ...object, before: () => readable(id.kind, before(), mask), after: () => readable(id.kind, after(), mask) }
  })
  return {
    moves: changes.moves,
    clusters: changes.clusters,
    objects,
    present: changes.present,
    get hash() {
      return changes.hash
    },
  }
}

function readable(kind: string, text: string, mask: (text: string) => string): string {
  if (kind !== 'Secret' && !text.includes('Secret')) return text
  const documents = documentsOf(text).map((document) => masked(document, mask))
  if (documents.includes(undefined)) return '# This may hold a Secret and cannot be read, so it is not shown.\n'
  return documents.join('---\n')
}

function masked(document: string, mask: (text: string) => string): string | undefined {
  let isReadable = true
  const values = parse({ path: 'standing.yaml', text: document }, () => {
    isReadable = false
  })
  const objects = values.map(({ value }) => withoutSecrets(value, mask)).filter(isObject)
  if (!isReadable || objects.length < values.length) return undefined
  return objects.map((object) => print(object).head).join('---\n')
}
