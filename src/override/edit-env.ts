import { isObject, type Json, type JsonObject, own } from '../model/json.ts'
import type { Edit } from '../model/override.ts'
import { type Before, type Outcome, type Pending, refusal } from './before.ts'
import { containerNamed } from './containers.ts'

type EnvEdit = Extract<Edit, { kind: 'env' }>

/**
 * Changes the environment of a container, entry by entry. A list is null where there was none, or where nothing is
 * left of it after a deletion.
 */
export function editEnv(edit: EnvEdit, before: Before, pending: Pending): Outcome {
  const containers = before.containers()
  if (containers === undefined) return refusal('no-pod-spec', '')
  const container = containerNamed(containers, edit.container)
  if (container === undefined) return 'no-container'
  const path = `${container.pointer}/env`
  const earlier = pending.get(path)
  const list = entriesOf(earlier === undefined ? own(container.value, 'env') : earlier.value)
  if (list === undefined) return refusal('not-entries', path)
  if (edit.operator === 'addIfAbsent') {
    const present = edit.values.length === 0 ? undefined : firstPresent(list ?? [], edit.values)
    if (edit.values.length === 0) return refusal('value-needed', path)
    if (present !== undefined) return refusal('already-there', path, present)
    pending.set(path, { value: [...(list ?? []), ...edit.values], edit })
    return 'hit'
  }
  const names = new Map(edit.values.map((entry) => [nameOf(entry), entry]))
  const hit = list?.some((entry) => names.has(nameOf(entry))) ?? false
  pending.set(path, { value: hit && list !== null ? changed(edit, list, names) : list, edit })
  return hit ? 'hit' : 'miss'
}

/** Overwriting replaces whole entries, and every one of a name; the last value for a name counts. */
function changed(
  { operator }: EnvEdit,
  list: JsonObject[],
  values: ReadonlyMap<string, JsonObject>,
): JsonObject[] | null {
  if (operator === 'overwrite') return list.map((entry) => values.get(nameOf(entry)) ?? entry)
  const left = list.filter((entry) => !values.has(nameOf(entry)))
  return left.length === 0 ? null : left
}

/** The first name that is there already, in the list or among the values before it. */
function firstPresent(list: readonly JsonObject[], values: readonly JsonObject[]): string | undefined {
  const names = new Set(list.map(nameOf))
  for (const name of values.map(nameOf)) {
    if (names.has(name)) return name
    names.add(name)
  }
  return undefined
}

/** The name of an entry; empty where it has none. */
export function nameOf(entry: JsonObject): string {
  const name = own(entry, 'name')
  return typeof name === 'string' ? name : ''
}

/** The entries of a list, null where it is absent; undefined where it is no list of objects. */
function entriesOf(value: Json | undefined): JsonObject[] | null | undefined {
  if (value === undefined || value === null) return null
  return Array.isArray(value) && value.every(isObject) ? (value as JsonObject[]) : undefined
}
