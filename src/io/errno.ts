/** The errno name of a failed system call, such as `ENOENT`; undefined for any other thrown value. */
export function errnoOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  const { code, errno } = error as NodeJS.ErrnoException
  return typeof code === 'string' && typeof errno === 'number' ? code : undefined
}

/** Runs a system call; gives the errno name where it failed with one of those expected, rethrows anything else. */
export function tolerate(expected: readonly string[], call: () => void): string | undefined {
  try {
    call()
    return undefined
  } catch (error) {
    const errno = errnoOf(error)
    if (errno === undefined || !expected.includes(errno)) throw error
    return errno
  }
}
