import { parseAllDocuments } from 'yaml'
import type { Diagnostic } from '../../../src/diagnostics/diagnostic.ts'
import type { Claim } from '../../../src/dialects/dialect.ts'
import { kubefed } from '../../../src/dialects/kubefed/index.ts'
import type { Cluster } from '../../../src/model/cluster.ts'
import type { PlacementDecision } from '../../../src/model/decision.ts'
import { at, isObject, type Json, type JsonObject } from '../../../src/model/json.ts'
import type { Resource } from '../../../src/model/resource.ts'
import type { PreviousPlacement, SchedulingUnit } from '../../../src/model/unit.ts'
import { override } from '../../../src/override/apply.ts'
import { place } from '../../../src/placement/place.ts'
import { aCluster } from '../../builders/cluster.ts'
import { rendered } from '../../override/rendered.ts'

export interface Outcome {
  readonly claim: Claim
  readonly units: readonly SchedulingUnit[]
  /** What dialect and override said, without what placement says. */
  readonly found: readonly Diagnostic[]
  readonly codes: readonly string[]
  readonly decisions: readonly PlacementDecision[]
  /** Objects by `cluster/kind/name`. */
  readonly objects: ReadonlyMap<string, JsonObject>
}

/** Resources of a multi-document YAML text, each with the origin of its document. */
export function resources(text: string, file = 'input.yaml'): Resource[] {
  return parseAllDocuments(text).flatMap((document, index) => {
    const value = document.toJS() as Json
    if (!isObject(value)) return []
    const text = (...path: string[]): string => String(at(value, path) ?? '')
    return [
      {
        apiVersion: text('apiVersion'),
        kind: text('kind'),
        namespace: text('metadata', 'namespace'),
        name: text('metadata', 'name'),
        value,
        origin: { file, document: index, path: [] },
      },
    ]
  })
}

/** From manifests to what each cluster gets. Clusters are plain ready ones where only their names are given. */
export function outcome(
  text: string,
  clusters: readonly (Cluster | string)[] = ['cluster1', 'cluster2'],
  history: Readonly<Record<string, PreviousPlacement>> = {},
): Outcome {
  const found: Diagnostic[] = []
  const report = (one: Diagnostic): void => void found.push(one)
  const all = resources(text)
  const fleet = { clusters: clusters.map((one) => (typeof one === 'string' ? aCluster({ name: one }) : one)) }
  const claim = kubefed.units({
    owned: all.filter((one) => kubefed.owns(one)),
    others: all.filter((one) => !kubefed.owns(one)),
    clusters: fleet.clusters,
    history: new Map(Object.entries(history)),
    report,
  })
  const decisions = claim.units.map((unit) => place(unit, fleet, () => {}))
  const objects = new Map<string, JsonObject>()
  for (const decision of decisions) {
    for (const [cluster, object] of rendered(override(decision, report))) {
      objects.set(`${cluster}/${decision.unit.workload.kind}/${decision.unit.workload.name}`, object)
    }
  }
  return { claim, units: claim.units, found, codes: found.map(({ code }) => code), decisions, objects }
}

/** The replicas of a Deployment by cluster. */
export function replicasOf({ objects }: Outcome, kind = 'Deployment'): Record<string, Json | undefined> {
  const replicas: [string, Json | undefined][] = []
  for (const [key, object] of objects) {
    const [cluster = '', found] = key.split('/')
    if (found === kind) replicas.push([cluster, at(object, ['spec', 'replicas'])])
  }
  return Object.fromEntries(replicas)
}

/** The clusters of a unit by kind. */
export function clustersOf({ decisions }: Outcome, kind = 'ConfigMap'): readonly string[] | undefined {
  return decisions.find(({ unit }) => unit.workload.kind === kind)?.targets.map(({ cluster }) => cluster)
}

/** The path of a diagnostic's place within its document. */
export function pathOf(found: Diagnostic | undefined): string {
  return found?.at !== undefined && 'path' in found.at ? found.at.path.join('.') : ''
}
