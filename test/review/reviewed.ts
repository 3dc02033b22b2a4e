import { createHash } from 'node:crypto'
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts'
import { readGuarding } from '../../src/dialects/stowage/guard.ts'
import { readHistory } from '../../src/dialects/stowage/history.ts'
import type { GuardSettings } from '../../src/model/guard.ts'
import type { Resource } from '../../src/model/resource.ts'
import { clusterDirectory } from '../../src/output/names.ts'
import { type RenderResult, render } from '../../src/render.ts'
import type { Changes } from '../../src/review/changes.ts'
import { compare } from '../../src/review/compare.ts'
import { differences, type Standing } from '../../src/review/files.ts'
import { guard, type Verdict } from '../../src/review/guard.ts'
import { parserOf } from '../../src/review/objects.ts'
import { parse } from '../../src/yaml/parse.ts'
import { resourcesOf } from '../../src/yaml/resources.ts'

/** Texts by path. */
export type Files = Readonly<Record<string, string>>

/** The resources of a text; undefined where it cannot be read. */
export function read(text: string, path = 'standing.yaml'): readonly Resource[] | undefined {
  const problems: Diagnostic[] = []
  const report = (one: Diagnostic): void => void problems.push(one)
  const resources = resourcesOf(parse({ path, text }, report), report)
  return problems.some(({ code }) => code !== 'input/no-object') ? undefined : resources
}

export const parseObjects = parserOf(read)

export const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32)

/** What a render would write over what stands, without judging it. */
export interface Reviewed {
  readonly result: RenderResult
  readonly changes: Changes
  readonly verdict: Verdict
  /** The tree after the write: files of kept clusters stay. */
  readonly written: Files
}

/** Renders `input` with the placements that stand, compares with what stands, and judges as an edge would. */
export function review(
  input: Files,
  standing: Files,
  options: { readonly approve?: readonly string[]; readonly guard?: GuardSettings } = {},
): Reviewed {
  const memory = Object.entries(standing).filter(([path]) => path.startsWith('placements/'))
  const files = [...Object.entries(input), ...memory].map(([path, text]) => ({ path, text }))
  const result = render({ files })
  const stands: Standing = new Map(Object.entries(standing).map(([path, text]) => [path, () => text]))
  const placed = memory.flatMap(([path, text]) => read(text, path) ?? [])
  const inputs = Object.entries(input).flatMap(([path, text]) => read(text, path) ?? [])
  const decided = new Set(result.decisions.map(({ unit }) => `${unit.workload.kind}/${unit.workload.name}`))
  const changes = compare({
    files: differences(stands, result.layout),
    clusters: result.fleet.clusters.map(({ name, ready, joined, available }) => ({
      name,
      directory: clusterDirectory(name),
      kept: !ready || !joined,
      available,
    })),
    manifests: result.manifests,
    decisions: result.decisions,
    unplaced: inputs.filter(
      ({ kind, name, apiVersion }) =>
        !apiVersion.includes('stowage') &&
        !apiVersion.includes('kube') &&
        kind !== 'Namespace' &&
        !decided.has(`${kind}/${name}`),
    ),
    previous: readHistory(placed, () => undefined),
    parseObjects,
    digest,
    scope: ['clusters', 'placements'],
  })
  const guarding = readGuarding(inputs)
  const verdict = guard(changes, options.guard ?? guarding.guard, [...(options.approve ?? []), ...guarding.approve])
  return { result, changes, verdict, written: after(standing, result) }
}

function after(standing: Files, { layout }: RenderResult): Files {
  const kept = Object.entries(standing).filter(([path]) => layout.kept.some((one) => path.startsWith(`${one}/`)))
  return Object.fromEntries([...kept, ...layout.files.map((file): [string, string] => [file.path, file.text()])])
}

/** What stands after a first render. */
export function rendered(input: Files): Files {
  return review(input, {}).written
}
