import fs from 'node:fs'
import { dirname } from 'node:path'
import { errnoOf } from './errno.ts'

/**
 * Makes a directory and those above it. `mkdirSync` with `recursive` does not return where the parent is there but
 * cannot hold directories, as below /proc: it tries for ever.
 */
export function makeDirectory(path: string): void {
  try {
    fs.mkdirSync(path)
  } catch (error) {
    const errno = errnoOf(error)
    if (errno === 'EEXIST' && fs.statSync(path).isDirectory()) return
    const parent = dirname(path)
    if (errno !== 'ENOENT' || parent === path || fs.existsSync(parent)) throw error
    makeDirectory(parent)
    fs.mkdirSync(path)
  }
}
