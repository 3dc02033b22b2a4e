import { type Diagnostic, diagnostic, type Report, severityOf } from './diagnostics/diagnostic.ts'
import { type ExitCode, exitCode, exitCodeOf } from './diagnostics/exit-code.ts'
import type { Located } from './diagnostics/located.ts'
import { type KnownFleet, knownFleet } from './dialects/known-fleet.ts'
import { readSettings, readSurveySettings, type SurveySettings } from './dialects/stowage/render.ts'
import { decodeAll, readInput } from './io/input.ts'
import { readFiles } from './io/read.ts'
import { type Replacement, replaceFiles } from './io/replace.ts'
import { inspect } from './io/write.ts'
import { inClusterAccess } from './members/in-cluster.ts'
import { accessOf, type KubeAccess } from './members/kubeconfig.ts'
import { defaultLimits } from './members/limits.ts'
import { type Progress, surveyAll } from './members/many.ts'
import { type KubeconfigFile, readKubeconfig } from './members/read-kubeconfig.ts'
import type { Json, JsonObject } from './model/json.ts'
import { isRenderedManifest } from './model/marker.ts'
import type { Resource } from './model/resource.ts'
import type { SourceFile } from './model/source.ts'
import { clusterObject } from './snapshot/init.ts'
import { emptied, nextSnapshot } from './snapshot/next.ts'
import type { Failure, Survey } from './snapshot/survey.ts'
import { type Selection, type Target, targetsOf } from './snapshot/targets.ts'
import { wantedWorkloads } from './snapshot/wanted.ts'
import { decode } from './yaml/decode.ts'
import { locate } from './yaml/locate.ts'
import { brokenNameRule } from './yaml/object-names.ts'
import { parse } from './yaml/parse.ts'
import { print } from './yaml/print.ts'
import { resourcesOf } from './yaml/resources.ts'

/** What a front-end asks for. */
export interface SurveyRequest {
  /** Directory of the repository, absolute. */
  readonly root: string
  readonly selection: Selection
  /** In the order in which they are merged; not read for the cluster around the process. */
  readonly kubeconfigs: readonly KubeconfigFile[]
  /** Where relative paths of kubeconfigs start. */
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly allowExec: boolean
  /** Also write an object for each cluster that none declares. */
  readonly init: boolean
  /** What wins over the settings of the repository. */
  readonly settings: Partial<Pick<SurveySettings, 'refreshAfter' | 'workloads'>>
  /** Milliseconds for each cluster; the default of members/limits where it is absent. */
  readonly timeout?: number
  /** How many clusters are read at a time. */
  readonly parallel: number
  /** What the host's clock says, in milliseconds since 1970. */
  readonly now: number
}

/** What became of one cluster. */
export interface SurveyedCluster extends Target {
  readonly outcome: Survey | Failure
  /** Its snapshot as it is now; undefined where there is none. */
  readonly snapshot: JsonObject | undefined
  /** Why it was not read, or not believed. */
  readonly failure: Failure | undefined
  /** Where its snapshot stands, or would. */
  readonly file: string
  readonly written: boolean
}

export interface SurveyOutcome {
  readonly exitCode: ExitCode
  readonly diagnostics: readonly Located[]
  /** In name order; empty where nobody was asked. */
  readonly clusters: readonly SurveyedCluster[]
  /** Paths below the root. */
  readonly written: readonly string[]
}

/**
 * Reads the repository as render does, asks its clusters, and writes what they said. A cluster that does not answer
 * keeps its snapshot, marked as failing; the others are written all the same. `ask` is the room that speaks to clusters.
 */
export async function survey(
  request: SurveyRequest,
  told: (progress: Progress) => void = () => undefined,
  ask: typeof surveyAll = surveyAll,
): Promise<SurveyOutcome> {
  const found: Diagnostic[] = []
  const report: Report = (one) => void found.push(one)
  if (inspect(request.root) === 'unfinished') report(diagnostic('io/unfinished', {}, { file: '.stowage' }))
  const repository = await readRepository(request.root, report)
  const members = openMembers(request, repository, report)
  const end = (clusters: readonly SurveyedCluster[], written: readonly string[]): SurveyOutcome => {
    return { exitCode: exitCodeOf(found), diagnostics: locate(found, repository.texts), clusters, written }
  }
  if (![exitCode.done, exitCode.facts].some((code) => code === exitCodeOf(found))) return end([], [])
  const settings = { ...repository.settings, ...request.settings }
  const outcomes = await askAll(members, request, repository, settings, told, ask)
  const seen = members.flatMap((member) => {
    const outcome = outcomes.get(member.cluster)
    return outcome === undefined ? [] : [seenCluster(member, outcome, repository, settings, request.now)]
  })
  for (const { failure } of seen) {
    if (failure !== undefined) report(diagnostic('snapshot/no-answer', { ...failure }))
  }
  const files = [...seen.flatMap(({ files }) => files), ...newClusters(seen, request, repository, report)]
  const written = replaceFiles(request.root, files, report)
  return end(
    seen.map((one) => ({ ...one, written: one.files.some(({ path }) => written.includes(path)) })),
    written,
  )
}

/** What the repository says before anybody is asked. */
interface Repository {
  readonly texts: ReadonlyMap<string, string>
  readonly settings: SurveySettings
  readonly fleet: KnownFleet
  /** How many objects stand in each file. */
  readonly objects: ReadonlyMap<string, number>
}

