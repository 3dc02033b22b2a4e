import { type Diagnostic, diagnostic, type Report } from './diagnostics/diagnostic.ts'
import { type ExitCode, exitCode, exitCodeOf } from './diagnostics/exit-code.ts'
import type { Located } from './diagnostics/located.ts'
import { readSettings, type Settings } from './dialects/stowage/render.ts'
import { listFiles } from './io/list.ts'
import { keepSmall } from './io/memory.ts'
import { readFiles } from './io/read.ts'
import { inspect, recover, type WriteResult, writeLayout } from './io/write.ts'
import type { SourceFile } from './model/source.ts'
import { clusterDirectory } from './output/names.ts'
import { type RenderResult, render } from './render.ts'
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
  /** `write` changes the tree, `check` only says what would change, `none` leaves the output alone. */
  readonly mode: 'write' | 'check' | 'none'
  /** Also survive a power cut, not only a killed process. */
  readonly durable: boolean
}

export interface Outcome {
  readonly exitCode: ExitCode
  readonly result: RenderResult
  readonly diagnostics: readonly Located[]
  /** Absent where nothing was compared with what stands. */
  readonly written: WriteResult | undefined
}

/** The directories below the output root that are ours. */
const owned: readonly string[] = ['clusters', 'placements']

/** The whole world around the program: settle what an interrupted run left, read, render, then write or compare. */
export async function run(request: Request): Promise<Outcome> {
  const found: Diagnostic[] = []
  const report: Report = (one) => void found.push(one)
  // The placements of a half-written tree are input, so it must be whole before anything is read.
  if (request.mode === 'write') recover(request.out, report)
  else if (inspect(request.out) === 'unfinished') report(diagnostic('io/unfinished', {}, { file: '.stowage' }))
  const result = render({ files: await readInput(request, report), settings: request.settings, found })
  const refused = exitCodeOf(result.found)
  if (refused !== exitCode.done || request.mode === 'none') {
    return { exitCode: refused, result, diagnostics: result.diagnostics, written: undefined }
  }
  const trouble: Diagnostic[] = []
  const written = writeLayout(
    request.out,
    result.layout,
    { durable: request.durable, dryRun: request.mode === 'check', owned },
    (one) => void trouble.push(one),
  )
  const failed = exitCodeOf(trouble)
  const changed = written.count + written.removed.length > 0
  const done = request.mode === 'check' && changed ? exitCode.wouldChange : exitCode.done
  return {
    exitCode: failed === exitCode.done ? done : failed,
    result,
    diagnostics: [...result.diagnostics, ...locate(trouble, new Map())],
    written: written.outcome === 'done' ? written : undefined,
  }
}

/** Reads all input files; what cannot be read is reported, and the rest is still read. */
async function readInput(request: Request, report: Report): Promise<SourceFile[]> {
  const { exclude } = settingsOf(request.root)
  const paths = await listFiles(request.root, { exclude, skip: skipped(request) }, report)
  keepSmall(paths.length)
  return decodeAll(readFiles(request.root, paths, report), report)
}

/** Rendered manifests are not input again; placements are, for they are the memory. */
function skipped({ root, out }: Request): string[] {
  return out.startsWith(`${root}/`) ? ['clusters', `${out.slice(root.length + 1)}/clusters`] : ['clusters']
}

/** `stowage.yaml` says what to leave out, so it is read once before anything is listed; its problems come up later. */
function settingsOf(root: string): Settings {
  const silent: Report = () => undefined
  const files = decodeAll(readFiles(root, ['stowage.yaml'], silent), silent)
  const resources = files.flatMap((file) => resourcesOf(parse(file, silent), silent))
  return readSettings(resources, silent)
}

function decodeAll(files: Iterable<{ path: string; bytes: Uint8Array }>, report: Report): SourceFile[] {
  const decoded: SourceFile[] = []
  for (const { path, bytes } of files) {
    const result = decode(path, bytes)
    if ('file' in result) decoded.push(result.file)
    else report(result.problem)
  }
  return decoded
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
  return decodeAll(readFiles(directory, paths, report), report).map(({ text }) => text)
}
