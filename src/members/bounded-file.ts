import fs from 'node:fs'
import { codeOf } from './failure.ts'

/** Most bytes of a kubeconfig, and of each file that it names. */
export const fileLimit = 1024 * 1024

/** The bytes of a regular file; else why not: an errno, `EFBIG` for more than 1 MiB, `EINVAL` for anything but a file. */
export function readBounded(path: string, follow: boolean): Buffer | string {
  // A pipe put in place of the file must not be waited for.
  const flags = fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0) | (follow ? 0 : (fs.constants.O_NOFOLLOW ?? 0))
  let fd: number | undefined
  try {
    fd = fs.openSync(path, flags)
    if (!fs.fstatSync(fd).isFile()) return 'EINVAL'
    const buffer = Buffer.alloc(fileLimit + 1)
    let length = 0
    while (length < buffer.length) {
      const got = fs.readSync(fd, buffer, length, buffer.length - length, null)
      if (got === 0) break
      length += got
    }
    return length > fileLimit ? 'EFBIG' : Buffer.from(buffer.subarray(0, length))
  } catch (error) {
    return codeOf(error)
  } finally {
    if (fd !== undefined) fs.closeSync(fd)
  }
}
