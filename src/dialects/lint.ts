import type { Report } from '../diagnostics/diagnostic.ts'
import type { PlacementPolicy } from '../model/policy.ts'
import type { Resource } from '../model/resource.ts'
import { check } from '../schema/check.ts'
import type { DivisibleKind } from './dialect.ts'
import { distinct } from './duplicates.ts'
import { dialects } from './index.ts'

export interface LintOptions {
  readonly divisible?: readonly DivisibleKind[]
  /** Everything was read: what is not there is missing. */
  readonly complete: boolean
}

/** What is left for lints that know no dialect. */
export interface Linted {
  /** The policies of all dialects, whether or not an object uses them. */
  readonly policies: readonly PlacementPolicy[]
  /** Objects that no dialect owns. */
  readonly others: readonly Resource[]
}

/** Has every dialect tell of what works and is probably not meant. What {@link bind} tells is not told again. */
export function lintDialects(resources: readonly Resource[], report: Report, options: LintOptions): Linted {
  const all = distinct(resources, silent)
  const others = all.filter((resource) => !dialects.some((dialect) => dialect.owns(resource)))
  const policies = dialects.flatMap((dialect) => {
    if (dialect.lint === undefined) return []
    const owned: Resource[] = []
    const refused: Resource[] = []
    for (const resource of all) {
      if (dialect.owns(resource)) (check(resource, silent) ? owned : refused).push(resource)
    }
    return dialect.lint({ owned, refused, others, report, ...options })
  })
  return { policies, others }
}

const silent: Report = () => undefined
