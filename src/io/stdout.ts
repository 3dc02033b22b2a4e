import fs from 'node:fs'
import { errnoOf } from './errno.ts'

const still = new Int32Array(new SharedArrayBuffer(4))

/** Waits without spinning: a pipe that is full empties at its reader's pace. */
function pause(milliseconds: number): void {
  Atomics.wait(still, 0, 0, milliseconds)
}

/**
 * Writes a text to a descriptor to its last byte, whatever stands behind it: a pipe that is full (also a non-blocking
 * one) is waited for, a short write is continued. Undefined when the kernel took all; else the errno name, and the
 * caller must end with a failure.
 */
export function writeAll(fd: number, text: string): string | undefined {
  const bytes = Buffer.from(text)
  let wait = 1
  for (let done = 0; done < bytes.length; ) {
    let taken = 0
    try {
      taken = fs.writeSync(fd, bytes, done, bytes.length - done)
    } catch (error) {
      const errno = errnoOf(error)
      if (errno === undefined) throw error
      if (errno !== 'EAGAIN' && errno !== 'EINTR') return errno
    }
    if (taken > 0) {
      done += taken
      wait = 1
    } else {
      pause(wait)
      wait = Math.min(wait * 2, 20)
    }
  }
  return undefined
}

/**
 * Reads a descriptor to its end, at most `limit` bytes; waits for a non-blocking one. The errno name where it cannot be
 * read, `EFBIG` where there is more.
 */
export function readAll(fd: number, limit: number): Buffer | string {
  const chunks: Buffer[] = []
  let total = 0
  for (;;) {
    const chunk = Buffer.allocUnsafe(65536)
    try {
      const got = fs.readSync(fd, chunk, 0, chunk.length, null)
      if (got === 0) return Buffer.concat(chunks, total)
      total += got
      if (total > limit) return 'EFBIG'
      chunks.push(chunk.subarray(0, got))
    } catch (error) {
      const errno = errnoOf(error)
      if (errno === undefined) throw error
      if (errno === 'EOF') return Buffer.concat(chunks, total)
      if (errno !== 'EAGAIN' && errno !== 'EINTR') return errno
      pause(5)
    }
  }
}
