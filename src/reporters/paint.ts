/** Colours for a terminal; the plain painter leaves every text as it is. */
export interface Paint {
  readonly error: (text: string) => string
  readonly warning: (text: string) => string
  readonly info: (text: string) => string
  readonly good: (text: string) => string
  readonly strong: (text: string) => string
  readonly faint: (text: string) => string
}

const same = (text: string): string => text
export const plain: Paint = { error: same, warning: same, info: same, good: same, strong: same, faint: same }

const sgr =
  (code: number) =>
  (text: string): string =>
    `\u001b[${code}m${text}\u001b[0m`
export const coloured: Paint = {
  error: sgr(31),
  warning: sgr(33),
  info: sgr(36),
  good: sgr(32),
  strong: sgr(1),
  faint: sgr(2),
}

/** Text of the input made safe for a terminal: nothing in it can move the cursor or reorder the line. */
export function visible(text: string): string {
  return text.replace(
    /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]/gu,
    (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`,
  )
}
