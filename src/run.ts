import { type Diagnostic, diagnostic, type Report } from './diagnostics/diagnostic.ts'
import { type ExitCode, exitCode, exitCodeOf } from './diagnostics/exit-code.ts'
import type { Located } from './diagnostics/located.ts'
import { readSettings, type Settings } from './dialects/stowage/render.ts'
import { errnoOf } from './io/errno.ts'
import { decodeAll, readInput } from './io/input.ts'
import { listFiles } from './io/list.ts'
import { readFiles } from './io/read.ts'
import { standingFiles } from './io/standing.ts'
import { inspect, outputFolders, recover, type WriteResult, writeLayout } from './io/write.ts'
import { changesOf, judge } from './judge.ts'
import type { Fleet } from './model/fleet.ts'
import type { SourceFile } from './model/source.ts'
import { clusterDirectory } from './output/names.ts'
import { type RenderResult, render } from './render.ts'
import { differences, type FileChange } from './review/files.ts'
import type { Verdict } from './review/guard.ts'
import { decode } from './yaml/decode.ts'
import { locate } from './yaml/locate.ts'
import { parse } from './yaml/parse.ts'
import { resourcesOf } from './yaml/resources.ts'

/** What a front-end asks for. */
export interface Request {
  /** Directory that is read, absolute. */
  readonly root: string
  /** Directory that `clusters/` and `placements/` are written to, absolute. */
  readonly out: string
  readonly settings: Partial<Settings>
  /** What the host's clock says, in milliseconds since 1970. Only the age of snapshots is measured by it. */
  readonly clock: number
  /** `write` changes the tree, `check` only says what would change, `none` leaves the output alone. */
  readonly mode: 'write' | 'check' | 'none'
  /** Also survive a power cut, not only a killed process. */
  readonly durable: boolean
  /** Hashes of plans that are approved. */
  readonly approve: readonly string[]
  /** A commit whose output and guard settings a plan is held against, beside what stands. */
  readonly base: string | undefined
}

export interface Outcome {
  readonly exitCode: ExitCode
  readonly result: RenderResult
  readonly diagnostics: readonly Located[]
  /** Absent where nothing was compared with what stands. */
  readonly written: WriteResult | undefined
  /** What the guard judged; absent where it was not asked. */
  readonly verdict: Verdict | undefined
}

/** The whole world around the program: settle what an interrupted run left, read, render, then write or compare. */
export async function run(request: Request): Promise<Outcome> {
  const found: Diagnostic[] = []
  const report: Report = (one) => void found.push(one)
  // The placements of a half-written tree are input, so it must be whole before anything is read.
  if (request.mode === 'write') recover(request.out, report)
  else if (inspect(request.out) === 'unfinished') report(diagnostic('io/unfinished', {}, { file: '.stowage' }))
  const files = await readRepository(request, report)
  const result = render({ files, settings: request.settings, found })
  const old: Diagnostic[] = []
  checkFreshness(result, request.clock, (one) => void old.push(one))
  const diagnostics = [...result.diagnostics, ...locate(old, new Map())]
  const refused = exitCodeOf([...result.found, ...old])
  if (refused !== exitCode.done)
    return { exitCode: refused, result, diagnostics, written: undefined, verdict: undefined }
  const trouble: Diagnostic[] = []
  const tell: Report = (one) => void trouble.push(one)
  let verdict = request.base === undefined ? undefined : await judgeByBase(request, request.base, result, tell)
  const review = (files: () => Iterable<FileChange>): boolean => {
    verdict = judge(changesOf(result, whatMatters(files, result)), result.guarding, request.approve)
    verdict.diagnostics.forEach(tell)
    return verdict.outcome !== 'refused'
  }
  const options = { durable: request.durable, dryRun: request.mode === 'check', owned: outputFolders }
  const isJudged = request.base !== undefined
  const stopped = (): Outcome => ({
    exitCode: exitCodeOf(trouble),
    result,
    diagnostics: [...diagnostics, ...locate(trouble, new Map())],
    written: undefined,
    verdict,
  })
  if (exitCodeOf(trouble) !== exitCode.done) return stopped()
  if (request.mode === 'none') {
    if (!isJudged)
      attempt(() => review(() => differences(standingFiles(request.out, outputFolders), result.layout)), tell)
    return stopped()
  }
  const written = writeLayout(request.out, result.layout, isJudged ? options : { ...options, review }, tell)
  const failed = exitCodeOf(trouble)
  const changed = written.count + written.removed.length > 0
  const done = request.mode === 'check' && changed ? exitCode.wouldChange : exitCode.done
  return {
    exitCode: failed === exitCode.done ? done : failed,
    result,
    diagnostics: [...diagnostics, ...locate(trouble, new Map())],
    written: written.outcome === 'done' ? written : undefined,
    verdict,
  }
}

