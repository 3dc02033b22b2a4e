import { realpathSync } from 'node:fs'
import { isAbsolute, join, relative, sep } from 'node:path'
import { own } from '../model/json.ts'
import { readBounded } from './bounded-file.ts'
import type { Entry } from './entries.ts'
import { codeOf, type Trouble, trouble } from './failure.ts'

/**
 * The bytes of a file that a kubeconfig names, undefined where the field is absent. A kubeconfig may come from
 * somebody else, and what it names is sent to a server of its choice: so the file must lie below the directory of the
 * kubeconfig, links resolved, unless `anywhere`.
 */
export function referenced(entry: Entry, field: string, anywhere: boolean): Buffer | Trouble | undefined {
  const named = own(entry.fields, field)
  if (named === undefined || named === null || named === '') return undefined
  if (typeof named !== 'string') return trouble('kubeconfig', `${field} is not a text`)
  if (named.includes('\0')) return trouble('kubeconfig', `${field} is not a path`)
  const path = isAbsolute(named) ? named : join(entry.directory, named)
  if (!anywhere && !isBelow(path, entry.directory)) return outside(field)
  let real: string
  try {
    real = realpathSync(path)
    if (!anywhere && !isBelow(real, realpathSync(entry.directory))) return outside(field)
  } catch (error) {
    return trouble('kubeconfig', `the file of ${field} cannot be read (${codeOf(error)})`)
  }
  const bytes = readBounded(real, false)
  return typeof bytes === 'string' ? trouble('kubeconfig', `the file of ${field} cannot be read (${bytes})`) : bytes
}

function outside(field: string): Trouble {
  return trouble('kubeconfig', `${field} names a file outside the directory of the kubeconfig; --allow-exec reads it`)
}

function isBelow(path: string, directory: string): boolean {
  const way = relative(directory, path)
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}
