import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import type { Json } from '../model/json.ts'
import { limits } from '../model/limits.ts'
import type { Origin, SourceFile } from '../model/source.ts'
import { compose } from './compose.ts'
import { eventsOf } from './events.ts'
import { hasRefusedCharacter, refuse, refuseSize } from './gate.ts'
import { readJson } from './json.ts'
import { closeProblems, isFull, type Problems, problemsOf, tell } from './problems.ts'
import { isPlainAscii, isQuick, quick } from './quick.ts'
import { type Segment, segmentsOf } from './segments.ts'

/** A document that was read; its value is shared where the source has aliases, so nobody may change it. */
export interface ParsedDocument {
  readonly value: Json
  readonly origin: Origin
}

/**
 * Reads a file as kubectl would, by its name as strict JSON (`.json`) or as YAML. Empty documents are left out, but
 * count in `origin.document`. A document that cannot be read is told of and left out, the others are still read.
 */
export function parse(file: SourceFile, report: Report): ParsedDocument[] {
  return parseWith(file, report, true)
}

/** As `parse`, without the quick reader, whose reference this is. */
export function parseSlowly(file: SourceFile, report: Report): ParsedDocument[] {
  return parseWith(file, report, false)
}

function parseWith(file: SourceFile, report: Report, quickly: boolean): ParsedDocument[] {
  const problems = problemsOf(file.path, report)
  const documents = file.text.length > limits.fileBytes ? tooLarge(file, problems) : read(file, problems, quickly)
  if (documents.length === 0 && problems.errors === 0) {
    tell(problems, diagnostic('input/no-object', {}, { file: file.path }))
  }
  closeProblems(problems)
  return documents
}

function read(file: SourceFile, problems: Problems, quickly: boolean): ParsedDocument[] {
  return isJson(file.path) ? readJsonFile(file, problems) : readYamlFile(file, problems, quickly)
}

export function isJson(path: string): boolean {
  return path.endsWith('.json')
}

function tooLarge(file: SourceFile, problems: Problems): ParsedDocument[] {
  const args = { bytes: file.text.length, limit: limits.fileBytes }
  tell(problems, diagnostic('input/file-too-large', args, { file: file.path, offset: 0 }))
  return []
}

function readJsonFile(file: SourceFile, problems: Problems): ParsedDocument[] {
  const found = refuseSize(file.path, file.text, 0)
  if (found !== undefined) {
    tell(problems, found)
    return []
  }
  if (file.text.trim() === '') return []
  const value = readJson(file.text, problems)
  return value === undefined ? [] : [document(file.path, 0, value)]
}

function readYamlFile(file: SourceFile, problems: Problems, quickly: boolean): ParsedDocument[] {
  const { path, text } = file
  const segments = segmentsOf(path, text)
  if (segments.length > limits.documents) {
    const offset = segments.at(-1)?.start ?? 0
    tell(problems, diagnostic('input/too-many-documents', { limit: limits.documents }, { file: path, offset }))
    return []
  }
  const ascii = isPlainAscii(text)
  const clean = ascii || !hasRefusedCharacter(text)
  const maybeQuick = quickly && clean && (ascii || isQuick(text))
  const documents: ParsedDocument[] = []
  for (const segment of segments) {
    const value =
      (maybeQuick && segment.problem === undefined ? quick(text, segment.start, segment.end) : undefined) ??
      readSegment(file, segment, clean, problems)
    if (value !== undefined) documents.push(document(path, segment.index, value))
    if (isFull(problems)) return documents
  }
  // What stands in a comment beside the documents is refused as well.
  if (!clean && problems.errors === 0) tellRefused(path, text, 0, problems)
  return documents
}

/** The value of one document; undefined where it is empty or cannot be read. */
function readSegment(file: SourceFile, segment: Segment, clean: boolean, problems: Problems): Json | undefined {
  if (segment.problem !== undefined) {
    tell(problems, segment.problem)
    return undefined
  }
  const { path } = file
  const { start, end } = segment
  const text = start === 0 && end === file.text.length ? file.text : file.text.slice(start, end)
  if (!clean && tellRefused(path, text, start, problems)) return undefined
  const size = refuseSize(path, text, start)
  if (size !== undefined) {
    tell(problems, size)
    return undefined
  }
  const events = eventsOf(path, text, start)
  if (!Array.isArray(events)) {
    tell(problems, events)
    return undefined
  }
  if (events.length === 0) return undefined
  const value = compose(text, start, events, problems)
  return value === null && isNothing(events) ? undefined : value
}

/** A document that holds nothing: `---` alone, as against a `null` that someone wrote. */
function isNothing(
  events: readonly { readonly type: number; readonly valueStart?: number; readonly tagStart?: number }[],
) {
  return events[1]?.valueStart === -1 && events[1].tagStart === -1
}

function tellRefused(path: string, text: string, base: number, problems: Problems): boolean {
  const found = refuse(path, text, base)
  if (found !== undefined) tell(problems, found)
  return found !== undefined
}

function document(file: string, index: number, value: Json): ParsedDocument {
  return { value, origin: { file, document: index, path: [] } }
}
