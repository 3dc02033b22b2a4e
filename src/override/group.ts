import type { Target } from '../model/decision.ts'
import type { OverrideOp, OverrideRule } from '../model/override.ts'
import { textOf } from './op-text.ts'

/** Targets to which the same operations apply, in the same order. */
export interface Group {
  readonly ops: readonly OverrideOp[]
  /** The rules that they are of, as indices, in order. */
  readonly rules: readonly number[]
  /** The operations that say the same for other clusters of the group; for complaints, which point at each. */
  readonly alike: readonly (readonly OverrideOp[])[]
  readonly targets: readonly Target[]
}

interface Growing extends Group {
  readonly alike: (readonly OverrideOp[])[]
  readonly targets: Target[]
}

/** Sorts the targets by what applies to them, the first of each kind deciding the order. */
export function groupTargets(rules: readonly OverrideRule[], targets: readonly Target[]): Group[] {
  if (rules.length === 0) return [{ ops: [], rules: [], alike: [], targets }]
  const { common, special } = rulesByTarget(rules, targets)
  if (special.size === 0) return [{ ops: opsOf(rules, common), rules: common, alike: [], targets }]
  const byRules = new Map<string, Growing>()
  for (const target of targets) {
    const own = special.get(target.cluster) ?? []
    const key = own.join()
    const group = byRules.get(key)
    if (group !== undefined) group.targets.push(target)
    else {
      const indices = [...common, ...own].sort((a, b) => a - b)
      byRules.set(key, { ops: opsOf(rules, indices), rules: indices, alike: [], targets: [target] })
    }
  }
  return byRules.size === 1 ? [...byRules.values()] : merged(byRules.values())
}

function opsOf(rules: readonly OverrideRule[], indices: readonly number[]): OverrideOp[] {
  return indices.flatMap((index) => rules[index]?.ops ?? [])
}

/** The index of the first operation after those of the rule that an operation is of. */
export function endOfRule(rules: readonly OverrideRule[], indices: readonly number[], op: number): number {
  let end = 0
  for (const index of indices) {
    end += rules[index]?.ops.length ?? 0
    if (end > op) break
  }
  return end
}

interface Applied {
  /** Rules that apply to every target. */
  readonly common: readonly number[]
  /** The others, by target; targets without any are not in it. */
  readonly special: ReadonlyMap<string, readonly number[]>
}

/** Which rules apply to each target, without asking every rule about every cluster. */
function rulesByTarget(rules: readonly OverrideRule[], targets: readonly Target[]): Applied {
  const common: number[] = []
  const special = new Map<string, number[]>()
  let present: ReadonlySet<string> | undefined
  for (const [index, { target }] of rules.entries()) {
    const { names } = target
    if (names === undefined || (names.size >= targets.length && targets.every(({ cluster }) => names.has(cluster)))) {
      common.push(index)
      continue
    }
    present ??= new Set(targets.map(({ cluster }) => cluster))
    for (const name of names) {
      if (!present.has(name)) continue
      const list = special.get(name)
      if (list === undefined) special.set(name, [index])
      else list.push(index)
    }
  }
  return { common, special }
}

/** One group for those whose operations say the same in different places. */
function merged(groups: Iterable<Growing>): Group[] {
  const byText = new Map<string, Growing>()
  for (const group of groups) {
    const text = textOf(group.ops)
    const first = byText.get(text)
    if (first === undefined) byText.set(text, group)
    else {
      first.alike.push(group.ops)
      for (const target of group.targets) first.targets.push(target)
    }
  }
  return [...byText.values()]
}
