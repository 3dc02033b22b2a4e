import fs from 'node:fs'
import type { OutputFile } from '../model/manifest.ts'
import { isOwned } from '../model/marker.ts'
import { sync, writeSynced } from './durable.ts'
import type { Plan } from './plan.ts'
import type { Tree } from './tree.ts'

/** Nobody but us writes here; an entry that stands already is a fault. */
const exclusive = { flag: 'wx' } as const

/**
 * Writes all that is new below `stage`, an absent directory on the file system of the output. A directory that is not
 * there yet is staged whole. Gives the paths that the staged entries are to be renamed to: entry `0` to the first, and
 * so on; what is created comes before what is changed.
 */
export function stageAll(stage: string, plan: Plan, tree: Tree, durable: boolean): string[] {
  const targets: string[] = []
  /** Staged directories by the path that they stand for. */
  const places = new Map<string, string>()
  /** Every directory that was made, the outer ones first. */
  const made: string[] = [stage]
  fs.mkdirSync(stage)

  /** The staged directory for a path below an absent directory `top`. */
  function place(directory: string, top: string): string {
    const known = places.get(directory)
    if (known !== undefined) return known
    let staged: string
    if (directory === top) {
      staged = `${stage}/${targets.length}`
      targets.push(top)
    } else {
      const slash = directory.lastIndexOf('/')
      staged = `${place(directory.slice(0, slash), top)}${directory.slice(slash)}`
    }
    fs.mkdirSync(staged)
    places.set(directory, staged)
    made.push(staged)
    return staged
  }

  function write(path: string, file: OutputFile): void {
    const text = file.text()
    if (!isOwned(text)) throw new Error(`no marker at the start of ${JSON.stringify(file.path)}`)
    if (durable) writeSynced(path, text)
    else fs.writeFileSync(path, text, exclusive)
  }

  function writeAlone(file: OutputFile): void {
    write(`${stage}/${targets.length}`, file)
    targets.push(file.path)
  }

  let last: string | undefined
  let staged: string | undefined
  for (const file of plan.created) {
    const slash = file.path.lastIndexOf('/')
    const directory = slash < 0 ? '' : file.path.slice(0, slash)
    if (directory !== last) {
      last = directory
      const top = tree.firstAbsent(directory)
      staged = top === undefined ? undefined : place(directory, top)
    }
    if (staged === undefined) writeAlone(file)
    else write(`${staged}${file.path.slice(slash)}`, file)
  }
  for (const file of plan.changed) writeAlone(file)
  if (durable) for (const directory of made.reverse()) sync(directory)
  return targets
}
