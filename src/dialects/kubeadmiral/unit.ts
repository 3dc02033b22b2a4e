import { diagnostic, type Report } from '../../diagnostics/diagnostic.ts'
import { at, isObject, type JsonObject, own } from '../../model/json.ts'
import type { PlacementPolicy, PreviousPlacement, SchedulingUnit } from '../../model/policy.ts'
import { identity, type Resource } from '../../model/resource.ts'
import { type FieldPath, within } from '../../model/source.ts'
import { objectOf } from '../fields.ts'
import type { Demand } from './compile.ts'
import type { ReadPolicy } from './policy.ts'
import { gpuRequest } from './requests.ts'
import {
  clusterOverridePolicyLabel,
  overridePolicyLabel,
  retainReplicasAnnotation,
  schedulingAnnotations,
} from './steering.ts'
import { toTemplate } from './template.ts'
import type { WorkloadTypes } from './workload-types.ts'

/** A policy, and what makes a program of it. */
export interface Compiled {
  readonly policy: ReadPolicy
  readonly compile: (demand: Demand) => PlacementPolicy
}

export interface UnitContext {
  readonly types: WorkloadTypes
  readonly history: ReadonlyMap<string, PreviousPlacement>
  readonly report: Report
  /** Kinds and policies that were told already that their replicas cannot be divided. */
  readonly told: Set<string>
}

/** The scheduling unit of a workload; undefined, with a diagnostic, where its replicas are not a number. */
export function toUnit(
  workload: Resource,
  { policy, compile }: Compiled,
  context: UnitContext,
): SchedulingUnit | undefined {
  const { apiVersion, kind, namespace, name, value, origin } = workload
  const { types, report } = context
  const id = { apiVersion, kind, namespace, name }
  reportNotYet(workload, types, report)
  const replicasPath = types.replicasPath(id)
  const replicas = replicasPath === undefined ? undefined : readReplicas(value, replicasPath)
  if (replicas === 'invalid') {
    report(diagnostic('kubeadmiral/replicas', { kind }, within(origin, ...(replicasPath ?? []))))
    return undefined
  }
  const before = own(context.history.get(identity(id))?.facts ?? {}, 'replicas')
  if (replicasPath !== undefined && at(value, replicasPath) === undefined && typeof before === 'number' && before > 1) {
    report(diagnostic('kubeadmiral/replicas-gone', { workload: `${kind} ${name}`, before }, within(origin, 'spec')))
  }
  // Only what has replicas surprises anybody by not being divided.
  const unusable = replicas === undefined && at(value, ['spec', 'replicas']) !== undefined
  if (policy.divide && unusable) tellDegraded(kind, policy, context)
  const annotations = objectOf(objectOf(value, 'metadata'), 'annotations')
  const scope = types.isClusterScoped(id) ? '' : `${namespace === '' ? 'default' : namespace}/`
  return {
    workload: id,
    key: scope + name,
    template: toTemplate(workload),
    origin,
    policyRef: policy.ref,
    policy: compile({ id, total: policy.divide ? replicas : undefined, gpus: gpuRequest(id, value) }),
    replicasPath,
    replicas,
    retainReplicas: own(annotations, retainReplicasAnnotation) === 'true',
    overrides: [],
    facts: { policy: policy.digest, ...(replicas === undefined ? {} : { replicas }) },
    previous: context.history.get(identity(id)),
  }
}

/** The API server fills in 1 where nothing is written, and holds an int32. */
function readReplicas(value: JsonObject, path: FieldPath): number | 'invalid' {
  const replicas = at(value, path) ?? 1
  const fits = typeof replicas === 'number' && Number.isInteger(replicas) && replicas >= 0 && replicas <= 0x7fffffff
  return fits ? replicas : 'invalid'
}

function tellDegraded(kind: string, { ref, spec }: ReadPolicy, { told, report }: UnitContext): void {
  const key = `${kind} ${ref.kind} ${ref.namespace} ${ref.name}`
  if (told.has(key)) return
  told.add(key)
  report(diagnostic('kubeadmiral/divide-degrades', { kind, policy: ref.name }, within(spec, 'schedulingMode')))
}

/** Override policies and scheduling annotations are read by a later version; nothing is ignored without a word. */
function reportNotYet(workload: Resource, types: WorkloadTypes, report: Report): void {
  const metadata = objectOf(workload.value, 'metadata')
  const found = (map: string, keys: readonly string[], say: (key: string) => string): void => {
    const entries = own(metadata, map)
    if (!isObject(entries)) return
    for (const key of keys) {
      if (own(entries, key) === undefined) continue
      report(diagnostic('kubeadmiral/not-yet', { what: say(key) }, within(workload.origin, 'metadata', map, key)))
    }
  }
  const policies = types.isClusterScoped(workload)
    ? [clusterOverridePolicyLabel]
    : [clusterOverridePolicyLabel, overridePolicyLabel]
  found('labels', policies, () => 'override policies')
  found('annotations', schedulingAnnotations, (key) => `the annotation "${key}"`)
}