/** Only errors are told: of everything else in the repository, render tells. */
async function readRepository(root: string, tell: Report): Promise<Repository> {
  const report: Report = (one) => {
    if (severityOf(one.code) === 'error') tell(one)
  }
  const silent: Report = () => undefined
  const first = resources(decodeAll(readFiles(root, ['stowage.yaml'], silent), decode, silent), silent)
  const { exclude } = readSettings(first, silent)
  const files = await readInput(root, { exclude, skip: ['clusters'] }, decode, report)
  const all = resources(files, report)
  readSettings(all, report)
  const objects = new Map<string, number>()
  for (const { origin } of all) objects.set(origin.file, (objects.get(origin.file) ?? 0) + 1)
  return {
    texts: new Map(files.map(({ path, text }) => [path, text])),
    settings: readSurveySettings(all, report),
    fleet: knownFleet(all, report),
    objects,
  }
}

function resources(files: readonly SourceFile[], report: Report): Resource[] {
  const input = files.filter(({ text }) => !isRenderedManifest(text))
  return input.flatMap((file) => resourcesOf(parse(file, report), report))
}

/** A cluster that is to be asked, or cannot be. */
interface Member extends Target {
  readonly access: KubeAccess | Failure
  /** The ClusterSnapshot that stands. */
  readonly previous: Resource | undefined
}

/** The clusters that were selected, each with what opens it. What stands in the way of any of them is reported. */
function openMembers(request: SurveyRequest, { fleet, settings, objects }: Repository, report: Report): Member[] {
  const { selection, env } = request
  const local = selection.by === 'in-cluster'
  const config = local ? undefined : readKubeconfig(request.kubeconfigs, request.cwd, parseOne, report)
  if (config === undefined && !local) return []
  const candidates = {
    clusters: [...fleet.declared, ...fleet.snapshots.keys()],
    leaving: fleet.leaving,
    mapping: settings.contexts,
    contexts: [...(config?.contexts.keys() ?? [])],
  }
  const members = targetsOf(selection, candidates, report).map(({ cluster, context }): Member => {
    const rule = brokenNameRule('stowage.dev', cluster)
    if (rule !== undefined) report(diagnostic('snapshot/cluster-name', { context: context ?? cluster, rule }))
    const previous = fleet.snapshots.get(cluster)
    const alone = previous === undefined || (objects.get(previous.origin.file) === 1 && isYaml(previous.origin.file))
    if (!alone) report(diagnostic('snapshot/not-alone', { cluster }, previous.origin))
    const access =
      config === undefined || context === undefined
        ? inClusterAccess(cluster, env)
        : accessOf(config, context, cluster, { allowExec: request.allowExec, env })
    return { cluster, context, access, previous }
  })
  const insecure = members.filter(({ access }) => 'insecure' in access && access.insecure)
  if (insecure.length > 0) {
    report(diagnostic('snapshot/insecure-tls', { clusters: insecure.map(({ cluster }) => cluster) }))
  }
  return members
}

function isYaml(path: string): boolean {
  return /\.ya?ml$/.test(path)
}

/** A kubeconfig as one document, read as manifests are. */
function parseOne(text: string): Json | undefined {
  let sound = true
  const documents = parse({ path: 'kubeconfig', text }, (one) => {
    sound &&= severityOf(one.code) !== 'error'
  })
  return sound && documents.length === 1 ? documents[0]?.value : undefined
}

async function askAll(
  members: readonly Member[],
  { timeout, parallel }: SurveyRequest,
  { fleet }: Repository,
  { workloads }: SurveySettings,
  told: (progress: Progress) => void,
  ask: typeof surveyAll,
): Promise<Map<string, Survey | Failure>> {
  const previous = new Map(members.map((member) => [member.cluster, member.previous?.value]))
  const outcomes = await ask(
    members.map(({ access }) => access),
    (cluster) => ({
      ...wantedWorkloads(fleet.placed.get(cluster) ?? new Set(), workloads),
      isDoubtful: (said) => emptied(previous.get(cluster), said) !== undefined,
    }),
    { limits: { ...defaultLimits, ...(timeout === undefined ? {} : { clusterMs: timeout }) }, parallel },
    told,
  )
  return new Map(outcomes.map(({ cluster, result }) => [cluster, result]))
}

type Seen = Omit<SurveyedCluster, 'written'> & { readonly files: readonly Replacement[] }

/** What its answer makes of the snapshot of a cluster. */
function seenCluster(
  { cluster, context, previous }: Member,
  outcome: Survey | Failure,
  { texts }: Repository,
  settings: SurveySettings,
  now: number,
): Seen {
  const file = previous?.origin.file ?? `fleet/${cluster}.snapshot.yaml`
  const { snapshot, changed, failure } = nextSnapshot(cluster, previous?.value, outcome, settings, now)
  const text = snapshot === undefined || !changed ? undefined : `${opening}${print(snapshot).head}`
  const before = previous === undefined ? undefined : texts.get(file)
  const files = text === undefined ? [] : [{ path: file, text, before }]
  return { cluster, context, outcome, snapshot, failure, file, files }
}

/** First line of each snapshot. It is no marker: what carries that is the business of render. */
const opening = '# What the cluster said. Written by stowage snapshot, which rewrites the whole file.\n'

/** Objects for clusters that were read and that none declares, where that was asked for; else they are told of. */
function newClusters(
  seen: readonly Seen[],
  { init }: SurveyRequest,
  { fleet }: Repository,
  report: Report,
): Replacement[] {
  const fresh = seen.filter(({ cluster, failure }) => failure === undefined && !fleet.declared.has(cluster))
  if (!init && fresh.length > 0) {
    report(diagnostic('snapshot/undeclared', { clusters: fresh.map(({ cluster }) => cluster) }))
  }
  return fresh.flatMap(({ cluster, outcome }) => {
    if (!init || !('takenAt' in outcome)) return []
    return [{ path: `fleet/${cluster}.yaml`, text: print(clusterObject(cluster, outcome)).head, before: undefined }]
  })
}
