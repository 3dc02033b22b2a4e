import type { Division, Filter, PlacementPolicy, Preference, Selection, Toleration } from '../../src/model/policy.ts'
import type { AffinityTerm, Requirement } from '../../src/model/selector.ts'
import type { Origin } from '../../src/model/source.ts'
import type { PolicyRef, PreviousPlacement, SchedulingUnit } from '../../src/model/unit.ts'

/** Where something was written: the whole first document of a file. */
export function anOrigin(file = 'workloads/web.yaml', ...path: (string | number)[]): Origin {
  return { file, document: 0, path }
}

/** Duplicates to every cluster, whatever it is. */
export function aPolicy(plan: Partial<PlacementPolicy> = {}): PlacementPolicy {
  return {
    filters: [],
    scorers: [],
    selection: aSelection(),
    division: { kind: 'duplicate' },
    gate: [],
    keepZero: false,
    ...plan,
  }
}

/** Selects all, by score. */
export function aSelection(plan: Partial<Selection> = {}): Selection {
  return { by: 'score', priorities: new Map(), limit: undefined, ...plan }
}

/** The Deployment `default/web` of three replicas. */
export function aUnit(
  plan: Partial<Omit<SchedulingUnit, 'policy'>> & { policy?: Partial<PlacementPolicy> } = {},
): SchedulingUnit {
  const workload = plan.workload ?? { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'default', name: 'web' }
  const { apiVersion, kind, namespace, name } = workload
  return {
    workload,
    key: namespace === '' ? name : `${namespace}/${name}`,
    template: { apiVersion, kind, metadata: { namespace, name }, spec: { replicas: 3 } },
    origin: anOrigin(),
    policyRef: undefined,
    replicasPath: ['spec', 'replicas'],
    replicas: 3,
    retainReplicas: false,
    overrides: [],
    rescheduling: undefined,
    sticky: false,
    held: false,
    dryRun: false,
    leads: false,
    leaders: [],
    facts: {},
    previous: undefined,
    ...plan,
    policy: aPolicy(plan.policy),
  }
}

export function aPolicyRef(plan: Partial<PolicyRef> = {}): PolicyRef {
  return {
    apiVersion: 'stowage.dev/v1alpha1',
    kind: 'Policy',
    namespace: 'default',
    name: 'policy',
    origin: anOrigin('placement/policy.yaml'),
    ...plan,
  }
}

/** A previous placement; `null` is a cluster that had the whole workload. */
export function aPrevious(
  clusters: Readonly<Record<string, number | null>>,
  plan: Partial<PreviousPlacement> = {},
): PreviousPlacement {
  return {
    clusters: new Map(Object.entries(clusters).map(([name, replicas]) => [name, replicas ?? undefined])),
    overflow: new Map(),
    following: new Set(),
    policyName: 'policy',
    facts: {},
    fleet: undefined,
    dispatched: true,
    origin: anOrigin('placements/default/web.yaml'),
    ...plan,
  }
}

export function aPreference(plan: Partial<Preference> = {}): Preference {
  return { min: 0, max: undefined, weight: 1, ...plan }
}

/** A spread division of `total` replicas with static weights that avoids disruption. */
export function aSpread(
  total: number,
  preferences: Readonly<Record<string, Partial<Preference>>>,
  avoid = true,
): Extract<Division, { kind: 'spread' }> {
  return {
    kind: 'spread',
    total,
    preferences: new Map(Object.entries(preferences).map(([name, plan]) => [name, aPreference(plan)])),
    weights: 'static',
    weightResource: 'cpu',
    disruption: { avoid, keepUnschedulable: false },
    capacity: { estimated: new Map(), limited: new Map(), scheduled: new Map() },
    tolerations: [],
  }
}

/** An rsp division of `total` replicas; nothing runs yet. */
export function anRsp(
  total: number,
  preferences: Readonly<Record<string, Partial<Preference>>>,
): Extract<Division, { kind: 'rsp' }> {
  return {
    kind: 'rsp',
    total,
    preferences: new Map(Object.entries(preferences).map(([name, plan]) => [name, aPreference(plan)])),
    rebalance: false,
    current: new Map(),
    capacity: new Map(),
  }
}

export function aToleration(plan: Partial<Toleration> = {}): Toleration {
  return { key: '', operator: '', value: '', effect: '', ...plan }
}

/** `['zone', 'In', 'a', 'b']` */
export function aRequirement([key, operator, ...values]: readonly [string, string, ...string[]]): Requirement {
  return { key, operator, values }
}

export function aTerm(
  expressions: readonly (readonly [string, string, ...string[]])[],
  fields: readonly (readonly [string, string, ...string[]])[] = [],
): AffinityTerm {
  return { matchExpressions: expressions.map(aRequirement), matchFields: fields.map(aRequirement) }
}

export function namesFilter(...names: readonly string[]): Filter {
  return { kind: 'names', names: new Set(names) }
}
