import { type Diagnostic, wording } from '../../src/diagnostics/diagnostic.ts'
import type { Json, JsonObject } from '../../src/model/json.ts'
import type { Edit, ImageChange, OverrideOp } from '../../src/model/override.ts'
import type { FieldPath } from '../../src/model/source.ts'
import { override } from '../../src/override/apply.ts'
import { newEffects, reportIdle } from '../../src/override/effects.ts'
import { anOrigin, aUnit } from '../builders/unit.ts'

export const podSpec: FieldPath = ['spec', 'template', 'spec']

/** A Deployment with these containers. */
export function withContainers(containers: Json, initContainers?: Json): JsonObject {
  const spec = { ...(initContainers === undefined ? {} : { initContainers }), containers }
  return deployment({ template: { spec } })
}

export function deployment(spec: JsonObject, metadata: JsonObject = {}): JsonObject {
  const named = { name: 'web', namespace: 'default', ...metadata }
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: named, spec }
}

/** Edits of one rule. */
export function edits(...list: readonly Edit[]): OverrideOp {
  return { kind: 'edits', podSpec, edits: list }
}

/** What operations make of an object, rule after rule; why not; and the edits that hit nothing. */
export function edited(template: JsonObject, ...ops: readonly OverrideOp[]) {
  const found: Diagnostic[] = []
  const report = (one: Diagnostic): void => void found.push(one)
  const effects = newEffects()
  const unit = aUnit({ template, replicasPath: undefined, overrides: ops.map((op) => ({ target: {}, ops: [op] })) })
  const before = JSON.stringify(template)
  const [variant] = override({ unit, targets: [{ cluster: 'a', replicas: undefined }] }, report, effects)
  if (JSON.stringify(template) !== before) throw new Error('the template was changed in place')
  reportIdle(effects, report)
  const failed = found.filter(({ code }) => code === 'override/failed')
  return {
    object: variant?.value,
    found,
    failure: failed[0]?.args.reason,
    sentence: failed[0] && wording(failed[0]),
    idle: found.filter(({ code }) => code === 'override/hits-nothing').length,
  }
}

type ImageEdit = Extract<Edit, { kind: 'image' }>

/** `['tag', 'overwrite', '2']` */
export function image(
  changes: readonly (readonly [ImageChange['part'], ImageChange['operator'], string?])[],
  plan: Partial<ImageEdit> = {},
): Edit {
  return {
    kind: 'image',
    containers: undefined,
    path: undefined,
    changes: changes.map(([part, operator, value = '']) => ({ part, operator, value })),
    from: anOrigin('override.yaml', 'image'),
    ...plan,
  }
}

type ListEdit = Extract<Edit, { kind: 'list' }>

export function list(
  field: ListEdit['field'],
  operator: ListEdit['operator'],
  values: readonly string[],
  container = 'web',
): Edit {
  return { kind: 'list', field, container, operator, values, from: anOrigin('override.yaml', field) }
}

type EnvEdit = Extract<Edit, { kind: 'env' }>

export function env(operator: EnvEdit['operator'], values: readonly JsonObject[], container = 'web'): Edit {
  return { kind: 'env', container, operator, values, from: anOrigin('override.yaml', 'env') }
}

type MapEdit = Extract<Edit, { kind: 'map' }>

export function map(
  field: MapEdit['field'],
  operator: MapEdit['operator'],
  values: Readonly<Record<string, string>>,
): Edit {
  return {
    kind: 'map',
    field,
    operator,
    values: new Map(Object.entries(values)),
    from: anOrigin('override.yaml', field),
  }
}
