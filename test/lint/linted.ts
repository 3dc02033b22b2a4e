import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts'
import { bind } from '../../src/dialects/bind.ts'
import { lintDialects } from '../../src/dialects/lint.ts'
import { lint } from '../../src/lint/lint.ts'
import type { JsonObject } from '../../src/model/json.ts'
import { aCluster, codeAt, resources } from '../dialects/resource.ts'

/** `eu` and `us` with a region each; `us` keeps all but those out that tolerate `dedicated=gpu`. */
export const twoClusters: readonly JsonObject[] = [
  aCluster('eu', { region: 'eu', tier: 'gold' }),
  aCluster('us', { region: 'us' }, { taints: [{ key: 'dedicated', value: 'gpu', effect: 'NoSchedule' }] }),
]

/** What the lints tell of objects, in files `0.yaml` and so on, beside {@link twoClusters}. */
export function linted(...values: readonly JsonObject[]): Diagnostic[] {
  return lintedOf([...values, ...twoClusters])
}

export function lintedOf(values: readonly JsonObject[], complete = true): Diagnostic[] {
  const found: Diagnostic[] = []
  const all = resources(...values)
  const { fleet, units, namespaces } = bind(all, () => undefined)
  const report = (one: Diagnostic): void => void found.push(one)
  const { policies, others } = lintDialects(all, report, { complete })
  const otherOverrides = namespaces.map(({ overrides }) => overrides)
  lint({ fleet, units, policies, otherOverrides, objects: others }, report)
  return found
}

/** As `code file:path`. */
export function lintsOf(...values: readonly JsonObject[]): string[] {
  return linted(...values).map(codeAt)
}
