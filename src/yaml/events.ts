import { type Event, parseEvents, YAMLException } from 'js-yaml'
import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts'
import { limits } from '../model/limits.ts'

/**
 * Scans one YAML document into flat events whose offsets count from the start of `text`, or says why it is none;
 * `base` is where `text` begins in its file.
 */
export function eventsOf(file: string, text: string, base: number): Event[] | Diagnostic {
  try {
    // The scanner counts the scalar inside the innermost collection as a level, too.
    return parseEvents(text, { maxDepth: limits.depth + 2 })
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error
    const offset = Math.min(error.mark?.position ?? 0, text.length)
    if (error.reason.startsWith('nesting exceeded')) {
      return diagnostic('input/too-deep', { limit: limits.depth }, { file, offset: base + offset })
    }
    const tab = tabInIndentation(text, offset)
    if (tab >= 0) return diagnostic('input/tab-indentation', {}, { file, offset: base + tab })
    return diagnostic('input/syntax', { detail: error.reason }, { file, offset: base + offset })
  }
}

/** Offset of a tab among the white space that the line of `offset` begins with, or -1. */
function tabInIndentation(text: string, offset: number): number {
  const start = text.lastIndexOf('\n', Math.max(0, offset - 1)) + 1
  for (let at = start; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit === 0x09) return at
    if (unit !== 0x20) return -1
  }
  return -1
}
