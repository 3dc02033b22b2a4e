/**
 * Remembers what a pure function made of a piece of a policy and of some clusters, for as long as the clusters live.
 * Ten thousand workloads share a few policies and one fleet: what does not look at the workload is computed once.
 * Pieces count as the same where they are one object or say the same, wherever they were written. Neither argument
 * may change afterwards.
 */
export function remember<Piece extends object, On extends object, Result extends object>(
  compute: (piece: Piece, on: On) => Result,
): (piece: Piece, on: On) => Result {
  const memories = new WeakMap<On, { byPiece: WeakMap<Piece, Result>; byText: Map<string, Result> }>()
  return (piece, on) => {
    let memory = memories.get(on)
    if (memory === undefined) {
      memory = { byPiece: new WeakMap(), byText: new Map() }
      memories.set(on, memory)
    }
    const known = memory.byPiece.get(piece)
    if (known !== undefined) return known
    const text = JSON.stringify(piece, plain)
    const result = memory.byText.get(text) ?? compute(piece, on)
    memory.byText.set(text, result)
    memory.byPiece.set(piece, result)
    return result
  }
}

function plain(key: string, value: unknown): unknown {
  if (key === 'from') return undefined
  if (typeof value === 'bigint') return `${value}`
  return value instanceof Map || value instanceof Set ? [...value] : value
}
