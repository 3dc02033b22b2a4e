import fs from 'node:fs'
import { tolerate } from './errno.ts'

/** Brings a file or directory to the disk itself, so that it outlives a power cut. */
export function sync(path: string): void {
  const fd = fs.openSync(path, fs.constants.O_RDONLY)
  try {
    fs.fsyncSync(fd)
  } finally {
    fs.closeSync(fd)
  }
}

/** Creates a file with a text and brings it to the disk. */
export function writeSynced(path: string, text: string): void {
  const fd = fs.openSync(path, 'wx')
  try {
    fs.writeFileSync(fd, text)
    fs.fsyncSync(fd)
  } finally {
    fs.closeSync(fd)
  }
}

/** Removes a tree entry by entry, without following links; what is already gone is no error. */
export function dropTree(path: string): void {
  const found = fs.lstatSync(path, { throwIfNoEntry: false })
  if (found === undefined) return
  if (!found.isDirectory()) {
    tolerate(['ENOENT'], () => fs.unlinkSync(path))
    return
  }
  for (const name of fs.readdirSync(path)) dropTree(`${path}/${name}`)
  tolerate(['ENOENT'], () => fs.rmdirSync(path))
}
