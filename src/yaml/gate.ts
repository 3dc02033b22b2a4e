import { type Diagnostic, diagnostic } from '../diagnostics/diagnostic.ts'
import { limits } from '../model/limits.ts'

/** Characters that readers disagree on, or that no manifest has a use for. A lone surrogate cannot be in UTF-8. */
const refused = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]|\r(?!\n)/

export function hasRefusedCharacter(text: string): boolean {
  return refused.test(text)
}

/** The first character of a YAML text that must not be there; `base` is where the text begins in its file. */
export function refuse(file: string, text: string, base: number): Diagnostic | undefined {
  const index = text.search(refused)
  if (index < 0) return undefined
  const at = { file, offset: base + index }
  const unit = text.charCodeAt(index)
  if (unit === 0xfeff) return diagnostic('input/byte-order-mark', {}, at)
  if (unit === 0x0d) return diagnostic('input/carriage-return', {}, at)
  const character = `U+${unit.toString(16).toUpperCase().padStart(4, '0')}`
  if (unit === 0x85 || unit === 0x2028 || unit === 0x2029) return diagnostic('input/line-separator', { character }, at)
  return diagnostic('input/control-character', { character }, at)
}

/**
 * Refuses a document by its size. What js-yaml's scanner can be driven to is bounded by the size alone: it is linear in
 * the text, and stops at the depth that it is given. It needs some 120 bytes and half a microsecond for a node, though,
 * and there can be a node for each one or two characters.
 */
export function refuseSize(file: string, text: string, base: number): Diagnostic | undefined {
  if (text.length <= limits.documentMarks) return undefined
  const at = { file, offset: base }
  if (text.length > limits.documentUnits) {
    return diagnostic('input/document-too-large', { units: text.length, limit: limits.documentUnits }, at)
  }
  if (!hasTooManyMarks(text)) return undefined
  return diagnostic('input/too-many-nodes', { limit: limits.documentMarks }, at)
}

const marks = new Uint8Array(128)
for (const character of '\n,:?[]{}') marks[character.charCodeAt(0)] = 1

function hasTooManyMarks(text: string): boolean {
  let count = 0
  for (let index = 0; index < text.length; index++) count += marks[text.charCodeAt(index)] ?? 0
  return count > limits.documentMarks
}
