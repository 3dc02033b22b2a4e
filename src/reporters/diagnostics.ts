import { severityOf, wording } from '../diagnostics/diagnostic.ts'
import type { Located } from '../diagnostics/located.ts'
import { type Paint, visible } from './paint.ts'

/**
 * Diagnostics for a person:
 *
 *     error policies/web.yaml:14:7 object/unknown-field
 *       The field "weigth" is not known in preferences; did you mean "weight"?
 *          14 |       weigth: 3
 *             |       ^
 */
export function diagnosticsText(found: readonly Located[], paint: Paint): string {
  return found.map((one) => diagnosticText(one, paint)).join('')
}

function diagnosticText(located: Located, paint: Paint): string {
  const { diagnostic, excerpt } = located
  const severity = severityOf(diagnostic.code)
  const where =
    located.file === undefined ? '' : ` ${paint.strong(positionText(located.file, located.line, located.column))}`
  let text = `${paint[severity](severity)}${where} ${paint.faint(diagnostic.code)}\n  ${visible(wording(diagnostic))}\n`
  if (excerpt !== undefined && located.line !== undefined) {
    const gutter = String(located.line).padStart(5)
    text += paint.faint(`${gutter} | ${excerpt.text}\n      | ${' '.repeat(excerpt.column - 1)}^\n`)
  }
  for (const place of located.related)
    text += paint.faint(`        see ${positionText(place.file, place.line, place.column)}\n`)
  return text
}

/** `file:line:column`, as editors and terminals link it; shorter where less is known. */
export function positionText(file: string, line?: number, column?: number): string {
  return [visible(file), ...(line === undefined ? [] : [line]), ...(column === undefined ? [] : [column])].join(':')
}
