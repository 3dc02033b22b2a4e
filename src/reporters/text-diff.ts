import { structuredPatch } from 'diff'

/** A text diff: each line begins with a space, `-`, `+` or, before each part, `@@`. */
export interface Patch {
  readonly lines: readonly string[]
  /** Lines that are new, and lines that are gone. */
  readonly added: number
  readonly removed: number
}

/** Equal lines around each change. */
const context = 5
/** Texts that differ in more lines than this are shown whole, one after the other: looking for less takes too long. */
const most = 500

/** The lines in which two texts differ, with some around them. */
export function textDiff(before: string, after: string): Patch {
  if (before === '' || after === '') return replaced(before, after)
  const patch = structuredPatch('', '', before, after, undefined, undefined, { context, maxEditLength: most })
  if (patch === undefined) return replaced(before, after)
  const lines: string[] = []
  for (const { oldStart, oldLines, newStart, newLines, lines: part } of patch.hunks) {
    lines.push(`@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`)
    for (const line of part) if (!line.startsWith('\\')) lines.push(line)
  }
  return counted(lines)
}

function replaced(before: string, after: string): Patch {
  const [gone, come] = [linesOf(before), linesOf(after)]
  return {
    lines: [...gone.map((line) => `-${line}`), ...come.map((line) => `+${line}`)],
    added: come.length,
    removed: gone.length,
  }
}

function linesOf(text: string): string[] {
  if (text === '') return []
  return (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n')
}

function counted(lines: readonly string[]): Patch {
  const count = (sign: string): number => lines.filter((line) => line.startsWith(sign)).length
  return { lines, added: count('+'), removed: count('-') }
}
