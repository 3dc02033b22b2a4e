import type { Report } from '../diagnostics/diagnostic.ts'
import type { Target } from '../model/decision.ts'
import { at } from '../model/json.ts'
import type { Variant } from '../model/manifest.ts'
import type { Edit, OverrideOp } from '../model/override.ts'
import type { SchedulingUnit } from '../model/unit.ts'
import { removeAt, setAt } from './dotted.ts'
import { type Draft, draftOf } from './draft.ts'
import { type Effects, newEffects, noteEffects } from './effects.ts'
import { endOfRule, type Group, groupTargets } from './group.ts'
import { identify } from './identify.ts'
import { carriesDecided, dependence, touches } from './replicas.ts'
import { editOf, type Failure, failureOf, run } from './run.ts'

/**
 * The texts that a decision needs: targets with the same bytes, or with bytes that differ in the replicas alone, share
 * one. The template is never changed; where nothing applies it is the value itself. Operations that fail are
 * reported once each, and the clusters they fail for get no text. What the edits hit is noted in `effects`.
 */
export function override({ unit, targets }: Overridable, report: Report, effects: Effects = newEffects()): Variant[] {
  if (targets.length === 0) return []
  const explicit = unit.overrides.some((rule) => rule.ops.some(carriesDecided))
  const failed: Failed = new Set()
  const variants: Variant[] = []
  for (const group of groupTargets(unit.overrides, targets)) {
    for (const part of partsOf(unit, group, explicit)) {
      const variant = variantOf(unit, part, effects, report, failed)
      if (variant !== undefined) variants.push(variant)
    }
  }
  return variants
}

/** An object and the clusters it goes to. */
export interface Overridable {
  readonly unit: Pick<
    SchedulingUnit,
    'workload' | 'template' | 'origin' | 'overrides' | 'replicasPath' | 'replicas' | 'retainReplicas'
  >
  readonly targets: readonly Target[]
}

type Unit = Overridable['unit']

/** What was told of already. */
type Failed = Set<OverrideOp | Edit>

/** Targets that share one text. */
interface Part extends Group {
  /** Write the decided replicas into the template before anything else. */
  readonly seeded: boolean
  readonly slot: readonly string[] | undefined
}

/** Splits a group where its bytes depend on the replicas in more than one place. */
function partsOf(unit: Unit, group: Group, explicit: boolean): Part[] {
  const path = pathOf(unit)
  const first = group.targets[0]
  const divided = first?.replicas !== undefined && !unit.retainReplicas
  if (explicit) {
    const kind = dependence(group.ops, path)
    // Retained replicas are taken out again, so a number that only stands there does not show.
    if (kind === 'none' || (kind === 'slot' && unit.retainReplicas))
      return [{ ...group, seeded: false, slot: undefined }]
    if (kind === 'slot' && divided) return [{ ...group, seeded: false, slot: path }]
    return split(group).map((part) => ({ ...part, seeded: false, slot: undefined }))
  }
  if (path === undefined || !divided) return [{ ...group, seeded: false, slot: undefined }]
  if (!group.ops.some((op) => touches(op, path))) return [{ ...group, seeded: true, slot: path }]
  return split(group).map((part) => ({ ...part, seeded: true, slot: undefined }))
}

function split(group: Group): Group[] {
  const parts = new Map<number | undefined, Target[]>()
  for (const target of group.targets) {
    const part = parts.get(target.replicas)
    if (part === undefined) parts.set(target.replicas, [target])
    else part.push(target)
  }
  return [...parts.values()].map((targets) => ({ ...group, targets }))
}

function variantOf(unit: Unit, part: Part, effects: Effects, report: Report, failed: Failed): Variant | undefined {
  const target = part.targets[0]
  if (target === undefined) return undefined
  const draft = draftOf(unit.template)
  const found = part.alike.length === 0 ? effects : newEffects()
  const failures = seed(unit, part, draft) ?? runAll(unit, part, draft, target.replicas ?? unit.replicas, found)
  if (found !== effects) noteEffects(effects, found, [part.ops, ...part.alike])
  for (const failure of failures) complain(unit, part, failure, report, failed)
  if (failures.length > 0) return undefined
  const path = pathOf(unit)
  if (unit.retainReplicas && path !== undefined) removeAt(draft, path)
  const id = draft.root === unit.template ? unit.workload : identify(unit, draft.root, target.cluster, report)
  return id && { id, value: draft.root, slot: part.slot, targets: part.targets }
}

/** Writes the decided replicas, unless there is a number already that the slot will stand for. */
function seed(unit: Unit, part: Part, draft: Draft): readonly Failure[] | undefined {
  const path = pathOf(unit)
  const replicas = part.targets[0]?.replicas
  if (!part.seeded || path === undefined || replicas === undefined) return undefined
  if (part.slot !== undefined && typeof at(unit.template, path) === 'number') return undefined
  const reason = setAt(draft, path, replicas)
  return reason && [{ reason, index: -1 }]
}

/** Where an operation fails, the rest of its rule counts on it; later rules may not. */
function runAll(
  { overrides }: Unit,
  { ops, rules }: Part,
  draft: Draft,
  replicas: number | undefined,
  effects: Effects,
): readonly Failure[] {
  return run(draft, ops, replicas, effects, (index) => endOfRule(overrides, rules, index))
}

/** Points at the operation that failed, and at those that say the same for other clusters; once each. */
function complain(unit: Unit, part: Part, failure: Failure, report: Report, failed: Failed): void {
  const cluster = part.targets[0]?.cluster ?? ''
  if (failure.index < 0) {
    report(failureOf(unit, cluster, undefined, failure))
    return
  }
  for (const ops of [part.ops, ...part.alike]) {
    const op = ops[failure.index]
    const blamed = editOf(op, failure.edit) ?? op
    if (blamed === undefined || failed.has(blamed)) continue
    failed.add(blamed)
    report(failureOf(unit, cluster, op, failure))
  }
}

function pathOf(unit: Unit): readonly string[] | undefined {
  return unit.replicasPath?.map(String)
}
