import fs from 'node:fs'
import { errnoOf } from './errno.ts'

/** Whether a directory stands there, or a link to one; what cannot be looked at counts as one, so that it is told of. */
export function isDirectory(path: string): boolean {
  try {
    return fs.statSync(path).isDirectory()
  } catch (error) {
    return !['ENOENT', 'ENOTDIR', 'ELOOP'].includes(errnoOf(error) ?? '')
  }
}
