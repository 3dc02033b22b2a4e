/** Whether a path, as slash-separated names relative to the root, is matched. */
export type PathTest = (path: string) => boolean

const unsupported = /[[\]{}\\\0]|^[!/]|\/$|\/\/|(^|\/)\.\.?(\/|$)|[^/]\*\*|\*\*[^/]/

/**
 * Compiles one exclude pattern: `*` and `?` within a name, `**` for any number of names. The whole path must match.
 * Undefined for a pattern that asks for more. No regular expression is made of it, so that the time is bounded by
 * pattern times path, whatever a stranger writes.
 */
export function compileGlob(pattern: string): PathTest | undefined {
  if (pattern === '' || pattern.length > 1024 || unsupported.test(pattern)) return undefined
  const names = pattern.split('/')
  return (path) => matches(names, path.split('/'), '**', matchesName)
}

function matchesName(pattern: string, name: string): boolean {
  return matches([...pattern], [...name], '*', (wanted, found) => wanted === '?' || wanted === found)
}

/** Wildcard matching with one point of return: after a later star, earlier ones need not be tried again. */
function matches(
  pattern: readonly string[],
  items: readonly string[],
  star: string,
  one: (wanted: string, found: string) => boolean,
): boolean {
  let at = 0
  let starAt = -1
  let resume = 0
  for (let index = 0; index < items.length; ) {
    const wanted = pattern[at]
    if (wanted === star) {
      starAt = at++
      resume = index
    } else if (wanted !== undefined && one(wanted, items[index] ?? '')) {
      at++
      index++
    } else if (starAt >= 0) {
      at = starAt + 1
      index = ++resume
    } else {
      return false
    }
  }
  while (pattern[at] === star) at++
  return at === pattern.length
}
