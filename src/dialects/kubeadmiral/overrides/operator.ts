import { diagnostic, type Report } from '../../../diagnostics/diagnostic.ts'
import type { JsonObject } from '../../../model/json.ts'
import type { Origin } from '../../../model/source.ts'
import { textOf } from '../../fields.ts'

/** The operator of images, variables, annotations and labels; an absent one is `overwrite`. */
export function operatorOf(entry: JsonObject): 'addIfAbsent' | 'overwrite' | 'delete' {
  const operator = textOf(entry, 'operator')
  return operator === 'addIfAbsent' || operator === 'delete' ? operator : 'overwrite'
}

/** What adds must have something to add. */
export function needsValue(operator: 'addIfAbsent' | 'append', at: Origin, report: Report): void {
  report(diagnostic('kubeadmiral/override-needs-value', { operator }, at))
}
