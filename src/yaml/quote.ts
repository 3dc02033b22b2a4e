/**
 * Words that some reader of YAML 1.1 or 1.2 takes for a boolean, null or a number, whatever their case. Longer than
 * any one list, because a needless pair of quotes costs nothing.
 */
const WORD = /^(?:y|n|yes|no|on|off|true|false|null|nan|inf|infinity)$/i
const LONGEST_WORD = 8

/** A number to some readers of YAML 1.1, which let the digits before an exponent be absent. */
const EXPONENT = /^-?[eE][-+]?[0-9_]+$/

/**
 * Strings that every reader returns as they stand: led by a letter, `/` or a dash with a letter behind it (never a
 * number, a date or an indicator), then words of harmless characters with a single space or a colon between them.
 */
const PLAIN = /^(?:[A-Za-z/]|--?[A-Za-z])[\w./@+=%~-]*(?:[: ][\w./@+=%~-]+)*$/

/** Quantities and percentages, such as `100m`, `1.5Gi` and `25%`: the unit keeps every reader from seeing a number. */
const AMOUNT = /^(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[mkMGT]|[KMGTPE]i|%)$/

/**
 * What is never written raw: control characters, what a reader may take for a line break or refuse (U+0085, U+2028,
 * U+2029, U+FEFF, U+FFFE, U+FFFF, lone surrogates), and what a reviewer cannot see (bidirectional controls,
 * zero-width characters, tags), so that a manifest reads as it acts.
 */
const HIDDEN_RANGES =
  '\\u007f-\\u009f\\u00ad\\u061c\\u180e\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ud800-\\udfff\\ufeff' +
  '\\ufff9-\\ufffb\\ufffe\\uffff\\u{e0000}-\\u{e007f}'
const ESCAPED = new RegExp(`[\\u0000-\\u001f${HIDDEN_RANGES}]`, 'u')
const ESCAPED_OR_MARKS = new RegExp(`["\\\\\\u0000-\\u001f${HIDDEN_RANGES}]`, 'gu')
const UNFIT_FOR_LITERAL = new RegExp(`[\\u0000-\\u0008\\u000b-\\u001f${HIDDEN_RANGES}]`, 'u')

const SHORT: ReadonlyMap<string, string> = new Map([
  ['"', '\\"'],
  ['\\', '\\\\'],
  ['\n', '\\n'],
  ['\t', '\\t'],
  ['\r', '\\r'],
])

/**
 * A string as a YAML scalar on one line, fit for a key and for a value in block context: plain where YAML 1.1,
 * YAML 1.2 and Kubernetes' reader all return this very string, else quoted.
 */
export function quote(text: string): string {
  if (PLAIN.test(text) ? !isOtherwiseRead(text) : AMOUNT.test(text)) return text
  if (!ESCAPED.test(text)) {
    if (!text.includes('"') && !text.includes('\\')) return `"${text}"`
    return `'${text.replaceAll("'", "''")}'`
  }
  return `"${text.replace(ESCAPED_OR_MARKS, escaped)}"`
}

function isOtherwiseRead(text: string): boolean {
  return (text.length <= LONGEST_WORD && WORD.test(text)) || EXPONENT.test(text)
}

/** Whether a character stands in the text that must be escaped even in a literal block; tabs and line feeds need not. */
export function needsEscapes(text: string): boolean {
  return UNFIT_FOR_LITERAL.test(text)
}

function escaped(character: string): string {
  const short = SHORT.get(character)
  if (short !== undefined) return short
  const code = (character.codePointAt(0) ?? 0).toString(16)
  return code.length > 4 ? `\\U${code.padStart(8, '0')}` : `\\u${code.padStart(4, '0')}`
}