/** Holds the plan against a commit instead of what stands; its settings are those of the commit, too. */
async function judgeByBase(
  request: Request,
  reference: string,
  result: RenderResult,
  report: Report,
): Promise<Verdict | undefined> {
  // It starts git, which nothing else needs.
  const { baselineOf } = await import('./baseline.ts')
  const base = await baselineOf(request.root, request.out, reference, report)
  if (base === undefined) return undefined
  const changes = changesOf(result, differences(base.standing, result.layout), base.history)
  const verdict = judge(changes, base.guarding, request.approve)
  verdict.diagnostics.forEach(report)
  return verdict
}

/**
 * The files that a judge has to see. Where nothing stands and nothing is remembered, whatever is added takes nothing
 * away, and a first render of a large fleet need not be held in memory for that.
 */
function whatMatters(files: () => Iterable<FileChange>, { history }: RenderResult): FileChange[] {
  if (history.size > 0) return [...files()]
  for (const { before } of files()) if (before !== undefined) return [...files()]
  return []
}

/** A file that cannot be read is trouble with the disk; anything else is a bug. */
function attempt(work: () => void, report: Report): void {
  try {
    work()
  } catch (error) {
    const errno = errnoOf(error)
    if (errno === undefined) throw error
    const { syscall = 'system call', path = '' } = error as NodeJS.ErrnoException
    report(diagnostic('io/failed', { operation: syscall, path, errno }))
  }
}

/** A clock may be this far behind that of an API server, in milliseconds; a moment further ahead is not believed. */
const tolerance = 10 * 60_000

/**
 * Reports clusters whose newest snapshot is older than `maxSnapshotAge`, or that have none. A cluster that is not part
 * of the fleet, or not ready, is exempt: none of its files is rewritten, so its facts decide nothing there.
 */
export function checkFreshness({ fleet, settings }: RenderResult, clock: number, report: Report): void {
  const limit = settings.maxSnapshotAge
  if (limit === undefined) return
  const names = (test: (takenAt: number | undefined) => boolean): string[] =>
    fleet.clusters.filter((cluster) => isRewritten(cluster) && test(cluster.takenAt)).map(({ name }) => name)
  const old = names((takenAt) => takenAt === undefined || clock - takenAt > limit.milliseconds)
  if (old.length > 0) report(diagnostic('snapshot/too-old', { clusters: old, limit: limit.text }))
  const ahead = names((takenAt) => takenAt !== undefined && takenAt - clock > tolerance)
  if (ahead.length > 0) report(diagnostic('snapshot/ahead', { clusters: ahead }))
}

function isRewritten({ joined, ready, terminating }: Fleet['clusters'][number]): boolean {
  return joined && ready && !terminating
}

/** All that a render reads below `root`: what the settings do not leave out, and what was not rendered to `out`. */
export function readRepository(place: Pick<Request, 'root' | 'out'>, report: Report): Promise<SourceFile[]> {
  const { exclude } = settingsOf(place.root)
  return readInput(place.root, { exclude, skip: skipped(place) }, decode, report)
}

/** Rendered manifests are not input again; placements are, for they are the memory. */
function skipped({ root, out }: Pick<Request, 'root' | 'out'>): string[] {
  return out.startsWith(`${root}/`) ? ['clusters', `${out.slice(root.length + 1)}/clusters`] : ['clusters']
}

/** `stowage.yaml` says what to leave out, so it is read once before anything is listed; its problems come up later. */
function settingsOf(root: string): Settings {
  const silent: Report = () => undefined
  const files = decodeAll(readFiles(root, ['stowage.yaml'], silent), decode, silent)
  const resources = files.flatMap((file) => resourcesOf(parse(file, silent), silent))
  return readSettings(resources, silent)
}

/** The manifests of one cluster as one stream: what was decided, or what stands where the cluster keeps its files. */
export async function clusterText(
  result: RenderResult,
  request: Request,
  cluster: string,
  report: Report,
): Promise<string> {
  const directory = clusterDirectory(cluster)
  if (result.layout.kept.includes(directory))
    return (await standing(`${request.out}/${directory}`, report)).join('---\n')
  const below = `${directory}/`
  return result.layout.files
    .filter(({ path }) => path.startsWith(below) && path.endsWith('.yaml'))
    .map((file) => file.text())
    .join('---\n')
}

async function standing(directory: string, report: Report): Promise<string[]> {
  const paths = await listFiles(directory, { exclude: [], skip: [] }, report)
  return decodeAll(readFiles(directory, paths, report), decode, report).map(({ text }) => text)
}
