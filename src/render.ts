import { type Diagnostic, diagnostic, type Report } from './diagnostics/diagnostic.ts'
import type { Located } from './diagnostics/located.ts'
import { type Bound, bind } from './dialects/bind.ts'
import { toPlacement } from './dialects/stowage/placement.ts'
import type { Settings } from './dialects/stowage/render.ts'
import { readSettings } from './dialects/stowage/render.ts'
import type { PlacementDecision, SettledDecision } from './model/decision.ts'
import type { Layout, Manifest, Variant } from './model/manifest.ts'
import { isRenderedManifest } from './model/marker.ts'
import type { Fleet } from './model/policy.ts'
import { describe, type Resource } from './model/resource.ts'
import type { SourceFile } from './model/source.ts'
import { layOut } from './output/layout.ts'
import { namespaceVariant, override } from './override/apply.ts'
import { placeNamespaces } from './placement/namespaces.ts'
import { place } from './placement/place.ts'
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
}

export interface RenderResult {
  /** What should stand at the output root; empty while an error stands. */
  readonly layout: Layout
  readonly decisions: readonly SettledDecision[]
  readonly fleet: Fleet
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
  const { settings, bound } = understand(input, report)
  const { fleet } = bound
  const { decisions, manifests } = decide(bound, settings, report)
  reportUnplaced(bound.unplaced, settings, report)
  const layout = layOut(
    {
      style: settings.layout,
      clusters: fleet.clusters.map(({ name, ready, joined }) => ({ name, kept: !ready || !joined })),
      manifests,
      placements: decisions.map((decision) => ({
        id: decision.unit.workload,
        text: () => print(toPlacement(decision)).head,
      })),
    },
    report,
  )
  const texts = new Map(input.files.map((file) => [file.path, file.text]))
  const told = settings.allowLeaving ? found.filter(({ code }) => !departures.has(code)) : found
  return { layout, decisions, fleet, manifests, diagnostics: locate(told, texts), found: told }
}

function understand(input: RenderInput, report: Report): { settings: Settings; bound: Bound } {
  const sources = input.files.filter(({ text }) => !isRenderedManifest(text))
  const left = input.files.length - sources.length
  if (left > 0) report(diagnostic('input/rendered', { count: left }))
  const resources = sources.flatMap((file) => resourcesOf(parse(file, report), report))
  return { settings: { ...readSettings(resources, report), ...input.settings }, bound: bind(resources, report) }
}

/**
 * Places, overrides and prints unit by unit. Each template is let go once it is printed, because the templates of a
 * large fleet are most of its memory.
 */
function decide(bound: Bound, settings: Settings, report: Report): Pick<RenderResult, 'decisions' | 'manifests'> {
  const decisions: SettledDecision[] = []
  const manifests = new Map<string, Manifest[]>()
  const queue = bound.units.splice(0).reverse()
  for (let unit = queue.pop(); unit !== undefined; unit = queue.pop()) {
    const decision = place(unit, bound.fleet, report)
    for (const variant of override(decision, report)) printInto(manifests, variant)
    decisions.push(settle(decision))
  }
  const namespaces = placeNamespaces(bound.namespaces, decisions, bound.fleet, settings.namespaces)
  for (const [resource, clusters] of namespaces) printInto(manifests, namespaceVariant(resource, clusters))
  return { decisions, manifests }
}

/** What `allowLeaving` allows. */
const departures: ReadonlySet<string> = new Set([
  'placement/leaves-every-cluster',
  'placement/cluster-gone',
  'placement/nothing-left',
])

/** Each variant is printed once; its clusters share the text. */
function printInto(manifests: Map<string, Manifest[]>, variant: Variant): void {
  if (variant.targets.length === 0) return
  const printed = print(variant.value, variant.slot)
  for (const { cluster, replicas } of variant.targets) {
    const there = manifests.get(cluster)
    const manifest = { id: variant.id, printed, replicas }
    if (there === undefined) manifests.set(cluster, [manifest])
    else there.push(manifest)
  }
}

function settle({ unit, ...decision }: PlacementDecision): SettledDecision {
  const { template: _template, overrides: _overrides, ...rest } = unit
  return { ...decision, unit: rest }
}

function reportUnplaced(unplaced: readonly Resource[], settings: Settings, report: Report): void {
  if (unplaced.length === 0) return
  const examples = unplaced.slice(0, 5).map(describe)
  const code = settings.unplaced === 'error' ? 'object/unplaced-error' : 'object/unplaced'
  report(diagnostic(code, { count: unplaced.length, examples }, unplaced[0]?.origin))
}
