import { lineWidth, wrap } from './wrap.ts'

/** An item of a list with its colour. */
export interface Item {
  readonly text: string
  readonly paint: (text: string) => string
}

const bare = (text: string): string => text

/**
 * A list after its head, with commas. Lines are broken between items and, where one is longer than a line, within it;
 * further lines are indented.
 */
export function packed(
  head: string,
  items: readonly (string | Item)[],
  indent: number,
  paint: (text: string) => string = bare,
): string {
  const heads = head.length > lineWidth ? wrap(head, lineWidth) : [head]
  const start = heads.at(-1) ?? ''
  const lines = heads.slice(0, -1).map(paint)
  let line = paint(start)
  let length = start.length
  let isFresh = true
  items.forEach((item, at) => {
    const { text, paint: own } = typeof item === 'string' ? { text: item, paint } : item
    const comma = at < items.length - 1 ? ',' : ''
    if (length + text.length + 2 > lineWidth && (!isFresh || length > indent)) {
      lines.push(line)
      line = ' '.repeat(indent)
      length = indent
      isFresh = true
    }
    const parts = wrap(`${text}${comma}`, lineWidth - indent)
    parts.forEach((part, index) => {
      if (index > 0) {
        lines.push(line)
        line = ' '.repeat(indent)
        length = indent
        isFresh = true
      }
      line += `${isFresh ? '' : ' '}${own(part)}`
      length += part.length + (isFresh ? 0 : 1)
      isFresh = false
    })
  })
  return [...lines, line].map((one) => `${one.trimEnd()}\n`).join('')
}
