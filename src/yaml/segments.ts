import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts'
import { limits } from '../model/limits.ts'

/** One document of a YAML file, without its markers: the text from `start` to before `end`. */
export interface Segment {
  /** Index of the document in the file; empty documents count. */
  readonly index: number
  readonly start: number
  readonly end: number
  /** Set where the markers around the document are wrong; it cannot be read then. */
  readonly problem?: Diagnostic
}

/**
 * Cuts a YAML file at its `---` and `...` lines, which no scalar can hold at the start of a line. Each document can
 * then be read on its own: an error ends at the next marker, and memory is bounded by the largest document.
 *
 * Kubernetes' splitter is stricter than YAML: it refuses anything but a comment behind `---`, and what follows `...`
 * is lost. Both are refused here. So are directives, except for a `%YAML 1.2` that changes nothing. Stops at one
 * document more than the limit allows.
 */
export function segmentsOf(file: string, text: string): Segment[] {
  const segments: Segment[] = []
  const marker = /^(?:---|%|\.\.\.(?=[ \t\r\n]|$))/gm
  let start = 0
  let problem: Diagnostic | undefined
  /** Before the first `---`, or between `...` and the next one. */
  let open = true
  let ended = false
  const close = (end: number): void => {
    const blank = open && isBlank(text, start, end)
    if (ended && !blank) problem ??= diagnostic('input/document-marker', { marker: '...' }, { file, offset: start })
    if (blank && problem === undefined) return
    segments.push({ index: segments.length, start, end, ...(problem === undefined ? {} : { problem }) })
    problem = undefined
  }
  for (let found = marker.exec(text); found !== null; found = marker.exec(text)) {
    const at = found.index
    const newline = text.indexOf('\n', at)
    const next = newline < 0 ? text.length : newline + 1
    if (found[0] === '%') {
      const line = text.slice(at, next).trim()
      if (!open || !isBlank(text, start, at) || !/^%YAML[ \t]+1\.2(?:[ \t]+#.*)?$/.test(line)) {
        problem ??= diagnostic('input/directive', { directive: line.slice(0, 60) }, { file, offset: at })
      } else start = next
      continue
    }
    close(at)
    if (segments.length > limits.documents) return segments
    start = next
    open = found[0] === '...'
    ended = open
    if (!isBlank(text, at + 3, next) || !/[ \t\r\n]|^$/.test(text.charAt(at + 3))) {
      problem = diagnostic('input/document-marker', { marker: found[0] }, { file, offset: at })
    }
  }
  close(text.length)
  return segments
}

/** Whether a range has nothing but white space and comments. */
function isBlank(text: string, start: number, end: number): boolean {
  let at = start
  while (at < end) {
    const unit = text.charCodeAt(at)
    if (unit === 0x23) {
      const newline = text.indexOf('\n', at)
      if (newline < 0) return true
      at = newline
    } else if (unit !== 0x20 && unit !== 0x09 && unit !== 0x0a && unit !== 0x0d) return false
    at++
  }
  return true
}
