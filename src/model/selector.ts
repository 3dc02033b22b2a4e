/** One requirement on a label or a field. */
export interface Requirement {
  readonly key: string
  readonly operator: string
  readonly values: readonly string[]
}

/** A Kubernetes LabelSelector: all of it must match; an empty one matches everything. */
export interface LabelSelector {
  readonly matchLabels: ReadonlyMap<string, string>
  readonly matchExpressions: readonly Requirement[]
}

/** A term of an affinity: all expressions and all fields must match; one with neither matches nothing. */
export interface AffinityTerm {
  readonly matchExpressions: readonly Requirement[]
  readonly matchFields: readonly Requirement[]
}

/** Whether something matches, or why the question cannot be answered. */
export type Match = boolean | { readonly invalid: string }
