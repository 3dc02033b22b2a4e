import { own } from '../../model/json.ts'
import type { Resource } from '../../model/resource.ts'
import type { NamespacePlan } from '../dialect.ts'
import { objectOf } from '../fields.ts'
import { noAutoPropagationAnnotation, steeringAnnotations, steeringLabels } from './steering.ts'
import { toTemplate } from './template.ts'
import type { UnitContext } from './unit.ts'

/**
 * How a Namespace that carries labels or annotations of this dialect is rendered; undefined for all others, which are
 * rendered as they are. Its policies do not place it, though its override policies change it. `no-auto-propagation`
 * keeps it out; upstream looks for it where it was taken away already.
 */
export function namespacePlan(namespace: Resource, overrides: UnitContext['overrides']): NamespacePlan | undefined {
  const metadata = objectOf(namespace.value, 'metadata')
  const annotations = objectOf(metadata, 'annotations')
  const steered =
    Object.keys(objectOf(metadata, 'labels')).some((key) => steeringLabels.has(key)) ||
    Object.keys(annotations).some((key) => steeringAnnotations.has(key))
  if (!steered) return undefined
  const rules = overrides(namespace)
  const kept = rules === 'refused' || own(annotations, noAutoPropagationAnnotation) === 'true'
  return { template: toTemplate(namespace), overrides: rules === 'refused' ? [] : rules, propagates: !kept }
}
