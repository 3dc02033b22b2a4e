import { type Json, own } from '../model/json.ts'
import type { Edit } from '../model/override.ts'
import { type Before, type Outcome, type Pending, refusal } from './before.ts'
import { containerNamed } from './containers.ts'

type ListEdit = Extract<Edit, { kind: 'list' }>

/**
 * Changes the command or the arguments of a container. A list of which nothing is left is null, as it is in Go when a
 * list is built up from nothing.
 */
export function editList(edit: ListEdit, before: Before, pending: Pending): Outcome {
  const containers = before.containers()
  if (containers === undefined) return refusal('no-pod-spec', '')
  const container = containerNamed(containers, edit.container)
  if (container === undefined) return 'no-container'
  const path = `${container.pointer}/${edit.field}`
  const earlier = pending.get(path)
  const list = textsOf(earlier === undefined ? own(container.value, edit.field) : earlier.value)
  if (list === undefined) return refusal('not-texts', path)
  if (edit.operator === 'append' && edit.values.length === 0) return refusal('value-needed', path)
  const next = changed(edit, list)
  pending.set(path, { value: next, edit })
  return edit.operator === 'delete' && (next ?? []).length === list.length ? 'miss' : 'hit'
}

function changed({ operator, values }: ListEdit, list: readonly string[]): string[] | null {
  if (operator === 'append') return [...list, ...values]
  if (operator === 'overwrite') return [...values]
  const unwanted = new Set(values)
  const left = list.filter((text) => !unwanted.has(text))
  return left.length === 0 ? null : left
}

/** The texts of a list, none where it is absent; undefined where it is no list of texts. */
function textsOf(value: Json | undefined): readonly string[] | undefined {
  const list = value ?? []
  return Array.isArray(list) && list.every((text) => typeof text === 'string') ? list : undefined
}
