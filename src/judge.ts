import type { Report } from './diagnostics/diagnostic.ts'
import type { Guarding } from './dialects/stowage/guard.ts'
import { sha256 } from './io/sha256.ts'
import { outputFolders } from './io/write.ts'
import type { Resource } from './model/resource.ts'
import { clusterDirectory } from './output/names.ts'
import type { RenderResult } from './render.ts'
import type { Changes } from './review/changes.ts'
import { compare } from './review/compare.ts'
import type { FileChange } from './review/files.ts'
import { guard, type Verdict } from './review/guard.ts'
import { parserOf } from './review/objects.ts'
import { parse } from './yaml/parse.ts'
import { resourcesOf } from './yaml/resources.ts'

/** What a render changes; `files` are those that differ from what stands. */
export function changesOf(
  result: RenderResult,
  files: readonly FileChange[],
  history: RenderResult['history'] = result.history,
): Changes {
  return compare({
    files,
    clusters: result.fleet.clusters.map(({ name, ready, joined, available }) => ({
      name,
      directory: clusterDirectory(name),
      kept: !ready || !joined,
      available,
    })),
    manifests: result.manifests,
    decisions: result.decisions,
    unplaced: result.unplaced,
    previous: history,
    parseObjects: parserOf(readStanding),
    digest: sha256,
    scope: outputFolders,
  })
}

/** What the guard says to changes. `approve`: hashes from the command line, beside those of the settings. */
export function judge(changes: Changes, guarding: Guarding, approve: readonly string[]): Verdict {
  return guard(changes, guarding.guard, [...approve, ...guarding.approve])
}

/** The resources of a text; undefined where it cannot be read, which is not the same as none. */
export function readStanding(text: string): readonly Resource[] | undefined {
  let readable = true
  const report: Report = ({ code }) => {
    if (code !== 'input/no-object') readable = false
  }
  const resources = resourcesOf(parse({ path: 'standing.yaml', text }, report), report)
  return readable ? resources : undefined
}
