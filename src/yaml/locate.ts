import type { Diagnostic, Place } from '../diagnostics/diagnostic.ts'
import type { Located, Position } from '../diagnostics/located.ts'
import { byCodePoint } from '../model/order.ts'
import { type FieldFinder, fieldFinder } from './fields.ts'
import { excerptAt, lineFinder } from './lines.ts'

/** A place that was found: its position and, where it is asked for, the line it stands on. */
interface Spot extends Position {
  /** Absent where the file may hold a secret. */
  readonly excerpt?: { readonly text: string; readonly column: number }
}

/**
 * Finds the line and column of each diagnostic, and puts them in order: by file, line, column and code, those without
 * a file last. Exact duplicates are dropped. Only files that a diagnostic names are read again; `files` holds their
 * texts by path, and a place in a file that is not there has no line.
 */
export function locate(found: readonly Diagnostic[], files: ReadonlyMap<string, string>): Located[] {
  const places = found.flatMap(({ at, related }) => (at === undefined ? related : [at, ...related]))
  const spots = spotsOf(places, files)
  const located = found.map((diagnostic): Located => {
    const { at } = diagnostic
    const related = diagnostic.related.flatMap((place) => {
      const spot = spots.get(place)
      return spot === undefined ? [] : [{ file: spot.file, line: spot.line, column: spot.column }]
    })
    if (at === undefined) return { diagnostic, related }
    const spot = spots.get(at)
    if (spot === undefined) return { diagnostic, file: at.file, related }
    const { file, line, column, excerpt } = spot
    return { diagnostic, file, line, column, ...(excerpt === undefined ? {} : { excerpt }), related }
  })
  return distinct(located.sort(inOrder))
}

/** Where places are, by place; those in files that are not there are left out. */
export function positionsOf(
  places: readonly Place[],
  files: ReadonlyMap<string, string>,
): ReadonlyMap<Place, Position> {
  return new Map([...spotsOf(places, files)].map(([place, { file, line, column }]) => [place, { file, line, column }]))
}

function spotsOf(places: readonly Place[], files: ReadonlyMap<string, string>): Map<Place, Spot> {
  const byFile = new Map<string, Place[]>()
  for (const place of places) {
    const there = byFile.get(place.file)
    if (there === undefined) byFile.set(place.file, [place])
    else there.push(place)
  }
  const spots = new Map<Place, Spot>()
  for (const [file, inFile] of byFile) {
    const text = files.get(file)
    if (text !== undefined) addSpots(file, text, inFile, spots)
  }
  return spots
}

function addSpots(file: string, text: string, places: readonly Place[], spots: Map<Place, Spot>): void {
  const finder = fieldFinder(file, text)
  const asked: [Place, () => number][] = places.flatMap((place) => {
    const offset = offsetOf(place, finder)
    return offset === undefined ? [] : [[place, offset]]
  })
  const offsets = asked.map(([place, offset]) => [place, offset()] as const).sort(([, a], [, b]) => a - b)
  const lineAt = lineFinder(text)
  const shown = !mayHoldSecrets.test(text)
  for (const [place, offset] of offsets) {
    const { line, column, start } = lineAt(offset)
    spots.set(place, { file, line, column, ...(shown ? { excerpt: excerptAt(text, start, offset) } : {}) })
  }
}

/** A file with a Secret is never quoted, wherever in it the trouble is: what cannot be read cannot be told apart. */
const mayHoldSecrets = /(?:^|[\s{,"'])["']?kind["']?\s*:\s*["']?(?:Federated)?Secret(?:List)?\b/m

/** A function, because all fields of a file are asked for before one is looked for. */
function offsetOf(place: Place, finder: FieldFinder): (() => number) | undefined {
  if ('document' in place) return finder.ask(place.document, place.path)
  return 'offset' in place ? () => place.offset : undefined
}

function inOrder(a: Located, b: Located): number {
  if (a.file === undefined || b.file === undefined) {
    return a.file === b.file ? byCodePoint(keyOf(a), keyOf(b)) : a.file === undefined ? 1 : -1
  }
  return (
    byCodePoint(a.file, b.file) ||
    (a.line ?? 0) - (b.line ?? 0) ||
    (a.column ?? 0) - (b.column ?? 0) ||
    byCodePoint(keyOf(a), keyOf(b))
  )
}

/** Code and arguments: two diagnostics at one place that agree in them say the same. */
function keyOf({ diagnostic, related }: Located): string {
  return `${diagnostic.code} ${JSON.stringify(diagnostic.args)} ${JSON.stringify(related)}`
}

function distinct(sorted: readonly Located[]): Located[] {
  return sorted.filter((one, index) => {
    const before = sorted[index - 1]
    return before === undefined || inOrder(before, one) !== 0
  })
}
