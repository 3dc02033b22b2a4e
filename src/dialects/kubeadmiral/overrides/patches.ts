import { diagnostic, type Report } from '../../../diagnostics/diagnostic.ts'
import { isObject, type JsonObject, own } from '../../../model/json.ts'
import type { OverrideOp } from '../../../model/override.ts'
import { type Origin, within } from '../../../model/source.ts'
import { listOf, textOf } from '../../fields.ts'

/**
 * The JSON patches of a rule. What upstream cannot apply to any object is an error at its field, and so is a path that
 * does not begin with a slash, of which upstream drops the beginning. A missing value is null. Source: KubeAdmiral,
 * pkg/controllers/override/util.go and pkg/controllers/sync/overrides.go.
 */
export function readPatches(overriders: JsonObject, origin: Origin, report: Report): OverrideOp[] {
  const ops: OverrideOp[] = []
  for (const [index, entry] of listOf(overriders, 'jsonpatch').entries()) {
    if (!isObject(entry)) continue
    const from = within(origin, 'jsonpatch', index)
    const written = textOf(entry, 'operator')
    const op = operators.find((one) => one === (written === '' ? 'replace' : written))
    const path = textOf(entry, 'path')
    if (op === undefined) {
      report(diagnostic('kubeadmiral/override-patch-operator', { operator: written }, within(from, 'operator')))
    }
    if (!path.startsWith('/')) {
      report(diagnostic('kubeadmiral/override-patch-path', { path }, within(from, 'path')))
    } else if (forbidden.has(path)) {
      report(diagnostic('kubeadmiral/override-patch-forbidden', { path }, within(from, 'path')))
    }
    if (op !== undefined) ops.push({ kind: 'patch', op, path, value: own(entry, 'value') ?? null, from })
  }
  return ops
}

const operators = ['replace', 'add', 'remove', 'test'] as const

/** Paths above them are not forbidden; an object that loses its name by them is refused later. */
const forbidden: ReadonlySet<string> = new Set([
  '/metadata/namespace',
  '/metadata/name',
  '/metadata/generateName',
  '/kind',
])
