import { decide, type UnplacedObject } from './decide.ts'
import { type Diagnostic, diagnostic, type Report, severityOf } from './diagnostics/diagnostic.ts'
import type { Located } from './diagnostics/located.ts'
import { type Bound, bind } from './dialects/bind.ts'
import { fleetFactsId, toFleetFacts } from './dialects/stowage/fleet-facts.ts'
import { type Guarding, readGuarding } from './dialects/stowage/guard.ts'
import { toPlacement } from './dialects/stowage/placement.ts'
import type { Settings } from './dialects/stowage/render.ts'
import { readSettings } from './dialects/stowage/render.ts'
import type { SettledDecision } from './model/decision.ts'
import type { Fleet, FleetRecord } from './model/fleet.ts'
import type { Layout, Manifest } from './model/manifest.ts'
import { isRenderedManifest } from './model/marker.ts'
import { describe, type ObjectId, type Resource } from './model/resource.ts'
import type { SourceFile } from './model/source.ts'
import type { PreviousPlacement } from './model/unit.ts'
import { type LayoutInput, layOut } from './output/layout.ts'
import { locate } from './yaml/locate.ts'
import { parse } from './yaml/parse.ts'
import { print } from './yaml/print.ts'
import { resourcesOf } from './yaml/resources.ts'

/** Everything a render depends on. There is no clock, no network and no environment behind it. */
export interface RenderInput {
  readonly files: readonly SourceFile[]
  /** Settings that a front-end was given; they win over those of a `Render` object. */
  readonly settings?: Partial<Settings>
  /** Problems found on the way in, to be reported with the rest. */
  readonly found?: readonly Diagnostic[]
  /** Looks at the input once it is understood, before anything is decided; nothing may be changed. */
  readonly examine?: Examine
}

/** `complete`: everything could be read, so what is not there is missing. */
export type Examine = (
  resources: readonly Resource[],
  bound: Bound,
  about: { readonly settings: Settings; readonly complete: boolean },
  report: Report,
) => void

export interface RenderResult {
  /** What should stand at the output root; empty while an error stands. */
  readonly layout: Layout
  readonly decisions: readonly SettledDecision[]
  readonly fleet: Fleet
  /** The decisions before these, by workload identity. */
  readonly history: ReadonlyMap<string, PreviousPlacement>
  /** Objects of the input that go nowhere, because nothing places them or something holds them back. */
  readonly unplaced: readonly ObjectId[]
  /** The settings that were in force, and those of the guard. */
  readonly settings: Settings
  readonly guarding: Guarding
  /** Objects per cluster, as laid out. */
  readonly manifests: ReadonlyMap<string, readonly Manifest[]>
  /** Located and sorted; nothing may be written while one of them is an error. */
  readonly diagnostics: readonly Located[]
  readonly found: readonly Diagnostic[]
}

/** The whole program without the world: read → parse → bind → place → override → lay out. */
export function render(input: RenderInput): RenderResult {
  const found: Diagnostic[] = [...(input.found ?? [])]
  const report: Report = (one) => void found.push(one)
  const { settings, guarding, bound } = understand(input, found, report)
  const { fleet, history, held } = bound
  const { decisions, manifests, left } = decide(bound, settings, report)
  reportUnplaced([...bound.unplaced, ...left], settings, report)
  const layout = layOut(
    {
      style: settings.layout,
      clusters: fleet.clusters.map(({ name, ready, joined }) => ({ name, kept: !ready || !joined })),
      manifests,
      placements: [...remembered(decisions)],
    },
    report,
  )
  const texts = new Map(input.files.map((file) => [file.path, file.text]))
  const unplaced = [...bound.unplaced, ...left, ...held]
  const diagnostics = locate(found, texts)
  return { layout, decisions, fleet, history, unplaced, settings, guarding, manifests, diagnostics, found }
}

/** Reads and binds. `found`: what was told before, and what `report` adds to it. */
export function understand(
  input: RenderInput,
  found: readonly Diagnostic[],
  report: Report,
): { settings: Settings; guarding: Guarding; bound: Bound } {
  const sources = input.files.filter(({ text }) => !isRenderedManifest(text))
  const left = input.files.length - sources.length
  if (left > 0) report(diagnostic('input/rendered', { count: left }))
  const resources = sources.flatMap((file) => resourcesOf(parse(file, report), report))
  const settings = { ...readSettings(resources, report), ...input.settings }
  const complete = found.every(({ code }) => severityOf(code) !== 'error')
  const bound = bind(resources, report, { divisible: settings.divide, now: settings.now, complete })
  input.examine?.(resources, bound, { settings, complete }, report)
  return { settings, guarding: readGuarding(resources), bound }
}

/** What the next render reads as history: the decisions, and the states of the fleet that they rest on. */
function* remembered(decisions: readonly SettledDecision[]): Generator<LayoutInput['placements'][number]> {
  const records = new Map<string, FleetRecord>()
  for (const decision of decisions) {
    if (decision.fleet !== undefined) records.set(decision.fleet.digest, decision.fleet)
    yield { id: decision.unit.workload, text: () => print(toPlacement(decision)).head }
  }
  for (const record of records.values())
    yield { id: fleetFactsId(record), text: () => print(toFleetFacts(record)).head }
}

function reportUnplaced(unplaced: readonly UnplacedObject[], settings: Settings, report: Report): void {
  if (unplaced.length === 0) return
  const examples = unplaced.slice(0, 5).map(describe)
  const code = settings.unplaced === 'error' ? 'object/unplaced-error' : 'object/unplaced'
  report(diagnostic(code, { count: unplaced.length, examples }, unplaced[0]?.origin))
}
