/**
 * The objects that `git cat-file --batch` answers with, by name: a line `<name> blob <size>`, then the bytes and a line
 * feed. undefined where the answer is not of this form or is cut short.
 */
export function parseBatch(answer: Buffer): Map<string, Buffer> | undefined {
  const objects = new Map<string, Buffer>()
  let start = 0
  while (start < answer.length) {
    const end = answer.indexOf(0x0a, start)
    if (end < 0) return undefined
    const match = /^([0-9a-f]{40,64}) blob (\d{1,15})$/.exec(answer.toString('latin1', start, end))
    const [, name, size] = match ?? []
    if (name === undefined || size === undefined) return undefined
    const from = end + 1
    const to = from + Number(size)
    if (answer[to] !== 0x0a) return undefined
    objects.set(name, answer.subarray(from, to))
    start = to + 1
  }
  return objects
}
