import { diagnostic } from '../../diagnostics/diagnostic.ts'
import type { OverrideRule } from '../../model/override.ts'
import type { Filter, PlacementPolicy } from '../../model/policy.ts'
import { identity } from '../../model/resource.ts'
import { type Origin, within } from '../../model/source.ts'
import type { SchedulingUnit } from '../../model/unit.ts'
import type { BindContext } from '../dialect.ts'
import { baseOf, replicasOf } from './base.ts'
import { namespaceOf } from './family.ts'
import { type Federated, type Gates, gateKey } from './federated.ts'
import type { Installation } from './installation.ts'
import { readOverrides, rulesOf, settlesReplicas, withDecidedReplicas } from './overrides.ts'
import { divisionOf, type Schedule } from './schedule.ts'
import { flagIn } from './shape.ts'

const replicasPath = ['spec', 'replicas']

/** The scheduling unit of a federated object, with the schedule that acts on it. */
export function unitOf(
  object: Federated,
  schedule: Schedule | undefined,
  gates: Gates,
  { confined }: Installation,
  context: BindContext,
): SchedulingUnit {
  const { report } = context
  const { resource, type, spec, origin } = object
  const { id, template } = baseOf(resource, type, spec, origin, report)
  const at = within(origin, 'template')
  const retain = retains(object, context)
  // Numbers count as replicas where the type has them, or where its template looks as if it had.
  const own = type.replicated === false ? undefined : replicasOf(template, at, report)
  const replicated = type.replicated === true || own !== undefined || retain
  const replicas = own === 'invalid' ? undefined : own
  const previous = context.history.get(identity(id))
  const gate = type.namespaced ? gateOf(object, gates, confined, context) : []
  return {
    workload: id,
    key: type.namespaced ? `${namespaceOf(resource)}/${resource.name}` : resource.name,
    template,
    origin: at,
    policyRef: schedule?.preference.ref,
    policy:
      schedule === undefined
        ? wholePolicy([...object.placement.filters, ...gate], origin)
        : { ...scheduledPolicy(schedule, gate), division: divisionOf(schedule, id, previous, replicas) },
    replicasPath: replicated ? replicasPath : undefined,
    replicas: replicated ? (replicas ?? 1) : undefined,
    ...overridesOf(object, schedule, retain, replicas !== undefined, context),
    // A cluster that gets the whole workload is remembered without a number, so the number is remembered here.
    rescheduling: undefined,
    sticky: false,
    held: false,
    dryRun: false,
    leads: false,
    leaders: [],
    facts: replicated && schedule === undefined ? { replicas: replicas ?? 1 } : {},
    previous,
  }
}

function wholePolicy(filters: readonly Filter[], origin: Origin): PlacementPolicy {
  const from = within(origin, 'placement')
  return {
    filters,
    scorers: [],
    selection: { by: 'score', priorities: new Map(), limit: undefined, from },
    division: { kind: 'duplicate', from },
    gate: [],
    keepZero: true,
  }
}

/** The schedule takes the place of the object's own placement; what the namespace lets in is asked afterwards. */
function scheduledPolicy(
  { preference, filters }: Schedule,
  gate: readonly Filter[],
): Omit<PlacementPolicy, 'division'> {
  const from = preference.origin
  return {
    filters,
    scorers: [],
    selection: { by: 'score', priorities: new Map(), limit: undefined, from },
    gate,
    keepZero: true,
  }
}

/** What the namespace lets in. Where it is not federated nothing may enter, unless nothing else can be in it. */
function gateOf(
  { resource, type }: Federated,
  gates: Gates,
  confined: boolean,
  { report }: BindContext,
): readonly Filter[] {
  const namespace = namespaceOf(resource)
  const gate = gates.get(gateKey(type.family, namespace))
  if (gate !== undefined) return gate.filters
  if (confined) return []
  report(diagnostic('kubefed/namespace-not-federated', { namespace }, resource.origin))
  return [{ kind: 'nothing', reason: 'namespace-not-federated', from: resource.origin }]
}

function retains({ resource, type, spec, origin }: Federated, { report }: BindContext): boolean {
  const retain = flagIn(spec, 'retainReplicas', origin, report) ?? false
  if (!retain || type.replicated !== false) return retain
  report(diagnostic('kubefed/retain-ignored', { kind: resource.kind }, within(origin, 'retainReplicas')))
  return false
}

type Overriding = Pick<SchedulingUnit, 'overrides' | 'retainReplicas'>

/**
 * The rules, and whether the replicas are left out after them. Where overrides win over retained replicas, the
 * template's replicas are left out before them instead.
 */
function overridesOf(
  { spec, origin, type }: Federated,
  schedule: Schedule | undefined,
  retain: boolean,
  hasReplicas: boolean,
  { report }: BindContext,
): Overriding {
  const entries = readOverrides(spec, origin, type.family, report)
  if (schedule !== undefined) {
    const overrides = withDecidedReplicas(entries, schedule.names, type.family, schedule.preference.origin)
    return { overrides, retainReplicas: retain && type.family.retainsLast }
  }
  const rules = rulesOf(entries)
  const settled = rules.some((rule) => rule.ops.some(settlesReplicas))
  if (!retain || type.family.retainsLast || !settled) return { overrides: rules, retainReplicas: retain }
  return { overrides: hasReplicas ? withoutReplicas(rules, origin) : rules, retainReplicas: false }
}

function withoutReplicas(rules: readonly OverrideRule[], origin: Origin): OverrideRule[] {
  const from = within(origin, 'retainReplicas')
  const remove = { kind: 'patch', op: 'remove', path: '/spec/replicas', value: null, from } as const
  const rest = rules.map((rule) => ({
    ...rule,
    // They are gone already; a second removal would fail.
    ops: rule.ops.filter((op) => !(op.kind === 'patch' && op.op === 'remove' && op.path === '/spec/replicas')),
  }))
  return [{ target: {}, ops: [remove], from }, ...rest]
}
