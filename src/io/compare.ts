import fs from 'node:fs'
import { isOwned, marker } from '../model/marker.ts'

const openFlags = fs.constants.O_RDONLY | (fs.constants.O_NOFOLLOW ?? 0) | (fs.constants.O_NONBLOCK ?? 0)

/** Enough of a file to see the marker, whatever its wording. */
const headBytes = Math.max(256, marker.length * 2)

export type Comparison = 'same' | 'ours' | 'foreign'

/** Compares files with texts, in two buffers that are used again and again. */
export interface Comparer {
  /** Whether a file holds exactly a text; if not, whether it is ours to rewrite. */
  compare(path: string, text: string): Comparison
  /** Whether a file begins with the marker. */
  isOurs(path: string): boolean
}

export function newComparer(): Comparer {
  let wanted = Buffer.allocUnsafe(65536)
  let found = Buffer.allocUnsafe(65536)

  function read(path: string, bytes: number): number {
    const fd = fs.openSync(path, openFlags)
    try {
      return fs.readSync(fd, found, 0, bytes, 0)
    } finally {
      fs.closeSync(fd)
    }
  }

  return {
    compare(path, text) {
      // A UTF-16 unit takes three bytes at most.
      if (text.length * 3 >= wanted.length) {
        wanted = Buffer.allocUnsafe(text.length * 4 + headBytes)
        found = Buffer.allocUnsafe(wanted.length)
      }
      const length = wanted.write(text)
      const got = read(path, Math.max(length + 1, headBytes))
      if (got === length && found.compare(wanted, 0, length, 0, got) === 0) return 'same'
      return isOwned(found.toString('utf8', 0, Math.min(got, headBytes))) ? 'ours' : 'foreign'
    },
    isOurs(path) {
      return isOwned(found.toString('utf8', 0, read(path, headBytes)))
    },
  }
}
