/**
 * Code-point order, the order of Go's `<` on UTF-8 bytes. JavaScript's own `<` compares UTF-16 units, which differs
 * where one string has a surrogate pair and the other a character from U+E000 up.
 */
export function byCodePoint(a: string, b: string): number {
  if (a === b) return 0
  const length = Math.min(a.length, b.length)
  for (let index = 0; index < length; index++) {
    const x = a.charCodeAt(index)
    const y = b.charCodeAt(index)
    if (x === y) continue
    return rank(x) - rank(y)
  }
  return a.length - b.length
}

/** Lifts surrogates above the rest of the plane, where their code points belong. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit
}

/** Compares by a text drawn from each item, in code-point order. */
export function by<T>(text: (item: T) => string): (a: T, b: T) => number {
  return (a, b) => byCodePoint(text(a), text(b))
}
