import { type Diagnostic, type Report, severityOf } from '../../../diagnostics/diagnostic.ts'
import { isObject } from '../../../model/json.ts'
import type { Edit, OverrideOp, OverrideRule, OverrideTarget } from '../../../model/override.ts'
import type { Resource } from '../../../model/resource.ts'
import { type FieldPath, type Origin, within } from '../../../model/source.ts'
import { listOf, objectOf } from '../../fields.ts'
import { readEdits } from './overriders.ts'
import { readPatches } from './patches.ts'
import { type Roster, resolveTarget } from './target.ts'

/** Gives the rules for workloads whose pod spec stands at a path, undefined for those without one; made once each. */
export type RulesFor = (podSpec: FieldPath | undefined) => readonly OverrideRule[]

/**
 * Compiles an OverridePolicy or ClusterOverridePolicy; undefined, with errors, for one that cannot work. Rules without
 * overriders and rules for no cluster of the fleet yield nothing.
 */
export function compileRules(policy: Resource, roster: Roster, report: Report): RulesFor | undefined {
  let works = true
  const tell = (found: Diagnostic): void => {
    if (severityOf(found.code) === 'error') works = false
    report(found)
  }
  const parts = readRules(policy, roster, tell)
  if (!works) return undefined
  const made = new Map<string, readonly OverrideRule[]>()
  return (podSpec) => {
    const key = podSpec === undefined ? '' : podSpec.join('/')
    let rules = made.get(key)
    if (rules === undefined) {
      rules = parts.map((part) => ruleOf(part, podSpec))
      made.set(key, rules)
    }
    return rules
  }
}

/** A rule but for the place of the pod spec. */
interface RulePart {
  readonly target: OverrideTarget
  readonly edits: readonly Edit[]
  readonly patches: readonly OverrideOp[]
  readonly from: Origin
}

function readRules({ value, origin }: Resource, roster: Roster, report: Report): RulePart[] {
  const parts: RulePart[] = []
  for (const [index, rule] of listOf(objectOf(value, 'spec'), 'overrideRules').entries()) {
    if (!isObject(rule)) continue
    const from = within(origin, 'spec', 'overrideRules', index)
    const target = resolveTarget(rule, from, roster, report)
    const overriders = objectOf(rule, 'overriders')
    const at = within(from, 'overriders')
    const edits = readEdits(overriders, at, report)
    const patches = readPatches(overriders, at, report)
    if (target !== 'nowhere' && edits.length + patches.length > 0) parts.push({ target, edits, patches, from })
  }
  return parts
}

/** All typed edits of a rule see the object as the rule found it, so they are one operation; patches come after. */
function ruleOf({ target, edits, patches, from }: RulePart, podSpec: FieldPath | undefined): OverrideRule {
  return { target, ops: edits.length === 0 ? patches : [{ kind: 'edits', podSpec, edits, from }, ...patches], from }
}
