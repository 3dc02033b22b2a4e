import { isLabelKey, isLabelValue } from './label.ts'
import type { AffinityTerm, LabelSelector, Match, Requirement } from './selector.ts'

type Labels = ReadonlyMap<string, string>

const selectorOperators: ReadonlySet<string> = new Set(['In', 'NotIn', 'Exists', 'DoesNotExist'])
const affinityOperators: ReadonlySet<string> = new Set([...selectorOperators, 'Gt', 'Lt'])

/**
 * Whether labels match a LabelSelector, by the rules of apimachinery: `NotIn` and `DoesNotExist` match where the key
 * is absent. Everything is checked, what stands behind a requirement that does not match included.
 */
export function matchLabels(selector: LabelSelector, labels: Labels): Match {
  let matches = true
  for (const [key, value] of selector.matchLabels) {
    const problem = keyProblem(key) ?? valueProblem(value)
    if (problem !== undefined) return { invalid: problem }
    if (labels.get(key) !== value) matches = false
  }
  const expressions = matchExpressions(selector.matchExpressions, labels, selectorOperators)
  return typeof expressions === 'object' ? expressions : matches && expressions
}

/**
 * Whether a cluster matches one of the terms. They are tried in order; a term without expressions and fields is
 * skipped, and an invalid one ends the search unless an earlier one matched. Fields are looked at only where the
 * expressions match. Source: KubeAdmiral pkg/util/clusterselector.
 */
export function matchAffinity(terms: readonly AffinityTerm[], name: string, labels: Labels): Match {
  for (const term of terms) {
    if (term.matchExpressions.length === 0 && term.matchFields.length === 0) continue
    const expressions = matchExpressions(term.matchExpressions, labels, affinityOperators)
    if (typeof expressions === 'object') return expressions
    if (!expressions) continue
    const fields = matchFields(term.matchFields, name)
    if (typeof fields === 'object' || fields) return fields
  }
  return false
}

/** Whether labels match a preferred term: its expressions alone count, and without any it matches nothing. */
export function matchPreferred(term: AffinityTerm, labels: Labels): Match {
  return term.matchExpressions.length > 0 && matchExpressions(term.matchExpressions, labels, affinityOperators)
}

function matchExpressions(all: readonly Requirement[], labels: Labels, operators: ReadonlySet<string>): Match {
  let matches = true
  for (const one of all) {
    const problem = expressionProblem(one, operators)
    if (problem !== undefined) return { invalid: problem }
    if (matches) matches = holds(one, labels.get(one.key))
  }
  return matches
}

/** Whether a valid expression holds for a label's value, undefined where the label is absent. */
function holds({ operator, values }: Requirement, value: string | undefined): boolean {
  if (operator === 'In') return value !== undefined && values.includes(value)
  if (operator === 'NotIn') return value === undefined || !values.includes(value)
  if (operator === 'Exists') return value !== undefined
  if (operator === 'DoesNotExist') return value === undefined
  const there = int64(value)
  const limit = int64(values[0])
  if (there === undefined || limit === undefined) return false
  return operator === 'Gt' ? there > limit : there < limit
}

function expressionProblem({ key, operator, values }: Requirement, operators: ReadonlySet<string>): string | undefined {
  if (!operators.has(operator)) return `the operator ${quoted(operator)} is none of ${[...operators].join(', ')}`
  if (operator === 'In' || operator === 'NotIn') {
    if (values.length === 0) return `the operator ${operator} needs values`
  } else if (operator === 'Gt' || operator === 'Lt') {
    if (values.length !== 1) return `the operator ${operator} needs exactly one value`
    if (int64(values[0]) === undefined)
      return `the operator ${operator} needs an integer of 64 bits, not ${quoted(values[0] ?? '')}`
  } else if (values.length > 0) {
    return `the operator ${operator} takes no values`
  }
  for (const value of values) {
    const problem = valueProblem(value)
    if (problem !== undefined) return problem
  }
  return keyProblem(key)
}

/** `metadata.name` is the only field with a value; every other reads as empty. */
function matchFields(all: readonly Requirement[], name: string): Match {
  let matches = true
  for (const { key, operator, values } of all) {
    if (operator !== 'In' && operator !== 'NotIn')
      return { invalid: `matchFields knows no operator ${quoted(operator)}` }
    if (values.length !== 1) return { invalid: `the operator ${operator} of matchFields needs exactly one value` }
    const value = key === 'metadata.name' ? name : ''
    if ((values[0] === value) !== (operator === 'In')) matches = false
  }
  return matches
}

function keyProblem(key: string): string | undefined {
  return isLabelKey(key) ? undefined : `${quoted(key)} is not a label key`
}

function valueProblem(value: string): string | undefined {
  return isLabelValue(value) ? undefined : `${quoted(value)} is not a label value`
}

/** A text of the input in a sentence, of which a reader needs the beginning only. */
function quoted(text: string): string {
  return `"${text.length > 80 ? `${text.slice(0, 80)}…` : text}"`
}

/** A decimal int64; no label is longer than 63 characters. */
function int64(text: string | undefined): bigint | undefined {
  if (text === undefined || text.length > 63 || !/^[+-]?[0-9]+$/.test(text)) return undefined
  const value = BigInt(text.startsWith('+') ? text.slice(1) : text)
  return BigInt.asIntN(64, value) === value ? value : undefined
}
