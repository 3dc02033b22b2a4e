import { visible } from './paint.ts'

/** Longer names are cut in a comment; the other forms have them whole. */
const longest = 80

/**
 * Text of the input that stands in a comment. Nothing in it notifies anybody, ends an element around it, or passes for
 * the hidden mark of a comment: a zero-width space breaks what might. Control characters become visible.
 */
export function harmless(line: string): string {
  return visible(line)
    .replace(/(?<![A-Za-z0-9_])@(?=[A-Za-z0-9_-])/g, '@\u200b')
    .replace(/<(?=!--|\/?(?:details|summary))/gi, '<\u200b')
}

/** Text of the input as a code span, in which nothing has a meaning; fit for a list and for the cell of a table. */
export function span(text: string): string {
  const clean = harmless(text.length > longest ? `${text.slice(0, longest - 1)}…` : text)
  if (clean.trim() === '') return '(empty)'
  const fence = '`'.repeat(longestRun(clean) + 1)
  const padded = clean.startsWith('`') || clean.endsWith('`') ? ` ${clean} ` : clean
  return `${fence}${padded.replaceAll('|', '\\|')}${fence}`
}

/** The same where HTML is expected, in a `<summary>`. */
export function htmlCode(text: string): string {
  const clean = harmless(text.length > longest ? `${text.slice(0, longest - 1)}…` : text)
  const safe = clean.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
  return `<code>${safe}</code>`
}

/** Lines of the input as a block that nothing in them can end. */
export function fenced(lines: readonly string[], language: string): string {
  const clean = lines.map(harmless)
  const fence = '`'.repeat(Math.max(3, ...clean.map((line) => longestRun(line) + 1)))
  return `${fence}${language}\n${clean.map((line) => `${line}\n`).join('')}${fence}\n`
}

function longestRun(text: string): number {
  let longest = 0
  for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length)
  return longest
}
