/** The width that a line of an explanation may have, in characters. */
export const lineWidth = 100

/** Breaks a text at spaces into lines of at most `width` characters; a longer word is broken where it must be. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    let rest = word
    if (line !== '' && line.length + 1 + rest.length > width) {
      lines.push(line)
      line = ''
    }
    while (rest.length > width) {
      lines.push(rest.slice(0, width))
      rest = rest.slice(width)
    }
    line = line === '' ? rest : `${line} ${rest}`
  }
  return line === '' && lines.length > 0 ? lines : [...lines, line]
}

/** A paragraph whose further lines stand below the first, indented. */
export function hanging(head: string, text: string, indent: number): string {
  const [first = '', ...rest] = wrap(text, lineWidth - indent)
  const further = rest.map((line) => `${' '.repeat(indent)}${line}\n`)
  const fits = head.length < indent
  const lead = fits ? head.padEnd(indent) : `${head}\n${' '.repeat(indent)}`
  return `${lead}${first}\n${further.join('')}`
}
