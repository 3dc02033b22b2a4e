import type { PreferredTerm, Toleration } from '../../../model/policy.ts'
import type { AffinityTerm, Requirement } from '../../../model/selector.ts'
import { fieldsOf, integerOf, itemsOf, type Part, type Reading, textOf } from './go-json.ts'

/** What an affinity annotation says: required terms that are undefined are no restriction. */
export interface WrittenAffinity {
  readonly required: readonly AffinityTerm[] | undefined
  readonly preferred: readonly PreferredTerm[]
}

/** Reads an affinity annotation; required terms that are an empty list, or null, match nothing. */
export function readAffinity(part: Part, reading: Reading): WrittenAffinity {
  const { clusterAffinity } = fieldsOf(part, ['clusterAffinity'], reading)
  const kinds = fieldsOf(
    clusterAffinity,
    ['requiredDuringSchedulingIgnoredDuringExecution', 'preferredDuringSchedulingIgnoredDuringExecution'],
    reading,
  )
  const required = kinds.requiredDuringSchedulingIgnoredDuringExecution
  const { clusterSelectorTerms } = fieldsOf(required, ['clusterSelectorTerms'], reading)
  const terms = (itemsOf(clusterSelectorTerms, reading) ?? []).map((term) => readTerm(term, reading))
  const preferred = itemsOf(kinds.preferredDuringSchedulingIgnoredDuringExecution, reading) ?? []
  return {
    required: required.value === undefined || required.value === null ? undefined : terms,
    preferred: preferred.map((item) => {
      const { weight, preference } = fieldsOf(item, ['weight', 'preference'], reading)
      return { weight: Number(integerOf(weight, 32, reading) ?? 0n), term: readTerm(preference, reading) }
    }),
  }
}

function readTerm(part: Part, reading: Reading): AffinityTerm {
  const { matchExpressions, matchFields } = fieldsOf(part, ['matchExpressions', 'matchFields'], reading)
  return {
    matchExpressions: readRequirements(matchExpressions, reading),
    matchFields: readRequirements(matchFields, reading),
  }
}

function readRequirements(part: Part, reading: Reading): Requirement[] {
  return (itemsOf(part, reading) ?? []).map((item) => {
    const { key, operator, values } = fieldsOf(item, ['key', 'operator', 'values'], reading)
    return {
      key: textOf(key, reading),
      operator: textOf(operator, reading),
      values: (itemsOf(values, reading) ?? []).map((value) => textOf(value, reading)),
    }
  })
}

/** Reads a tolerations annotation; an absent operator is `Equal`. */
export function readTolerations(part: Part, reading: Reading): Toleration[] {
  return (itemsOf(part, reading) ?? []).map((item) => {
    const fields = fieldsOf(item, ['key', 'operator', 'value', 'effect', 'tolerationSeconds'], reading)
    integerOf(fields.tolerationSeconds, 64, reading)
    return {
      key: textOf(fields.key, reading),
      operator: textOf(fields.operator, reading) || 'Equal',
      value: textOf(fields.value, reading),
      effect: textOf(fields.effect, reading),
    }
  })
}

/** Fields of tolerations with a word that no taint has: a policy is refused for it, an annotation matches nothing. */
export function idleTolerations(tolerations: readonly Toleration[]) {
  return tolerations.flatMap((toleration) =>
    words.flatMap(({ field, allowed, orNone }) => {
      const value = toleration[field]
      return allowed.includes(value) || (orNone && value === '') ? [] : [{ field, value, allowed }]
    }),
  )
}

const words: readonly {
  readonly field: 'operator' | 'effect'
  readonly allowed: readonly string[]
  readonly orNone: boolean
}[] = [
  { field: 'operator', allowed: ['Equal', 'Exists'], orNone: false },
  { field: 'effect', allowed: ['NoSchedule', 'PreferNoSchedule', 'NoExecute'], orNone: true },
]
