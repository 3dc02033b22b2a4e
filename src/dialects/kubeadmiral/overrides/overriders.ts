import { diagnostic, type Report } from '../../../diagnostics/diagnostic.ts'
import { isObject, type JsonObject } from '../../../model/json.ts'
import type { Edit } from '../../../model/override.ts'
import { type Origin, within } from '../../../model/source.ts'
import { listOf, textOf, textsOf } from '../../fields.ts'
import { readImage } from './image.ts'
import { needsValue, operatorOf } from './operator.ts'

/**
 * The edits of a rule, in upstream's order whatever the order of the keys. What could not work in any cluster is an
 * error at its field. Source: KubeAdmiral, pkg/controllers/override/util.go.
 */
export function readEdits(overriders: JsonObject, origin: Origin, report: Report): Edit[] {
  const each = (key: string, read: (entry: JsonObject, at: Origin) => Edit): Edit[] =>
    listOf(overriders, key).flatMap((entry, index) =>
      isObject(entry) ? [read(entry, within(origin, key, index))] : [],
    )
  return [
    ...each('image', (entry, at) => readImage(entry, at, report)),
    ...each('command', (entry, at) => readList('command', entry, at, report)),
    ...each('args', (entry, at) => readList('args', entry, at, report)),
    ...each('envs', (entry, at) => readEnv(entry, at, report)),
    ...each('annotations', (entry, at) => readMap('annotations', entry, at, report)),
    ...each('labels', (entry, at) => readMap('labels', entry, at, report)),
  ]
}

/** Unlike everywhere else, upstream refuses a missing operator here, though its documentation says `overwrite`. */
function readList(field: 'command' | 'args', entry: JsonObject, from: Origin, report: Report): Edit {
  const written = textOf(entry, 'operator')
  const operator = written === 'append' || written === 'delete' ? written : 'overwrite'
  const values = listOf(entry, 'value').filter((value) => typeof value === 'string')
  if (written === '') report(diagnostic('kubeadmiral/override-without-operator', { field }, from))
  if (operator === 'append' && values.length === 0) needsValue('append', within(from, 'value'), report)
  return { kind: 'list', field, container: textOf(entry, 'containerName'), operator, values, from }
}

function readEnv(entry: JsonObject, from: Origin, report: Report): Edit {
  const operator = operatorOf(entry)
  const values = listOf(entry, 'value').filter(isObject)
  if (operator === 'addIfAbsent') {
    const at = within(from, 'value')
    if (values.length === 0) needsValue(operator, at, report)
    const seen = new Set<string>()
    for (const [index, value] of values.entries()) {
      const name = textOf(value, 'name')
      if (seen.has(name)) report(diagnostic('kubeadmiral/override-env-twice', { name }, within(at, index, 'name')))
      seen.add(name)
    }
  }
  return { kind: 'env', container: textOf(entry, 'containerName'), operator, values, from }
}

function readMap(field: 'annotations' | 'labels', entry: JsonObject, from: Origin, report: Report): Edit {
  const operator = operatorOf(entry)
  const values = textsOf(entry, 'value')
  if (operator === 'addIfAbsent' && values.size === 0) needsValue(operator, within(from, 'value'), report)
  return { kind: 'map', field, operator, values, from }
}
