import { isObject, type Json, type JsonObject, own } from '../model/json.ts'

/** A kubeconfig file that was parsed, and the directory that its relative paths start from. */
export interface ParsedKubeconfig {
  readonly directory: string
  readonly value: Json
}

/** An entry of one of the three lists, as it was written; `directory` is that of its file. */
export interface Entry {
  readonly name: string
  readonly directory: string
  readonly fields: JsonObject
}

/** Several kubeconfigs as one. Names are keys of maps: they are the user's. */
export interface Kubeconfig {
  readonly contexts: ReadonlyMap<string, Entry>
  readonly clusters: ReadonlyMap<string, Entry>
  readonly users: ReadonlyMap<string, Entry>
  readonly current: string | undefined
}

/**
 * Merges kubeconfigs as kubectl does: of entries with one name, and of current contexts, the first counts. Entries
 * without a name are left out; what is wrong inside an entry matters once it is used.
 */
export function merge(files: readonly ParsedKubeconfig[]): Kubeconfig {
  const contexts = new Map<string, Entry>()
  const clusters = new Map<string, Entry>()
  const users = new Map<string, Entry>()
  let current: string | undefined
  for (const { value, directory } of files) {
    if (!isObject(value)) continue
    collect(value, 'contexts', 'context', directory, contexts)
    collect(value, 'clusters', 'cluster', directory, clusters)
    collect(value, 'users', 'user', directory, users)
    const named = own(value, 'current-context')
    if (current === undefined && typeof named === 'string' && named !== '') current = named
  }
  return { contexts, clusters, users, current }
}

function collect(file: JsonObject, list: string, field: string, directory: string, into: Map<string, Entry>): void {
  const found = own(file, list)
  if (!Array.isArray(found)) return
  for (const item of found) {
    if (!isObject(item)) continue
    const name = own(item, 'name')
    if (typeof name !== 'string' || name === '' || into.has(name)) continue
    const fields = own(item, field)
    into.set(name, { name, directory, fields: isObject(fields) ? fields : {} })
  }
}

/** Whether a value can be a kubeconfig at all. */
export function isKubeconfig(value: Json | undefined): boolean {
  if (!isObject(value)) return false
  const kind = own(value, 'kind')
  const lists = ['contexts', 'clusters', 'users'].map((name) => own(value, name))
  const shaped = lists.every((list) => list === undefined || list === null || Array.isArray(list))
  return shaped && (kind === undefined ? lists.some(Array.isArray) : kind === 'Config')
}
