import { needsEscapes } from './quote.ts'

/** What readers disagree on: spaces at the end of a line, a blank or tab before the first visible character. */
const FRAGILE = /[ \t](?:\n|$)|^\n*(?:[ \t]|$)/

/**
 * A text of several lines as a literal block, header first, each line at `indent`, ending with a line feed.
 * Undefined where only a quoted scalar is safe.
 */
export function literal(text: string, indent: string): string | undefined {
  if (!text.includes('\n') || FRAGILE.test(text) || needsEscapes(text)) return undefined
  const first = text.startsWith('\n') ? '' : indent
  const lines = first + text.replace(/\n(?=[^\n])/g, `\n${indent}`)
  if (!text.endsWith('\n')) return `|-\n${lines}\n`
  return text.endsWith('\n\n') ? `|+\n${lines}` : `|\n${lines}`
}
