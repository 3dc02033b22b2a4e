import { diagnostic, type Report } from '../../diagnostics/diagnostic.ts'
import { own } from '../../model/json.ts'
import type { Resource } from '../../model/resource.ts'
import { within } from '../../model/source.ts'
import { objectOf } from '../fields.ts'

/** What a person may have written on purpose; the rest of what a template loses is set by servers. */
const fields: readonly string[] = ['finalizers', 'ownerReferences']

/** Tells of metadata that member clusters do not get. */
export function tellOfDropped({ value, origin }: Resource, report: Report): void {
  const metadata = objectOf(value, 'metadata')
  for (const field of fields) {
    const list = own(metadata, field)
    if (!Array.isArray(list) || list.length === 0) continue
    report(diagnostic('kubeadmiral/dropped-metadata', { field }, within(origin, 'metadata', field)))
  }
}
