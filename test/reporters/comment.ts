/**
 * What is wrong with a comment in markdown, as far as a line tells: fences and `<details>` that do not match, HTML,
 * links and mentions outside of code, characters that do not show, and anything that passes for a hidden mark.
 */
export function flaws(text: string): string[] {
  const found: string[] = []
  let fence: string | undefined
  let open = 0
  text.split('\n').forEach((line, at) => {
    const tell = (flaw: string): void => void found.push(`${at + 1}: ${flaw}: ${line.slice(0, 120)}`)
    if (hidden.test(line)) tell('a character that does not show')
    if (line.includes('<!--')) tell('a hidden mark')
    if (/(?<![A-Za-z0-9_])@[A-Za-z0-9]/.test(line)) tell('a mention')
    if (fence !== undefined) {
      if (line.startsWith(fence) && /^`+\s*$/.test(line)) fence = undefined
      else if (/^\s{0,3}<\/?(?:details|summary)/i.test(line)) tell('an element in a block')
      return
    }
    const opening = /^(`{3,})[a-z]*$/.exec(line)
    if (opening !== null) {
      fence = opening[1]
      return
    }
    if (line === '<details>') {
      open++
      if (open > 1) tell('one within another')
      return
    }
    if (line === '</details>') {
      open--
      if (open < 0) tell('an end without a beginning')
      return
    }
    const summary = /^<summary>(.*)<\/summary>$/.exec(line)
    const bare = summary === null ? withoutSpans(line) : (summary[1] ?? '').replace(/<code>[^<>]*<\/code>/g, '')
    if (bare === undefined) tell('a code span without an end')
    else if (/[<>`]|\]\(|!\[|https?:/.test(bare)) tell('markup of the input')
  })
  if (fence !== undefined) found.push('a block without an end')
  if (open !== 0) found.push('details without an end')
  return found
}

const hidden = /[\u0000-\u001f\u007f-\u009f\u061c\u200c-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|[\ud800-\udfff]/u

/** A line without its code spans, as CommonMark pairs runs of equal length; undefined where a run has no partner. */
function withoutSpans(line: string): string | undefined {
  let rest = line
  let bare = ''
  for (;;) {
    const run = /`+/.exec(rest)
    if (run === null) return bare + rest
    const [ticks] = run
    bare += rest.slice(0, run.index)
    rest = rest.slice(run.index + ticks.length)
    const end = new RegExp(`(?<!\`)${ticks}(?!\`)`).exec(rest)
    if (end === null) return undefined
    rest = rest.slice(end.index + ticks.length)
  }
}
