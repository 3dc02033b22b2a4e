import { diagnostic, type Report } from '../../../diagnostics/diagnostic.ts'
import { closest } from '../../../model/closest.ts'
import { type Json, type JsonObject, own } from '../../../model/json.ts'
import type { Resource } from '../../../model/resource.ts'
import { type Origin, within } from '../../../model/source.ts'
import { objectOf } from '../../fields.ts'
import {
  disableFollowingAnnotation,
  dryRunAnnotation,
  hpaModeLabel,
  noAutoPropagationAnnotation,
  prefix,
  retainReplicasAnnotation,
  steeringAnnotations,
  steeringLabels,
} from '../steering.ts'

/**
 * Tells of labels and annotations of an object that steer nothing though they look like it: names that nothing reads,
 * and flags that are neither true nor false, which upstream takes for false without a word.
 */
export function checkKeys({ value, origin }: Resource, report: Report): void {
  const metadata = objectOf(value, 'metadata')
  const annotations = objectOf(metadata, 'annotations')
  for (const [field, map] of [['label', objectOf(metadata, 'labels')] as const, ['annotation', annotations] as const]) {
    for (const key of Object.keys(map)) {
      if (!key.startsWith(prefix)) continue
      const at = within(origin, 'metadata', `${field}s`, key)
      if (!known[field].has(key)) unknown(field, key, at, report)
      else if (field === 'annotation' && flags.has(key)) checkFlag(key, annotations, at, report)
    }
  }
}

const flags: ReadonlySet<string> = new Set([
  dryRunAnnotation,
  retainReplicasAnnotation,
  disableFollowingAnnotation,
  noAutoPropagationAnnotation,
])

/** A value that is no text is told of where objects are read; null is the empty text. */
function checkFlag(annotation: string, annotations: JsonObject, at: Origin, report: Report): void {
  const value: Json = own(annotations, annotation) ?? ''
  if (typeof value !== 'string' || value === 'true' || value === 'false') return
  const reason = 'it must be true or false'
  report(diagnostic('kubeadmiral/annotation-ignored', { annotation, part: '', reason, counts: 'False' }, at))
}

type Field = 'label' | 'annotation'

/** Upstream writes these itself, so they stand in objects that were taken out of a cluster. */
const bookkeeping: readonly string[] = [
  'managed',
  'adopted',
  'source-generation',
  'pending-controllers',
  'scheduling-triggers',
  'scheduling-deferred-reasons',
  'propagated-annotation-keys',
  'propagated-label-keys',
  'fed-hpa-enabled',
  'fed-hpa-not-work-reason',
  'scale-target-ref-path',
].map((name) => prefix + name)

const known: Readonly<Record<Field, ReadonlySet<string>>> = {
  label: new Set([...steeringLabels, hpaModeLabel, ...bookkeeping]),
  annotation: new Set([...steeringAnnotations, ...bookkeeping]),
}

function unknown(field: Field, key: string, at: Origin, report: Report): void {
  const other: Field = field === 'label' ? 'annotation' : 'label'
  const place = known[other].has(key) ? other : ''
  report(diagnostic('kubeadmiral/unknown-key', { field, key, place, suggestion: similar(field, key) }, at))
}

/** The prefix has no typing error, and must not make everything alike. What people never write is not suggested. */
function similar(field: Field, key: string): string {
  const candidates = [...(field === 'label' ? [...steeringLabels, hpaModeLabel] : steeringAnnotations)]
  const name = closest(
    key.slice(prefix.length),
    candidates.map((one) => one.slice(prefix.length)),
  )
  return name === undefined ? '' : prefix + name
}
